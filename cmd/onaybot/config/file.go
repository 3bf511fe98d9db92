package config

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"unicode/utf8"
)

// maxSize bounds the file: nobody writes a configuration this long.
const maxSize = 1 << 20

// read is the whole file without its byte order mark.
func read(path string) ([]byte, error) {
	if path == "" {
		return nil, &Error{Problem: "no configuration file is named: copy config.example.yaml and give its path with --config"}
	}
	src, err := readAll(path)
	if err != nil {
		return nil, &Error{File: path, Problem: readProblem(err), err: err}
	}
	if len(src) > maxSize {
		return nil, &Error{File: path, Problem: "is over 1 MiB: this is no configuration, give another file with --config"}
	}
	return trimBOM(src), nil
}

func readAll(path string) ([]byte, error) {
	f, err := os.Open(path) // #nosec G304 -- the operator names the file
	if err != nil {
		return nil, err
	}
	src, err := io.ReadAll(io.LimitReader(f, maxSize+1))
	return src, errors.Join(err, f.Close())
}

func readProblem(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "there is no such file: copy config.example.yaml to it, or give another with --config"
	case errors.Is(err, fs.ErrPermission):
		return "may not be read by this user: change its owner or mode, such as chmod 600 as the user that runs the bot"
	default:
		return "cannot be read: give the path of a file with --config"
	}
}

func trimBOM(src []byte) []byte {
	const bom = "\ufeff"
	if len(src) >= len(bom) && string(src[:len(bom)]) == bom {
		return src[len(bom):]
	}
	return src
}

// badUTF8 is the line, from 1, of the first byte that is not UTF-8; 0 if none.
func badUTF8(src []byte) int {
	n := 1
	for len(src) > 0 {
		r, size := utf8.DecodeRune(src)
		if r == utf8.RuneError && size == 1 {
			return n
		}
		if r == '\n' {
			n++
		}
		src = src[size:]
	}
	return 0
}
