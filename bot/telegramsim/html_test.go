package telegramsim

import (
	"reflect"
	"testing"
)

func TestParseHTML(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		source   string
		text     string
		entities []Entity
	}{
		"plain":            {"540 ₸", "540 ₸", nil},
		"named references": {"&lt;&gt;&amp;&quot;&nbsp;&laquo;", `<>&"&nbsp;&laquo;`, nil},
		"numeric":          {"&#8381;&#x20b8;&#12345678;&#;", "₽₸&#12345678;&#;", nil},
		"no semicolon":     {"&lt &amp", "< &", nil},
		"bare ampersand":   {"Мама & папа", "Мама & папа", nil},
		"offsets in UTF-16": {"💳 <b>Айша</b>", "💳 Айша", []Entity{
			{Type: "bold", Offset: 3, Length: 4},
		}},
		"nested, longest first": {"<b>a<i>b</i></b>", "ab", []Entity{
			{Type: "bold", Length: 2}, {Type: "italic", Offset: 1, Length: 1},
		}},
		"same place": {"<b><i>x</i></b>", "x", []Entity{
			{Type: "italic", Length: 1}, {Type: "bold", Length: 1},
		}},
		"every tag": {
			"<strong>a</strong><em>a</em><ins>a</ins><strike>a</strike><del>a</del><code>a</code><tg-spoiler>a</tg-spoiler>" +
				`<span class="tg-spoiler">a</span><blockquote>a</blockquote><blockquote expandable>a</blockquote>` +
				`<tg-emoji emoji-id="53">a</tg-emoji>`,
			"aaaaaaaaaaa",
			[]Entity{
				{Type: "bold", Length: 1}, {Type: "italic", Offset: 1, Length: 1}, {Type: "underline", Offset: 2, Length: 1},
				{Type: "strikethrough", Offset: 3, Length: 1}, {Type: "strikethrough", Offset: 4, Length: 1},
				{Type: "code", Offset: 5, Length: 1}, {Type: "spoiler", Offset: 6, Length: 1}, {Type: "spoiler", Offset: 7, Length: 1},
				{Type: "blockquote", Offset: 8, Length: 1}, {Type: "expandable_blockquote", Offset: 9, Length: 1},
				{Type: "custom_emoji", Offset: 10, Length: 1, CustomEmojiID: "53"},
			},
		},
		"link":              {`<a href="https://onay.kz/?a=1&amp;b=2">x</a>`, "x", []Entity{{Type: "text_link", Length: 1, URL: "https://onay.kz/?a=1&b=2"}}},
		"link, bare value":  {`<a href=onay.kz>x</a>`, "x", []Entity{{Type: "text_link", Length: 1, URL: "onay.kz"}}},
		"link, text as URL": {`<a>onay.kz</a>`, "onay.kz", []Entity{{Type: "text_link", Length: 7, URL: "onay.kz"}}},
		"link to nowhere":   {`<a href="nowhere">x</a>`, "x", nil},
		"code with language": {`<pre><code class="language-go">x</code></pre>`, "x", []Entity{
			{Type: "pre", Length: 1, Language: "go"},
		}},
		"upper case and spaces": {"<B >x</B >", "x", []Entity{{Type: "bold", Length: 1}}},
		"short end tag":         {"<b>x</>", "x", []Entity{{Type: "bold", Length: 1}}},
		"empty tag":             {"<b></b>x", "x", nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, entities, err := parseHTML(tt.source)
			if err != nil || text != tt.text || !reflect.DeepEqual(entities, tt.entities) {
				t.Errorf("got %q %+v %v, want %q %+v", text, entities, err, tt.text, tt.entities)
			}
		})
	}
}

func TestParseHTMLNamesTheFault(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"a < b":                       `Unsupported start tag "" at byte offset 2`,
		"a <b":                        "Unclosed start tag at byte offset 2",
		"<script>x</script>":          `Unsupported start tag "script" at byte offset 0`,
		"Имя: <Айша>":                 `Unsupported start tag "айша" at byte offset 8`,
		"<b>x":                        `Can't find end tag corresponding to start tag "b"`,
		"x</b>":                       "Unexpected end tag at byte offset 1",
		"<b>x</b":                     "Unclosed end tag at byte offset 4",
		"<b><i>test</b></i>":          `Unmatched end tag at byte offset 10, expected "</i>", found "</b>"`,
		"<span>x</span>":              `Tag "span" must have class "tg-spoiler" at byte offset 0`,
		"<i  =x>":                     `Empty attribute name in the tag "i" at byte offset 0`,
		"<a href":                     "Unclosed start tag at byte offset 0",
		"<a href=":                    `Unclosed start tag "a" at byte offset 0`,
		`<a href="x`:                  "Unclosed start tag at byte offset 0",
		"<a href=a,b>":                "Unexpected end of name token at byte offset 8",
		`<tg-emoji emoji-id="x">a</>`: "Invalid custom emoji identifier specified",
	}
	for source, want := range tests {
		t.Run(source, func(t *testing.T) {
			t.Parallel()
			if _, _, err := parseHTML(source); err == nil || err.Error() != want {
				t.Errorf("error %v, want %q", err, want)
			}
		})
	}
}

func FuzzParseHTML(f *testing.F) {
	f.Add(`<a href='&quot;' x>a</a>&#x1F;<pre><code class="language-">x</code></pre>`)
	f.Fuzz(func(t *testing.T, source string) {
		text, entities, err := parseHTML(source)
		if err != nil {
			return
		}
		for _, e := range entities {
			if e.Offset < 0 || e.Length <= 0 || e.Offset+e.Length > units(text) {
				t.Errorf("entity %+v outside of %q", e, text)
			}
		}
	})
}
