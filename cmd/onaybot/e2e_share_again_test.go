package main

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/cmd/onaybot/config"
)

// A second tap on a button that is answered already, or on the one beside it,
// leaves the answer as it is.
func TestASecondTapKeepsTheAnswer(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	mum := e.prover(1, "Айша")
	for id, answer := range map[int64]struct{ label, says string }{
		2: {"Разрешить", "разрешили"}, 3: {"Отказать", "отказали"},
	} {
		newcomer := e.newcomer(id, "Дочь")
		request := mum.hear("верно назвал")
		mum.press(request, answer.label, answer.says)
		newcomer.hear("Дочь ·0027")
		for _, row := range request.Buttons {
			for _, b := range row {
				mum.PressData(1, request, b.Data).Answer(t)
				now, _ := mum.Message(request.ID)
				mum.holds(now, answer.says)
			}
		}
		newcomer.Quiet(t)
	}
}

// Where no admin can be told, whoever has closed the rides may open them again
// for a day; nobody else may.
func TestWhoClosedTheRidesMayOpenThemForADay(t *testing.T) {
	t.Parallel()
	for name, admins := range map[string][]int64{"no admins": nil, "an admin who never spoke to the bot": {50}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newProofE2E(t, func(c *config.Config) { c.Admins = admins })
			mum := e.prover(1, "Айша")
			dad := e.person(2, "ru")
			dad.renames(dad.ask(mum.invite("Айша"), "добавлена"), "Дочь")
			mum.hear("приняли")
			closed := dad.closes("Дочь")
			mum.hear("Айша ·0027", "закрыл их для всех", "может открыть их снова")
			for _, k := range []telegramsim.Message{mum.ask("/trips", "закрыты для всех"), mum.sharing("Айша")} {
				if hasButton(k, "Открыть снова") {
					t.Errorf("another may open the rides:\n%s", k.Text)
				}
			}
			dad.press(dad.ask("/trips", "закрыты для всех"), "Открыть снова", "снова видны")
			mum.hear("Айша ·0027", "снова открыл тот, кто их закрыл")
			dad.press(closed, "Открыть снова", "снова видны") // twice does no harm
			mum.ask("/trips", "маршрут 92")

			closed = dad.closes("Дочь")
			mum.hear("закрыл их для всех")
			e.clock.move(24*time.Hour - time.Minute)
			if !hasButton(dad.sharing("Дочь"), "Открыть снова") {
				t.Error("the page does not offer to open the rides again")
			}
			e.clock.move(time.Minute)
			dad.press(closed, "Открыть снова", "пока не решит оператор")
			if hasButton(dad.sharing("Дочь"), "Открыть снова") {
				t.Error("after a day the rides may still be opened")
			}
			mum.ask("/trips", "закрыты для всех")
		})
	}
}

// closes has a chat close the rides of a card, and returns the answer.
func (k *talk) closes(name string) telegramsim.Message {
	k.t.Helper()
	sure := k.press(k.sharing(name), "Закрыть поездки", "только в течение суток")
	return k.press(sure, "Да, закрыть", "закрыты для всех", "Открыть их снова можно отсюда")
}

// Where Telegram does not take an invite, the chat is told to press again.
func TestAnInviteThatIsNotTakenIsSaidSo(t *testing.T) {
	t.Parallel()
	e := newProofE2E(t)
	mum := e.prover(1, "Айша")
	page := mum.press(mum.sharing("Айша"), "Пригласить", "Кого зовёте")
	e.telegram.Fail(telegramsim.Failure{Method: "sendMessage", Code: 502, Times: -1})
	mum.Press(t, page, "Без подписи")
	e.until("reply waits in the outbox")
	e.telegram.ClearFailures()
	e.tick(time.Minute)
	again := mum.hear("Айша ·0027", "отправить приглашение не вышло")
	mum.Press(t, mum.press(again, "Пригласить", "Кого зовёте"), "Без подписи")
	mum.hear("один раз, в течение 24 часов")
}

// holding is Telegram while it holds messages back.
type holding struct {
	to   http.Handler
	on   atomic.Bool
	held chan struct{} // a message is held back
}

func (h *holding) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !h.on.Load() || !strings.HasSuffix(strings.ToLower(r.URL.Path), "/sendmessage") {
		h.to.ServeHTTP(w, r)
		return
	}
	_, _ = io.Copy(io.Discard, r.Body) // so that the end of the caller is noticed
	h.held <- struct{}{}
	<-r.Context().Done()
}

// A process that is killed while it sends an invite sends it when it is back.
func TestAnInviteOutlivesTheProcess(t *testing.T) {
	t.Parallel()
	e := newSims(t)
	telegram := &holding{to: e.telegram, held: make(chan struct{}, 64)}
	e.cfg.Telegram.APIURL = e.serve(telegram)
	file := e.writeConfig(filepath.Join(t.TempDir(), "bot.db"))
	text := strings.Replace(string(contents(t, file)), "fresh: 1s", "login: op, password: secret", 1)
	if err := os.WriteFile(file, []byte(text+"rides: {proof: off}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := started(t, file)
	mum := e.follower(1, "ru", panKid, "Айша")
	page := mum.press(mum.sharing("Айша"), "Пригласить", "Кого зовёте")
	telegram.on.Store(true)
	mum.Press(t, page, "Папа")
	<-telegram.held
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // ended by the kill
	telegram.on.Store(false)
	started(t, file)
	invite := mum.hear("Айша", "один раз, в течение 24 часов")
	e.person(2, "ru").ask("/start "+inviteLink.FindStringSubmatch(invite.Text)[1], "·0027 добавлена")
}
