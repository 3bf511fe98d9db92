// Package texts holds every word the bot says, in Russian, Kazakh and
// English: three catalogues with plurals, and the writing of money and time.
package texts

import (
	"embed"
	"fmt"
	"html"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

//go:embed ru.yaml kk.yaml en.yaml
var files embed.FS

// Lang is a language the bot speaks.
type Lang string

// The languages of the bot; Russian is the default.
const (
	RU Lang = "ru"
	KK Lang = "kk"
	EN Lang = "en"
)

// Langs lists the languages in the order they are offered.
func Langs() []Lang { return []Lang{RU, KK, EN} }

// Match picks the language for a Telegram language_code such as "kk-KZ";
// an unknown or empty code gives Russian.
func Match(code string) Lang {
	base, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(code, "_", "-")), "-")
	switch base {
	case "kk":
		return KK
	case "en":
		return EN
	}
	return RU
}

// HTML is text that is markup already; [Texts.T] does not escape it.
type HTML string

// Args are the variables of a message. Strings are escaped for Telegram's
// HTML unless they are of type [HTML].
type Args map[string]any

// Catalogue is the three languages, read once.
type Catalogue struct {
	byLang map[Lang]*i18n.Localizer
	zone   *time.Location
}

// Load reads the embedded catalogues. Times are written in zone.
func Load(zone *time.Location) (*Catalogue, error) {
	bundle := i18n.NewBundle(language.Russian)
	bundle.RegisterUnmarshalFunc("yaml", yaml.Unmarshal)
	c := &Catalogue{byLang: map[Lang]*i18n.Localizer{}, zone: zone}
	for _, lang := range Langs() {
		if _, err := bundle.LoadMessageFileFS(files, string(lang)+".yaml"); err != nil {
			return nil, fmt.Errorf("load texts %s: %w", lang, err)
		}
		c.byLang[lang] = i18n.NewLocalizer(bundle, string(lang))
	}
	return c, nil
}

// In gives the texts of one language.
func (c *Catalogue) In(lang Lang) Texts {
	loc, ok := c.byLang[lang]
	if !ok {
		lang, loc = RU, c.byLang[RU]
	}
	return Texts{Lang: lang, loc: loc, zone: c.zone}
}

// Words are the words of a message in all languages: people mix them.
func (c *Catalogue) Words(key string) (words []string) {
	for _, lang := range Langs() {
		words = append(words, strings.Fields(c.In(lang).Plain(key, nil))...)
	}
	return words
}

// Texts is the catalogue of one language.
type Texts struct {
	Lang Lang
	loc  *i18n.Localizer
	zone *time.Location
}

// Zone is the time zone the texts write times in.
func (t Texts) Zone() *time.Location { return t.zone }

// T gives the message with the key, its variables filled in and escaped. A
// key that is missing, which a test forbids, shows itself.
func (t Texts) T(key string, args Args) HTML {
	return t.localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: escaped(args)})
}

// Has tells whether there is a message with the key.
func (t Texts) Has(key string) bool {
	s, _ := t.loc.Localize(&i18n.LocalizeConfig{MessageID: key})
	return s != ""
}

// N gives the plural form of the message for n, with n as {{.N}}.
func (t Texts) N(key string, n int64) HTML {
	return t.localize(&i18n.LocalizeConfig{
		MessageID: key, TemplateData: map[string]any{"N": t.Number(n)}, PluralCount: n,
	})
}

func (t Texts) localize(c *i18n.LocalizeConfig) HTML {
	s, err := t.loc.Localize(c)
	if err != nil && s == "" {
		return HTML(c.MessageID)
	}
	return HTML(strings.TrimRight(s, "\n"))
}

// Plain gives the message without markup, for buttons and toasts, which
// Telegram shows as they are.
func (t Texts) Plain(key string, args Args) string {
	return html.UnescapeString(string(t.T(key, args)))
}

func escaped(args Args) map[string]any {
	out := make(map[string]any, len(args))
	for k, v := range args {
		switch v := v.(type) {
		case string:
			out[k] = html.EscapeString(v)
		case HTML:
			out[k] = string(v)
		default:
			out[k] = v
		}
	}
	return out
}

// Lines joins the parts that are not empty, one a line.
func Lines(parts ...HTML) HTML { return Join("\n", parts...) }

// Join joins the parts that are not empty with sep.
func Join(sep string, parts ...HTML) HTML {
	kept := make([]string, 0, len(parts))
	for _, p := range parts {
		if p != "" {
			kept = append(kept, string(p))
		}
	}
	return HTML(strings.Join(kept, sep))
}
