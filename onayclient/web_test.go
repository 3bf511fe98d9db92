package onayclient_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"onaybot/onayclient"
)

func reply(fields string) string {
	return `{"result":{` + fields + `},"type":true,"message":"OK"}`
}

func TestAnswersOfCheck(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]onayclient.Card{
		reply(`"pan":"` + unified + `","stopList":false,"type":"01.01","name":"ETK","balance":5`): {Type: "01.01", Balance: 5},
		reply(`"balance" : -8000 , "stopList" : true`):                                            {Balance: -8000, Blocked: true},
		reply(`"balance":0,"type":null,"name":null,"stopList":null,"pan":null`):                   {},
		reply(`"balance":7,"type":"a\u0000b\nc"`):                                                 {Balance: 7, Type: "abc"},
		"\ufeff \n" + reply(`"balance":7`):                                                        {},
		`{"type":true,"errordetail":"","result":{"balance":7}}`:                                   {Balance: 7},
	} {
		card, err := page(t, http.StatusOK, body).Card(t.Context(), mustPAN(t, unified))
		if strings.HasPrefix(body, "\ufeff") {
			want.Balance = 7
		}
		want.PAN, want.At = mustPAN(t, unified), card.At
		if err != nil || card != want {
			t.Errorf("%s\n got %+v, %v\nwant %+v", body, card, err, want)
		}
	}
}

func TestAnswersOfCheckInDoubt(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]struct {
		kind    error
		missing string
	}{
		reply(``):                                {onayclient.ErrChanged, "result.balance: an integer"},
		reply(`"balance":true`):                  {onayclient.ErrChanged, "result.balance: an integer"},
		reply(`"balance":1e3`):                   {onayclient.ErrChanged, "result.balance: an integer"},
		reply(`"balance":1000000000001`):         {onayclient.ErrChanged, "result.balance: a believable amount"},
		reply(`"balance":-9223372036854775808`):  {onayclient.ErrChanged, "result.balance: a believable amount"},
		reply(`"balance":5,"stopList":"no"`):     {onayclient.ErrChanged, "result.stopList: true or false"},
		reply(`"balance":5,"type":["01"]`):       {onayclient.ErrChanged, "result.type: a text"},
		reply(`"balance":5,"pan":"9643"`):        {onayclient.ErrChanged, "result.pan: the card that was asked for"},
		reply(`"balance":5,"pan":{}`):            {},
		`{"type":true}`:                          {onayclient.ErrChanged, "result: an object"},
		`{"type":true,"result":[]}`:              {onayclient.ErrChanged, "result: an object"},
		`{"type":"true","result":{"balance":1}}`: {onayclient.ErrChanged, "type: true or false"},
		`{"result":{"balance":1}}`:               {onayclient.ErrChanged, "type: true or false"},
		`{}`:                                     {onayclient.ErrChanged, "type: true or false"},
		`{"type":true,"result":{"balance":1}} x`: {onayclient.ErrChanged, "a JSON object"},
		`{"type":false,"result":{"balance":5}}`:  {onayclient.ErrChanged, "result: nothing beside type:false"},
		`{"type":true,"result":{"bal`:            {onayclient.ErrUnavailable, ""},
		`{"type":false}`:                         {onayclient.ErrNoCard, ""},
		`{"type":false,"result":[]}`:             {onayclient.ErrNoCard, ""},
		`{"type":false,"errordetail":"ORA-1"}`:   {onayclient.ErrUnavailable, ""},
		`{"type":false,"errordetail":{"c":1}}`:   {onayclient.ErrUnavailable, ""},
		// "Too many requests" must not be told as "no such card", whatever its form.
		`{"type":false,"message":"Too many requests"}`:      {onayclient.ErrBusy, ""},
		`{"type":false,"message":"Слишком много запросов"}`: {onayclient.ErrBusy, ""},
		`{"message":"Too many requests"}`:                   {onayclient.ErrBusy, ""},
		`{"type":false,"message":"CSRF token mismatch"}`:    {onayclient.ErrChanged, "an answer to a fresh token"},
		`{"type":false,"message":"Сессия истекла"}`:         {onayclient.ErrChanged, "an answer to a fresh token"},
		`{"type":false,"message":{"text":"too many"}}`:      {onayclient.ErrNoCard, ""},
		`Too many requests`: {onayclient.ErrBusy, ""},
		`null`:              {onayclient.ErrBusy, ""},
		`[]`:                {onayclient.ErrBusy, ""},
		``:                  {onayclient.ErrBusy, ""},
		`<html><script src="/hcaptcha.js"></script></html>`:       {onayclient.ErrBanned, ""},
		`<html><script src="/cdn/challenge-platform/"></script>`:  {onayclient.ErrBanned, ""},
		`<input id="csrftoken" value="t"><div class="recaptcha">`: {onayclient.ErrChanged, "an answer to a fresh token"},
	} {
		_, err := page(t, http.StatusOK, body).Card(t.Context(), mustPAN(t, unified))
		if want.kind == nil {
			if err != nil {
				t.Errorf("%s\n got %v", body, err)
			}
			continue
		}
		if e := wantError(t, err, want.kind); e.Missing != want.missing {
			t.Errorf("%s\n got %v, want %v: %s", body, err, want.kind, want.missing)
		}
	}
}

