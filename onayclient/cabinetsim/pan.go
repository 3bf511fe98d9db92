package cabinetsim

import "math/rand/v2"

const panLength = 19

// Prefixes of card numbers: the first two are observed, the third is invented
// and stands for the newer and regional ones.
const (
	prefixUnified = "96431085033"
	prefixReduced = "96439085033"
	prefixOther   = "96437410265"
)

func validPAN(pan string) bool {
	if len(pan) != panLength {
		return false
	}
	for _, c := range []byte(pan) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// mask leaves the last four digits of anything that may be a card number.
func mask(pan string) string {
	if len(pan) < 8 {
		return ""
	}
	return "·" + pan[len(pan)-4:]
}

// inventPAN makes up a number that passes the Luhn check.
func inventPAN(rng *rand.Rand, prefix string) string {
	digits := []byte(prefix)
	for len(digits) < panLength-1 {
		digits = append(digits, byte('0'+rng.IntN(10)))
	}
	return string(append(digits, checkDigit(digits)))
}

// checkDigit is the Luhn digit that completes digits.
func checkDigit(digits []byte) byte {
	sum := 0
	for i := range digits {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 0 {
			d *= 2
		}
		sum += d/10 + d%10
	}
	return byte('0' + (10-sum%10)%10)
}

// shortPAN is the number as the cabinet abbreviates it (assumed from one
// observed beginning: 9643908503… becomes 98503…).
func shortPAN(pan string) string {
	return pan[4:5] + pan[6:]
}
