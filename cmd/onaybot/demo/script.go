package demo

import (
	"fmt"
	"io"
	"strings"
	"time"

	"onaybot/bot/telegramsim"
	"onaybot/onayclient"
)

// script plays a conversation and prints it.
type script struct {
	world *World
	out   io.Writer
	chat  *telegramsim.Chat
}

// play is the newcomer's minute: number, linked, balance, rides after a proof,
// the card ridden down, the push. It returns the first step that did not hold.
func (w *World) play(out io.Writer) (err error) {
	defer func() {
		if p := recover(); p != nil {
			failure, ok := p.(stepFailure)
			if !ok {
				panic(p)
			}
			err = fmt.Errorf("the newcomer's minute: %w", failure.err)
		}
	}()
	s := &script{world: w, out: out, chat: w.Telegram.Person(
		telegramsim.User{ID: 1001, FirstName: "Алия", Language: "ru"})}
	s.newcomer()
	return nil
}

func (s *script) newcomer() {
	card := s.world.Cabinet.Cards()[0]
	s.say("/start")
	s.expect(s.chat.Next(s), "19")
	s.say(grouped(card.PAN))
	linked := s.expect(s.chat.Next(s), card.PAN[15:])
	s.press(linked, "Мама")
	s.expect(s.chat.NextEdit(s), "Мама ·"+card.PAN[15:])
	s.say("/balance")
	s.expect(s.chat.Next(s), "₸")
	s.say("/trips")
	s.expect(s.chat.Next(s), "🔑")
	s.say(s.world.Cabinet.Recall(card.PAN))
	s.press(s.expect(s.chat.Next(s), "поездки видны"), "Поездки")
	s.expect(s.chat.NextEdit(s), "маршрут")
	s.rideDown(card.PAN)
	s.expect(s.chat.Next(s), "🔔 Мама")
}

// rideDown spends the card's money on the bus until it is below 500 ₸, and
// lets a quarter of an hour pass.
func (s *script) rideDown(pan string) {
	rides := 0
	for card, _ := s.world.Cabinet.Card(pan); card.Balance >= int64(onayclient.Tenge(500)); card, _ = s.world.Cabinet.Card(pan) {
		if _, err := s.world.Cabinet.Ride(pan, "92"); err != nil {
			s.Fatalf("ride: %v", err)
		}
		rides++
	}
	fmt.Fprintf(s.out, "      🚌 route 92, %d rides; 15 minutes pass\n\n", rides)
	s.world.moved.Add(int64(15 * time.Minute))
	s.world.ticks <- func() {}
}

func (s *script) say(text string) {
	s.print("Алия", text)
	s.chat.Say(text)
}

func (s *script) press(m telegramsim.Message, label string) {
	s.print("Алия", "["+label+"]")
	s.chat.Press(s, m, label)
}

// expect prints a message of the bot and fails the script if it lacks a part.
func (s *script) expect(m telegramsim.Message, part string) telegramsim.Message {
	text := m.Text
	for _, row := range m.Buttons {
		text += "\n"
		for _, b := range row {
			text += "[" + b.Text + "] "
		}
	}
	s.print("  Бот", text)
	if !strings.Contains(m.Text, part) {
		s.Fatalf("the bot's answer lacks %q", part)
	}
	return m
}

func (s *script) print(who, text string) {
	indented := strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n      ")
	fmt.Fprintf(s.out, "%s  %s\n\n", who, indented)
}

// grouped writes a card number the way people type it.
func grouped(pan string) string {
	return pan[:4] + " " + pan[4:6] + " " + pan[6:11] + " " + pan[11:15] + " " + pan[15:]
}

// The rest lets a script wait for messages as a test does.

type stepFailure struct{ err error }

func (s *script) Helper() {}

func (s *script) Cleanup(func()) {}

func (s *script) Errorf(format string, args ...any) { s.Fatalf(format, args...) }

func (s *script) Fatalf(format string, args ...any) {
	panic(stepFailure{fmt.Errorf(format, args...)})
}
