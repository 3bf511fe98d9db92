package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-telegram/bot/models"

	"onaybot/bot/internal/testkit"
	"onaybot/bot/telegram"
	"onaybot/onayclient"
	"onaybot/store"
)

// fullCabinet knows every card, with a ride on each of the last days.
type fullCabinet struct{}

func (fullCabinet) Card(_ context.Context, pan onayclient.PAN) (onayclient.Card, error) {
	return onayclient.Card{PAN: pan, Type: "01.01", Balance: 54000, At: testkit.Start}, nil
}

func (fullCabinet) Transactions(context.Context, onayclient.PAN, time.Time, time.Time) (rows []onayclient.Transaction, err error) {
	for i := range 12 {
		rows = append(rows, onayclient.Transaction{
			ID: fmt.Sprint(i), At: testkit.Start.AddDate(0, 0, -i), Kind: onayclient.KindRide, Route: "92", Amount: -12000,
		})
	}
	return rows, nil
}

// mill is a bot that takes in whatever a test makes up, through the answer to
// a poll. Person 5 and group -5 follow two cards each, one of them with proof.
type mill struct {
	*Bot
	tgm *testkit.API
	log *testkit.Journal
	id  int64
}

func newMill(t testing.TB) *mill {
	t.Helper()
	m := &mill{tgm: &testkit.API{}, log: &testkit.Journal{}}
	m.tgm.Answer = func(c testkit.Call) string {
		if c.Method == "getChatMember" {
			return `{"ok":true,"result":{"status":"creator","user":{"id":5}}}`
		}
		return ""
	}
	errorsOnly := slog.New(slog.NewTextHandler(m.log, &slog.HandlerOptions{Level: slog.LevelError}))
	m.Bot = newBotLike(t, m.tgm, errorsOnly, fullCabinet{}, func(c *Config) {
		c.Proof, c.KeepDays, c.Admins = true, 400, []int64{7}
	})
	if err := m.Telegram.Introduce(t.Context()); err != nil {
		t.Fatal(err)
	}
	at := testkit.Start
	m.throttle = newThrottle(func() time.Time { at = at.Add(time.Minute); return at })
	testkit.AddChats(t, m.Store, 5, -5, 7)
	testkit.Write(t, m.Store, func(ctx context.Context, tx *store.Tx) error {
		for n := range 4 {
			card, err := tx.SaveReading(ctx, onayclient.Card{PAN: testkit.Number(t, n), Type: "01.01", Balance: 54000, At: testkit.Start}, store.Plan{NextAt: testkit.Start})
			if err != nil {
				return err
			}
			if _, err = tx.AddLink(ctx, store.NewLink{ChatID: []int64{5, -5}[n%2], CardID: card, Threshold: 50000, Limit: 20}, testkit.Start); err != nil {
				return err
			}
		}
		return nil
	})
	for _, chat := range []int64{5, -5} {
		links, err := m.Store.Links(t.Context(), chat)
		if err != nil {
			t.Fatal(err)
		}
		prove(t, m.Bot, links[0], 0)
	}
	return m
}

// take has an update come in and be handled; the calls noted are those made
// for it. Whatever it is, Telegram is told that it came, and nothing panics.
func (m *mill) take(t testing.TB, fields string) {
	t.Helper()
	m.tgm.Reset()
	m.id++
	if !json.Valid([]byte("{" + fields + "}")) {
		return
	}
	if err := m.receive(t.Context(), []telegram.Update{received(t, m.id, fields)}, false); err != nil {
		t.Fatalf("polling stops at %s: %v", fields, err)
	}
	m.work(t)
	if log := m.log.String(); log != "" {
		t.Fatalf("%s\n%s", fields, log)
	}
}

// work handles all that waits, as the dispatcher would.
func (m *mill) work(t testing.TB) {
	t.Helper()
	chats, err := m.Store.PendingChats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, chat := range chats {
		for {
			u, err := m.Store.NextUpdate(t.Context(), chat)
			if err != nil {
				break
			}
			if err := m.handle(t.Context(), u); err != nil {
				t.Fatal(err)
			}
		}
	}
	m.chats.Wait()
}

