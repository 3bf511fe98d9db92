package telegramsim

import "time"

// NoRights are the words of the 400 for a text where the bot may not write
// (observed).
const NoRights = "not enough rights to send text messages to the chat"

// memberRights are the required rights of a restricted member.
var memberRights = []string{
	"can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
	"can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
	"can_add_web_page_previews", "can_react_to_messages", "can_edit_tag", "can_change_info", "can_invite_users",
	"can_pin_messages", "can_manage_topics",
}

// MuteBot takes the right to write from the bot until a moment, or, with the
// zero time, for ever. The bot is told so. A restriction that is over is not
// told (assumed): Silence lifts it.
func (c *Chat) MuteBot(until time.Time) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	r := c.s.followed(c.room)
	r.mutedUntil, r.silenced = until, NoRights
	c.s.standing(r, c.s.host(r), c.s.botID, statusMuted)
}

// UnmuteBot gives the right back, and the bot is told so.
func (c *Chat) UnmuteBot() {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	r := c.s.followed(c.room)
	r.silenced = ""
	c.s.standing(r, c.s.host(r), c.s.botID, statusMember)
}

// Silence has whatever the bot writes in the chat refused by a 400 with these
// words, such as [NoRights] or "CHAT_RESTRICTED", until it is called with none.
// The bot is not told: so it is with the rights that a group gives to all.
func (c *Chat) Silence(words string) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.s.followed(c.room).silenced = words
}

// SetOpen closes the topic that the handle speaks in, or opens it again, with a
// service message. In a closed one the bot may not write.
func (c *Chat) SetOpen(open bool) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	r := c.s.followed(c.room)
	if was, topic := r.topics[c.thread]; !topic || was == open {
		return
	}
	r.topics[c.thread] = open
	what := service{TopicClosed: &struct{}{}}
	if open {
		what = service{TopicOpened: &struct{}{}}
	}
	c.s.announce(r, c.s.host(r), c.thread, what)
}

// mayWrite judges whether the bot may write in a chat that it can reach.
func (r *room) mayWrite() error {
	if r.silenced == "" {
		return nil
	}
	return badRequest("%s", r.silenced)
}
