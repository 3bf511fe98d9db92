package telegramsim

import "testing"

func TestGetMe(t *testing.T) {
	t.Parallel()
	b := strict(t, WithToken("77:ABC"), WithUsername("other_bot"), WithoutPrivacy())
	me := decode[map[string]any](t, b.must("getMe", nil))
	for name, want := range map[string]any{
		"id": 77.0, "is_bot": true, "username": "other_bot", "can_join_groups": true, "can_read_all_group_messages": true,
	} {
		if me[name] != want {
			t.Errorf("%s is %v, want %v", name, me[name], want)
		}
	}
}

func TestWebhookMethodsOfABotThatPolls(t *testing.T) {
	t.Parallel()
	b := strict(t)
	b.aida().Say("/balance")
	info := decode[map[string]any](t, b.must("getWebhookInfo", nil))
	if info["url"] != "" || info["pending_update_count"] != 1.0 {
		t.Errorf("info %v", info)
	}
	b.must("deleteWebhook", params{"drop_pending_updates": true})
	if b.Pending() != 0 {
		t.Errorf("%d updates left", b.Pending())
	}
	b.must("logOut", nil)
	b.must("close", nil)
}
