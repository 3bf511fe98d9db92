package policy

import (
	"encoding/binary"
	"math"
)

// notesForm is the first byte of a habit as it is stored. A habit of another form is taken for none.
const notesForm = 4

// The units of the stored numbers, each of two bytes.
const (
	rateUnits = 1 << 15
	sumUnits  = 1 << 8
	plainUnit = 1
)

// habitSize is how many bytes a habit takes without its rides: the form, the numbers, and since.
const habitSize = 1 + 2*(dayKinds*(daySlots+1)+7) + 4

// sums are the numbers that are stored after those of the kinds of days.
func (h *habit) sums() [6]*float64 {
	return [...]*float64{&h.rode, &h.expected, &h.overdue, &h.polls, &h.apart, &h.square}
}

// encode writes a habit as bytes: about 400, and two for each ride, which hold its minutes since since.
func (h *habit) encode() string {
	var room [habitSize + 2*rideKeep]byte
	room[0] = notesForm
	at := 1
	for kind := range h.rate {
		numbers := room[at : at+2*daySlots]
		for i, rate := range &h.rate[kind] {
			putNumber(numbers[2*i:2*i+2], rate, rateUnits)
		}
		at += 2 * daySlots
		putNumber(room[at:], h.days[kind], sumUnits)
		at += 2
	}
	for _, v := range h.sums() {
		putNumber(room[at:], *v, sumUnits)
		at += 2
	}
	putNumber(room[at:], h.topUp, plainUnit)
	binary.LittleEndian.PutUint32(room[at+2:], uint32(h.since))
	b := room[:habitSize]
	for _, ride := range h.rides {
		b = binary.LittleEndian.AppendUint16(b, uint16(min(math.MaxUint16, ride-h.since)))
	}
	return string(b)
}

func putNumber(b []byte, v, units float64) {
	var number uint16
	switch v = v*units + 0.5; {
	case v >= math.MaxUint16:
		number = math.MaxUint16
	case v > 0:
		number = uint16(v)
	}
	binary.LittleEndian.PutUint16(b, number)
}

// parseHabit reads what encode wrote. Anything else is the habit of a card that is not known yet.
func parseHabit(s string) *habit {
	h := &habit{}
	if !h.decode(s) {
		*h = habit{rate: prior, polls: pollsAllowed}
	}
	return h
}

func (h *habit) decode(s string) bool {
	if len(s) < habitSize || s[0] != notesForm {
		return false
	}
	b := []byte(s)[1:]
	for kind := range h.rate {
		numbers := b[:2*daySlots]
		for i := range &h.rate[kind] {
			h.rate[kind][i] = numberOf(numbers[2*i:2*i+2], rateUnits)
		}
		b = b[2*daySlots:]
		h.days[kind] = numberOf(b, sumUnits)
		b = b[2:]
	}
	for _, v := range h.sums() {
		*v = numberOf(b, sumUnits)
		b = b[2:]
	}
	h.topUp = numberOf(b, plainUnit)
	h.since = int(binary.LittleEndian.Uint32(b[2:]))
	b = b[6:]
	h.rides = make([]int, len(b)/2)
	for i := range h.rides {
		h.rides[i] = h.since + int(binary.LittleEndian.Uint16(b[2*i:]))
	}
	return true
}

func numberOf(b []byte, units float64) float64 {
	return float64(binary.LittleEndian.Uint16(b)) / units
}
