package cabinetsim

import (
	"bytes"
	_ "embed"
	"html/template"
	"net/http"
)

//go:embed start.html
var startHTML string

var startTemplate = template.Must(template.New("start").Parse(startHTML))

// startPage is GET /, and what a request gets that the cabinet cannot place.
// It opens a session if the visitor has none.
func (s *Server) startPage(x *exchange, outcome string) answer {
	sess := s.sessions.visit(x.req)
	return renderStart(x, sess, tokenInput(sess.token), outcome)
}

// tokenlessPage is the start page without its token.
func (s *Server) tokenlessPage(x *exchange, outcome string) answer {
	return renderStart(x, s.sessions.visit(x.req), "", outcome)
}

// renderStart fills in the page and sets the cookies that the visitor lacks.
func renderStart(x *exchange, sess session, input template.HTML, outcome string) answer {
	w := wordsFor(x.req)
	data := map[string]any{
		"Lang": w.lang, "Title": w.title, "Lead": w.lead, "Check": w.check, "Number": w.number,
		"Login": w.login, "Password": w.password, "SignIn": w.signIn, "Token": input,
	}
	var page bytes.Buffer
	if err := startTemplate.Execute(&page, data); err != nil {
		return htmlAnswer(http.StatusInternalServerError, nil, "bug")
	}
	a := htmlAnswer(http.StatusOK, page.Bytes(), outcome)
	if c, err := x.req.Cookie(sessionCookie); err != nil || c.Value != sess.id {
		a.setCookie(cookieOf(sess))
	}
	if _, err := x.req.Cookie("lang"); err != nil {
		a.setCookie(&http.Cookie{Name: "lang", Value: w.lang, Path: "/"})
	}
	return a
}

// tokenInput holds the token under the id csrftoken. The order of attributes
// is not fixed (observed), so it follows the token. The token is escaped here
// and the rest is constant, so the result is safe HTML.
func tokenInput(token string) template.HTML {
	value := `value="` + template.HTMLEscapeString(token) + `"`
	forms := []string{
		`<input type="hidden" id="csrftoken" ` + value + `>`,
		`<input ` + value + ` type="hidden" id="csrftoken"/>`,
		`<input id="csrftoken" ` + value + ` name="csrf" type="hidden">`,
		`<input type="hidden" name="csrf" ` + value + ` autocomplete="off" id="csrftoken" />`,
	}
	return template.HTML(forms[hash(token)%uint64(len(forms))])
}

// errorPage is the short page of a web server's own errors.
func errorPage(title string) []byte {
	return []byte("<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + title +
		"</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n")
}
