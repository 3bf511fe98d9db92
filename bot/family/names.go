package family

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"onaybot/bot/chat"
	"onaybot/bot/telegram"
	"onaybot/bot/texts"
	"onaybot/store"
)

const (
	longestName  = 32 // characters of a name in a text
	longestLabel = 20 // characters of a name on a button, which shows one line
	askAtOnce    = 8  // names
	askFor       = 4 * time.Second
)

var dotInside = regexp.MustCompile(`\.(\S)`)

// plainName is a name that somebody has given himself, fit to stand in
// guillemets in the words of the bot and cut to so many characters: it holds
// no control or direction marks, and nothing that Telegram makes a link, a
// mention or a command of.
func plainName(name string, most int) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`«»@/:`, r) {
			return ' '
		}
		return r
	}, name)
	name = chat.CleanName(dotInside.ReplaceAllString(name, ". $1"))
	if r := []rune(name); len(r) > most {
		return chat.CleanName(string(r[:most-1])) + "…"
	}
	return name
}

// unique gives those of the names a number that stand among them before, so
// that no two are alike.
func unique(names []string) []string {
	seen := map[string]bool{}
	distinct := make([]string, len(names))
	for i, name := range names {
		distinct[i] = name
		for n := 2; seen[distinct[i]]; n++ {
			distinct[i] = name + " (" + strconv.Itoa(n) + ")"
		}
		seen[distinct[i]] = true
	}
	return distinct
}

// profiles asks Telegram what chats are called, which is stored nowhere. What
// it does not tell soon enough is missing.
func (f *Family) profiles(ctx context.Context, chats ...int64) map[int64]telegram.Profile {
	ctx, cancel := context.WithTimeout(ctx, askFor)
	defer cancel()
	var mu sync.Mutex
	known := map[int64]telegram.Profile{}
	var asking errgroup.Group
	asking.SetLimit(askAtOnce)
	for _, id := range chats {
		asking.Go(func() error {
			p, err := f.Profile(ctx, id)
			if err != nil {
				f.Log.Info("no name of a chat", "chat", id, "err", err)
				return nil
			}
			mu.Lock()
			defer mu.Unlock()
			known[id] = p
			return nil
		})
	}
	_ = asking.Wait() // none returns an error
	return known
}

// calledItself is "«Nurlan» @nurlan"; "": nothing is known.
func calledItself(w *chat.Writer, p telegram.Profile) texts.HTML {
	var parts []texts.HTML
	if name := plainName(p.Name, longestName); name != "" {
		parts = append(parts, "«"+w.Texts.Name(name)+"»")
	}
	if p.Username != "" {
		parts = append(parts, "@"+w.Texts.Name(p.Username))
	}
	return texts.Join(" ", parts...)
}

// called is a follower with what it is called.
type called struct {
	store.Follower
	inText   texts.HTML // Papa («Nurlan» @nurlan)
	onButton string     // Papa; no two of a list are alike
}

// called says what followers are called in a list, as far as their names are
// known: by the label that came with the invite, which is for those with proof
// alone, and by what they call themselves; without either by their kind.
func (f *Family) called(
	w *chat.Writer, l store.Link, followers []store.Follower, names map[int64]telegram.Profile) []called {
	list, short := make([]called, len(followers)), make([]string, len(followers))
	for i, other := range followers {
		if !f.Access.MayViewRides(l) && l.ProvedAt.IsZero() {
			other.Label = ""
		}
		kind, name := w.Kind(other.Kind), names[other.ChatID]
		if other.LinkID == l.ID {
			kind, name, other.Label = w.T("share.here"), telegram.Profile{}, ""
		}
		list[i] = called{Follower: other, inText: nameInText(w, other.Label, name, kind)}
		short[i] = nameOnButton(other.Label, name, kind)
	}
	if !f.mayKnow(l) {
		return list // whose page has no button for any of them
	}
	for i, name := range unique(short) {
		list[i].onButton = name
		list[i].inText += texts.HTML(strings.TrimPrefix(name, short[i])) // the number, if it has got one
	}
	return list
}

func nameInText(w *chat.Writer, label string, p telegram.Profile, kind texts.HTML) texts.HTML {
	name := calledItself(w, p)
	switch {
	case label != "" && name != "":
		return w.Texts.Name(label) + " (" + name + ")"
	case label != "":
		return w.Texts.Name(label)
	case name != "" && p.Group:
		return kind + " " + name
	case name != "":
		return name
	}
	return kind
}

func nameOnButton(label string, p telegram.Profile, kind texts.HTML) string {
	if label != "" {
		return plainName(label, longestLabel)
	}
	if name := plainName(p.Name, longestLabel); name != "" {
		return "«" + name + "»"
	}
	return chat.PlainText(kind)
}

// whoLine is what the chat of another link is called in Telegram, for a chat
// that may know; "": it may not, or the name cannot be had.
func (f *Family) whoLine(ctx context.Context, w *chat.Writer, l store.Link, other int64) texts.HTML {
	if !f.mayKnow(l) {
		return ""
	}
	link, err := f.Store.LinkByID(ctx, other)
	if err != nil {
		return ""
	}
	p := f.profiles(ctx, link.ChatID)[link.ChatID]
	name := calledItself(w, p)
	switch {
	case name == "":
		return ""
	case p.Group:
		return w.T("who.group", texts.Args{"Name": name})
	}
	return w.T("who.person", texts.Args{"Name": name})
}

// mayKnow tells whether a chat is told who else follows a card: whoever may view
// its rides is, and whoever could name them, so that nobody of those who decide
// decides blind. Whoever has but the number is not.
func (f *Family) mayKnow(l store.Link) bool {
	return f.Access.MayViewRides(l) || !l.ProvedAt.IsZero() || !l.NamedAt.IsZero()
}

// requestCode is what both sides of a request for approval see: by it a
// newcomer can say who he is in another way.
func (f *Family) requestCode(newcomer store.Link) string {
	of := fmt.Sprintf("approval %d %d", newcomer.ID, newcomer.ApprovalUntil.UnixMilli())
	n, _ := strconv.ParseUint(f.Signer.Hide(of)[:8], 16, 64) // 8 hexadecimal digits
	code := "000" + strconv.FormatUint(n%10_000, 10)
	return code[len(code)-4:]
}
