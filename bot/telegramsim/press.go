package telegramsim

import (
	"slices"
	"strings"
)

// Press presses the inline button whose label is, or else contains, the given
// text, in the message as it stands now, as the chat's person or a group's first
// member. It fails the test if there is no such button or if it opens a link.
func (c *Chat) Press(t TB, m Message, label string) *Press {
	t.Helper()
	return c.PressAs(t, c.speaker(), m, label)
}

// PressAs is Press as a certain user.
func (c *Chat) PressAs(t TB, userID int64, m Message, label string) *Press {
	t.Helper()
	now, _ := c.Message(m.ID)
	button, found := findButton(now.Buttons, label)
	switch {
	case now.Deleted:
		t.Fatalf("message %d is deleted: nothing to press", m.ID)
	case !found:
		t.Fatalf("message %d has no button %q; it has %s", m.ID, label, labels(now.Buttons))
	case button.Data == "":
		t.Fatalf("button %q of message %d sends nothing to the bot", button.Text, m.ID)
	}
	return c.PressData(userID, m, button.Data)
}

// PressData sends a callback query with any data, as a forger or an outdated
// screen does. A deleted message is told to the bot as inaccessible.
func (c *Chat) PressData(userID int64, m Message, data string) *Press {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	r := c.s.followed(c.room)
	return c.s.press(r, c.s.present(r, userID), m, data)
}

func findButton(rows [][]Button, label string) (Button, bool) {
	all := slices.Concat(rows...)
	i := slices.IndexFunc(all, func(b Button) bool { return b.Text == label })
	if i < 0 {
		i = slices.IndexFunc(all, func(b Button) bool { return strings.Contains(b.Text, label) })
	}
	if i < 0 {
		return Button{}, false
	}
	return all[i], true
}

func labels(rows [][]Button) string {
	var all []string
	for _, b := range slices.Concat(rows...) {
		all = append(all, "«"+b.Text+"»")
	}
	if all == nil {
		return "none"
	}
	return strings.Join(all, " ")
}
