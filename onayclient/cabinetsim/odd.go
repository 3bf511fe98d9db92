package cabinetsim

// What a card's rows hold in the field besides rides and top-ups, each on demand.
// The words are assumed.

// OpPass is the operation of a pass that is bought.
const OpPass = "pass"

// GiveBack credits tiyn to the card now by a row of the word ride, as a fare that
// was charged twice comes back. It returns ErrNoCard or ErrBadAmount.
func (s *Server) GiveBack(pan string, tiyn int64) (Transaction, error) {
	return s.pay(pan, OpRide, tiyn, +1)
}

// Reverse takes tiyn back from the card now by a row of the word topup. It
// returns ErrNoCard or ErrBadAmount.
func (s *Server) Reverse(pan string, tiyn int64) (Transaction, error) {
	return s.pay(pan, OpTopUp, tiyn, -1)
}

// BuyPass pays a pass of tiyn from the balance now, in one step. The type stays
// as it is until SetType: at once, or next month. It returns ErrNoCard or
// ErrBadAmount.
func (s *Server) BuyPass(pan string, tiyn int64) (Transaction, error) {
	return s.pay(pan, OpPass, tiyn, -1)
}

// pay books a row now; tiyn is above zero, and the sign makes a debit of it.
func (s *Server) pay(pan, operation string, tiyn, sign int64) (t Transaction, err error) {
	err = s.change(pan, func(h *holder) error {
		if tiyn <= 0 {
			return ErrBadAmount
		}
		t = h.book(Transaction{Operation: operation, At: s.clock(), Amount: sign * tiyn})
		return nil
	})
	return t, err
}

// Charge books a row as it is given: the balance moves now, though the row may be
// days old, as when rides are charged late and in bulk. An ID already there makes
// one id of two rows. It returns ErrNoCard.
func (s *Server) Charge(pan string, t Transaction) (booked Transaction, err error) {
	err = s.change(pan, func(h *holder) error {
		booked = h.book(t)
		return nil
	})
	return booked, err
}

// SetFreeDay has rides cost nothing, on all cards, until it is switched off.
func (s *Server) SetFreeDay(on bool) { s.freeDay.Store(on) }
