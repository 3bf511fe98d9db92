package cabinetsim

import (
	"slices"
	"time"
)

// topUps are the amounts that people put on a card, in tiyn.
var topUps = []int64{200_00, 300_00, 500_00, 700_00, 1000_00, 1500_00, 2000_00, 3000_00, 5000_00}

// withTopUps walks the rides from the last to the first, so that the history
// ends in the card's balance, and puts in a top-up wherever the purse would
// otherwise have been fuller than its holder ever fills it.
func (h *holder) withTopUps(rides []Transaction) []Transaction {
	fare, balance := h.card.fare(), h.card.Balance
	usual := h.rng.IntN(len(topUps))
	low, amount := h.nextTopUp(balance, fare, usual)
	rows := make([]Transaction, 0, len(rides)+len(rides)/4)
	for i, t := range slices.Backward(rides) {
		t.Amount, t.Balance = -fare, balance
		rows = append(rows, t)
		balance += fare
		at, ok := h.topUpTime(rides, i)
		if fare == 0 || balance < low+amount || !ok {
			continue
		}
		rows = append(rows, Transaction{Operation: OpTopUp, At: at, Amount: amount, Balance: balance})
		balance -= amount
		low, amount = h.nextTopUp(balance, fare, usual)
	}
	slices.Reverse(rows)
	return rows
}

// nextTopUp draws the balance before the top-up (now and then negative) and its
// amount: near the holder's usual one, and enough to explain the balance.
func (h *holder) nextTopUp(balance, fare int64, usual int) (low, amount int64) {
	low = int64(h.rng.IntN(40)) * fare / 10
	if h.rng.IntN(8) == 0 {
		low = -fare / 2
	}
	low -= low % 10_00
	i := min(max(usual+h.rng.IntN(3)-1, 0), len(topUps)-1)
	for i < len(topUps)-1 && low+topUps[i] < balance {
		i++
	}
	return low, topUps[i]
}

// topUpTime is shortly before ride i and after the one before it, if there is
// a moment between them.
func (h *holder) topUpTime(rides []Transaction, i int) (time.Time, bool) {
	at := rides[i].At.Add(-time.Duration(120+h.rng.IntN(1500)) * time.Second)
	if i == 0 || at.After(rides[i-1].At) {
		return at, true
	}
	gap := rides[i].At.Sub(rides[i-1].At)
	return rides[i-1].At.Add((gap / 2).Truncate(time.Second)), gap >= 2*time.Second
}