// wellFormed are updates to be spoiled, and the types of the library that
// their objects have.
var wellFormed = map[string]string{
	"a message": `"message":{"message_id":9,"date":1,"chat":{"id":5,"type":"private","first_name":"A"},
		"from":{"id":5,"is_bot":false,"first_name":"A","language_code":"ru"},"text":"/balance","entities":[{"type":"bot_command","offset":0,"length":8}]}`,
	"a reply in a group": `"message":{"message_id":9,"date":1,"message_thread_id":3,"is_topic_message":true,
		"chat":{"id":-5,"type":"supergroup","title":"G","is_forum":true},"from":{"id":5,"first_name":"A"},"sender_chat":{"id":-5,"type":"supergroup"},"text":"/cards",
		"reply_to_message":{"message_id":8,"date":1,"chat":{"id":-5,"type":"supergroup"},"from":{"id":99,"is_bot":true,"first_name":"B"},"text":"?"}}`,
	"a press": `"callback_query":{"id":"1","from":{"id":5,"first_name":"A"},"chat_instance":"7","data":"PRESS",
		"message":{"message_id":8,"date":1,"chat":{"id":5,"type":"private"},"from":{"id":99,"is_bot":true,"first_name":"B"},"text":"?"}}`,
	"a press under a lost message": `"callback_query":{"id":"1","from":{"id":5,"first_name":"A"},"data":"PRESS",
		"message":{"message_id":8,"date":0,"chat":{"id":5,"type":"private"}}}`,
	"a member": `"my_chat_member":{"chat":{"id":5,"type":"private"},"from":{"id":5,"first_name":"A"},"date":1,
		"old_chat_member":{"status":"member","user":{"id":99,"is_bot":true,"first_name":"B"}},"new_chat_member":{"status":"kicked","user":{"id":99,"is_bot":true,"first_name":"B"},"until_date":0}}`,
}

var types = map[string]reflect.Type{
	"message": reflect.TypeFor[models.Message](), "reply_to_message": reflect.TypeFor[models.Message](),
	"callback_query": reflect.TypeFor[models.CallbackQuery](), "my_chat_member": reflect.TypeFor[models.ChatMemberUpdated](),
	"chat": reflect.TypeFor[models.Chat](), "from": reflect.TypeFor[models.User](), "sender_chat": reflect.TypeFor[models.Chat](),
}

var absurd = []any{
	nil, 0, -1, 1.5, int64(1) << 62, true, "", "x", strings.Repeat("ж", 5000), "\u202e\x00\u200d", []any{}, []any{nil}, []any{map[string]any{}}, map[string]any{},
}

// spoiled calls with the update as it is after each thing that can be wrong
// with a field of an object in it: missing, or absurd.
func spoiled(object map[string]any, kind reflect.Type, with func()) {
	names := slices.Collect(maps.Keys(object))
	for i := 0; kind != nil && i < kind.NumField(); i++ {
		if name, _, _ := strings.Cut(kind.Field(i).Tag.Get("json"), ","); name != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		value, there := object[name]
		for _, odd := range absurd {
			object[name] = odd
			with()
		}
		delete(object, name)
		with()
		if !there {
			continue
		}
		object[name] = value
		if inner, ok := value.(map[string]any); ok {
			spoiled(inner, types[name], with)
		}
	}
}

func TestNoMissingOrAbsurdFieldStopsTheBot(t *testing.T) {
	t.Parallel()
	for name, fields := range wellFormed {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMill(t)
			var update map[string]any
			if err := json.Unmarshal([]byte("{"+strings.Replace(fields, "PRESS", m.signer.Sign(5, "cards"), 1)+"}"), &update); err != nil {
				t.Fatal(err)
			}
			n := 0
			spoiled(update, nil, func() {
				raw, err := json.Marshal(update)
				if err != nil {
					t.Fatal(err)
				}
				n++
				m.take(t, string(raw[1:len(raw)-1]))
			})
			m.take(t, says("/start"))
			m.take(t, says("/help"))
			if got := len(m.tgm.Called("sendMessage")); got != 1 || n < 100 {
				t.Errorf("%d answers after %d odd updates", got, n)
			}
		})
	}
}

// FuzzUpdate lets any update in and has it handled.
func FuzzUpdate(f *testing.F) {
	for _, fields := range wellFormed {
		f.Add(fields)
	}
	f.Add(says("/add 9643 7410 2600 0000 00"))
	f.Add(inGroup(`"migrate_to_chat_id":-1007`))
	m := newMill(f)
	f.Fuzz(func(t *testing.T, fields string) {
		m.take(t, fields)
		if u := received(t, 1, fields); u.From != nil {
			m.tellWhy(t.Context(), rejection{u, "limit.speed"})
		}
	})
}

// FuzzTalk lets a person say anything and then press a button that calls
// anything.
func FuzzTalk(f *testing.F) {
	for _, text := range []string{"/start", "/start inv_x", "/add 26000000", "/trips 7", "/alerts", "/export", "/feedback word", "92 08:15, 121 18:40", "500", "22:00-07:00", "/lang en"} {
		for verb := range newMill(f).buttons {
			f.Add(text, verb+" 1 2")
		}
	}
	m := newMill(f)
	f.Fuzz(func(t *testing.T, text, call string) {
		said, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		pressed, err := json.Marshal(m.signer.Sign(5, call))
		if err != nil {
			t.Fatal(err)
		}
		m.take(t, strings.Replace(says("TEXT"), `"TEXT"`, string(said), 1))
		m.take(t, strings.Replace(presses5("DATA"), `"DATA"`, string(pressed), 1))
	})
}
