package store

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"onaybot/onayclient"
)

func TestWhichRowItIs(t *testing.T) {
	t.Parallel()
	at := func(minute int) time.Time { return start.Add(time.Duration(minute) * time.Minute) }
	row := func(id string, minute int, change ...func(*onayclient.Transaction)) onayclient.Transaction {
		x := ride(id, at(minute))
		for _, f := range change {
			f(&x)
		}
		return x
	}
	routed := func(route, vehicle string) func(*onayclient.Transaction) {
		return func(x *onayclient.Transaction) { x.Route, x.Vehicle = route, vehicle }
	}
	of := func(word string, amount onayclient.Money) func(*onayclient.Transaction) {
		return func(x *onayclient.Transaction) {
			x.Kind, x.Word, x.Amount = onayclient.KindOf(word, amount), word, amount
			if word == string(x.Kind) {
				x.Word = ""
			}
		}
	}
	left := func(balance onayclient.Money) func(*onayclient.Transaction) {
		return func(x *onayclient.Transaction) { x.Balance = balance }
	}
	type list = []onayclient.Transaction
	for _, c := range []struct {
		name          string
		known, listed list
		want          string // what is new by its place in the listing; what is amended or renamed by that of the known row
	}{
		{"as they were", list{row("a", 1), row("b", 2)}, list{row("b", 2), row("a", 1)}, "new [] amended [] renamed []"},
		{"new", list{row("a", 1)}, list{row("b", 2), row("a", 1)}, "new [0] amended [] renamed []"},
		{"repeated", nil, list{row("a", 1), row("a", 1), row("a", 1, left(7))}, "new [0] amended [] renamed []"},
		{"amended", list{row("a", 1)}, list{row("a", 3, routed("", ""))}, "new [] amended [0] renamed []"},
		{"called otherwise", list{row("a", 1)}, list{row("a", 1, of("correction", -12000))}, "new [] amended [0] renamed []"},
		{"a charge by now, being dear", list{row("a", 1)}, list{row("a", 1, func(x *onayclient.Transaction) {
			x.Kind, x.Word, x.Amount = onayclient.KindCharge, "ride", -990000
		})}, "new [] amended [0] renamed []"},
		{"on a pass by now", list{row("a", 1)}, list{row("a", 1, func(x *onayclient.Transaction) {
			x.Word, x.Amount = onayclient.WordPass, 0
		})}, "new [] amended [0] renamed []"},
		{"a ride and a top-up of one id", list{row("a", 1)}, list{row("a", 1), row("a", 1, of("topup", 50000))},
			"new [1] amended [] renamed []"},
		{"a ride, then a fare back of its id", list{row("a", 1)}, list{row("a", 5, of("ride", 12000))},
			"new [0] amended [] renamed []"},
		{"two rides of one id", list{row("a", 1)}, list{row("a", 2), row("a", 1)}, "new [0] amended [] renamed []"},
		{"both amended, of one id", list{row("a", 1, routed("", "")), row("a", 2, routed("", ""))},
			list{row("a", 2), row("a", 1)}, "new [] amended [1 0] renamed []"},
		{"renamed", list{row("a", 1), row("b", 2)}, list{row("x", 1), row("y", 2)}, "new [] amended [] renamed [0 1]"},
		{"renamed, its route known by now", list{row("a", 1, routed("", ""))}, list{row("x", 1)},
			"new [] amended [0] renamed [0]"},
		{"renamed, its route no longer told", list{row("a", 1)}, list{row("x", 1, routed("", "524EY02"))},
			"new [] amended [0] renamed [0]"},
		{"the same but for the route, which is another", list{row("a", 1)}, list{row("x", 1, routed("12", ""))},
			"new [0] amended [] renamed []"},
		{"the better fit first", list{row("a", 1, routed("", "")), row("b", 1)}, list{row("x", 1), row("y", 1, routed("12", "V"))},
			"new [] amended [0] renamed [1 0]"},
		{"two in one minute on one vehicle", nil, list{row("a", 1), row("b", 1)}, "new [0 1] amended [] renamed []"},
		{"twins, one of them known", list{row("a", 1)}, list{row("b", 1), row("a", 1)}, "new [0] amended [] renamed []"},
		{"twins renamed, with a third", list{row("a", 1), row("b", 1)}, list{row("x", 1), row("y", 1), row("z", 1)},
			"new [2] amended [] renamed [0 1]"},
		{"twins told apart by the balance", list{row("a", 1, left(7)), row("b", 1, left(8))},
			list{row("x", 1, left(8)), row("y", 1, left(7))}, "new [] amended [] renamed [1 0]"},
		{"renamed though the id is listed still", list{row("a", 1)}, list{row("a", 1), row("x", 1)},
			"new [1] amended [] renamed []"},
		{"amended and renamed at once", list{row("a", 1)}, list{row("x", 1, of("ride", -6000))},
			"new [0] amended [] renamed []"},
		{"twins without ids", list{row("", 1)}, list{row("", 1), row("", 1)}, "new [0] amended [] renamed []"},
		{"without ids, at other times", list{row("", 1)}, list{row("", 2), row("", 1)}, "new [0] amended [] renamed []"},
		{"an id in the place of none", list{row("", 1)}, list{row("a", 1)}, "new [] amended [] renamed [0]"},
	} {
		var known []Transaction
		for i, x := range c.known {
			known = append(known, Transaction{x, int64(i)})
		}
		got := compare(known, c.listed)
		rows := func(list []Transaction) []int64 {
			ids := []int64{}
			for _, x := range list {
				ids = append(ids, x.RowID)
			}
			return ids
		}
		fresh, from := []int{}, 0
		for _, x := range got.New {
			from += slices.Index(c.listed[from:], x.Transaction)
			fresh = append(fresh, from)
			from++
		}
		if s := fmt.Sprint("new ", fresh, " amended ", rows(got.Amended), " renamed ", rows(got.Renamed)); s != c.want {
			t.Errorf("%s: %s, want %s", c.name, s, c.want)
		}
	}
}

func TestRenamedRowsKeepTheirOwnID(t *testing.T) {
	t.Parallel()
	s := open(t)
	card := addCard(t, s, 1)
	old := ride("1", start.Add(-30*time.Hour))
	write(t, s, func(ctx context.Context, tx *Tx) error {
		_, err := tx.SaveTransactions(ctx, card, []onayclient.Transaction{old}, start.Add(-48*time.Hour), start)
		return err
	})
	was := saveRides(t, s, card, ride("a", start))
	got := saveRides(t, s, card, ride("x", start), ride("1", start.Add(-minute))) // ids begin anew
	equal(t, "new", bare(got.New), []onayclient.Transaction{ride("1", start.Add(-minute))})
	equal(t, "renamed", got.Renamed, []Transaction{{ride("x", start), was.New[0].RowID}})
	equal(t, "again", saveRides(t, s, card, ride("x", start)), Changes{})
	equal(t, "all", rides(t, s, card, time.Time{}, start.Add(hour)),
		[]onayclient.Transaction{ride("x", start), ride("1", start.Add(-minute)), old})
}
