package telegramsim

import (
	"bytes"
	"encoding/json"
	"slices"
)

// editable finds the message that a request names and judges whether the bot
// may edit it: its own, and without a reply keyboard, a forced reply or a
// removed keyboard (observed).
func (s *Server) editable(req *request) (*room, *message, error) {
	if req.text("message_id") == "" {
		return nil, nil, badRequest("message identifier is not specified")
	}
	r, err := s.reachable(req)
	if err != nil {
		return nil, nil, err
	}
	m := r.find(req.integer("message_id"))
	switch {
	case m == nil:
		return nil, nil, badRequest("message to edit not found")
	case !m.FromBot || m.fixed:
		return nil, nil, badRequest("message can't be edited")
	}
	return r, m, nil
}

func (s *Server) editMessageText(req *request) (any, error) {
	text, err := s.messageText(req)
	if err != nil {
		return nil, err
	}
	r, m, err := s.editable(req)
	if err != nil {
		return nil, err
	}
	if m.file != nil {
		return nil, badRequest("there is no text in the message to edit")
	}
	changed := *m
	changed.setText(text)
	if err := changed.setLinkPreview(req); err != nil {
		return nil, err
	}
	return s.edit(req, r, m, changed)
}

func (s *Server) editMessageCaption(req *request) (any, error) {
	caption, err := s.caption(req)
	if err != nil {
		return nil, err
	}
	r, m, err := s.editable(req)
	if err != nil {
		return nil, err
	}
	if m.file == nil {
		return nil, badRequest("there is no caption in the message to edit")
	}
	changed := *m
	changed.setCaption(caption)
	return s.edit(req, r, m, changed)
}

func (s *Server) editMessageReplyMarkup(req *request) (any, error) {
	r, m, err := s.editable(req)
	if err != nil {
		return nil, err
	}
	return s.edit(req, r, m, *m)
}

// editMessageMedia replaces a photo, a document or a text by a photo or a
// document; the media's own caption and parse mode count.
func (s *Server) editMessageMedia(req *request) (any, error) {
	inner, kind, err := s.newMedia(req)
	if err != nil {
		return nil, err
	}
	caption, err := s.caption(inner)
	if err != nil {
		return nil, err
	}
	r, m, err := s.editable(req)
	if err != nil {
		return nil, err
	}
	file, err := s.inputFile(inner, kind, string(kind))
	if err != nil {
		return nil, err
	}
	changed := *m
	changed.setCaption(caption)
	s.attach(&changed, file)
	edited, err := s.edit(req, r, m, changed)
	if err != nil {
		s.detach(&changed)
	}
	return edited, err
}

// newMedia reads the media parameter as the request that would send it.
func (s *Server) newMedia(req *request) (*request, fileKind, error) {
	var media struct {
		Type     fileKind        `json:"type"`
		Media    string          `json:"media"`
		Caption  string          `json:"caption"`
		Mode     string          `json:"parse_mode"`
		Entities json.RawMessage `json:"caption_entities"`
	}
	if err := req.decode("media", &media); err != nil || req.text("media") == "" {
		return nil, "", badRequest("can't parse input media JSON object") // assumed
	}
	if media.Type != kindPhoto && media.Type != kindDocument {
		s.note(req.method, "media other than photo and document is not simulated")
		return nil, "", badRequest("media of this type is not simulated")
	}
	return &request{method: req.method, files: req.files, values: map[string]value{
		string(media.Type): {text: media.Media},
		"caption":          {text: media.Caption},
		"parse_mode":       {text: media.Mode},
		"caption_entities": {text: string(media.Entities)},
	}}, media.Type, nil
}

// edit puts the changed message in the old one's place. The inline keyboard is
// the request's: one that is not sent again is taken away (observed).
func (s *Server) edit(req *request, r *room, m *message, changed message) (any, error) {
	k, err := readMarkup(req, true)
	if err != nil {
		return nil, err
	}
	changed.setMarkup(k)
	if m.same(&changed) {
		return nil, badRequest("message is not modified: specified new message content and reply markup " +
			"are exactly the same as a current content and reply markup of the message")
	}
	if m.file != changed.file {
		s.detach(m)
	}
	changed.Edited = s.now()
	*m = changed
	s.publish(r, Event{Kind: KindEdit, ThreadID: m.ThreadID, Message: m.Message}, true)
	return s.wire(r, m), nil
}

func (m *message) same(other *message) bool {
	return m.Text == other.Text && m.Caption == other.Caption && m.file == other.file &&
		slices.Equal(m.Entities, other.Entities) && bytes.Equal(m.inline, other.inline)
}
