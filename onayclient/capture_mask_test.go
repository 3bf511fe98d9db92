package onayclient

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

const (
	maskPAN   = "9643108503300000017"
	maskLogin = "aigerim"
)

var maskNow = time.Date(2026, time.November, 22, 8, 30, 0, 0, captureAt.Location())

// maskerOf returns a masker that has studied an answer with body.
func maskerOf(t *testing.T, body string) *masker {
	t.Helper()
	pan, err := ParsePAN(maskPAN)
	if err != nil {
		t.Fatal(err)
	}
	x := &exchange{
		method: http.MethodPost, url: &url.URL{Scheme: "https", Host: "cabinet.example.kz", Path: "/check"},
		head:   http.Header{"Cookie": {"lang=ru; PHPSESSID=0123abcdef4567"}},
		answer: http.Header{"Set-Cookie": {"remember=QWxhZGRpbjpvcGVu; Path=/"}}, body: []byte(body), status: 200,
	}
	return newMasker(pan, []string{maskLogin, "pa55 \"word"}, maskNow, captureAt.Location(), []*exchange{x})
}

// TestMaskWhateverTheForm: the cabinet has changed, and nobody knows the fields.
func TestMaskWhateverTheForm(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ body, secret string }{
		"number in groups":         {`{"cardNo":"9643 1085 0330 0000 017"}`, "9643 1085"},
		"number with no-break":     {"{\"cardNo\":\"9643\u00a01085\u00a00330\u00a00000\u00a0017\"}", "1085"},
		"number as a number":       {`{"x":9643108503300000017}`, "3108503300"},
		"number as a key":          {`{"9643108503300000017":{"balance":1}}`, "3108503300"},
		"another number":           {`{"cards":["9643908503300000027"]}`, "9085033"},
		"part of the number":       {`{"tail":"03300000017"}`, "03300000017"},
		"last eight":               {`{"tail":"00000017"}`, "00000017"},
		"starred number":           {`{"shown":"**** 0017"}`, "0017"},
		"number in a page":         {`<td>9643-1085-0330-0000-017</td>`, "1085"},
		"login in a text":          {`{"greeting":"hello aigerim"}`, "aigerim"},
		"login in other case":      {`<p>AIGERIM, aigerim</p>`, "aigerim"},
		"password back":            {`{"echo":"pa55 \"word"}`, "pa55"},
		"password in a page":       {`<input value="pa55 &#34;word">`, "pa55"},
		"cookie in a page":         {`<script>sid("0123abcdef4567")</script>`, "0123abcdef"},
		"new cookie in a page":     {`<a href="?r=QWxhZGRpbjpvcGVu">`, "QWxhZGRpbjpvcGVu"},
		"name in a text":           {`{"info":"Карта Айгерим Сапаровой найдена"}`, "Айгерим"},
		"escaped name":             {`{"info":"\u0410\u0439\u0433\u0435\u0440\u0438\u043c"}`, "Айгерим"},
		"name in a field":          {`{"holder_fio":"сапарова а. б."}`, "сапарова"},
		"name in a page":           {`<p>Здравствуйте, Айгерим!</p>`, "Айгерим"},
		"name in an attribute":     {`<img alt="Айгерим Сапарова">`, "Айгерим"},
		"e-mail":                   {`{"x":"sapar@mail.kz"}`, "sapar"},
		"phone":                    {`{"x":"+7 (701) 123-45-67"}`, "123-45"},
		"phone as a number":        {`{"x":77011234567}`, "7701123"},
		"identity number":          {`{"iin":"850101300123"}`, "850101"},
		"plate":                    {`{"bus":{"gos":"524EY02"}}`, "524EY"},
		"plate in a page":          {`<td>524 EY 02</td>`, "524 EY"},
		"time of a ride":           {`{"when":"2026-11-21T07:41:09+05:00"}`, "07:41"},
		"time with a fraction":     {`{"when":"2026-11-21 07:41:09.123"}`, "07:41"},
		"day and hour apart":       {`{"day":"21.11.2026","hour":"07:41"}`, "07:41"},
		"day alone":                {`{"day":"21/11/2026"}`, "21/11"},
		"time in seconds":          {`{"ts":1795228869}`, "1795228869"},
		"time in milliseconds":     {`{"ts":1795228869123}`, "1795228869"},
		"time in a page":           {`<td>21.11.2026 07:41</td>`, "07:41"},
		"route":                    {`{"routeNumber":"121e"}`, "121e"},
		"route as a number":        {`{"route":121}`, "121"},
		"token in a meta tag":      {`<meta name="csrf-token" content="s3cr3t">`, "s3cr3t"},
		"token in a script":        {`<script>var csrfToken = 's3cr3t';</script>`, "s3cr3t"},
		"token in a hidden input":  {`<input name=x type=hidden value=s3cr3t>`, "s3cr3t"},
		"token in JSON":            {`{"data":{"access_token":"s3cr3t"}}`, "s3cr3t"},
		"long token":               {`{"x":"eyJhbGciOiJIUzI1NiJ9"}`, "eyJhbGci"},
		"uuid":                     {`{"x":"0b7a1c52-9c1f-4a5e-8f33-3e0f4a1d2c3b"}`, "0b7a1c52"},
		"address of this machine":  {`<p>Your IP 203.0.113.77 is banned</p>`, "203.0.113.77"},
		"host":                     {`<a href="https://cabinet.example.kz/x">`, "cabinet.example.kz"},
		"cut in a string":          {`{"name":"Айгерим Сапа`, "Айгерим"},
		"cut in a number":          {`{"pan":"96431085033000`, "96431085033000"},
		"array at the top":         {`[{"pan":"9643108503300000017"}]`, "3108503300"},
		"JSON in a page's comment": {`<!-- {"user":"Айгерим"} -->`, "Айгерим"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := maskerOf(t, tc.body)
			got := m.body([]byte(tc.body), true)
			if strings.Contains(strings.ToLower(got), strings.ToLower(tc.secret)) {
				t.Errorf("%q is still there: %s", tc.secret, got)
			}
			if json.Valid([]byte(tc.body)) && !json.Valid([]byte(got)) {
				t.Errorf("no JSON any more: %s", got)
			}
		})
	}
}

