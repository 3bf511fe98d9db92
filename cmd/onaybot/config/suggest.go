package config

import (
	"regexp"
	"strings"

	"github.com/goccy/go-yaml/token"
)

// word is what a key may look like. Anything else in its place may be a value
// that slipped there, a secret among them, and is not repeated.
var word = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]{0,39}$`)

// unknown is the error about a key that does not exist, with the one that was
// probably meant.
func (w *walker) unknown(prefix, text string, t *token.Token, keys []key) *Error {
	if !word.MatchString(text) {
		return w.at(t, trimDot(prefix), "holds something that is not a key: the keys here are "+names(below(prefix, keys)))
	}
	return w.keyed(t, prefix+text, text, "is not a key: "+hint(prefix, text, keys))
}

func hint(prefix, text string, keys []key) string {
	if section, rest, dotted := strings.Cut(text, "."); dotted && isSection(keys, prefix+section) {
		return "write " + rest + " on a line of its own below " + section + ", indented by two spaces"
	}
	if meant := nearest(prefix, text, keys); meant != "" {
		return "did you mean " + meant + "?"
	}
	return "the keys here are " + names(below(prefix, keys))
}

// nearest is the key that text was meant for, "" when none is near: the same
// word, here or in another section, before one that resembles it.
func nearest(prefix, text string, keys []key) string {
	here := below(prefix, keys)
	for _, k := range here {
		if plain(text) == plain(k.path) {
			return prefix + k.path
		}
	}
	for _, k := range keys {
		if plain(last(text)) == plain(last(k.path)) {
			return k.path
		}
	}
	best, least := "", 1+min(len(text)/3, 2)
	for _, k := range here {
		if d := distance(plain(text), plain(k.path)); d < least || d == least && best == "" {
			best, least = prefix+k.path, d
		}
	}
	return best
}

// below is the keys and sections directly under prefix, named without it.
func below(prefix string, keys []key) []key {
	var found []key
	seen := map[string]bool{}
	for _, k := range keys {
		rest, ok := strings.CutPrefix(k.path, prefix)
		rest, _, _ = strings.Cut(rest, ".")
		if ok && !seen[rest] {
			seen[rest] = true
			found = append(found, key{path: rest})
		}
	}
	return found
}

// names lists keys for a message.
func names(keys []key) string {
	list := make([]string, len(keys))
	for i, k := range keys {
		list[i] = k.path
	}
	return strings.Join(list, ", ")
}

// vocabulary is every word that is a key or a part of one.
func vocabulary() map[string]bool {
	words := map[string]bool{}
	var c Config
	for _, k := range append(c.keys(), c.fareKeys()...) {
		for part := range strings.SplitSeq(k.path, ".") {
			words[part] = true
		}
	}
	return words
}

func last(path string) string { return path[strings.LastIndex(path, ".")+1:] }

// plain forgets what people vary in a key: case, dashes, underscores.
func plain(text string) string {
	return strings.NewReplacer("_", "", "-", "").Replace(strings.ToLower(text))
}

// distance counts the letters to add, drop, change or swap with a neighbour
// to make b of a.
func distance(a, b string) int {
	before, above := []int(nil), make([]int, len(b)+1)
	for j := range above {
		above[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := above[j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			row[j] = min(above[j]+1, row[j-1]+1, change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, above = above, row
	}
	return above[len(b)]
}
