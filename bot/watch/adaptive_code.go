package watch

import (
	"encoding/binary"
	"math"
)

// habitForm is the first byte of a habit as it is stored. One of another form
// is taken for none.
const habitForm = 1

// The units of the stored numbers, each of two bytes.
const (
	rateUnits = 1 << 15
	sumUnits  = 1 << 8
	plainUnit = 1
)

// fields calls f for the numbers of a habit with their units, in the order they
// are stored in.
func (h *habit) fields(f func(v *float64, units float64)) {
	for kind := range h.rate {
		for i := range h.rate[kind] {
			f(&h.rate[kind][i], rateUnits)
		}
		f(&h.days[kind], sumUnits)
	}
	for _, v := range []*float64{&h.rode, &h.expected, &h.late} {
		f(v, sumUnits)
	}
	f(&h.topUp, plainUnit)
}

// encode gives a habit as bytes, some 400 and two or three for each ride.
func (h *habit) encode() string {
	b := make([]byte, 1, 640)
	b[0] = habitForm
	h.fields(func(v *float64, units float64) {
		b = binary.LittleEndian.AppendUint16(b, uint16(min(math.MaxUint16, max(0, math.Round(*v*units)))))
	})
	b = binary.AppendUvarint(b, uint64(h.since))
	at := h.since
	for _, ride := range h.rides {
		b = binary.AppendUvarint(b, uint64(ride-at))
		at = ride
	}
	return string(b)
}

// parseHabit reads what encode wrote; anything else is the habit of a card not
// known yet.
func parseHabit(s string) *habit {
	h, b := &habit{}, []byte(s)
	if len(b) == 0 || b[0] != habitForm {
		return &habit{rate: prior}
	}
	b = b[1:]
	whole := true
	h.fields(func(v *float64, units float64) {
		if whole = whole && len(b) >= 2; whole {
			*v = float64(binary.LittleEndian.Uint16(b)) / units
			b = b[2:]
		}
	})
	since, n := binary.Uvarint(b)
	if !whole || n <= 0 {
		return &habit{rate: prior}
	}
	h.since, h.rides = int(since), make([]int, 0, len(b))
	for at := h.since; ; h.rides = append(h.rides, at) {
		b = b[n:]
		var gap uint64
		if gap, n = binary.Uvarint(b); n <= 0 {
			return h
		}
		at += int(gap)
	}
}
