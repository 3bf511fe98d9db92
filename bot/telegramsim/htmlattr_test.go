package telegramsim

import "testing"

func TestAttributesThatMeanNothingAreRead(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]Entity{
		`<b class="x" id='y' z>a</b>`:                             {Type: "bold", Length: 1},
		`<code class="x">a</code>`:                                {Type: "code", Length: 1},
		`<a title = "&lt;x&gt;" HREF = 'https://a.kz/x&y' >a</a>`: {Type: "text_link", Length: 1, URL: "https://a.kz/x&y"},
	} {
		text, entities, err := parseHTML(source)
		if err != nil || text != "a" || len(entities) != 1 || entities[0] != want {
			t.Errorf("%s: got %q %+v %v, want %+v", source, text, entities, err, want)
		}
	}
}
