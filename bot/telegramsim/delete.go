package telegramsim

import "time"

// deletable is how long after its sending a message may be deleted.
const deletable = 48 * time.Hour

// maxDeletions is the most deleteMessages takes at once.
const maxDeletions = 100

func (s *Server) deleteMessage(req *request) (any, error) {
	if req.text("message_id") == "" {
		return nil, badRequest("message identifier is not specified")
	}
	r, err := s.reachable(req)
	if err != nil {
		return nil, err
	}
	m := r.find(req.integer("message_id"))
	if m == nil {
		return nil, badRequest("message to delete not found")
	}
	if err := s.mayDelete(r, m); err != nil {
		return nil, err
	}
	s.remove(r, m)
	return true, nil
}

// deleteMessages passes over the messages that are not there (official text).
func (s *Server) deleteMessages(req *request) (any, error) {
	var ids []int
	if err := req.decode("message_ids", &ids); err != nil || len(ids) == 0 {
		return nil, badRequest("message identifiers are not specified")
	}
	if len(ids) > maxDeletions {
		return nil, badRequest("too many message identifiers specified") // assumed
	}
	r, err := s.reachable(req)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if m := r.find(id); m != nil {
			if err := s.mayDelete(r, m); err != nil {
				return nil, err
			}
		}
	}
	for _, id := range ids {
		if m := r.find(id); m != nil {
			s.remove(r, m)
		}
	}
	return true, nil
}

// mayDelete holds a deletion against the rules of the official documentation:
// within 48 hours, one's own anywhere, anybody's in a private chat, and in a
// group only as its administrator.
func (s *Server) mayDelete(r *room, m *message) error {
	switch {
	case r.group() && !m.FromBot && r.status[s.botID] != statusAdmin:
		return badRequest("message can't be deleted")
	case m.service.TopicCreated != nil:
		return badRequest("message can't be deleted")
	case s.now().Sub(m.Date) > deletable:
		return badRequest("message can't be deleted for everyone")
	}
	return nil
}

func (s *Server) remove(r *room, m *message) {
	m.Deleted = true
	s.publish(r, Event{Kind: KindDelete, ThreadID: m.ThreadID, Message: m.Message}, true)
}
