package chat

import (
	"fmt"
	"html"
	"log/slog"
	"slices"
	"time"

	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/store"
)

// Writer puts things into the words of a chat.
type Writer struct {
	Chat     store.Chat
	Texts    texts.Texts
	Now      func() time.Time
	ThreadID int // the topic its messages go to; 0: none
	ReplyTo  int // the message they answer; 0: none

	fares     watch.Fares
	downSince func() time.Time
	log       *slog.Logger
}

// At is the writer as it writes at a moment.
func (w *Writer) At(moment time.Time) *Writer {
	then := *w
	then.Now = func() time.Time { return moment }
	return &then
}

// In is the writer in another language.
func (w *Writer) In(t texts.Texts) *Writer {
	other := *w
	other.Texts = t
	return &other
}

// T is the text of a key.
func (w *Writer) T(key string, args ...texts.Args) texts.HTML { return w.Texts.T(key, only(args)) }

// N is the text of a key for a number.
func (w *Writer) N(key string, n int64) texts.HTML { return w.Texts.N(key, n) }

// Plain is the text of a key without markup, for buttons and toasts.
func (w *Writer) Plain(key string, args ...texts.Args) string { return w.Texts.Plain(key, only(args)) }

func only(args []texts.Args) texts.Args {
	if len(args) == 0 {
		return nil
	}
	return args[0]
}

// When writes a moment in one of the forms of [texts.Texts.When].
func (w *Writer) When(form string, at time.Time) texts.HTML { return w.Texts.When(form, at, w.Now()) }

// Day writes a day.
func (w *Writer) Day(at time.Time) texts.HTML { return w.Texts.Day(at, w.Now()) }

// StartOfDay is the beginning of a moment's day.
func (w *Writer) StartOfDay(at time.Time) time.Time {
	y, m, d := at.In(w.Texts.Zone()).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, w.Texts.Zone())
}

// InDays is a time of day, in minutes, so many days from today.
func (w *Writer) InDays(days, minutes int) time.Time {
	y, m, d := w.Now().In(w.Texts.Zone()).Date()
	return time.Date(y, m, d+days, minutes/60, minutes%60, 0, 0, w.Texts.Zone())
}

// Card is a card's name in messages.
func (w *Writer) Card(l store.Link) texts.HTML { return w.Texts.Card(l.Name, l.Card.PAN.Last4()) }

// Kind is what a chat is called where nothing more is said of it.
func (w *Writer) Kind(kind string) texts.HTML {
	if kind == store.Private {
		return w.T("share.person")
	}
	return w.T("share.group")
}

// Message begins a message to the chat.
func (w *Writer) Message(text texts.HTML, rows ...[]telegram.Button) telegram.Message {
	return telegram.Message{ChatID: w.Chat.ID, ThreadID: w.ThreadID, ReplyTo: w.ReplyTo, Text: text, Keyboard: rows}
}

// About begins a message with the text of a key that names a card and nothing
// else.
func (w *Writer) About(key string, l store.Link, rows ...[]telegram.Button) telegram.Message {
	return w.Message(w.T(key, texts.Args{"Card": w.Card(l)}), rows...)
}

// Button is a button with the text of a key.
func (w *Writer) Button(key, verb string, args ...any) telegram.Button {
	return w.Labelled(w.Plain(key), verb, args...)
}

// Labelled is a button with a label. It calls a verb with arguments, which
// are words or numbers.
func (w *Writer) Labelled(label, verb string, args ...any) telegram.Button {
	call := verb
	for _, a := range args {
		call += fmt.Sprint(" ", a)
	}
	return telegram.Button{Text: label, Call: call}
}

// CardRows is a button for each card, two in a row. Each calls the verb with
// its link.
func (w *Writer) CardRows(links []store.Link, verb string) telegram.Keyboard {
	var buttons []telegram.Button
	for _, l := range links {
		buttons = append(buttons, w.Labelled(PlainText(w.Card(l)), verb, l.ID))
	}
	return Rows(2, buttons...)
}

// Chosen marks the label of a choice where it is made already.
func Chosen(label string, is bool) string {
	if is {
		return "• " + label
	}
	return label
}

// Rows puts buttons into rows of so many.
func Rows(n int, buttons ...telegram.Button) telegram.Keyboard {
	return slices.Collect(slices.Chunk(buttons, n))
}

// PlainText is a text that has no markup, for buttons and toasts.
func PlainText(text texts.HTML) string { return html.UnescapeString(string(text)) }
