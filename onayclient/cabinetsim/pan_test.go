package cabinetsim

import (
	"math/rand/v2"
	"testing"
)

func luhn(pan string) bool {
	return validPAN(pan) && checkDigit([]byte(pan[:panLength-1])) == pan[panLength-1]
}

func TestCheckDigit(t *testing.T) {
	t.Parallel()
	// The textbook example 7992739871 has the check digit 3.
	if got := checkDigit([]byte("7992739871")); got != '3' {
		t.Errorf("check digit = %c, want 3", got)
	}
}

func TestInventedNumbersPassLuhn(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 2))
	for _, prefix := range []string{prefixUnified, prefixReduced, prefixOther} {
		for range 100 {
			if pan := inventPAN(rng, prefix); !luhn(pan) || pan[:11] != prefix {
				t.Fatalf("invented %q for prefix %q", pan, prefix)
			}
		}
	}
}

func TestValidPAN(t *testing.T) {
	t.Parallel()
	for pan, want := range map[string]bool{
		unified: true, "": false, unified[:18]: false, unified + "1": false, "964310850333551528x": false,
	} {
		if got := validPAN(pan); got != want {
			t.Errorf("validPAN(%q) = %v, want %v", pan, got, want)
		}
	}
}

func TestMask(t *testing.T) {
	t.Parallel()
	for pan, want := range map[string]string{unified: "·5286", "": "", "1234567": "", "12345678": "·5678"} {
		if got := mask(pan); got != want {
			t.Errorf("mask(%q) = %q, want %q", pan, got, want)
		}
	}
}

func TestShortPAN(t *testing.T) {
	t.Parallel()
	if got := shortPAN("9643908503390885493"); got != "98503390885493" {
		t.Errorf("shortPAN = %s", got)
	}
}
