package telegramsim

import (
	"encoding/json"
	"slices"
	"strconv"
	"testing"
)

// ids are the update ids that a poll returns.
func (b *bench) ids(p params) []int {
	b.t.Helper()
	var ids []int
	for _, u := range decode[[]struct {
		ID int `json:"update_id"`
	}](b.t, b.must("getUpdates", p)) {
		ids = append(ids, u.ID)
	}
	return ids
}

func TestOffsetsConfirm(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.aida()
	for range 5 {
		c.Say("x")
	}
	all := b.ids(nil)
	if len(all) != 5 || all[4] != all[0]+4 {
		t.Fatalf("ids %v", all)
	}
	if got := b.ids(params{"limit": 2}); !slices.Equal(got, all[:2]) {
		t.Errorf("limit 2: %v", got)
	}
	if got := b.ids(params{"limit": -7}); !slices.Equal(got, all[:1]) {
		t.Errorf("a limit below 1 is taken for 1: %v", got)
	}
	if got := b.ids(params{"offset": all[1] + 1}); !slices.Equal(got, all[2:]) {
		t.Errorf("offset: %v", got)
	}
	if got := b.ids(nil); !slices.Equal(got, all[2:]) || b.Pending() != 3 {
		t.Errorf("confirmed updates came back: %v, %d pending", got, b.Pending())
	}
	if got := b.ids(params{"offset": -1}); !slices.Equal(got, all[4:]) {
		t.Errorf("negative offset: %v", got)
	}
	if got := b.ids(params{"offset": -9}); !slices.Equal(got, all[4:]) {
		t.Errorf("negative offset beyond the beginning: %v", got)
	}
}

func TestABatchHoldsAHundred(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.aida()
	for range 150 {
		c.Say("x")
	}
	for _, limit := range []int{0, 1000} {
		p := params{"limit": limit}
		if limit == 0 {
			p = nil
		}
		if got := b.ids(p); len(got) != 100 {
			t.Errorf("limit %d: %d updates", limit, len(got))
		}
	}
}

func TestALongPollEndsWithTheFirstUpdate(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.aida()
	a := b.whilePolling(func() { c.Say("/balance") })
	if got := decode[[]map[string]json.RawMessage](t, a.Result); len(got) != 1 {
		t.Errorf("answer %s", a.Result)
	}
}

func TestALongPollEndsAfterItsTime(t *testing.T) {
	t.Parallel()
	b := strict(t)
	if got := b.must("getUpdates", params{"timeout": 1}); string(got) != "[]" {
		t.Errorf("answer %s", got)
	}
}

func TestASecondPollEndsTheFirst(t *testing.T) {
	t.Parallel()
	b := strict(t)
	a := b.whilePolling(func() { b.must("getUpdates", nil) })
	wantRefusal(t, a, 409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running")
}

func TestAllowedUpdates(t *testing.T) {
	t.Parallel()
	b, c, m := pressed(t)
	b.must("getUpdates", params{"allowed_updates": []string{"callback_query"}})
	c.Say("x")
	c.Press(t, m, "Обновить")
	if got := b.updates(); len(got) != 1 || got[0]["callback_query"] == nil {
		t.Errorf("updates %s", got)
	}
	b.must("getUpdates", params{"allowed_updates": []string{}})
	c.Say("x")
	if b.Pending() != 2 {
		t.Errorf("%d pending", b.Pending())
	}
	group := b.Group(-1, "G", User{ID: 5, FirstName: "F"})
	group.SetAdmin(b.botID, true)
	before := b.Pending()
	group.SetAdmin(6, true)
	if b.Pending() != before {
		t.Error("chat_member came unasked")
	}
	b.must("getUpdates", params{"allowed_updates": []string{"chat_member"}})
	group.SetAdmin(6, false)
	if b.Pending() != before+1 {
		t.Error("chat_member did not come")
	}
}

func TestUnknownUpdateKindsAreNoted(t *testing.T) {
	t.Parallel()
	b := lenient(t)
	b.must("getUpdates", params{"allowed_updates": []string{"messages"}})
	b.refused("getUpdates", params{"allowed_updates": "5"}, "can't parse allowed_updates")
	if got := b.Problems(); got[0] != `getUpdates: unknown update kind "messages"` {
		t.Errorf("problems %q", got)
	}
}

func TestPushUpdate(t *testing.T) {
	t.Parallel()
	b := lenient(t)
	raw := `{"update_id":1,"message":{"paid_media":{"paid_media":[{"type":"live_photo","x":1.50}]}}}`
	id := b.PushUpdate(raw)
	got := b.updates()
	if len(got) != 1 || string(got[0]["update_id"]) != strconv.Itoa(id) || id < 1000 {
		t.Fatalf("updates %s, id %d", got, id)
	}
	if want := `{"paid_media":{"paid_media":[{"type":"live_photo","x":1.50}]}}`; string(got[0]["message"]) != want {
		t.Errorf("message %s, want %s", got[0]["message"], want)
	}
	for _, bad := range []string{"", "[]", "null", "{"} {
		if b.PushUpdate(bad) != 0 {
			t.Errorf("%q was queued", bad)
		}
	}
	if n := len(b.Problems()); n != 4 {
		t.Errorf("%d problems", n)
	}
}
