package cabinetsim

import (
	"encoding/binary"
	"encoding/hex"
	"hash/fnv"
	"slices"
	"sort"
	"strconv"
	"time"
)

// almaty is the zone of every date on the wire: UTC+5 all year round.
var almaty = time.FixedZone("+05", 5*60*60)

// Operations of rows that the cabinet is assumed to name so.
const (
	OpRide  = "ride"
	OpTopUp = "topup"
)

// Transaction is one row of a card's detail.
type Transaction struct {
	ID        string    // hexadecimal; made up when empty
	Operation string    // OpRide, OpTopUp or any other word
	Route     string    // may be empty
	Vehicle   string    // number plate, may be empty
	At        time.Time // shown to the second
	Amount    int64     // tiyn; what was paid is negative
	Balance   int64     // tiyn, after the row
	NoBalance bool      // the row comes without its balance
}

// Ride charges the card's fare now, into the negative if need be, as a
// validator that has not heard of the balance yet. The vehicle is one that
// serves the route. It returns ErrNoCard or ErrCardBlocked.
func (s *Server) Ride(pan, route string) (t Transaction, err error) {
	err = s.change(pan, func(h *holder) error {
		if h.card.Blocked {
			return ErrCardBlocked
		}
		t = Transaction{Operation: OpRide, Route: route, Vehicle: plateOf(route, h.rng.IntN(fleetSize)), At: s.clock()}
		if !s.freeDay.Load() {
			t.Amount = -h.card.fare()
		}
		t = h.book(t)
		return nil
	})
	return t, err
}

// TopUp adds tiyn to the card now. It returns ErrNoCard or ErrBadAmount.
func (s *Server) TopUp(pan string, tiyn int64) (t Transaction, err error) {
	err = s.change(pan, func(h *holder) error {
		if tiyn <= 0 {
			return ErrBadAmount
		}
		t = h.book(Transaction{Operation: OpTopUp, At: s.clock(), Amount: tiyn})
		return nil
	})
	return t, err
}

// book moves the balance and writes the row.
func (h *holder) book(t Transaction) Transaction {
	h.card.Balance += t.Amount
	t.Balance = h.card.Balance
	return h.insert(t)
}

// insert files the row by its time, after those of the same second.
func (h *holder) insert(t Transaction) Transaction {
	if t.ID == "" {
		t.ID = h.newID()
	}
	i := sort.Search(len(h.rows), func(i int) bool { return h.rows[i].At.After(t.At) })
	h.rows = slices.Insert(h.rows, i, t)
	return t
}

func (h *holder) newID() string {
	return hex.EncodeToString(binary.BigEndian.AppendUint64(nil, h.rng.Uint64()))
}

// AddTransaction files a row as it is given and leaves the card's balance
// alone: a row that comes late or twice was paid for long ago. An ID already
// there makes a repeated row. It returns ErrNoCard.
func (s *Server) AddTransaction(pan string, t Transaction) error {
	return s.change(pan, func(h *holder) error { h.insert(t); return nil })
}

// AmendTransaction replaces the row that has t's ID and leaves the card's
// balance alone. It returns ErrNoCard or ErrNoTransaction.
func (s *Server) AmendTransaction(pan string, t Transaction) error {
	return s.change(pan, func(h *holder) error {
		i := slices.IndexFunc(h.rows, func(r Transaction) bool { return r.ID == t.ID })
		if i < 0 {
			return ErrNoTransaction
		}
		h.rows = slices.Delete(h.rows, i, i+1)
		h.insert(t)
		return nil
	})
}

// RenameTransactions gives all rows of the card other IDs, as a site does that was made anew. Rows
// that had one ID have one then. It returns ErrNoCard.
func (s *Server) RenameTransactions(pan string) error {
	return s.change(pan, func(h *holder) error {
		names := map[string]string{}
		for i, t := range h.rows {
			if names[t.ID] == "" {
				names[t.ID] = h.newID()
			}
			h.rows[i].ID = names[t.ID]
		}
		return nil
	})
}

// Transactions are the card's rows, newest first; nil for an unknown card.
func (s *Server) Transactions(pan string) []Transaction {
	h := s.cards.find(pan)
	if h == nil {
		return nil
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	rows := slices.Clone(h.rows)
	slices.Reverse(rows)
	return rows
}

// between are the rows with from <= At < to, oldest first. The caller holds
// the lock and does not keep the slice.
func (h *holder) between(from, to time.Time) []Transaction {
	lo := sort.Search(len(h.rows), func(i int) bool { return !h.rows[i].At.Before(from) })
	hi := sort.Search(len(h.rows), func(i int) bool { return !h.rows[i].At.Before(to) })
	return h.rows[lo:max(lo, hi)]
}

const fleetSize = 12

// plateOf is the number plate of the nth vehicle of a route.
func plateOf(route string, n int) string {
	const letters = "ABCDEFHKLMNOPRSTUVXYZ"
	h := hash(route) + uint64(n)*2654435761
	digits := h%900 + 100
	a, b := letters[h/900%21], letters[h/18900%21]
	return strconv.FormatUint(digits, 10) + string([]byte{a, b}) + "02"
}

func hash(s string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(s)) // never fails
	return h.Sum64()
}
