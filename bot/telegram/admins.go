package telegram

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

// ErrHidden says that Telegram hides the members of a group from bots that
// are no admins there.
var ErrHidden = errors.New("telegram hides who is an admin of the group")

const (
	trustMembers = 5 * time.Minute // how long it is remembered who is an admin
	keepMembers  = 10_000
)

// member is a person in a group.
type member struct{ group, person int64 }

// asked is an answer of Telegram's.
type asked struct {
	admin bool
	at    time.Time
}

// IsAdmin tells whether a person is an admin of a group. Telegram's answer is
// remembered for some minutes, or until Telegram tells that the person's
// place in the group has changed, which it does where the bot is an admin.
// The error may be [ErrHidden].
func (c *Client) IsAdmin(ctx context.Context, group, person int64) (bool, error) {
	known, ok := c.admins.Get(member{group, person})
	if ok && c.now().Sub(known.at).Abs() < trustMembers { // unless the clock was set back
		return known.admin, nil
	}
	return c.IsAdminNow(ctx, group, person)
}

// IsAdminNow is [Client.IsAdmin] that asks Telegram in any case.
func (c *Client) IsAdminNow(ctx context.Context, group, person int64) (bool, error) {
	m, err := c.api.GetChatMember(ctx, &tg.GetChatMemberParams{ChatID: group, UserID: person})
	switch {
	case hidden(err):
		return false, ErrHidden
	case err != nil && !errors.Is(err, tg.ErrorBadRequest): // which says: nobody of the group
		return false, fmt.Errorf("ask who is an admin: %w", err)
	}
	is := err == nil && (m.Type == models.ChatMemberTypeOwner || m.Type == models.ChatMemberTypeAdministrator)
	c.admins.Add(member{group, person}, asked{is, c.now()})
	return is, nil
}

// hidden tells Telegram's words for members that are hidden, as they were
// observed.
func hidden(err error) bool {
	if !errors.Is(err, tg.ErrorBadRequest) {
		return false
	}
	for _, words := range []string{"CHAT_ADMIN_REQUIRED", "PARTICIPANT_ID_INVALID", "member list is inaccessible"} {
		if strings.Contains(err.Error(), words) {
			return true
		}
	}
	return false
}

// memberID is whose place in a group an update tells of.
func memberID(m models.ChatMember) int64 {
	var u *models.User
	switch {
	case m.Owner != nil:
		u = m.Owner.User
	case m.Administrator != nil:
		u = &m.Administrator.User
	case m.Member != nil:
		u = m.Member.User
	case m.Restricted != nil:
		u = m.Restricted.User
	case m.Left != nil:
		u = m.Left.User
	case m.Banned != nil:
		u = m.Banned.User
	}
	if u == nil {
		return 0
	}
	return u.ID
}

// ForgetAdmin has Telegram asked anew whether a person is an admin of a group.
func (c *Client) ForgetAdmin(group, person int64) { c.admins.Remove(member{group, person}) }
