package telegramsim

import "slices"

// record adds a call to the log.
func (s *Server) record(req *request, code int, description string) {
	c := Call{Method: req.method, Chat: req.chat(), At: s.now(), Code: code, Description: description}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.log) >= maxCalls {
		s.log = slices.Delete(s.log, 0, maxCalls/10)
	}
	s.log = append(s.log, c)
}

// Calls counts the calls of a method, refused ones included; of all methods
// when the name is empty.
func (s *Server) Calls(method string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if method != "" {
		return s.counts[method]
	}
	all := 0
	for _, n := range s.counts {
		all += n
	}
	return all
}

// CallLog returns the latest calls, the oldest first: 9 000 of them at least, if
// as many were made. A call that waits for its answer is not in it yet.
func (s *Server) CallLog() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.log)
}

// refusals is the latest few calls that were not answered with 200.
func (s *Server) refusals() []Call {
	const enough = 5
	var found []Call
	for _, c := range slices.Backward(s.CallLog()) {
		if c.Code != 200 && len(found) < enough {
			found = append(found, c)
		}
	}
	return found
}
