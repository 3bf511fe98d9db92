package cabinetsim

import (
	"net/http"
	"testing"
)

func TestEveryFaultIsTested(t *testing.T) {
	t.Parallel()
	for _, k := range FaultKinds() {
		n := 0
		for _, tests := range []map[FaultKind]func(*testing.T, *visitor){wholeFaults(), sessionFaults(), dataFaults(), travelFaults()} {
			if tests[k] != nil {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%s stands in %d tables of tests", k, n)
		}
	}
}

// runFaults runs each test with its fault on for checks, or for every request
// it touches when a check is not among them.
func runFaults(t *testing.T, tests map[FaultKind]func(*testing.T, *visitor)) {
	t.Helper()
	for kind, test := range tests {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			v := newVisitor(t).enter(unified)
			f := Fault{Kind: kind}
			if faultSpecs[kind].touches(KindCheck) && faultSpecs[kind].stage != stageData {
				f.On = KindCheck
			}
			v.sim.SetFault(f)
			test(t, v)
			v.sim.ClearFaults()
			v.enter(unified).check(unified).reply(t)
		})
	}
}

func TestSenselessFaultsPanic(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]Fault{
		"unknown":     {Kind: "gremlin"},
		"empty":       {},
		"never fires": {Kind: FaultNoToken, On: KindDetail},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			New(WithRiders(0)).SetFault(f)
		}()
	}
}

func TestFaultForOneKind(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	v.sim.SetFault(Fault{Kind: FaultDown, On: KindCheck})
	v.enter(unified)
	v.detail(unified, 1).detail(t)
	for range 3 {
		if p := v.check(unified); p.status != http.StatusBadGateway {
			t.Errorf("status %d", p.status)
		}
	}
	v.sim.ClearFaults()
	v.check(unified).reply(t)
}

func TestFaultForOneCard(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	v.sim.SetFault(Fault{Kind: FaultError, PAN: school})
	v.start().check(unified).reply(t)
	if p := v.check(school); p.status != http.StatusInternalServerError {
		t.Errorf("status %d", p.status)
	}
}

func TestFaultForSomeTimes(t *testing.T) {
	t.Parallel()
	v := newVisitor(t).start()
	v.sim.SetFault(Fault{Kind: FaultDown, On: KindCheck, Times: 2})
	for i, want := range []int{502, 502, 200, 200} {
		v.start()
		if p := v.check(unified); p.status != want {
			t.Errorf("check %d: status %d, want %d", i+1, p.status, want)
		}
	}
}

func TestSameFaultIsReplaced(t *testing.T) {
	t.Parallel()
	v := newVisitor(t).start()
	v.sim.SetFault(Fault{Kind: FaultBusy, RetryAfter: "5", Times: 9})
	v.sim.SetFault(Fault{Kind: FaultBusy, RetryAfter: "7", Times: 1})
	if p := v.check(unified); p.header.Get("Retry-After") != "7" {
		t.Errorf("header %v", p.header)
	}
	v.check(unified).reply(t)
}
