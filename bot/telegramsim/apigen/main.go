// Command apigen prints the table of Bot API parameters that telegramsim checks
// requests against, from the official documentation as JSON:
//
//	go run ./bot/telegramsim/apigen telegram-bot-api.json > bot/telegramsim/botapi.txt
//
// The JSON has "methods" and "types", each a map from a name to its "fields"
// (name, types, required, description); a union type has "subtypes" instead.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
)

// served are the methods that telegramsim answers.
var served = []string{
	"answerCallbackQuery", "close", "deleteMessage", "deleteMessages", "deleteMyCommands",
	"deleteWebhook", "editMessageCaption", "editMessageMedia", "editMessageReplyMarkup",
	"editMessageText", "getChat", "getChatAdministrators", "getChatMember", "getFile", "getMe",
	"getMyCommands", "getUpdates", "getWebhookInfo", "logOut", "sendChatAction", "sendDocument",
	"sendMessage", "sendPhoto", "setMessageReaction", "setMyCommands", "setMyDescription",
	"setMyName", "setMyShortDescription",
}

type document struct {
	Version string            `json:"version"`
	Date    string            `json:"release_date"`
	Methods map[string]object `json:"methods"`
	Types   map[string]object `json:"types"`
}

type object struct {
	Fields   []field  `json:"fields"`
	Subtypes []string `json:"subtypes"`
}

type field struct {
	Name        string   `json:"name"`
	Types       []string `json:"types"`
	Required    bool     `json:"required"`
	Description string   `json:"description"`
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: apigen telegram-bot-api.json")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "apigen:", err)
		os.Exit(1)
	}
}

func run(path string, out io.Writer) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read official data: %w", err)
	}
	var doc document
	if err := json.Unmarshal(data, &doc); err != nil {
		return fmt.Errorf("decode official data: %w", err)
	}
	return doc.write(out)
}

// write prints the update kinds, the served methods and every type that their
// parameters reach, each sorted by name.
func (d document) write(out io.Writer) error {
	w := &strings.Builder{}
	fmt.Fprintf(w, "# %s, %s\n", d.Version, d.Date)
	fmt.Fprintf(w, "updates %s\n", strings.Join(d.updateKinds(), " "))
	for _, name := range served {
		method, ok := d.Methods[name]
		if !ok {
			return fmt.Errorf("no method %s in the official data", name)
		}
		fmt.Fprintf(w, "method %s\n", name)
		writeFields(w, method.Fields)
	}
	for _, name := range d.reached() {
		if subtypes := d.Types[name].Subtypes; len(subtypes) > 0 {
			fmt.Fprintf(w, "union %s %s\n", name, strings.Join(subtypes, "|"))
			continue
		}
		fmt.Fprintf(w, "type %s\n", name)
		writeFields(w, d.Types[name].Fields)
	}
	if _, err := io.WriteString(out, w.String()); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	return nil
}

func (d document) updateKinds() []string {
	var kinds []string
	for _, f := range d.Types["Update"].Fields {
		if f.Name != "update_id" {
			kinds = append(kinds, f.Name)
		}
	}
	return kinds
}

// reached names, sorted, the types that the served methods' parameters use,
// directly or through other types.
func (d document) reached() []string {
	var names, todo []string
	for _, method := range served {
		todo = append(todo, d.Methods[method].mentions()...)
	}
	for len(todo) > 0 {
		name := todo[0]
		todo = todo[1:]
		if _, known := d.Types[name]; !known || slices.Contains(names, name) {
			continue
		}
		names = append(names, name)
		todo = append(todo, d.Types[name].mentions()...)
	}
	slices.Sort(names)
	return names
}

func (o object) mentions() []string {
	names := slices.Clone(o.Subtypes)
	for _, f := range o.Fields {
		for _, t := range f.Types {
			names = append(names, strings.ReplaceAll(t, "Array of ", ""))
		}
	}
	return names
}

// fixedValue finds the one value that tells a union's member, as in
// `Scope type, must be chat` and `Type of the reaction, always "emoji"`.
var fixedValue = regexp.MustCompile(`^(?:Scope type|Type of the [a-z]+), (?:must be|always) "?([a-z_]+)"?\.?$`)

func writeFields(w *strings.Builder, fields []field) {
	for _, f := range fields {
		mark := ""
		if f.Required {
			mark = "!"
		}
		kind := strings.ReplaceAll(strings.Join(f.Types, "|"), "Array of ", "[]")
		if m := fixedValue.FindStringSubmatch(f.Description); m != nil && f.Name == "type" {
			kind = `"` + m[1] + `"`
		}
		fmt.Fprintf(w, " %s%s %s\n", f.Name, mark, kind)
	}
}
