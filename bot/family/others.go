package family

import (
	"onaybot/bot/chat"
	"onaybot/bot/telegram"
	"onaybot/store"
)

// noOthers is the argument of the button by which a person says that a card has had no rides
// but those of one habit.
const noOthers = "only"

// askForOthers asks anew for what could be one ride twice. Where the card has had no others, a
// button gives the same answer with that said. It holds until the next wrong answer, so that
// pressing it twice costs no more than once.
func (f *Family) askForOthers(r *chat.Request, l store.Link, claims []claim) error {
	s, err := spentOn(r, f.Store.Queries, l.Card.PAN)
	if err != nil {
		return err
	}
	button := r.W.Button("button.no_others", chat.VerbProof, l.ID, noOthers,
		claims[0].route, claims[0].minute, claims[1].minute, len(s.here))
	return r.Reply(r.W.Message(r.W.T("proof.alike"),
		[]telegram.Button{button}, []telegram.Button{r.W.Button("button.cancel", chat.VerbCancel)}))
}

// pressNoOthers takes the answer that stands in the button of [Family.askForOthers].
func (f *Family) pressNoOthers(r *chat.Request, call chat.Call) error {
	a, wrong, err := parseNoOthers(call)
	if err != nil {
		return err
	}
	if err := mayAnswer(r, f.Store.Queries, call.Link); err != nil {
		return r.OrLimit(err)
	}
	switch s, err := spentOn(r, f.Store.Queries, call.Link.Card.PAN); {
	case err != nil:
		return err
	case len(s.here) != wrong:
		return chat.ErrStale
	}
	return f.check(r, call.Link, a)
}

// parseNoOthers reads the button's arguments: two times of a route, and after how many wrong
// answers it was shown.
func parseNoOthers(call chat.Call) (a answer, wrong int, err error) {
	if len(call.Args) != 5 || call.Args[0] != noOthers {
		return a, 0, chat.ErrStale
	}
	var n [3]int
	for i := range n {
		if n[i], err = call.Int(i + 2); err != nil {
			return a, 0, err
		}
	}
	route := call.Args[1]
	return answer{claims: []claim{{route, n[0]}, {route, n[1]}}, noOthers: true}, n[2], nil
}
