package onayclient

import (
	"slices"
	"time"
)

// Money is an amount in tiyn, 1/100 of a tenge. It can be negative.
type Money int64

// Tenge returns n tenge as Money.
func Tenge(n int64) Money { return Money(n * 100) }

// Tenge returns m in whole tenge, rounded down (toward −∞): what is left on a card is
// never told as more than it is.
func (m Money) Tenge() int64 {
	t := int64(m / 100)
	if m%100 < 0 {
		t--
	}
	return t
}

// Card is one reading of a card.
type Card struct {
	PAN     PAN
	Type    string // the cabinet's code, such as "01.01"; may be empty
	Balance Money
	Blocked bool      // on the stop list; the field is observed, never seen true
	At      time.Time // when the cabinet was asked, by the client's clock: what came later may be missing
}

// Class returns the fare class of the card's type; it is FareUnknown where there is none.
func (c Card) Class() FareClass { return ClassOf(c.Type) }

// FareClass says what a ride costs the holder of a card.
type FareClass uint8

// The classes.
const (
	FareUnknown FareClass = iota // the cabinet told no type
	FareFull
	FareHalf
	FarePass // a monthly pass: rides cost nothing
	FareFree
)

var classWords = []string{"unknown", "full", "half", "pass", "free"}

// String returns the class as a word for logs and storage: "unknown", "full", "half",
// "pass" or "free".
func (c FareClass) String() string { return classWords[c] }

// ParseFareClass is the inverse of [FareClass.String]; any other word is FareUnknown.
func ParseFareClass(word string) FareClass {
	return FareClass(max(0, slices.Index(classWords, word)))
}

// ClassOf returns the fare class of a type code. The codes are observed, in a carrier's
// tool; that the cabinet answers with the long ones is not verified. A code not listed
// pays the full fare; the empty one is FareUnknown.
func ClassOf(typeCode string) FareClass {
	switch typeCode {
	case "":
		return FareUnknown
	case "01.02.07", "01.02.15", "01.03", "01.04", "01.06", "10.02":
		return FareHalf
	case "01.01.02", "01.02.02.07", "01.02.02.15", "01.03.02", "01.04.02", "01.06.02",
		"01.21.02", "04.01.02", "10.02.02":
		return FarePass
	case "02.01", "02.02", "02.04", "02.05", "02.06", "02.07":
		return FareFree
	default:
		return FareFull
	}
}

// ForPupils tells whether a type code is that of a school or a student card, be it a pass.
// The codes are observed as those of [ClassOf] are.
func ForPupils(typeCode string) bool {
	switch typeCode {
	case "01.02.07", "01.02.15", "01.02.02.07", "01.02.02.15", "01.03", "01.03.02":
		return true
	}
	return false
}

// Kind is what a transaction was: the cabinet's word and the sign of the amount say it together, since they
// may disagree.
type Kind string

// The kinds. They are stored and never renamed.
const (
	KindRide     Kind = "ride"
	KindRefund   Kind = "refund" // of a fare
	KindTopUp    Kind = "topup"
	KindReversal Kind = "reversal" // of a top-up
	KindCharge   Kind = "charge"   // another
	KindCredit   Kind = "credit"   // another
)

// KindOf is what a transaction was, by the cabinet's word and the amount. "ride" and "topup" are assumed, "refund"
// and "return" guessed; whatever another word stands for, it charged or credited something.
func KindOf(word string, amount Money) Kind {
	switch {
	case word == "ride" && amount <= 0:
		return KindRide
	case word == "topup" && amount >= 0:
		return KindTopUp
	case word == "topup":
		return KindReversal
	case amount > 0 && (word == "ride" || word == "refund" || word == "return"):
		return KindRefund
	case amount < 0:
		return KindCharge
	}
	return KindCredit
}

// WordPass is the word of a pass: of a charge that has bought one (guessed), and of a ride that was made on one (ours,
// since the app tells that apart).
const WordPass = "pass"

// Transaction is a row of a card's history: a ride, a top-up, or what else the cabinet
// tells. It may come late, twice or amended.
type Transaction struct {
	ID             string // the cabinet's own
	At             time.Time
	Kind           Kind
	Word           string // the cabinet's own for the kind, where that is another
	Route, Vehicle string // may be empty
	Amount         Money  // signed: a ride is negative
	Balance        Money  // after the transaction, if HasBalance
	HasBalance     bool
}
