package main

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"onaybot/bot/telegramsim"
)

// step is something a person does that changes what the bot knows.
type step struct {
	name string
	who  *talk
	do   func()
}

// deeds are what must not be done twice.
func deeds(e *e2e) []step {
	mum, dad, admin := e.person(1, "ru"), e.person(2, "ru"), e.person(50, "ru")
	say := func(p *talk, text string) func() { return func() { p.Say(text) } }
	press := func(p *talk, label string) func() { return func() { p.Press(e.t, p.showing(label), label) } }
	return []step{
		{"the admin is met", admin, say(admin, "/start")},
		{"link", mum, say(mum, panKid)},
		{"name", mum, say(mum, "Айша")},
		{"link another", mum, say(mum, panMum)},
		{"be asked for proof", mum, say(mum, "/trips")},
		{"choose", mum, press(mum, "Айша ·0027")},
		{"answer wrongly", mum, say(mum, wrongAnswer)},
		{"prove", mum, say(mum, rightAnswer)},
		{"write to the operator", mum, say(mum, "/feedback слово")},
		{"list", mum, say(mum, "/cards")},
		{"open a card", mum, press(mum, "Айша")},
		{"see who follows", mum, press(mum, "Кто следит")},
		{"be asked whom to invite", mum, press(mum, "Пригласить")},
		{"invite", mum, press(mum, "Папа")},
		{"be invited", dad, func() { dad.Say(mum.invitation()) }},
		{"list again", mum, say(mum, "/cards")},
		{"open the other card", mum, press(mum, "·0017")},
		{"remove", mum, press(mum, "Удалить")},
		{"really", mum, press(mum, "Да, удалить")},
		{"forget", dad, say(dad, "/forget")},
		{"really forget", dad, press(dad, "Да, удалить всё")},
	}
}

// showing is the newest message with a button.
func (k *talk) showing(label string) telegramsim.Message {
	k.t.Helper()
	all := k.Messages()
	for i := len(all) - 1; i >= 0; i-- {
		for _, row := range all[i].Buttons {
			for _, b := range row {
				if strings.Contains(b.Text, label) {
					return all[i]
				}
			}
		}
	}
	k.t.Fatalf("no message has a button %q; the last is %q", label, all[len(all)-1].Text)
	return telegramsim.Message{}
}

// invitation opens the newest invite of a chat.
func (k *talk) invitation() string {
	k.t.Helper()
	word := ""
	for _, m := range k.Messages() {
		if found := inviteLink.FindStringSubmatch(m.Text); found != nil {
			word = found[1]
		}
	}
	return "/start " + word
}

// known counts what the bot knows. New cards are left out: they are counted
// before the cabinet is asked, so that one more counts after a death.
func known(t *testing.T, db *sql.DB) string {
	t.Helper()
	var out strings.Builder
	for _, what := range []string{
		"count(*) FROM chats", "count(*) FROM cards", "count(*) FROM links", "count(proved_at) FROM links",
		"count(approved_by) FROM links", "count(*) FROM dialogs", "count(*) FROM invites", "count(used_at) FROM invites",
		"count(*) FROM (SELECT from_id FROM feedback UNION ALL SELECT chat_id FROM outbox WHERE kind = 'feedback')", "coalesce(sum(n), 0) FROM quotas WHERE kind = 'wrong'",
		"coalesce(sum(n), 0) FROM quotas WHERE kind = 'letters'",
	} {
		var n int
		if err := db.QueryRowContext(t.Context(), "SELECT "+what).Scan(&n); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&out, "%d %s\n", n, what)
	}
	return out.String()
}

// walked walks through the deeds, each done in its way, and returns what the bot
// knows after each.
func walked(t *testing.T, e *e2e, way func(n int, db *sql.DB, s step)) (after []string) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+e.cfg.Database+"?_busy_timeout=10000")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	e.person(9, "ru").ask("/start")
	for n, s := range deeds(e) {
		way(n, db, s)
		if s.name == "really forget" { // what waits then is forgotten too
			s.who.holds(s.who.NextEdit(t), "удалено")
		}
		s.who.Say("/help")
		s.who.countTo("Что я умею")
		after = append(after, s.name+"\n"+known(t, db))
	}
	return after
}

