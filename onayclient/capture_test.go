package onayclient

import (
	"net/http"
	"testing"
	"time"
)

func TestMaskedHeaders(t *testing.T) {
	t.Parallel()
	m := maskerOf(t, "")
	x := &exchange{at: maskNow}
	for _, tc := range []struct{ name, value, want string }{
		{"User-Agent", "onaybot/1.2 (+admin@example.kz)", "onaybot/1.2"},
		{"Retry-After", maskNow.Add(90 * time.Second).UTC().Format(http.TimeFormat), "90"},
		{"Retry-After", "120", "120"},
		{"Set-Cookie", "PHPSESSID=new0session1; Path=/; HttpOnly", "PHPSESSID=cookie-3; Path=/; HttpOnly"},
		{"Set-Cookie", "a=b; Expires=Thu, 02 Jan 2014 00:00:00 GMT", "a=cookie-4; Expires=Thu, 01 Jan 1970 00:00:00 GMT"},
		{"Cookie", "lang=ru; PHPSESSID=0123abcdef4567", "lang=ru; PHPSESSID=cookie-1"},
		{"Location", "https://cabinet.example.kz/card/9643108503300000017", "https://cabinet.test/card/9643000000000001014"},
		{"Cf-Ray", "8e1f-ALA", "header-1"},
		{"Content-Type", "text/html; charset=UTF-8", "text/html; charset=UTF-8"},
	} {
		if got := m.header(x, tc.name, tc.value); got != tc.want {
			t.Errorf("%s: %q became %q, want %q", tc.name, tc.value, got, tc.want)
		}
	}
}
