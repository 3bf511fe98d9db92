package telegramsim

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// maxUpload is the most a request may hold: a 50 MB file and its parameters.
const maxUpload = 51 << 20

// request is one call as it came, whatever the form of its body.
type request struct {
	method string
	values map[string]value
	files  map[string]upload
}

// value is a parameter. Of a JSON body, a string is kept as its text and marked
// quoted; anything else is kept as its JSON text and marked json.
type value struct {
	text   string
	json   bool
	quoted bool
}

type upload struct {
	name string
	mime string
	data []byte
}

// errGone is a caller that broke off before its request was whole.
var errGone = errors.New("caller is gone")

// callerBody tells a connection that broke from a body that makes no sense.
type callerBody struct {
	io.Reader
	broken bool
}

func (b *callerBody) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	var large *http.MaxBytesError
	b.broken = b.broken || err != nil && err != io.EOF && !errors.As(err, &large)
	return n, err
}

// readRequest reads the parameters of the query string and of a multipart,
// url-encoded or JSON body. A body beyond maxUpload yields *http.MaxBytesError,
// a connection that broke errGone.
func readRequest(w http.ResponseWriter, r *http.Request, method string) (*request, error) {
	req := &request{method: method, values: map[string]value{}, files: map[string]upload{}}
	req.addForm(r.URL.Query())
	body := &callerBody{Reader: http.MaxBytesReader(w, r.Body, maxUpload)}
	err := req.readBody(r.Header.Get("Content-Type"), body)
	if body.broken {
		err = errGone
	}
	return req, err
}

func (q *request) readBody(contentType string, body io.Reader) error {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return drain(body)
	}
	switch kind {
	case "multipart/form-data":
		return q.readMultipart(multipart.NewReader(body, params["boundary"]))
	case "application/x-www-form-urlencoded":
		return q.readForm(body)
	case "application/json":
		return q.readJSON(body)
	}
	return drain(body)
}

func drain(r io.Reader) error {
	if _, err := io.Copy(io.Discard, r); err != nil {
		return fmt.Errorf("read body: %w", err)
	}
	return nil
}

func (q *request) addForm(form url.Values) {
	for name := range form {
		q.values[name] = value{text: form.Get(name)}
	}
}

func (q *request) readForm(body io.Reader) error {
	raw, err := io.ReadAll(body)
	if err != nil {
		return fmt.Errorf("read form: %w", err)
	}
	form, err := url.ParseQuery(string(raw))
	if err != nil {
		return fmt.Errorf("parse form: %w", err)
	}
	q.addForm(form)
	return nil
}

// readMultipart accepts an empty body too: that is how a client without
// parameters may send it.
func (q *request) readMultipart(reader *multipart.Reader) error {
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read multipart body: %w", err)
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return fmt.Errorf("read multipart field: %w", err)
		}
		if part.FileName() == "" {
			q.values[part.FormName()] = value{text: string(data)}
			continue
		}
		q.files[part.FormName()] = upload{name: part.FileName(), mime: part.Header.Get("Content-Type"), data: data}
	}
}

func (q *request) readJSON(body io.Reader) error {
	raw, err := io.ReadAll(body)
	if err != nil {
		return fmt.Errorf("read JSON body: %w", err)
	}
	if len(raw) == 0 {
		return nil
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return fmt.Errorf("parse JSON body: %w", err)
	}
	for name, field := range fields {
		var text string
		if field[0] == '"' && json.Unmarshal(field, &text) == nil {
			q.values[name] = value{text: text, quoted: true}
			continue
		}
		q.values[name] = value{text: string(field), json: true}
	}
	return nil
}

// has reports whether the parameter was given, as a value or as a file.
func (q *request) has(name string) bool {
	_, file := q.files[name]
	_, given := q.values[name]
	return file || given
}

// text is the parameter as text, "" if absent.
func (q *request) text(name string) string { return q.values[name].text }

// integer is the parameter as a number, 0 if absent or not one.
func (q *request) integer(name string) int {
	n, err := strconv.Atoi(q.text(name))
	if err != nil {
		return 0
	}
	return n
}

// chat is the number in chat_id, 0 if there is none.
func (q *request) chat() int64 {
	n, err := strconv.ParseInt(q.text("chat_id"), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// flag is the parameter as a truth value, read as leniently as the real server.
func (q *request) flag(name string) bool {
	switch strings.ToLower(q.text(name)) {
	case "true", "yes", "1":
		return true
	}
	return false
}

// decode reads a JSON parameter; an absent one leaves dest as it is.
func (q *request) decode(name string, dest any) error {
	text := q.text(name)
	if text == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(text), dest); err != nil {
		return fmt.Errorf("decode parameter: %w", err)
	}
	return nil
}
