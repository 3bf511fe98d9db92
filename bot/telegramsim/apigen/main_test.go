package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const sample = `{"version":"Bot API 1","release_date":"today",
"methods":{METHODS "sendMessage":{"fields":[
 {"name":"chat_id","types":["Integer","String"],"required":true},
 {"name":"scopes","types":["Array of Array of Scope"]}]}},
"types":{"Update":{"fields":[{"name":"update_id"},{"name":"message"}]},
 "Scope":{"subtypes":["ScopeChat"]},
 "ScopeChat":{"fields":[{"name":"type","types":["String"],"required":true,"description":"Scope type, must be chat"}]},
 "Unused":{"fields":[]}}}`

func TestRunPrintsWhatTheServedMethodsReach(t *testing.T) {
	t.Parallel()
	var others strings.Builder
	for _, name := range served {
		if name != "sendMessage" {
			others.WriteString(`"` + name + `":{},`)
		}
	}
	path := filepath.Join(t.TempDir(), "api.json")
	if err := os.WriteFile(path, []byte(strings.Replace(sample, "METHODS", others.String(), 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := run(path, &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"# Bot API 1, today\nupdates message\n",
		"method sendMessage\n chat_id! Integer|String\n scopes [][]Scope\n",
		"union Scope ScopeChat\ntype ScopeChat\n type! \"chat\"\n",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("output lacks %q:\n%s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "Unused") {
		t.Errorf("output holds a type that no method reaches:\n%s", out.String())
	}
}

func TestRunRefusesDataWithoutAServedMethod(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "api.json")
	if err := os.WriteFile(path, []byte(`{"methods":{}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run(path, &strings.Builder{}); err == nil {
		t.Error("no error for data that lacks the methods")
	}
	if err := run(path+".missing", &strings.Builder{}); err == nil {
		t.Error("no error for a missing file")
	}
}