func once(_ int, _ *sql.DB, s step) { s.do() }

// Each deed is done once although the process dies before it can note so, and
// begins again with it after its restart.
func TestWhatIsHandledTwiceIsDoneOnce(t *testing.T) {
	t.Parallel()
	want := walked(t, newProofE2E(t), once)
	e := newProofE2E(t)
	got := walked(t, e, func(n int, db *sql.DB, s step) {
		death := fmt.Sprintf("died at deed %d.", n)
		var last int // what was said before it is no part of it
		if err := db.QueryRowContext(t.Context(), "SELECT max(update_id) FROM inbox").Scan(&last); err != nil {
			t.Fatal(err)
		}
		change(t, db, fmt.Sprintf(`CREATE TRIGGER death BEFORE UPDATE OF done_at ON inbox WHEN OLD.update_id > %d
			BEGIN SELECT RAISE(ABORT, '%s'); END`, last, death))
		s.do()
		e.until(death)
		if err := e.stop(); err != nil {
			t.Fatal(err)
		}
		change(t, db, "DROP TRIGGER death")
		e.start()
	})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-once +handled twice):\n%s", diff)
	}
}

func change(t *testing.T, db *sql.DB, query string) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), query); err != nil {
		t.Fatal(err)
	}
}

// A process that dies before it has told Telegram what came gets it again;
// then nothing is done twice.
func TestWhatComesTwiceIsHandledOnce(t *testing.T) {
	t.Parallel()
	want := walked(t, newProofE2E(t), once)
	e := newSims(t)
	proofRequired(e.cfg)
	again := &repeating{to: e.telegram}
	e.cfg.Telegram.APIURL = e.serve(again)
	e.run()
	rodeTwice(t, e.cabinet)
	got := walked(t, e, func(_ int, _ *sql.DB, s step) {
		s.do()
		if s.name != "really forget" {
			s.who.Say("/lang")
			s.who.countTo("Выберите язык") // the deed is done
		}
		e.restart()
	})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-once +came twice):\n%s", diff)
	}
	if err := e.stop(); err != nil {
		t.Fatal(err)
	}
	if again.times < len(want) {
		t.Errorf("updates came again %d times", again.times)
	}
}

// repeating is a Telegram that hands over to a new process all that it has
// handed over before.
type repeating struct {
	to http.Handler

	mu     sync.Mutex
	before []json.RawMessage
	times  int
}

func (r *repeating) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if path.Base(req.URL.Path) != "getUpdates" {
		r.to.ServeHTTP(w, req)
		return
	}
	form, _ := io.ReadAll(req.Body) // a poller that is gone has its reasons
	req.Body = io.NopCloser(bytes.NewReader(form))
	if offset := req.FormValue("offset"); offset == "1" && r.repeat(w) {
		return
	}
	req.Body, req.MultipartForm, req.Form, req.PostForm = io.NopCloser(bytes.NewReader(form)), nil, nil, nil
	rec := httptest.NewRecorder()
	r.to.ServeHTTP(rec, req)
	r.note(rec.Body.Bytes())
	w.WriteHeader(rec.Code)
	_, _ = rec.Body.WriteTo(w)
}

// repeat answers with all that was handed over before, if anything was.
func (r *repeating) repeat(w http.ResponseWriter) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.before) == 0 {
		return false
	}
	r.times++
	return json.NewEncoder(w).Encode(map[string]any{"ok": true, "result": r.before}) == nil
}

func (r *repeating) note(answer []byte) {
	var batch struct {
		Result []json.RawMessage `json:"result"`
	}
	if json.Unmarshal(answer, &batch) == nil {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.before = append(r.before, batch.Result...)
	}
}
