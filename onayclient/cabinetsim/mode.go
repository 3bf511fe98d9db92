package cabinetsim

import (
	"slices"
	"time"
)

// Mode is the cabinet's mood in a person's words.
type Mode string

// The modes that a person can pick.
const (
	ModeFine       Mode = "fine"
	ModeSlow       Mode = "slow"       // every answer takes 4 s
	ModeBusy       Mode = "busy"       // HTTP 429 with Retry-After: 20
	ModeDown       Mode = "down"       // HTTP 502
	ModeBanning    Mode = "banning"    // HTTP 403
	ModeRedesigned Mode = "redesigned" // no token, another shape of JSON
)

// Modes lists the modes, fine first.
func Modes() []Mode {
	return []Mode{ModeFine, ModeSlow, ModeBusy, ModeDown, ModeBanning, ModeRedesigned}
}

func (m Mode) faults() []Fault {
	switch m {
	case ModeSlow:
		return []Fault{{Kind: FaultSlow, Delay: 4 * time.Second}}
	case ModeBusy:
		return []Fault{{Kind: FaultBusy, RetryAfter: "20"}}
	case ModeDown:
		return []Fault{{Kind: FaultDown}}
	case ModeBanning:
		return []Fault{{Kind: FaultForbidden}}
	case ModeRedesigned:
		return []Fault{{Kind: FaultRedesigned}}
	default:
		return nil
	}
}

// SetMode changes the mood and reports whether there is such a mode. Faults
// set by SetFault stay on and go before it.
func (s *Server) SetMode(m Mode) bool {
	if !slices.Contains(Modes(), m) {
		return false
	}
	s.mode.Store(&m)
	s.faults.setMode(m.faults())
	return true
}

// Mode is the mood, ModeFine at first.
func (s *Server) Mode() Mode { return *s.mode.Load() }
