package cabinetsim

import (
	"net/http"
	"net/http/httptest"
	"reflect"
	"testing"
)

func TestLanguageByCookie(t *testing.T) {
	t.Parallel()
	for cookie, want := range map[string]string{"": "ru", "ru": "ru", "kk": "kk", "kz": "kk", "en": "en", "xx": "ru"} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		if cookie != "" {
			r.AddCookie(&http.Cookie{Name: "lang", Value: cookie})
		}
		if got := wordsFor(r).lang; got != want {
			t.Errorf("lang=%q gives %q, want %q", cookie, got, want)
		}
	}
}

func TestEveryWordIsThere(t *testing.T) {
	t.Parallel()
	for _, w := range []words{russian(), kazakh(), english()} {
		v := reflect.ValueOf(w)
		for i := range v.NumField() {
			if v.Field(i).String() == "" {
				t.Errorf("%s lacks %s", w.lang, v.Type().Field(i).Name)
			}
		}
	}
}
