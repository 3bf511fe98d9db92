package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	namedTest = regexp.MustCompile("`(Test[A-Za-z0-9]+)`")
	testFunc  = regexp.MustCompile(`(?m)^func (Test\w+)\(t \*testing\.T\)`)
)

// Each promise names a test that there is.
func TestPromisesAreHeld(t *testing.T) {
	t.Parallel()
	page := string(contents(t, "docs/promises.md"))
	if !strings.Contains(page, "| promise |") {
		t.Fatal("nothing is promised")
	}
	tests := testsBelow(t, "../..")
	for line := range strings.Lines(page) {
		names := namedTest.FindAllStringSubmatch(line, -1)
		if strings.HasPrefix(line, "| ") && len(names) == 0 && !strings.HasPrefix(line, "| promise ") {
			t.Errorf("no test: %s", line)
		}
		for _, name := range names {
			if !tests[name[1]] {
				t.Errorf("there is no %s", name[1])
			}
		}
	}
}

// testsBelow names the tests of all packages below a folder.
func testsBelow(t *testing.T, root string) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range testFunc.FindAllSubmatch(text, -1) {
			names[string(m[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
