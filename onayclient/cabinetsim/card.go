package cabinetsim

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Errors of the methods that change the city.
var (
	ErrBadPAN        = errors.New("a card number is 19 digits")
	ErrNoCard        = errors.New("no such card in the city")
	ErrCardExists    = errors.New("the card is already in the city")
	ErrCardBlocked   = errors.New("the card is blocked")
	ErrBadAmount     = errors.New("a top-up is a positive amount")
	ErrNoTransaction = errors.New("no such transaction")
)

// Card is one card of the city.
type Card struct {
	PAN     string // 19 plain digits
	Type    string // fare class code such as "01.01", the default
	Name    string // as the cabinet prints it; by Type when empty
	Label   string // short English slug: "unified", "school", "commuter", …
	Balance int64  // tiyn, may be negative
	Blocked bool
	City    int   // its number in the app; zero = Almaty, and listed whatever city is asked for
	Fare    int64 // tiyn a ride, unless Type rides for nothing; by Type when zero
}

// city is the number of the card's city in the app.
func (c Card) city() int { return cmp.Or(c.City, 1) }

// fare is what a ride costs with the card.
func (c Card) fare() int64 {
	if fareOf(c.Type) == 0 {
		return 0
	}
	return cmp.Or(c.Fare, fareOf(c.Type))
}

// holder is a card with its history. rows are oldest first.
type holder struct {
	mu        sync.Mutex
	card      Card
	rows      []Transaction
	rng       *rand.Rand
	inAccount bool
	shown     bool // on the page, though it is none of the showcase
	checks    atomic.Int64
}

// cardIndex finds cards; a holder's own lock guards what it holds.
type cardIndex struct {
	mu    sync.RWMutex
	byPAN map[string]*holder
	order []*holder
}

func (x *cardIndex) find(pan string) *holder {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.byPAN[pan]
}

func (x *cardIndex) all() []*holder {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return slices.Clone(x.order)
}

func (x *cardIndex) add(h *holder) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.byPAN[h.card.PAN] != nil {
		return ErrCardExists
	}
	x.byPAN[h.card.PAN] = h
	x.order = append(x.order, h)
	return nil
}

func (x *cardIndex) remove(pan string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	h := x.byPAN[pan]
	delete(x.byPAN, pan)
	x.order = slices.DeleteFunc(x.order, func(o *holder) bool { return o == h })
}

// Cards lists the cards: the showcase first, then the riders, then those added.
func (s *Server) Cards() []Card {
	holders := s.cards.all()
	cards := make([]Card, len(holders))
	for i, h := range holders {
		cards[i] = h.snapshot()
	}
	return cards
}

func (h *holder) snapshot() Card {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.card
}

// Card is the card as it stands now.
func (s *Server) Card(pan string) (Card, bool) {
	h := s.cards.find(pan)
	if h == nil {
		return Card{}, false
	}
	return h.snapshot(), true
}

// Add puts a card without history into the city, and on its page if the card has a label. The number need not pass the
// Luhn check. It returns ErrBadPAN or ErrCardExists.
func (s *Server) Add(c Card) error {
	if !validPAN(c.PAN) {
		return fmt.Errorf("add card: %w", ErrBadPAN)
	}
	h := s.newHolder(c)
	h.shown = c.Label != ""
	if err := s.cards.add(h); err != nil {
		return fmt.Errorf("add card: %w", err)
	}
	return nil
}

func (s *Server) newHolder(c Card) *holder {
	if c.Type == "" {
		c.Type = "01.01"
	}
	if c.Name == "" {
		c.Name = nameOf(c.Type)
	}
	return &holder{card: c, rng: rand.New(rand.NewPCG(s.set.seed, hash(c.PAN)))}
}

// Remove takes the card and its history out of the city; an unknown one is no error.
func (s *Server) Remove(pan string) { s.cards.remove(pan) }

// SetBalance changes the balance, in tiyn, without a row to show for it.
// It returns ErrNoCard.
func (s *Server) SetBalance(pan string, tiyn int64) error {
	return s.change(pan, func(h *holder) error { h.card.Balance = tiyn; return nil })
}

// SetBlocked puts the card on the stop list or takes it off. It returns ErrNoCard.
func (s *Server) SetBlocked(pan string, blocked bool) error {
	return s.change(pan, func(h *holder) error { h.card.Blocked = blocked; return nil })
}

// SetType changes the fare class; the name follows. It returns ErrNoCard.
func (s *Server) SetType(pan, typeCode string) error {
	return s.change(pan, func(h *holder) error {
		h.card.Type, h.card.Name = typeCode, nameOf(typeCode)
		return nil
	})
}

// AccountCards lists the numbers that the signed-in account holds.
func (s *Server) AccountCards() []string {
	var pans []string
	for _, h := range s.cards.all() {
		h.mu.Lock()
		if h.inAccount {
			pans = append(pans, h.card.PAN)
		}
		h.mu.Unlock()
	}
	return pans
}

// AddToAccount puts a card into the account, as its owner does in the app. It
// returns ErrNoCard.
func (s *Server) AddToAccount(pan string) error {
	return s.change(pan, func(h *holder) error { h.inAccount = true; return nil })
}

// DropFromAccount makes the account lose a card, which no visitor can do.
// It returns ErrNoCard.
func (s *Server) DropFromAccount(pan string) error {
	return s.change(pan, func(h *holder) error { h.inAccount = false; return nil })
}

// change runs do with the card locked.
func (s *Server) change(pan string, do func(*holder) error) error {
	h := s.cards.find(pan)
	if h == nil {
		return fmt.Errorf("card %s: %w", mask(pan), ErrNoCard)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := do(h); err != nil {
		return fmt.Errorf("card %s: %w", mask(pan), err)
	}
	return nil
}

// clock is the injected time as the cabinet keeps it: Almaty, whole seconds.
func (s *Server) clock() time.Time { return s.set.now().In(almaty).Truncate(time.Second) }
