package cabinetsim

import "slices"

// Fares of Almaty in tiyn.
const (
	fareFull = 120_00
	fareHalf = 60_00
)

// Type codes that do not pay the full fare (observed in a carrier's report tool).
var (
	halfTypes = []string{"01.02.07", "01.02.15", "01.03", "01.04", "01.06", "10.02"}
	passTypes = []string{
		"01.01.02", "01.02.02.07", "01.02.02.15", "01.03.02", "01.04.02",
		"01.06.02", "01.21.02", "04.01.02", "10.02.02",
	}
	freeTypes = []string{"02.01", "02.02", "02.04", "02.05", "02.06", "02.07"}
)

// fareOf is what a ride costs a card of this type, in tiyn.
func fareOf(typeCode string) int64 {
	switch {
	case slices.Contains(halfTypes, typeCode):
		return fareHalf
	case slices.Contains(passTypes, typeCode), slices.Contains(freeTypes, typeCode):
		return 0
	default:
		return fareFull
	}
}

// nameOf is the card's name in answers; "ETK-OnLine" is observed, the others
// are invented.
func nameOf(typeCode string) string {
	switch {
	case typeCode == "01.02.15", typeCode == "01.02.07":
		return "Shkolnaya"
	case typeCode == "01.03":
		return "Studencheskaya"
	case slices.Contains(halfTypes, typeCode):
		return "Socialnaya"
	case slices.Contains(passTypes, typeCode):
		return "Abonement"
	case slices.Contains(freeTypes, typeCode):
		return "Lgotnaya"
	default:
		return "ETK-OnLine"
	}
}
