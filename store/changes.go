package store

import (
	"cmp"
	"context"
	"time"

	"onaybot/onayclient"
)

// Changes is what a listing of the cabinet says that was not known of a card.
type Changes struct {
	New     []Transaction // their RowID is 0 until they are saved
	Amended []Transaction // as they are now
	Renamed []Transaction // that have another id of the cabinet's now, amended or not
}

// None tells whether there is nothing new and nothing amended.
func (c Changes) None() bool { return len(c.New)+len(c.Amended) == 0 }

// Compare tells what a listing of the cabinet, of the time from a moment on, changes of what is known of a card.
//
// Which row is which is told by its content (second, kind, amount, route and vehicle), the cabinet's id being a
// hint: the site may give other ids one day, or one id to two rows. The rows that are known of that time and the
// listed ones are paired, each once, by the first that fits of:
//
//  1. id and content: nothing has changed;
//  2. id, second and amount, or id and kind by word and sign: the row was amended;
//  3. content, an empty route or vehicle fitting any, where the listing no longer has the known row's id: the row was
//     renamed, and keeps its own id in the file.
//
// The rest is new. A row that the listing repeats, with its id and content, counts once; a ride and a top-up of one id
// are two rows, and so are two rides of one vehicle in one minute, where friends are paid for.
//
// What it cannot do: a row that was amended and renamed at once counts as new, and the known one stays. A new row that
// was given the id of a known one of its kind, which was renamed, counts as that one amended. Of rows alike that have
// no ids, or new ones, only the number is known, so that they are paired in their order.
func (q Queries) Compare(ctx context.Context, cardID int64, list []onayclient.Transaction, from time.Time) (
	Changes, error) {
	if len(list) == 0 {
		return Changes{}, nil
	}
	known, err := q.knownIn(ctx, cardID, list, from)
	if err != nil {
		return Changes{}, err
	}
	return compare(known, list), nil
}

// amendedBy is how far an amendment moves a row beyond the newest of a listing at the most.
const amendedBy = 24 * time.Hour

// knownIn are the rows of a card in the time of a listing, in its order.
func (q Queries) knownIn(ctx context.Context, cardID int64, list []onayclient.Transaction, from time.Time) (
	[]Transaction, error) {
	to := list[0].At
	for _, x := range list {
		if x.At.After(to) {
			to = x.At
		}
	}
	return all[Transaction](ctx, q, transactionQuery+
		"WHERE card_id = ? AND at BETWEEN coalesce(?, 0) AND ? ORDER BY at DESC, cabinet_id DESC, transactions.id",
		cardID, from, to.Add(amendedBy))
}

// rules are what of two rows has to agree, the surest first.
var rules = []rule{
	{by: func(t trait) trait { t.balance = 0; return t }},
	{by: func(t trait) trait { return trait{id: t.id, second: t.second, amount: t.amount} }},
	{by: func(t trait) trait { return trait{id: t.id, kind: t.kind} }},
	{by: func(t trait) trait { t.id = ""; return t }, renamed: true},
	{by: func(t trait) trait { t.id, t.balance = "", 0; return t }, renamed: true},
	{by: func(t trait) trait { return trait{second: t.second, kind: t.kind, amount: t.amount} }, renamed: true},
}

// compare pairs known rows with listed ones, of rows alike in the order of the lists.
func compare(known []Transaction, list []onayclient.Transaction) (c Changes) {
	m := newMatching(known, list)
	for _, r := range rules {
		m.pair(r)
	}
	for i, x := range m.listed {
		if was := m.partner[i]; was == nil {
			c.New = append(c.New, Transaction{Transaction: x})
		} else {
			c.add(*was, x)
		}
	}
	return c
}

// add adds what has become of a known row.
func (c *Changes) add(was Transaction, now onayclient.Transaction) {
	row := Transaction{now, was.RowID}
	if was.ID != now.ID {
		c.Renamed = append(c.Renamed, row)
		was.ID = now.ID
	}
	if !was.same(now) {
		c.Amended = append(c.Amended, row)
	}
}

// same tells whether a row is as the cabinet tells it now, as far as the file keeps it: to
// the millisecond.
func (x Transaction) same(now onayclient.Transaction) bool {
	now.At = time.UnixMilli(now.At.UnixMilli()).UTC()
	if !now.HasBalance {
		now.Balance = 0
	}
	return x.Transaction == now
}

// trait is what a row is told by.
type trait struct {
	id             string
	second         int64
	kind           onayclient.Kind // of a charge by word and sign alone: it may be a ride, as what one may cost changes
	amount         onayclient.Money
	route, vehicle string
	balance        onayclient.Money // no content: it tells rows alike apart
}

func traitOf(x onayclient.Transaction) trait {
	kind := x.Kind
	if kind == onayclient.KindCharge {
		kind = onayclient.KindOf(cmp.Or(x.Word, string(kind)), x.Amount)
	}
	return trait{x.ID, x.At.Unix(), kind, x.Amount, x.Route, x.Vehicle, x.Balance}
}

// fits tells whether two rows may be one as far as route and vehicle tell.
func (t trait) fits(o trait) bool {
	fit := func(a, b string) bool { return a == "" || b == "" || a == b }
	return fit(t.route, o.route) && fit(t.vehicle, o.vehicle)
}

// rule says what of two rows has to agree for them to be one.
type rule struct {
	by      func(trait) trait
	renamed bool // ids aside: the listing no longer has that of the known row, and route and vehicle fit
}

// matching pairs known rows with listed ones.
type matching struct {
	known   []Transaction
	taken   []bool // those of known that have a partner
	listed  []onayclient.Transaction
	partner []*Transaction  // of each that is listed
	ids     map[string]bool // that are listed
}

// newMatching leaves out what the listing repeats. Rows without an id may be alike.
func newMatching(known []Transaction, list []onayclient.Transaction) *matching {
	m := &matching{known: known, taken: make([]bool, len(known)), ids: make(map[string]bool, len(list))}
	seen := make(map[trait]bool, len(list))
	for _, x := range list {
		t := rules[0].by(traitOf(x))
		if x.ID != "" && seen[t] {
			continue
		}
		seen[t], m.ids[x.ID] = true, x.ID != ""
		m.listed = append(m.listed, x)
	}
	m.partner = make([]*Transaction, len(m.listed))
	return m
}

// pair pairs what a rule tells to be one row.
func (m *matching) pair(r rule) {
	free := map[trait][]int{} // known rows without a partner
	for i, x := range m.known {
		if t := traitOf(x.Transaction); !m.taken[i] && (!r.renamed || !m.ids[t.id]) {
			free[r.by(t)] = append(free[r.by(t)], i)
		}
	}
	for i, x := range m.listed {
		t := traitOf(x)
		if m.partner[i] != nil || !r.renamed && t.id == "" {
			continue
		}
		for _, k := range free[r.by(t)] {
			if !m.taken[k] && (!r.renamed || t.fits(traitOf(m.known[k].Transaction))) {
				m.taken[k], m.partner[i] = true, &m.known[k]
				break
			}
		}
	}
}
