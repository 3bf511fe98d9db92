package telegramsim

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
)

//go:generate sh -c "go run ./apigen \"$BOT_API_JSON\" > botapi.txt"

// botAPI is the parameter table of the official Bot API, for the methods that
// are served and the types they reach. Its lines are
//
//	updates KIND KIND…      the kinds of updates
//	method NAME             then its parameters, one a line
//	type NAME               then its fields, one a line
//	union NAME A|B          a type that is one of others
//	 name! TYPE|TYPE        a field; "!" marks it required, [] an array, "x" the one value
//
//go:embed botapi.txt
var botAPI string

type apiTable struct {
	methods map[string]*apiObject // by lower-case name
	types   map[string]*apiObject
	unions  map[string][]string
	updates map[string]bool
}

type apiObject struct {
	name   string
	fields map[string]apiField
	order  []string
}

type apiField struct {
	name     string
	types    []string
	required bool
}

// loadTable returns the embedded table, parsed once and never changed.
var loadTable = sync.OnceValue(func() *apiTable {
	table, err := parseTable(botAPI)
	if err != nil {
		panic("telegramsim: embedded parameter table: " + err.Error())
	}
	return table
})

func parseTable(text string) (*apiTable, error) {
	t := &apiTable{
		methods: map[string]*apiObject{},
		types:   map[string]*apiObject{},
		unions:  map[string][]string{},
		updates: map[string]bool{},
	}
	var current *apiObject
	for n, line := range strings.Split(text, "\n") {
		switch words := strings.Fields(line); {
		case len(words) == 0 || words[0][0] == '#':
		case line[0] == ' ' && len(words) == 2 && current != nil:
			current.add(words[0], words[1])
		case words[0] == "updates":
			for _, kind := range words[1:] {
				t.updates[kind] = true
			}
		case words[0] == "method" && len(words) == 2:
			current = newObject(words[1])
			t.methods[strings.ToLower(words[1])] = current
		case words[0] == "type" && len(words) == 2:
			current = newObject(words[1])
			t.types[words[1]] = current
		case words[0] == "union" && len(words) == 3:
			t.unions[words[1]] = strings.Split(words[2], "|")
		default:
			return nil, fmt.Errorf("line %d is of no known form", n+1)
		}
	}
	return t, nil
}

func newObject(name string) *apiObject {
	return &apiObject{name: name, fields: map[string]apiField{}}
}

func (o *apiObject) add(name, types string) {
	bare := strings.TrimSuffix(name, "!")
	o.fields[bare] = apiField{name: bare, types: strings.Split(types, "|"), required: bare != name}
	o.order = append(o.order, bare)
}
