package bot

import (
	"slices"
	"strings"
	"testing"

	"onaybot/store"
)

func TestSharingNeedsProof(t *testing.T) {
	t.Parallel()
	b, links := family(t, 2)
	prove(t, b, links[0], 0)
	for _, action := range []string{"invite", "close", "close yes", "drop 1", "drop 1 yes"} {
		wantErr(t, turnOf(t, b, 2).pressShare(links[1], strings.Fields(action)), errStale)
	}
	wantErr(t, turnOf(t, b, 2).pressShare(links[1], nil), nil)
	wantErr(t, turnOf(t, b, 1).pressShare(linkIn(t, b, 1), []string{"nonsense"}), errStale)
	if !b.SeesRides(linkIn(t, b, 1)) {
		t.Error("somebody without proof has changed something")
	}
}

func TestDropButtonsAreForThoseLetIn(t *testing.T) {
	t.Parallel()
	b, links := family(t, 3)
	prove(t, b, links[0], 0)
	prove(t, b, links[1], links[0].ID)
	prove(t, b, links[2], links[1].ID)
	followers, err := b.Store.AllFollowers(t.Context(), links[0].Card.ID)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range [][]string{
		{"share " + linkID(links[0]) + " drop " + linkID(links[1])}, {"share " + linkID(links[1]) + " drop " + linkID(links[2])}, nil,
	} {
		c := turnOf(t, b, links[i].ChatID)
		var got []string
		for _, row := range c.dropButtons(linkIn(t, b, links[i].ChatID), followers) {
			got = append(got, row[0].Call)
		}
		if !slices.Equal(got, want) {
			t.Errorf("chat %d: %q, want %q", i+1, got, want)
		}
	}
	wantErr(t, turnOf(t, b, 3).drop(linkIn(t, b, 3), links[0].ID), nil) // shows the page again
	if !b.SeesRides(linkIn(t, b, 1)) {
		t.Error("dropped by one who had not let him in")
	}
}

func TestALongListOfFollowersIsCut(t *testing.T) {
	t.Parallel()
	b, links := family(t, shownFollowers+3)
	c := turnOf(t, b, 1)
	followers, err := b.Store.AllFollowers(t.Context(), links[0].Card.ID)
	if err != nil || len(followers) != shownFollowers+3 {
		t.Fatalf("%d followers, %v", len(followers), err)
	}
	wantErr(t, c.showFollowers(links[0]), nil)
	if line := c.followerLine(links[0], store.Follower{LinkID: links[0].ID, Kind: store.Private, Since: start}); !strings.Contains(string(line), "этот чат") {
		t.Errorf("line %q", line)
	}
}
