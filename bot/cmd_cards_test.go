package bot

import "testing"

func TestParseTenge(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]int64{
		"700": 700, " 700 ": 700, "0": 0, "00700": 700, "1 500": 1500, "1\u00a0500": 1500, "1\u202f500\u202f₸": 1500,
		"700₸": 700, "700 тг": 700, "700 тг.": 700, "700 тенге": 700, "700 теңге": 700, "700 KZT": 700, "100 000": maxThreshold,
	} {
		if got, ok := parseTenge(typed, []string{"тг", "тенге", "теңге", "tenge", "kzt"}); !ok || got != want {
			t.Errorf("parseTenge(%q) = %d, %v; want %d", typed, got, ok, want)
		}
	}
	for _, typed := range []string{
		"", " ", "₸", "тенге", "-700", "\u2212700", "+700", "700.50", "7,5", "100001", "99999999999999999999", "700 ₸ ₸",
		"700 800 тенге сразу", "１２３", "семьсот", "0x700", "7e2", "٧٠٠",
	} {
		if got, ok := parseTenge(typed, []string{"тг", "тенге", "теңге", "tenge", "kzt"}); ok {
			t.Errorf("parseTenge(%q) = %d", typed, got)
		}
	}
}

func FuzzParseTenge(f *testing.F) {
	for _, s := range []string{"1 500 ₸", "-1", "99999999999999999999", "7тг.", "\xff", "0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, ok := parseTenge(s, []string{"тг", "тенге", "теңге", "tenge", "kzt"}); ok && (got < 0 || got > maxThreshold) {
			t.Errorf("parseTenge(%q) = %d", s, got)
		}
	})
}
