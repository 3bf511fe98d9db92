// Package page is the demo's page: a phone and a little city side by side, on one
// address of this machine. It knows nothing of either half but that it is an
// http.Handler with its own page parts.
package page

import (
	"embed"
	"io/fs"
	"net/http"
)

//go:embed web
var files embed.FS

// New joins both halves on one page: the phone under /phone/, the city under
// /city/. It answers requests for an address of this machine only, and takes
// posts from its own page only.
func New(phone, city http.Handler) http.Handler {
	own, err := fs.Sub(files, "web")
	if err != nil {
		panic("page: " + err.Error()) // the folder is embedded above
	}
	mux := http.NewServeMux()
	mux.Handle("/phone/", http.StripPrefix("/phone", phone))
	mux.Handle("/city/", http.StripPrefix("/city", city))
	mux.Handle("/", http.FileServerFS(own))
	return guard(mux)
}
