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

// numbers calls f for every number of a habit that is stored, in their order there, with its unit.
func (h *habit) numbers(f func(v *float64, units float64)) {
	for kind := range h.rate {
		for slot := range h.rate[kind] {
			f(&h.rate[kind][slot], rateUnits)
		}
		f(&h.days[kind], sumUnits)
	}
	for _, v := range [...]*float64{&h.rode, &h.expected, &h.overdue, &h.polls, &h.apart, &h.square} {
		f(v, sumUnits)
	}
	f(&h.topUp, plainUnit)
}

// encode writes a habit as bytes: about 400, and two for each ride, which hold its minutes since since.
func (h *habit) encode() string {
	b := append(make([]byte, 0, habitSize+2*len(h.rides)), notesForm)
	h.numbers(func(v *float64, units float64) {
		b = binary.LittleEndian.AppendUint16(b, uint16(min(math.MaxUint16, max(0, *v*units+0.5))))
	})
	b = binary.LittleEndian.AppendUint32(b, uint32(h.since))
	for _, ride := range h.rides {
		b = binary.LittleEndian.AppendUint16(b, uint16(min(math.MaxUint16, ride-h.since)))
	}
	return string(b)
}

// parseHabit reads what encode wrote. Anything else is the habit of a card that is not known yet.
func parseHabit(s string) *habit {
	if len(s) < habitSize || s[0] != notesForm {
		return &habit{rate: prior, polls: pollsAllowed}
	}
	h, b := &habit{}, []byte(s[1:])
	h.numbers(func(v *float64, units float64) {
		*v, b = float64(binary.LittleEndian.Uint16(b))/units, b[2:]
	})
	h.since, b = int(binary.LittleEndian.Uint32(b)), b[4:]
	h.rides = make([]int, len(b)/2)
	for i := range h.rides {
		h.rides[i] = h.since + int(binary.LittleEndian.Uint16(b[2*i:]))
	}
	return h
}
