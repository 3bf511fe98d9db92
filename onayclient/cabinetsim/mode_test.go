package cabinetsim

import (
	"net/http"
	"testing"
)

func TestModes(t *testing.T) {
	t.Parallel()
	v := newVisitor(t).start()
	statuses := map[Mode]int{
		ModeFine: http.StatusOK, ModeBusy: http.StatusTooManyRequests, ModeDown: http.StatusBadGateway,
		ModeBanning: http.StatusForbidden, ModeRedesigned: http.StatusOK, ModeSlow: http.StatusOK,
	}
	for _, m := range Modes() {
		if !v.sim.SetMode(m) || v.sim.Mode() != m {
			t.Fatalf("SetMode(%q) left %q", m, v.sim.Mode())
		}
		if m == ModeSlow {
			continue // held in TestSlowModeIsSlow
		}
		if p := v.check(unified); p.status != statuses[m] {
			t.Errorf("%s: status %d, want %d", m, p.status, statuses[m])
		}
	}
}

func TestSlowModeIsSlow(t *testing.T) {
	t.Parallel()
	faults := ModeSlow.faults()
	if len(faults) != 1 || faults[0].Kind != FaultSlow || faults[0].Delay <= 0 {
		t.Errorf("faults = %+v", faults)
	}
}

func TestUnknownModeChangesNothing(t *testing.T) {
	t.Parallel()
	s := New(WithRiders(0))
	s.SetMode(ModeBusy)
	if s.SetMode("cheerful") || s.Mode() != ModeBusy {
		t.Errorf("mode = %q", s.Mode())
	}
}

func TestModeOutlivesClearFaults(t *testing.T) {
	t.Parallel()
	v := newVisitor(t).start()
	v.sim.SetMode(ModeDown)
	v.sim.SetFault(Fault{Kind: FaultForbidden})
	if p := v.check(unified); p.status != http.StatusForbidden {
		t.Errorf("status %d, want the fault before the mode", p.status)
	}
	v.sim.ClearFaults()
	if p := v.check(unified); p.status != http.StatusBadGateway {
		t.Errorf("status %d, want the mode's", p.status)
	}
	v.sim.SetMode(ModeFine)
	v.check(unified).reply(t)
}
