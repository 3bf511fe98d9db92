package watch

import (
	"encoding/binary"
	"math"
)

// habitForm is the first byte of a habit as it is stored. One of another form
// is taken for none.
const habitForm = 3

// The units of the stored numbers, each of two bytes.
const (
	rateUnits = 1 << 15
	sumUnits  = 1 << 8
	plainUnit = 1
)

// habitSize is how many bytes the numbers of a habit take, with its form.
const habitSize = 1 + 2*(dayKinds*(daySlots+1)+7)

// sums are the numbers that are stored after those of the kinds of days.
func (h *habit) sums() [6]*float64 {
	return [...]*float64{&h.rode, &h.expected, &h.late, &h.looks, &h.apart, &h.square}
}

// encode gives a habit as bytes, some 400 and two or three for each ride.
func (h *habit) encode() string {
	var room [habitSize + (rideKeep+2)*binary.MaxVarintLen32]byte
	b := append(room[:0], habitForm)
	for kind := range h.rate {
		for _, rate := range h.rate[kind] {
			b = appendNumber(b, rate, rateUnits)
		}
		b = appendNumber(b, h.days[kind], sumUnits)
	}
	for _, v := range h.sums() {
		b = appendNumber(b, *v, sumUnits)
	}
	b = appendNumber(b, h.topUp, plainUnit)
	b = binary.AppendUvarint(b, uint64(h.since))
	at := h.since
	for _, ride := range h.rides {
		b = binary.AppendUvarint(b, uint64(ride-at))
		at = ride
	}
	return string(b)
}

func appendNumber(b []byte, v, units float64) []byte {
	return binary.LittleEndian.AppendUint16(b, uint16(min(math.MaxUint16, max(0, v*units+0.5))))
}

// parseHabit reads what encode wrote; anything else is the habit of a card not
// known yet.
func parseHabit(s string) *habit {
	h := &habit{}
	if !h.decode(s) {
		*h = habit{rate: prior, looks: looksAllowed}
	}
	return h
}

func (h *habit) decode(s string) bool {
	if len(s) <= habitSize || s[0] != habitForm {
		return false
	}
	at := 1
	for kind := range h.rate {
		numbers := s[at : at+2*daySlots]
		for i := range h.rate[kind] {
			h.rate[kind][i] = numberAt(numbers, 2*i, rateUnits)
		}
		at += 2 * daySlots
		h.days[kind] = numberAt(s, at, sumUnits)
		at += 2
	}
	for _, v := range h.sums() {
		*v = numberAt(s, at, sumUnits)
		at += 2
	}
	h.topUp = numberAt(s, at, plainUnit)
	return h.decodeRides([]byte(s[at+2:]))
}

func numberAt(s string, at int, units float64) float64 {
	return float64(uint16(s[at])|uint16(s[at+1])<<8) / units
}

// decodeRides reads the rides, which are all that follows the numbers.
func (h *habit) decodeRides(b []byte) bool {
	since, n := binary.Uvarint(b)
	if n <= 0 {
		return false
	}
	h.since, h.rides = int(since), make([]int, 0, len(b)/2+1)
	for at := h.since; ; h.rides = append(h.rides, at) {
		b = b[n:]
		var gap uint64
		if gap, n = binary.Uvarint(b); n <= 0 {
			return true
		}
		at += int(gap)
	}
}
