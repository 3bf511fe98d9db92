package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

const swordfish = "swordfish-3000"

type holder struct {
	Open   Secret
	closed Secret
	ptr    *Secret
}

func held() holder {
	s := NewSecret(swordfish)
	return holder{Open: s, closed: s, ptr: &s}
}

func TestSecretMasksItselfInEveryFormat(t *testing.T) {
	t.Parallel()
	s := NewSecret(swordfish)
	h := held()
	values := []any{s, &s, h, &h, []Secret{s}, map[string]Secret{"k": s}, map[Secret]int{s: 1}, struct{ inner holder }{h}}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%p", "%t", "%T", "%10s", "%-3v", "%o"} {
		for _, v := range values {
			noSwordfish(t, verb, fmt.Sprintf(verb, v))
		}
	}
	noSwordfish(t, "Println", fmt.Sprintln(values...))
	noSwordfish(t, "Errorf", fmt.Errorf("sign in: %v", s).Error())
	if got := fmt.Sprintf("%v %s %q %d", s, s, s, s); got != "*** *** *** ***" {
		t.Errorf("got %s", got)
	}
	if got := fmt.Sprintf("%v|%#v", Secret{}, Secret{}.GoString()); got != `|"\"\""` {
		t.Errorf("empty: got %s", got)
	}
}

func TestSecretMasksItselfInEncodings(t *testing.T) {
	t.Parallel()
	h := held()
	asJSON, err := json.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	if string(asJSON) != `{"Open":"***"}` {
		t.Errorf("json: %s", asJSON)
	}
	asYAML, err := yaml.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	noSwordfish(t, "yaml", string(asYAML))
}

func TestSecretMasksItselfInLogs(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	h := held()
	for _, handler := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		slog.New(handler).Info("config", "secret", h.Open, "pointer", h.ptr, "holder", h, "address", &h, "list", []Secret{h.closed})
	}
	noSwordfish(t, "slog", out.String())
	if strings.Count(out.String(), mask) < 4 {
		t.Errorf("no mask in %s", out.String())
	}
}

func TestLoadedConfigHoldsNoSecretInClear(t *testing.T) {
	t.Parallel()
	c := mustParse(t, "telegram: {token: '4242:"+swordfish+"'}\ncabinet: {login: a, password: "+swordfish+"}\n")
	asJSON, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	noSwordfish(t, "json", string(asJSON))
	for _, verb := range []string{"%v", "%+v", "%#v"} {
		noSwordfish(t, verb, fmt.Sprintf(verb, c)+fmt.Sprintf(verb, *c))
	}
}

func TestSecretReveal(t *testing.T) {
	t.Parallel()
	s := NewSecret(swordfish)
	if s.Reveal() != swordfish || s.IsZero() || s != NewSecret(swordfish) || s == NewSecret("other") {
		t.Error("a secret is not the text it was made of")
	}
	if z := NewSecret(""); z.Reveal() != "" || !z.IsZero() || z != (Secret{}) {
		t.Error("the empty secret is not the zero Secret")
	}
}

// noSwordfish looks for the text as it is and in the number bases fmt knows.
func noSwordfish(t *testing.T, how, out string) {
	t.Helper()
	for _, form := range []string{swordfish, fmt.Sprintf("%x", swordfish), fmt.Sprintf("%X", swordfish), fmt.Sprintf("%v", []byte(swordfish))} {
		if strings.Contains(out, form) {
			t.Errorf("%s prints the secret: %s", how, out)
		}
	}
}
