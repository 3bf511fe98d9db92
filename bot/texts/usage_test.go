package texts

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// families are the keys put together in the code, by their beginning.
var families = map[string][]string{
	"command.":      {"balance", "trips", "stats", "export", "alerts", "add", "cards", "lang", "privacy", "forget", "feedback", "help", "cancel", "trips_days", "alerts_days"},
	"name.":         {"mum", "dad", "child", "me"},
	"period.":       {"1", "7", "30", "90", "all"},
	"stats.period_": {"day", "month"},
	"stats.view_":   {"day", "month"},
	"subscription.": {"short", "negative", "topup", "blocked", "rides", "type", "digest"},
	"snooze.":       {"1", "3", "7", "30"},
	"class.":        {"full", "half", "pass", "free", "unknown"},
	"fare.":         {"full", "half", "pass", "free"},
	"city.":         {"almaty", "karaganda", "temirtau_out_of_town", "abai", "topar", "shakhtinsk", "saran", "balkhash"},
	"notice.":       {"banned", "ban_over", "doubts", "backup", "maintenance", "renamed"},
	"date.month_":   numbered(1, 12),
	"date.short_":   numbered(1, 12),
	"date.weekday_": numbered(0, 6),
	"when.":         combined([]string{At, AsOf, Since, After}, []string{"today", "yesterday", "tomorrow", "day"}),
}

func numbered(from, to int) (names []string) {
	for i := from; i <= to; i++ {
		names = append(names, strconv.Itoa(i))
	}
	return names
}

func combined(first, second []string) (names []string) {
	for _, a := range first {
		for _, b := range second {
			names = append(names, a+"_"+b)
		}
	}
	return names
}

// usage is what the code asks of the catalogues.
type usage struct {
	keys      map[string]string   // a key, and where it stands
	plain     map[string]string   // those shown without markup
	plural    map[string]string   // those asked for with a number
	families  map[string]string   // beginnings of keys put together
	variables map[string][]string // what a key is given, where that is written out
}

// noKeys look like keys of the catalogues and are none.
var noKeys = []string{"access.allow"}

// scan reads the code of the rooms.
func scan(t *testing.T) usage {
	t.Helper()
	u := usage{map[string]string{}, map[string]string{}, map[string]string{}, map[string]string{}, map[string][]string{}}
	set := token.NewFileSet()
	for _, pattern := range []string{"../*.go", "../*/*.go"} {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(set, path, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			u.read(set, file)
		}
	}
	return u
}

var (
	keyForm    = regexp.MustCompile(`^[a-z]+\.[a-z0-9_]+$`)
	familyForm = regexp.MustCompile(`^[a-z]+\.([a-z_]+_)?$`)
)

func (u usage) read(set *token.FileSet, file *ast.File) {
	begun := map[*ast.BasicLit]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		where := func() string { return set.Position(n.Pos()).String() }
		switch n := n.(type) {
		case *ast.GenDecl:
			return n.Tok != token.CONST // the store's facts have names of the same form
		case *ast.BinaryExpr:
			if first, text := leftmost(n); familyForm.MatchString(text) {
				begun[first] = true
				u.families[text] = where()
			}
		case *ast.CallExpr:
			u.readCall(n, where())
		case *ast.BasicLit:
			if text := literal(n); !begun[n] && keyForm.MatchString(text) && !slices.Contains(noKeys, text) {
				u.keys[text] = where()
			}
		}
		return true
	})
}

func (u usage) readCall(call *ast.CallExpr, where string) {
	if len(call.Args) == 0 {
		return
	}
	key := literal(call.Args[0])
	method, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || key == "" {
		return
	}
	switch method.Sel.Name {
	case "N":
		u.keys[key], u.plural[key] = where, where
	case "T":
		u.keys[key] = where
		u.readArgs(key, call)
	case "Plain":
		u.keys[key], u.plain[key] = where, where
		u.readArgs(key, call)
	case "Words": // which nobody reads
		u.keys[key], u.variables[key] = where, nil
	case "button", "Button":
		u.keys[key], u.plain[key] = where, where
		u.variables[key] = nil
	}
}

// readArgs notes the variables where they are written out in the call.
func (u usage) readArgs(key string, call *ast.CallExpr) {
	if len(call.Args) == 1 { // a writer's, without variables
		u.variables[key] = nil
	}
	if len(call.Args) != 2 {
		return
	}
	switch args := call.Args[1].(type) {
	case *ast.Ident:
		if args.Name == "nil" {
			u.variables[key] = nil
		}
	case *ast.CompositeLit:
		var names []string
		for _, element := range args.Elts {
			if pair, ok := element.(*ast.KeyValueExpr); ok {
				names = append(names, literal(pair.Key))
			}
		}
		slices.Sort(names)
		u.variables[key] = names
	}
}

func literal(e ast.Expr) string {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return ""
	}
	text, _ := strconv.Unquote(lit.Value) // the parser has accepted it
	return text
}

func leftmost(e *ast.BinaryExpr) (*ast.BasicLit, string) {
	for e.Op == token.ADD {
		switch x := e.X.(type) {
		case *ast.BinaryExpr:
			e = x
		case *ast.BasicLit:
			return x, literal(x)
		default:
			return nil, ""
		}
	}
	return nil, ""
}

func TestEveryKeyAskedForExists(t *testing.T) {
	t.Parallel()
	ru := entries(t, RU)
	u := scan(t)
	if len(u.keys) < 50 || len(u.variables) < 30 {
		t.Fatalf("only %d keys and %d calls are found", len(u.keys), len(u.variables))
	}
	for key, where := range u.keys {
		if _, ok := ru[key]; !ok {
			t.Errorf("%s asks for %s, which does not exist", where, key)
		}
	}
	for key, where := range u.plural {
		if !ru[key].plural() {
			t.Errorf("%s asks for a plural of %s, which has none", where, key)
		}
	}
}

func TestFamiliesAreKnownAndComplete(t *testing.T) {
	t.Parallel()
	ru, found := entries(t, RU), scan(t).families
	for begin, where := range found {
		if families[begin] == nil {
			t.Errorf("%s puts keys together from %q, which this test does not know", where, begin)
		}
	}
	for begin, members := range families {
		if found[begin] == "" {
			t.Errorf("no code puts keys together from %q any more", begin)
		}
		for _, member := range members {
			if _, ok := ru[begin+member]; !ok {
				t.Errorf("%s does not exist", begin+member)
			}
		}
	}
}

func TestEveryKeyIsUsed(t *testing.T) {
	t.Parallel()
	used := scan(t).keys
	for begin, members := range families {
		for _, member := range members {
			used[begin+member] = "a family"
		}
	}
	for _, key := range slices.Sorted(maps.Keys(entries(t, RU))) {
		if used[key] == "" {
			t.Errorf("nobody uses %s", key)
		}
	}
}

func TestCallsGiveWhatTheTextsFillIn(t *testing.T) {
	t.Parallel()
	ru := entries(t, RU)
	for key, given := range scan(t).variables {
		e, ok := ru[key]
		if !ok || e.plural() {
			continue
		}
		if want := variables(e[""]); !slices.Equal(given, want) {
			t.Errorf("%s is given %v, and fills in %v", key, given, want)
		}
	}
}
