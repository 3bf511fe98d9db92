package telegramsim

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

func TestBodiesOfEveryForm(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.aida()
	p := params{"chat_id": c.ID(), "text": "Айша & Co", "disable_notification": true, "reply_markup": inline(params{"text": "a", "callback_data": "x"})}
	for name, call := range map[string]func(string, params) answer{"form": b.call, "multipart": b.multipart, "JSON": b.json} {
		if a := call("sendMessage", p); !a.OK {
			t.Errorf("%s: %d %s", name, a.Code, a.Description)
			continue
		}
		if m := c.Next(t); m.Text != "Айша & Co" || !m.Silent || len(m.Buttons) != 1 {
			t.Errorf("%s: message %+v", name, m)
		}
	}
	if status, _ := b.get("/bot" + b.token + "/sendMessage?chat_id=1001&text=hi"); status != http.StatusOK || c.Next(t).Text != "hi" {
		t.Errorf("query string: status %d", status)
	}
}

func TestBodiesWithNothingInThem(t *testing.T) {
	t.Parallel()
	b := strict(t)
	for _, kind := range []string{"multipart/form-data; boundary=x", "application/json", "application/x-www-form-urlencoded", ""} {
		if a := b.post("getMe", kind, strings.NewReader("")); !a.OK {
			t.Errorf("%q: %d %s", kind, a.Code, a.Description)
		}
	}
}

func TestBodiesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	b := lenient(t)
	for kind, body := range map[string]string{
		"application/json":                  `{"chat_id":`,
		"application/x-www-form-urlencoded": "a=%zz",
		"multipart/form-data; boundary=x":   "--x\r\nbroken",
	} {
		if a := b.post("sendMessage", kind, strings.NewReader(body)); a.OK || a.Code != 400 {
			t.Errorf("%s: %+v", kind, a)
		}
	}
	if got := b.Problems(); len(got) != 3 {
		t.Errorf("problems %q, want three", got)
	}
}

func TestTooLargeABodyIsRefused(t *testing.T) {
	t.Parallel()
	b := lenient(t)
	a := b.post("sendDocument", "application/x-www-form-urlencoded", bytes.NewReader(make([]byte, maxUpload+1)))
	wantRefusal(t, a, http.StatusRequestEntityTooLarge, "Request Entity Too Large")
}

func TestACallerThatBreaksOffIsNoProblem(t *testing.T) {
	t.Parallel()
	b := strict(t)
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", strings.TrimPrefix(b.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	half := "POST /bot" + b.token + "/getMe HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"
	if _, err := conn.Write([]byte(half)); err != nil {
		t.Fatal(err)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		err = tcp.CloseWrite()
	}
	if _, readErr := io.Copy(io.Discard, conn); err != nil || readErr != nil {
		t.Fatal(err, readErr)
	}
	if n := b.Calls(""); n != 0 {
		t.Errorf("%d calls counted", n)
	}
}