// TestMaskKeeps what a report is about.
func TestMaskKeeps(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"result":{"balance":-8000,"type":"01.02.02.15","stopList":false},"type":true,"message":"OK"}`,
		`{"result":{"balance":"124000"},"amount":120000.5,"currency":"KZT"}`,
		`{"status":"success","page":1,"pages":2147483647,"operation":"correction"}`,
		`{"balance":null,"rows":[],"nested":{"deep":[1,2,3]}}`,
	} {
		got := maskerOf(t, body).body([]byte(body), true)
		if strings.Join(strings.Fields(got), "") != body {
			t.Errorf("%s became %s", body, got)
		}
	}
}

func TestMaskIsConsistent(t *testing.T) {
	t.Parallel()
	body := `{"pan":"9643108503300000017","again":"9643 1085 0330 0000 017","short":"08503300000017","other":"9643908503300000027","name":"A","name2":"B","name3":"A"}`
	var got map[string]string
	if err := json.Unmarshal([]byte(maskerOf(t, body).body([]byte(body), true)), &got); err != nil {
		t.Fatal(err)
	}
	for _, digits := range []string{got["pan"], got["other"]} {
		if _, err := ParsePAN(digits); err != nil {
			t.Errorf("%q stands for a card number: %v", digits, err)
		}
	}
	if got["again"] != regroup("9643 1085 0330 0000 017", got["pan"]) || got["other"] == got["pan"] {
		t.Errorf("numbers: %v", got)
	}
	if !strings.HasSuffix(got["pan"], got["short"][1:]) {
		t.Errorf("the short number %q is not of %q", got["short"], got["pan"])
	}
	if got["name"] != got["name3"] || got["name"] == got["name2"] {
		t.Errorf("names: %v", got)
	}
}

// FuzzMask: no body makes the masker stumble, or lets the number through.
func FuzzMask(f *testing.F) {
	for _, s := range []string{`{"pan":"9643108503300000017"}`, `<input type=hidden value="`, `"\`, "21.11.2026 07:41", `{"ts":1795228869123,"`} {
		f.Add(s)
	}
	pan, err := ParsePAN(maskPAN)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body string) {
		x := &exchange{method: http.MethodPost, url: &url.URL{Host: "h"}, body: []byte(body), status: 200}
		m := newMasker(pan, []string{maskLogin}, maskNow, captureAt.Location(), []*exchange{x})
		if got := m.body([]byte(body), true); strings.Contains(got, maskPAN) || strings.Contains(got, maskLogin) {
			t.Errorf("%q became %q", body, got)
		}
	})
}
