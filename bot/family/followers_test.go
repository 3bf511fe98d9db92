package family

import (
	"slices"
	"strings"
	"testing"

	"onaybot/bot/chat"
	"onaybot/store"
)

func TestSharingNeedsProof(t *testing.T) {
	t.Parallel()
	h := newHome(t, 2)
	h.prove(1, 0)
	press := func(from int64, args ...any) error {
		return h.family.PressShare(h.request(from), h.call(from, args...))
	}
	for _, args := range [][]any{{"invite"}, {"close"}, {"close", "yes"}, {"drop", 1}, {"drop", 1, "yes"}} {
		wantErr(t, press(2, args...), chat.ErrStale)
	}
	wantErr(t, press(2), nil)
	wantErr(t, press(1, "nonsense"), chat.ErrStale)
	wantErr(t, press(1, "drop"), chat.ErrStale)
	if !h.views(1) {
		t.Error("somebody without proof has changed something")
	}
}

func TestDropButtonsAreForThoseLetIn(t *testing.T) {
	t.Parallel()
	h := newHome(t, 3)
	h.prove(1, 0)
	h.prove(2, 1)
	h.prove(3, 2)
	f := h.family
	followers, err := h.Store.AllFollowers(t.Context(), h.link(1).Card.ID)
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[int64][]string{1: {"share 1 drop 2"}, 2: {"share 2 drop 3"}, 3: nil} {
		var got []string
		w, l := h.request(id).W, h.link(id)
		for _, row := range f.shareRows(w, l, f.called(w, l, followers, nil))[2:] { // after those that all have
			got = append(got, row[0].Call)
		}
		if !slices.Equal(got, want) {
			t.Errorf("chat %d: %q, want %q", id, got, want)
		}
	}
	wantErr(t, f.drop(h.request(3), h.link(3), h.link(1).ID), nil) // shows the page again
	if !h.views(1) {
		t.Error("dropped by one who had not let him in")
	}
}

func TestALongListOfFollowersIsCut(t *testing.T) {
	t.Parallel()
	h := newHome(t, shownFollowers+3)
	wantErr(t, h.family.page(h.request(1), h.link(1)), nil)
	w, l := h.request(1).W, h.link(1)
	own := []store.Follower{{LinkID: l.ID, Kind: store.Private, Since: start}}
	if line := h.family.line(w, l, h.family.called(w, l, own, nil)[0]); !strings.Contains(string(line), "этот чат") {
		t.Errorf("line %q", line)
	}
}

func TestOnlyTheOperatorReopens(t *testing.T) {
	t.Parallel()
	h := newHome(t, 2)
	c := h.family
	h.prove(1, 0)
	l := h.link(1)
	wantErr(t, c.close(h.request(1), l), nil)
	wantErr(t, c.close(h.request(1), l), nil) // twice does no harm
	if h.views(1) {
		t.Fatal("the rides are still shown")
	}
	if got := h.told(2); !slices.Equal(got, []store.EventKind{eventClosedNotice}) {
		t.Errorf("the operator is told %v", got)
	}
	card := chat.Call{Args: []string{"1"}}
	wantErr(t, c.PressReopen(h.request(1), card), chat.ErrStale)
	if h.views(1) {
		t.Fatal("opened by one who is no operator")
	}
	wantErr(t, c.PressReopen(h.request(2), card), nil)
	if !h.views(1) {
		t.Error("the operator has not opened them")
	}
}
