package telegramsim

import (
	"slices"
	"strconv"
)

// getChat answers with the required fields of a full chat and those it knows.
func (s *Server) getChat(req *request) (any, error) {
	r, err := s.known(req)
	if err != nil {
		return nil, err
	}
	if !r.group() && !r.started {
		return nil, badRequest("chat not found")
	}
	return struct {
		wireChat
		Accent    int             `json:"accent_color_id"`
		Reactions int             `json:"max_reaction_count"`
		Gifts     map[string]bool `json:"accepted_gift_types"`
	}{wireChat: r.wire(), Reactions: 11, Gifts: map[string]bool{
		"unlimited_gifts": true, "limited_gifts": true, "unique_gifts": true,
		"premium_subscription": true, "gifts_from_channels": true,
	}}, nil
}

func (s *Server) getChatMember(req *request) (any, error) {
	r, err := s.reachable(req)
	if err != nil {
		return nil, err
	}
	id, err := strconv.ParseInt(req.text("user_id"), 10, 64)
	if err != nil || id <= 0 {
		return nil, badRequest("invalid user_id specified")
	}
	if r.hidden && r.status[s.botID] != statusAdmin && id != s.botID {
		return nil, badRequest("CHAT_ADMIN_REQUIRED") // observed, as is PARTICIPANT_ID_INVALID
	}
	if !r.group() && id == r.id {
		return s.wireMember(r, id, statusMember), nil
	}
	if status := r.status[id]; status != "" {
		return s.wireMember(r, id, status), nil
	}
	if _, met := s.users[id]; met && r.group() {
		return s.wireMember(r, id, statusLeft), nil
	}
	return nil, badRequest("member not found")
}

// getChatAdministrators leaves other bots out; this one is told (observed).
func (s *Server) getChatAdministrators(req *request) (any, error) {
	r, err := s.reachable(req)
	if err != nil {
		return nil, err
	}
	if !r.group() {
		return nil, badRequest("there are no administrators in the private chat")
	}
	admins := []any{}
	for _, id := range r.members {
		if status := r.status[id]; status == statusCreator || status == statusAdmin {
			admins = append(admins, s.wireMember(r, id, status))
		}
	}
	return admins, nil
}

// adminRights are the required rights of an administrator, as given to a newly
// made one.
var adminRights = map[string]bool{
	"can_be_edited": false, "is_anonymous": false, "can_manage_chat": true,
	"can_delete_messages": true, "can_manage_video_chats": true, "can_restrict_members": true,
	"can_promote_members": false, "can_change_info": true, "can_invite_users": true,
	"can_post_stories": false, "can_edit_stories": false, "can_delete_stories": false,
	"can_pin_messages": true, "can_manage_topics": false,
}

func (s *Server) wireMember(r *room, id int64, status string) map[string]any {
	m := map[string]any{"user": s.wireUser(id), "status": status}
	switch status {
	case statusCreator:
		m["is_anonymous"] = false
	case statusAdmin:
		for right, given := range adminRights {
			m[right] = given
		}
	case statusKicked:
		m["until_date"] = 0
	case statusMuted:
		for _, right := range memberRights {
			m[right] = false
		}
		m["is_member"], m["until_date"] = true, 0 // for ever
		if !r.mutedUntil.IsZero() {
			m["until_date"] = r.mutedUntil.Unix()
		}
	}
	return m
}

// standing changes somebody's place in a chat and tells the bot: of itself as
// my_chat_member; of others as chat_member, if it is an administrator there and
// asked for that.
func (s *Server) standing(r *room, by, id int64, status string) {
	before := r.status[id]
	if before == "" {
		before = statusLeft
	}
	r.status[id] = status
	gone := status == statusLeft || status == statusKicked
	if i := slices.Index(r.members, id); i >= 0 && gone {
		r.members = slices.Delete(r.members, i, i+1)
	} else if i < 0 && !gone {
		r.members = append(r.members, id)
	}
	kind := "chat_member"
	if id == s.botID {
		kind = "my_chat_member"
	} else if r.status[s.botID] != statusAdmin {
		return
	}
	s.push(kind, map[string]any{
		"chat": r.wire(), "from": s.wireUser(by), "date": s.now().Unix(),
		"old_chat_member": s.wireMember(r, id, before), "new_chat_member": s.wireMember(r, id, status),
	})
}
