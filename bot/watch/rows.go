package watch

import (
	"cmp"
	"context"
	"slices"
	"time"

	"onaybot/onayclient"
	"onaybot/store"
)

// rideFares is how many fares a ride costs at the most.
const rideFares = 10

// toldApart has what the cabinet calls a ride of a card, and costs more than a ride can, be a charge: it may have
// bought a pass. Where rides cost nothing, or the fare is not known, the full fare is the measure, if there is one.
func (f Fares) toldApart(class onayclient.FareClass, list []onayclient.Transaction) []onayclient.Transaction {
	list = slices.Clone(list) // others may have been given the same
	for i, x := range list {
		fare := f.paid(class, x.At)
		if x.Kind == onayclient.KindRide && fare > 0 && -x.Amount > rideFares*fare {
			list[i].Kind, list[i].Word = onayclient.KindCharge, cmp.Or(x.Word, string(x.Kind))
		}
	}
	return list
}

// When admins are told that rows have other ids.
const (
	fewRenamed   = 3                  // rows of a card say nothing of the others
	renamedAgain = 7 * 24 * time.Hour // a week without any is the end of a change
)

// noteRenamed has the admins told, once a change, that most of the rows of a page that were known have other ids by
// now.
func (w *Watcher) noteRenamed(ctx context.Context, tx *store.Tx, renamed, known int) error {
	if renamed < fewRenamed || 2*renamed <= known {
		return nil
	}
	before, err := tx.NoteRenamed(ctx, w.now())
	if err != nil || w.now().Sub(before).Abs() < renamedAgain {
		return err
	}
	w.log.Warn("the cabinet has given its rows other ids", "renamed", renamed, "known", known)
	return w.renamed(ctx, tx)
}
