package metrics

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"onaybot/bot"
	"onaybot/onayclient"
	"onaybot/store"
)

var _ bot.Meter = (*Metrics)(nil)

// used is metrics of which every one has a value.
func used() *Metrics {
	m := New("v1.2.3")
	m.Received(3, 1, 2)
	m.Handled(true)
	m.Handled(false)
	m.Answered(20 * time.Millisecond)
	m.Sent(store.EventReply)
	m.Sent(store.EventLow)
	m.GivenUp(store.EventRides)
	m.Called("getUpdates", "ok")
	m.Asked(onayclient.Exchange{Step: onayclient.Step{Op: "check"}, Took: 300 * time.Millisecond})
	m.Swept(errors.New("cabinet busy"))
	return m
}

func TestEverythingIsCounted(t *testing.T) {
	t.Parallel()
	const want = `
# HELP onaybot_cabinet_requests_total Requests sent to the cabinet, by what came of them.
# TYPE onaybot_cabinet_requests_total counter
onaybot_cabinet_requests_total{outcome="ok",step="check"} 1
# HELP onaybot_pushes_given_up_total Events and answers that Telegram refuses for good.
# TYPE onaybot_pushes_given_up_total counter
onaybot_pushes_given_up_total{kind="rides"} 1
# HELP onaybot_pushes_total Events told to chats by the bot itself.
# TYPE onaybot_pushes_total counter
onaybot_pushes_total{kind="low"} 1
# HELP onaybot_replies_total Answers that Telegram has taken, edits of earlier ones included.
# TYPE onaybot_replies_total counter
onaybot_replies_total 1
# HELP onaybot_sweeps_total Sweeps over the due cards; early: ended before all were read.
# TYPE onaybot_sweeps_total counter
onaybot_sweeps_total{outcome="early"} 1
# HELP onaybot_telegram_requests_total Calls of Telegram's API, by what came of them.
# TYPE onaybot_telegram_requests_total counter
onaybot_telegram_requests_total{method="getUpdates",outcome="ok"} 1
# HELP onaybot_updates_handled_total Updates handled; abandoned: after a fault of the bot, with a word to the person.
# TYPE onaybot_updates_handled_total counter
onaybot_updates_handled_total{outcome="abandoned"} 1
onaybot_updates_handled_total{outcome="done"} 1
# HELP onaybot_updates_refused_total Updates not handled: their person or group asked too fast.
# TYPE onaybot_updates_refused_total counter
onaybot_updates_refused_total 2
# HELP onaybot_updates_total Updates received from Telegram.
# TYPE onaybot_updates_total counter
onaybot_updates_total 3
# HELP onaybot_updates_unusable_total Updates passed over: they cannot be decoded or belong to no chat.
# TYPE onaybot_updates_unusable_total counter
onaybot_updates_unusable_total 1
`
	names := []string{}
	for line := range strings.Lines(want) {
		if fields := strings.Fields(line); len(fields) > 2 && fields[1] == "TYPE" {
			names = append(names, fields[2])
		}
	}
	if err := testutil.GatherAndCompare(used().registry, strings.NewReader(want), names...); err != nil {
		t.Error(err)
	}
}

func TestNamesKeepToTheCustoms(t *testing.T) {
	t.Parallel()
	m := used()
	m.registry.MustRegister(state{fine().sources()})
	problems, err := testutil.GatherAndLint(m.registry)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
	families, err := m.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if own := strings.HasPrefix(f.GetName(), prefix); !own && !strings.HasPrefix(f.GetName(), "go_") && !strings.HasPrefix(f.GetName(), "process_") {
			t.Errorf("%s has another prefix", f.GetName())
		}
	}
}

func TestOutcomesOfTheCabinetAreNamed(t *testing.T) {
	t.Parallel()
	for want, err := range map[string]error{
		"ok": nil, "busy": &onayclient.Error{Kind: onayclient.ErrBusy}, "banned": &onayclient.Error{Kind: onayclient.ErrBanned},
		"no_card": onayclient.ErrNoCard, "bad_login": onayclient.ErrBadLogin, "changed": onayclient.ErrChanged,
		"unavailable": fmt.Errorf("read card: %w", onayclient.ErrUnavailable), "not_in_account": onayclient.ErrNotInAccount,
		"not_told": errors.Join(onayclient.ErrUnavailable, onayclient.ErrNotTold), "other": errors.New("token refused"),
	} {
		if got := outcome(err); got != want {
			t.Errorf("%v: %s, want %s", err, got, want)
		}
	}
}
