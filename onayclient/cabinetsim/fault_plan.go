package cabinetsim

import (
	"slices"
	"time"
)

// plan is what the faults do to one request: any number of delays; then one
// whole answer, or one fault of the session, or any of the data; at last one of
// the way the answer travels.
type plan []Fault

// take picks the faults for a request, the newest first and the mode's last,
// and uses up one of Times of each that it picks.
func (b *faultBoard) take(k Kind, pan string) plan {
	if !b.any.Load() {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	var p plan
	for _, f := range b.due(k, pan) {
		if p.room(faultSpecs[f.Kind].stage) {
			p = append(p, f)
			b.use(f)
		}
	}
	b.any.Store(len(b.on)+len(b.mode) > 0)
	return p
}

// due are the matching faults, sorted by stage so that a whole answer is known
// before the faults that it makes pointless.
func (b *faultBoard) due(k Kind, pan string) []Fault {
	var due []Fault
	for _, faults := range [][]Fault{b.on, b.mode} {
		for _, f := range slices.Backward(faults) {
			if f.matches(k, pan) {
				due = append(due, f)
			}
		}
	}
	slices.SortStableFunc(due, func(x, y Fault) int {
		return int(faultSpecs[x.Kind].stage - faultSpecs[y.Kind].stage)
	})
	return due
}

func (f Fault) matches(k Kind, pan string) bool {
	return (f.On == "" || f.On == k) && (f.PAN == "" || f.PAN == pan) && faultSpecs[f.Kind].touches(k)
}

// use counts down the fault and drops it after its last time.
func (b *faultBoard) use(f Fault) {
	i := slices.Index(b.on, f)
	if i < 0 || f.Times == 0 {
		return
	}
	if b.on[i].Times--; b.on[i].Times == 0 {
		b.on = slices.Delete(b.on, i, i+1)
	}
}

// room says whether a fault of this stage still makes a difference.
func (p plan) room(st stage) bool {
	switch st {
	case stageDelay:
		return true
	case stageData:
		return !p.holds(stageWhole) && !p.holds(stageSession)
	case stageSession:
		return !p.holds(stageWhole) && !p.holds(stageSession)
	default:
		return !p.holds(st)
	}
}

func (p plan) holds(st stage) bool {
	_, ok := p.at(st)
	return ok
}

// at is the fault of a stage that allows one.
func (p plan) at(st stage) (Fault, bool) {
	for _, f := range p {
		if faultSpecs[f.Kind].stage == st {
			return f, true
		}
	}
	return Fault{}, false
}

func (p plan) has(kind FaultKind) bool {
	return slices.ContainsFunc(p, func(f Fault) bool { return f.Kind == kind })
}

// outcome names the first fault of the data, or "ok".
func (p plan) outcome() string {
	if f, ok := p.at(stageData); ok {
		return string(f.Kind)
	}
	return "ok"
}

func (f Fault) delay(unset time.Duration) time.Duration {
	if f.Delay > 0 {
		return f.Delay
	}
	return unset
}
