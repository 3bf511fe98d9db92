package telegramsim

import (
	"embed"
	"io/fs"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

//go:embed web
var webFiles embed.FS

// web is the phone in a browser: what people do in the chats over HTTP.
type web struct {
	s     *Server
	chats []*Chat
}

// Web serves a phone with the given chats, in their order: its page parts
// (phone.html, phone.css, phone.js and the modules it imports), what happens in the
// chats as server-sent events, and what its people do as small posts. It may be
// mounted under any prefix. Whoever reaches it is those people, so it belongs on
// loopback, behind a guard against posts from other sites.
func (s *Server) Web(chats ...*Chat) http.Handler {
	w := &web{s: s, chats: chats}
	parts, err := fs.Sub(webFiles, "web")
	if err != nil {
		panic("telegramsim: " + err.Error()) // the folder is embedded above
	}
	mux := http.NewServeMux()
	mux.Handle("GET /", http.FileServerFS(parts))
	mux.HandleFunc("GET /events", w.events)
	mux.HandleFunc("GET /commands", w.commands)
	mux.HandleFunc("GET /file/{chat}/{message}", w.file)
	mux.HandleFunc("POST /say", w.say)
	mux.HandleFunc("POST /press", w.press)
	return mux
}

// chat finds a chat of the phone by its id, nil if it is not there.
func (w *web) chat(id int64) *Chat {
	i := slices.IndexFunc(w.chats, func(c *Chat) bool { return c.ID() == id })
	if i < 0 {
		return nil
	}
	return w.chats[i]
}

// commands is the command menu as the user's app shows it in the chat.
func (w *web) commands(rw http.ResponseWriter, r *http.Request) {
	chat, user := formInt(r, "chat"), formInt(r, "as")
	c := w.chat(chat)
	if c == nil {
		http.Error(rw, "no such chat on this phone", http.StatusNotFound)
		return
	}
	writeJSON(rw, append([]BotCommand{}, w.s.menu(c, user)...))
}

// menu picks the command menu by the official order of scopes, each first in the
// user's language and then in the default one.
func (s *Server) menu(c *Chat, user int64) []BotCommand {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.followed(c.room)
	id := strconv.FormatInt(r.id, 10)
	scopes := []string{"chat:" + id, "all_private_chats", "default"}
	if r.group() {
		scopes = []string{"chat_member:" + id + ":" + strconv.FormatInt(user, 10), "chat:" + id, "all_group_chats", "default"}
	}
	language, _, _ := strings.Cut(s.users[user].Language, "-")
	for _, scope := range scopes {
		for _, code := range []string{language, ""} {
			if list, set := s.commands[commandKey{language: code, scope: scope}]; set && len(list) > 0 {
				return slices.Clone(list)
			}
		}
	}
	return nil
}

func formInt(r *http.Request, name string) int64 {
	n, _ := strconv.ParseInt(r.FormValue(name), 10, 64) // what is no number names nobody
	return n
}

// shownInline are the pictures that a browser may open by itself; any other
// file is saved.
var shownInline = []string{"image/png", "image/jpeg", "image/gif", "image/webp"}

// file sends the picture or the document of a message.
func (w *web) file(rw http.ResponseWriter, r *http.Request) {
	id, _ := strconv.ParseInt(r.PathValue("chat"), 10, 64)
	message, _ := strconv.Atoi(r.PathValue("message"))
	c := w.chat(id)
	if c == nil {
		http.NotFound(rw, r)
		return
	}
	m, found := c.Message(message)
	f := m.Photo
	if f == nil {
		f = m.Document
	}
	if !found || m.Deleted || f == nil {
		http.NotFound(rw, r)
		return
	}
	h := rw.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	if m.Photo != nil && slices.Contains(shownInline, f.Mime) {
		h.Set("Content-Type", f.Mime)
	} else {
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	}
	_, _ = rw.Write(f.Data) // the reader may have gone; nobody is left to tell
}
