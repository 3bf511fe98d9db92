package telegramsim

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
)

// phoneBench is a bench with a phone in a browser.
type phoneBench struct {
	*bench
	phone string
}

func newPhone(t *testing.T, b *bench, chats ...*Chat) *phoneBench {
	t.Helper()
	server := httptest.NewServer(http.StripPrefix("/phone", b.Web(chats...)))
	t.Cleanup(server.Close)
	t.Cleanup(server.CloseClientConnections)
	return &phoneBench{b, server.URL + "/phone/"}
}

// browse fetches from the phone.
func (p *phoneBench) browse(path string) (int, string, http.Header) {
	p.t.Helper()
	req, err := http.NewRequestWithContext(p.t.Context(), http.MethodGet, p.phone+path, http.NoBody)
	if err != nil {
		p.t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var b strings.Builder
	if err := resp.Write(&b); err != nil {
		p.t.Fatal(err)
	}
	_, body, _ := strings.Cut(b.String(), "\r\n\r\n")
	return resp.StatusCode, body, resp.Header
}

func TestThePhoneServesItsParts(t *testing.T) {
	t.Parallel()
	p := newPhone(t, strict(t))
	for part, kind := range map[string]string{"phone.html": "text/html", "phone.css": "text/css", "bubble.js": "text/javascript"} {
		status, body, header := p.browse(part)
		if status != http.StatusOK || !strings.HasPrefix(header.Get("Content-Type"), kind) || body == "" {
			t.Errorf("%s: %d %s", part, status, header.Get("Content-Type"))
		}
	}
	entries, err := webFiles.ReadDir("web")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		text, err := webFiles.ReadFile("web/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, unsafe := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", " style="} {
			if strings.Contains(string(text), unsafe) {
				t.Errorf("%s uses %s", e.Name(), unsafe)
			}
		}
	}
}

func TestTheCommandMenuIsTheNarrowestThatIsSet(t *testing.T) {
	t.Parallel()
	b := strict(t)
	aida := b.aida()
	team := b.Group(-7, "Team", User{ID: 1001, FirstName: "Аида", Language: "kk"})
	p := newPhone(t, b, aida, team)
	menu := func(c *Chat) string {
		t.Helper()
		_, body, _ := p.browse("commands?as=1001&chat=" + strconv.FormatInt(c.ID(), 10))
		var list []BotCommand
		if err := json.Unmarshal([]byte(body[strings.Index(body, "["):strings.LastIndex(body, "]")+1]), &list); err != nil {
			t.Fatal(err)
		}
		if len(list) == 0 {
			return ""
		}
		return list[0].Command
	}
	if got := menu(aida); got != "" {
		t.Errorf("a menu nobody has set: %s", got)
	}
	for _, step := range []struct {
		command, language string
		scope             params
		private, group    string
	}{
		{"any", "", nil, "any", "any"},
		{"kk", "kk", nil, "kk", "kk"},
		{"groups", "", params{"type": "all_group_chats"}, "kk", "groups"},
		{"private", "", params{"type": "all_private_chats"}, "private", "groups"},
		{"here", "", params{"type": "chat", "chat_id": 1001}, "here", "groups"},
	} {
		p := params{"commands": []params{{"command": step.command, "description": "x"}}, "language_code": step.language}
		if step.scope != nil {
			p["scope"] = step.scope
		}
		b.must("setMyCommands", p)
		if got := menu(aida); got != step.private {
			t.Errorf("after %s the private menu is %q, want %q", step.command, got, step.private)
		}
		if got := menu(team); got != step.group {
			t.Errorf("after %s the group's menu is %q, want %q", step.command, got, step.group)
		}
	}
	if status, _, _ := p.browse("commands?as=1&chat=5"); status != http.StatusNotFound {
		t.Errorf("menu of a strange chat: %d", status)
	}
}

// A document is never shown by the browser itself, whatever it says it is.
func TestFilesAreSavedAndPicturesAreShown(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.aida()
	p := newPhone(t, b, c)
	b.multipart("sendPhoto", params{"chat_id": c.ID(), "photo": picture(t, 4, 3)})
	b.multipart("sendDocument", params{"chat_id": c.ID(), "document": []byte("<script>alert(1)</script>")})
	photo, document := c.Next(t), c.Next(t)
	path := func(id int) string { return "file/" + strconv.FormatInt(c.ID(), 10) + "/" + strconv.Itoa(id) }
	_, _, header := p.browse(path(photo.ID))
	if header.Get("Content-Type") != "image/png" || header.Get("Content-Disposition") != "" {
		t.Errorf("picture: %v", header)
	}
	_, body, header := p.browse(path(document.ID))
	if header.Get("Content-Type") != "application/octet-stream" || header.Get("X-Content-Type-Options") != "nosniff" ||
		!strings.HasPrefix(header.Get("Content-Disposition"), "attachment") || !strings.Contains(body, "<script>") {
		t.Errorf("document: %v", header)
	}
	b.must("deleteMessage", params{"chat_id": c.ID(), "message_id": document.ID})
	for _, gone := range []string{path(document.ID), path(1), path(99), "file/5/1", "file/x/y"} {
		if status, _, _ := p.browse(gone); status != http.StatusNotFound {
			t.Errorf("%s: %d", gone, status)
		}
	}
}
