package telegram

import (
	"context"
	"fmt"

	tg "github.com/go-telegram/bot"
)

// Profile is how a chat calls itself: whoever has it may write there whatever
// he likes, but for the username, which is nobody else's.
type Profile struct {
	Name     string // a person's first name, a group's title
	Username string // without the @; may be empty
	Group    bool
}

// Profile asks Telegram how a chat calls itself now.
func (c *Client) Profile(ctx context.Context, chatID int64) (Profile, error) {
	ctx, cancel := context.WithTimeout(ctx, courtesy)
	defer cancel()
	chat, err := c.api.GetChat(ctx, &tg.GetChatParams{ChatID: chatID})
	if err != nil {
		return Profile{}, fmt.Errorf("ask what a chat is called: %w", err)
	}
	if chat.Title != "" {
		return Profile{chat.Title, chat.Username, true}, nil
	}
	return Profile{chat.FirstName, chat.Username, false}, nil
}