func TestStatusesOfCheck(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]error{
		400: onayclient.ErrChanged, 401: onayclient.ErrChanged, 403: onayclient.ErrBanned, 404: onayclient.ErrChanged,
		405: onayclient.ErrChanged, 419: onayclient.ErrChanged, 429: onayclient.ErrBusy, 204: onayclient.ErrChanged,
		500: onayclient.ErrUnavailable, 503: onayclient.ErrUnavailable, 520: onayclient.ErrUnavailable,
	} {
		_, err := page(t, status, "").Card(t.Context(), mustPAN(t, unified))
		if e := wantError(t, err, want); e.Status != status || e.Op != "check" {
			t.Errorf("status %d: %v", status, &e)
		}
	}
}

func TestAPageOfRefusalIsABanWhateverItsStatus(t *testing.T) {
	t.Parallel()
	for _, status := range []int{403, 429, 503} {
		fails(t, page(t, status, `<html><div class="h-captcha"></div></html>`), onayclient.ErrBanned)
	}
}

func TestA503WithRetryAfterIsARequestToSlowDown(t *testing.T) {
	t.Parallel()
	c := answering(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "120")
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	if e := fails(t, c, onayclient.ErrBusy); time.Until(e.Until) < time.Minute {
		t.Errorf("%v", &e)
	}
}

// TestTheWire looks at a request as it arrives.
func TestTheWire(t *testing.T) {
	t.Parallel()
	got := make(chan *http.Request, 2)
	c := answering(t, func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		got <- r
		if r.Method == http.MethodGet {
			http.SetCookie(w, &http.Cookie{Name: "PHPSESSID", Value: "s1", Path: "/"})
			_, _ = w.Write([]byte(`<input id="csrftoken" value="t">`))
			return
		}
		_, _ = w.Write([]byte(reply(`"balance":5`)))
	})
	read(t, c, unified)
	page, check := <-got, <-got
	if page.URL.Path != "/city/" || len(page.TransferEncoding) != 0 || cookie(page, "lang") != "ru" {
		t.Errorf("start page: %s %v %q", page.URL, page.TransferEncoding, cookie(page, "lang"))
	}
	if check.URL.Path != "/city/check" || check.URL.RawQuery != "" {
		t.Errorf("check: %s", check.URL)
	}
	if check.PostForm.Get("pan") != unified || check.PostForm.Get("csrf") != "t" || len(check.PostForm) != 2 {
		t.Errorf("check has the fields %d", len(check.PostForm))
	}
	if cookie(check, "PHPSESSID") != "s1" || check.Header.Get("X-Requested-With") != "XMLHttpRequest" ||
		check.Header.Get("Content-Type") != "application/x-www-form-urlencoded; charset=UTF-8" {
		t.Errorf("check has the header %v", check.Header)
	}
}

func cookie(r *http.Request, name string) string {
	c, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}

// A ride made while the answer is on its way is newer than the reading.
func TestAReadingIsOfWhenItWasAskedFor(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	city := http.StripPrefix("/city", s)
	c := answering(t, func(w http.ResponseWriter, r *http.Request) {
		s.clock.step(time.Minute)
		city.ServeHTTP(w, r)
	}, byClock(s.clock))
	want := s.clock.now().Add(time.Minute) // that the start page takes
	if card := read(t, c, unified); !card.At.Equal(want) {
		t.Errorf("read at %s, want %s", card.At, want)
	}
}
