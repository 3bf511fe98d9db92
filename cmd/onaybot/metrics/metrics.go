// Package metrics counts what the bot does and serves it over HTTP, in the form
// of Prometheus, beside two questions: whether the process and its database are
// well (/healthz), and whether updates arrive (/readyz).
//
// No label holds an id, a number or a text: their values are few and fixed.
package metrics

import (
	"errors"
	"runtime"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"onaybot/onayclient"
	"onaybot/store"
)

// Metrics counts. It is a bot.Meter.
type Metrics struct {
	registry *prometheus.Registry

	updates, unusable, refused prometheus.Counter
	replies                    prometheus.Counter
	handled, pushes, givenUp   *prometheus.CounterVec
	latency                    prometheus.Histogram
	telegram                   *prometheus.CounterVec
	cabinet                    *prometheus.CounterVec
	cabinetTook                prometheus.Histogram
	sweeps                     *prometheus.CounterVec
}

// New returns metrics of a program of that version.
func New(version string) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		updates:  counter("updates_total", "Updates received from Telegram."),
		unusable: counter("updates_unusable_total", "Updates passed over: they cannot be decoded or belong to no chat."),
		refused:  counter("updates_refused_total", "Updates not handled: their person or group asked too fast."),
		handled:  counters("updates_handled_total", "Updates handled; abandoned: after a fault of the bot, with a word to the person.", "outcome"),
		replies:  counter("replies_total", "Answers that Telegram has taken, edits of earlier ones included."),
		latency: histogram("reply_latency_seconds", "Time from the receiving of an update to its first answer.",
			.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 600),
		pushes:   counters("pushes_total", "Events told to chats by the bot itself.", "kind"),
		givenUp:  counters("pushes_given_up_total", "Events and answers that Telegram refuses for good.", "kind"),
		telegram: counters("telegram_requests_total", "Calls of Telegram's API, by what came of them.", "method", "outcome"),
		cabinet:  counters("cabinet_requests_total", "Requests sent to the cabinet, by what came of them.", "step", "outcome"),
		cabinetTook: histogram("cabinet_request_duration_seconds", "How long the cabinet took to answer.",
			.05, .1, .25, .5, 1, 2, 4, 8, 16, 60),
		sweeps: counters("sweeps_total", "Sweeps over the due cards; early: ended before all were read.", "outcome"),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "onaybot_build_info", Help: "Always 1; which build this is.",
		ConstLabels: prometheus.Labels{"version": version, "go_version": runtime.Version()},
	})
	build.Set(1)
	m.registry.MustRegister(m.updates, m.unusable, m.refused, m.handled, m.replies, m.latency, m.pushes, m.givenUp,
		m.telegram, m.cabinet, m.cabinetTook, m.sweeps, build,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// prefix begins the name of every metric.
const prefix = "onaybot_"

func counter(name, help string) prometheus.Counter {
	return prometheus.NewCounter(prometheus.CounterOpts{Name: prefix + name, Help: help})
}

func counters(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: prefix + name, Help: help}, labels)
}

func histogram(name, help string, buckets ...float64) prometheus.Histogram {
	return prometheus.NewHistogram(prometheus.HistogramOpts{Name: prefix + name, Help: help, Buckets: buckets})
}

// Received counts updates, those that cannot be used, and those that came too fast.
func (m *Metrics) Received(updates, unusable, refused int) {
	m.refused.Add(float64(refused))
	m.updates.Add(float64(updates))
	m.unusable.Add(float64(unusable))
}

// Handled counts an update that is done, or abandoned.
func (m *Metrics) Handled(ok bool) { m.handled.WithLabelValues(either(ok, "done", "abandoned")).Inc() }

// Answered notes how long an update waited for its first answer.
func (m *Metrics) Answered(after time.Duration) { m.latency.Observe(after.Seconds()) }

// Sent counts an answer or a push.
func (m *Metrics) Sent(kind store.EventKind) {
	if kind == store.EventReply {
		m.replies.Inc()
		return
	}
	m.pushes.WithLabelValues(string(kind)).Inc()
}

// GivenUp counts what Telegram refuses for good.
func (m *Metrics) GivenUp(kind store.EventKind) { m.givenUp.WithLabelValues(string(kind)).Inc() }

// Called counts a call of Telegram's API.
func (m *Metrics) Called(method, outcome string) { m.telegram.WithLabelValues(method, outcome).Inc() }

// Asked counts a request to the cabinet.
func (m *Metrics) Asked(x onayclient.Exchange) {
	m.cabinet.WithLabelValues(x.Step.Op, outcome(x.Err)).Inc()
	m.cabinetTook.Observe(x.Took.Seconds())
}

// Swept counts a sweep that has ended.
func (m *Metrics) Swept(err error) {
	m.sweeps.WithLabelValues(either(err == nil, "whole", "early")).Inc()
}

// outcome names what came of a request to the cabinet.
func outcome(err error) string {
	for _, known := range []struct {
		err  error
		name string
	}{
		{nil, "ok"},
		{onayclient.ErrNoCard, "no_card"},
		{onayclient.ErrBadLogin, "bad_login"},
		{onayclient.ErrBusy, "busy"},
		{onayclient.ErrBanned, "banned"},
		{onayclient.ErrNotInAccount, "not_in_account"},
		{onayclient.ErrNotTold, "not_told"},
		{onayclient.ErrChanged, "changed"},
		{onayclient.ErrUnavailable, "unavailable"},
	} {
		if errors.Is(err, known.err) {
			return known.name
		}
	}
	return "other"
}

func either(ok bool, yes, no string) string {
	if ok {
		return yes
	}
	return no
}
