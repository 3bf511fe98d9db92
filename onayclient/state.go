package onayclient

import (
	"context"
	"sync"
)

// State keeps the few facts that have to outlive the process: how many requests the day
// has seen, how long a ban or a Retry-After lasts, and a salted hash of refused
// credentials. It must be safe for concurrent use.
type State interface {
	// Get returns the value of key, "" when there is none.
	Get(ctx context.Context, key string) (string, error)
	// Set stores value durably before it returns.
	Set(ctx context.Context, key, value string) error
}

// memory is the State of a client that was given none: it forgets with the process.
type memory struct {
	mu sync.Mutex
	m  map[string]string
}

func (s *memory) Get(_ context.Context, key string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.m[key], nil
}

func (s *memory) Set(_ context.Context, key, value string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.m == nil {
		s.m = make(map[string]string)
	}
	s.m[key] = value
	return nil
}
