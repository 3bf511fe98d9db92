package cabinetsim

import "testing"

func TestFareOf(t *testing.T) {
	t.Parallel()
	for typeCode, want := range map[string]int64{
		"01.01": 12000, "10.01": 12000, "99.99": 12000, "": 12000,
		"01.02.15": 6000, "01.03": 6000, "10.02": 6000,
		"01.01.02": 0, "01.02.02.15": 0, "02.01": 0, "02.07": 0,
	} {
		if got := fareOf(typeCode); got != want {
			t.Errorf("fareOf(%q) = %d, want %d", typeCode, got, want)
		}
	}
}

func TestNameOf(t *testing.T) {
	t.Parallel()
	for typeCode, want := range map[string]string{
		"01.01": "ETK-OnLine", "01.02.15": "Shkolnaya", "01.03": "Studencheskaya",
		"01.04": "Socialnaya", "01.01.02": "Abonement", "02.01": "Lgotnaya",
	} {
		if got := nameOf(typeCode); got != want {
			t.Errorf("nameOf(%q) = %q, want %q", typeCode, got, want)
		}
	}
}
