package telegramsim

import (
	"bytes"
	"fmt"
	"image"
	_ "image/gif"  // the formats in which
	_ "image/jpeg" // photos are
	_ "image/png"  // recognised
	"net/http"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// The limits of a photo (official text).
const (
	maxPhotoBytes = 10 << 20
	maxPhotoSides = 10_000 // width and height together
	maxPhotoRatio = 20
)

type fileKind string

const (
	kindPhoto    fileKind = "photo"
	kindDocument fileKind = "document"
	kindVoice    fileKind = "voice"
)

type storedFile struct {
	File
	id     string
	unique string
	path   string
	kind   fileKind
	width  int
	height int
	uses   int // messages that hold it
}

func (f *storedFile) photo() wirePhoto {
	return wirePhoto{FileID: f.id, UniqueID: f.unique, Width: f.width, Height: f.height, Size: len(f.Data)}
}

func (f *storedFile) document() *wireDocument {
	return &wireDocument{FileID: f.id, UniqueID: f.unique, Name: f.Name, Mime: f.Mime, Size: len(f.Data)}
}

// attach puts a file into a message; detach takes it out, and forgets a file
// that no message holds.
func (s *Server) attach(m *message, f *storedFile) {
	f.uses++
	m.file, m.Photo, m.Document = f, nil, nil
	if f.kind == kindPhoto {
		m.Photo = &f.File
	} else {
		m.Document = &f.File
	}
}

func (s *Server) detach(m *message) {
	if m.file == nil {
		return
	}
	if m.file.uses--; m.file.uses <= 0 {
		delete(s.files, m.file.id)
	}
}

// inputFile finds the file a parameter names: uploaded under the parameter's own
// name, attached under another, or sent before.
func (s *Server) inputFile(req *request, kind fileKind, parameter string) (*storedFile, error) {
	if up, ok := req.files[parameter]; ok {
		return s.store(kind, up)
	}
	text := req.text(parameter)
	if name, attached := strings.CutPrefix(text, "attach://"); attached {
		if up, ok := req.files[name]; ok {
			return s.store(kind, up)
		}
		s.note(req.method, "attach:// names a file that was not sent")
		return nil, badRequest("wrong file identifier/HTTP URL specified") // assumed
	}
	switch f := s.files[text]; {
	case text == "":
		return nil, badRequest("there is no %s in the request", parameter)
	case f != nil && f.kind == kind:
		return f, nil
	case f != nil:
		return nil, badRequest("can't use file of type %s as %s", titled(f.kind), titled(kind))
	case strings.Contains(text, "://"):
		s.note(req.method, "files by URL are not simulated")
		return nil, badRequest("failed to get HTTP URL content")
	}
	return nil, badRequest("wrong file identifier/HTTP URL specified")
}

func titled(k fileKind) string { return strings.ToUpper(string(k[:1])) + string(k[1:]) }

func (s *Server) store(kind fileKind, up upload) (*storedFile, error) {
	if len(up.data) == 0 {
		return nil, badRequest("file must be non-empty")
	}
	f := &storedFile{File: File{Name: path.Base(up.name), Data: up.data, Mime: up.mime}, kind: kind}
	if f.Mime == "" || f.Mime == "application/octet-stream" {
		f.Mime, _, _ = strings.Cut(http.DetectContentType(up.data), ";")
	}
	if err := f.measure(); err != nil {
		return nil, err
	}
	s.nextFile++
	f.id = fmt.Sprintf("SIM%s-%d", kind, s.nextFile)
	f.unique = fmt.Sprintf("U%d", s.nextFile)
	f.path = fmt.Sprintf("%ss/file_%d%s", kind, s.nextFile, safeExtension(f.Name))
	s.files[f.id] = f
	return f, nil
}

// measure judges a photo as the real server does (observed); a document may be
// anything.
func (f *storedFile) measure() error {
	if f.kind != kindPhoto {
		return nil
	}
	if len(f.Data) > maxPhotoBytes {
		return badRequest("file is too big")
	}
	config, _, err := image.DecodeConfig(bytes.NewReader(f.Data))
	if err != nil {
		return badRequest("IMAGE_PROCESS_FAILED")
	}
	f.width, f.height = config.Width, config.Height
	long, short := max(f.width, f.height), min(f.width, f.height)
	if f.width+f.height > maxPhotoSides || long > short*maxPhotoRatio {
		return badRequest("PHOTO_INVALID_DIMENSIONS")
	}
	return nil
}

var plainExtension = regexp.MustCompile(`^\.[A-Za-z0-9]{1,8}$`)

func safeExtension(name string) string {
	if ext := path.Ext(name); plainExtension.MatchString(ext) {
		return ext
	}
	return ""
}

func (s *Server) getFile(req *request) (any, error) {
	f := s.files[req.text("file_id")]
	if f == nil {
		return nil, badRequest("invalid file_id")
	}
	return map[string]any{
		"file_id": f.id, "file_unique_id": f.unique, "file_size": len(f.Data), "file_path": f.path,
	}, nil
}

var filePath = regexp.MustCompile(`^/file/bot([^/]+)/(.+)$`)

// serveFile sends the bytes of a stored file.
func (s *Server) serveFile(w http.ResponseWriter, r *http.Request) {
	parts := filePath.FindStringSubmatch(r.URL.Path)
	if parts == nil {
		s.writeAnswer(w, notFound().envelope())
		return
	}
	if refused := s.admit(parts[1]); refused != nil {
		s.writeAnswer(w, refused.envelope())
		return
	}
	f := s.fileAt(parts[2])
	if f == nil {
		s.writeAnswer(w, notFound().envelope())
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Length", strconv.Itoa(len(f.Data)))
	_, _ = w.Write(f.Data) // the caller may have gone; nobody is left to tell
}

func (s *Server) fileAt(path string) *storedFile {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.files {
		if f.path == path {
			return f
		}
	}
	return nil
}
