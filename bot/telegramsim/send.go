package telegramsim

import (
	"encoding/json"
	"fmt"
	"slices"
)

func (s *Server) sendMessage(req *request) (any, error) {
	text, err := s.messageText(req)
	if err != nil {
		return nil, err
	}
	m := &message{}
	m.setText(text)
	if err := m.setLinkPreview(req); err != nil {
		return nil, err
	}
	return s.send(req, m)
}

// messageText is the text parameter, parsed and within the limits.
func (s *Server) messageText(req *request) (formatted, error) {
	if req.text("text") == "" {
		return formatted{}, badRequest("message text is empty")
	}
	f, err := s.format(req, "text", "entities")
	switch {
	case err != nil:
		return formatted{}, err
	case f.text == "":
		return formatted{}, badRequest("text must be non-empty")
	case units(f.text) > maxText:
		return formatted{}, badRequest("message is too long")
	}
	return f, nil
}

func (s *Server) caption(req *request) (formatted, error) {
	f, err := s.format(req, "caption", "caption_entities")
	if err == nil && units(f.text) > maxCaption {
		return formatted{}, badRequest("message caption is too long")
	}
	return f, err
}

func (m *message) setText(f formatted) {
	m.Text, m.Entities, m.HTML = f.text, f.entities, f.source
}

func (m *message) setCaption(f formatted) {
	m.Text, m.Caption, m.Entities, m.HTML = "", f.text, f.entities, f.source
}

func (m *message) setMarkup(k markup) {
	m.inline, m.Buttons = k.inline, k.buttons
	m.ReplyKeyboard, m.ForceReply, m.fixed = k.keyboard, k.force, k.lasting()
}

// setLinkPreview takes link_preview_options as they are; an absent parameter
// resets them.
func (m *message) setLinkPreview(req *request) error {
	var options struct {
		Disabled bool `json:"is_disabled"`
	}
	if err := req.decode("link_preview_options", &options); err != nil {
		return badRequest("field \"is_disabled\" must be of type Boolean")
	}
	m.LinkPreviewDisabled, m.linkPreview = options.Disabled, nil
	if text := req.text("link_preview_options"); text != "" {
		m.linkPreview = json.RawMessage(text)
	}
	return nil
}

// send checks what all messages have in common, posts the message and returns
// it. The chat is checked last but the markup first, as the real server does
// (observed).
func (s *Server) send(req *request, m *message) (any, error) {
	k, err := readMarkup(req, false)
	if err != nil {
		return nil, err
	}
	r, err := s.reachable(req)
	if err != nil {
		return nil, err
	}
	if err := r.mayWrite(); err != nil {
		return nil, err
	}
	if err := r.address(req, m); err != nil {
		return nil, err
	}
	if err := s.withinLimits(r); err != nil {
		return nil, err
	}
	m.setMarkup(k)
	m.From = s.botUser()
	m.Silent = req.flag("disable_notification")
	return s.wire(r, s.post(r, m)), nil
}

// address fills in the topic and the message that is answered.
func (r *room) address(req *request, m *message) error {
	if m.ThreadID = req.integer("message_thread_id"); m.ThreadID != 0 {
		switch open, known := r.topics[m.ThreadID]; {
		case !known:
			return badRequest("message thread not found")
		case !open:
			return badRequest("TOPIC_CLOSED")
		}
	}
	if req.text("reply_parameters") == "" {
		return nil
	}
	var reply struct {
		ID      *int `json:"message_id"`
		Without bool `json:"allow_sending_without_reply"`
	}
	if err := req.decode("reply_parameters", &reply); err != nil {
		return badRequest("can't parse reply parameters JSON object") // assumed
	}
	switch {
	case reply.ID == nil:
		return badRequest("can't find field \"message_id\"")
	case r.find(*reply.ID) != nil:
		if open, known := r.topics[r.find(*reply.ID).ThreadID]; known && !open { // the reply would go there, too
			return badRequest("TOPIC_CLOSED")
		}
		m.ReplyTo = *reply.ID
	case !reply.Without:
		return badRequest("message to be replied not found")
	}
	return nil
}

func (s *Server) botUser() User {
	w := s.bot()
	return User{ID: w.ID, FirstName: w.FirstName, Username: w.Username}
}

func (s *Server) withinLimits(r *room) error {
	if s.limits == nil {
		return nil
	}
	if wait := s.limits.take(r.id, r.group()); wait > 0 {
		return tooMany(wait)
	}
	return nil
}

func (s *Server) sendPhoto(req *request) (any, error) { return s.sendFile(req, kindPhoto, "photo") }

func (s *Server) sendDocument(req *request) (any, error) {
	return s.sendFile(req, kindDocument, "document")
}

func (s *Server) sendFile(req *request, kind fileKind, parameter string) (any, error) {
	caption, err := s.caption(req)
	if err != nil {
		return nil, err
	}
	file, err := s.inputFile(req, kind, parameter)
	if err != nil {
		return nil, err
	}
	m := &message{}
	m.setCaption(caption)
	s.attach(m, file)
	sent, err := s.send(req, m)
	if err != nil {
		s.detach(m)
	}
	return sent, err
}

// chatActions are the actions of the official documentation.
var chatActions = []string{
	"typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
	"upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}

func (s *Server) sendChatAction(req *request) (any, error) {
	action := req.text("action")
	if !slices.Contains(chatActions, action) {
		return nil, badRequest("wrong parameter action in request")
	}
	r, err := s.reachable(req)
	if err != nil {
		return nil, err
	}
	var m message
	if err := r.address(req, &m); err != nil {
		return nil, err
	}
	s.publish(r, Event{Kind: KindAction, ThreadID: m.ThreadID, Action: action}, true)
	return true, nil
}

func (s *Server) setMessageReaction(req *request) (any, error) {
	r, err := s.reachable(req)
	if err != nil {
		return nil, err
	}
	var reactions []struct {
		Type  string `json:"type"`
		Emoji string `json:"emoji"`
	}
	if err := req.decode("reaction", &reactions); err != nil {
		return nil, badRequest("expected an Array of ReactionType")
	}
	m := r.find(req.integer("message_id"))
	if m == nil {
		return nil, badRequest("message to react not found")
	}
	if len(reactions) > 1 {
		return nil, badRequest("REACTIONS_TOO_MANY")
	}
	e := Event{Kind: KindReaction, ThreadID: m.ThreadID, Message: m.Message}
	for _, reaction := range reactions {
		if reaction.Type != "emoji" {
			s.note(req.method, fmt.Sprintf("reaction of type %q is not simulated", reaction.Type))
			return nil, badRequest("REACTION_INVALID")
		}
		e.Reaction = reaction.Emoji
	}
	s.publish(r, e, true)
	return true, nil
}
