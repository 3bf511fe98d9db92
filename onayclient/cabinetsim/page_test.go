package cabinetsim

import (
	"net/http"
	"strings"
	"testing"
)

func TestStartPage(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	p := v.send(v.request(t.Context(), http.MethodGet, "/", ""))
	cookies := strings.Join(p.header.Values("Set-Cookie"), "\n")
	if p.header.Get("Content-Type") != typeHTML || !strings.Contains(cookies, "PHPSESSID=") || !strings.Contains(cookies, "lang=ru") {
		t.Errorf("header %v", p.header)
	}
	if strings.Count(p.body, "</html>") != 1 || strings.Count(p.body, `id="csrftoken"`) != 1 {
		t.Errorf("page %s", p.body)
	}
	if again := v.send(v.request(t.Context(), http.MethodGet, "/", "")); again.header.Values("Set-Cookie") != nil {
		t.Errorf("cookies set again: %v", again.header)
	}
}

func TestStartPageInOtherLanguages(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	for lang, want := range map[string]string{"kk": "баланс", "en": "Check the balance"} {
		req := v.request(t.Context(), http.MethodGet, "/", "")
		req.AddCookie(&http.Cookie{Name: "lang", Value: lang})
		if p := v.send(req); !strings.Contains(p.body, want) || !strings.Contains(p.body, `lang="`+lang+`"`) {
			t.Errorf("%s: %s", lang, p.body)
		}
	}
}

func TestAttributeOrderVaries(t *testing.T) {
	t.Parallel()
	door := newVisitor(t)
	orders := map[bool]int{}
	for range 30 {
		v := door.another()
		p := v.send(v.request(t.Context(), http.MethodGet, "/", ""))
		input := tokenInputs.FindString(p.body)
		if _, err := tokenIn(p.body); err != nil {
			t.Fatalf("input %q: %v", input, err)
		}
		orders[strings.Index(input, "value=") < strings.Index(input, "id=")]++
	}
	if orders[true] == 0 || orders[false] == 0 {
		t.Errorf("value before id: %v", orders)
	}
}
