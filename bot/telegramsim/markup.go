package telegramsim

import (
	"encoding/json"
	"errors"
	"strings"
)

// maxButtons is the most an inline keyboard may hold (observed).
const maxButtons = 100

// markup is what came as reply_markup.
type markup struct {
	inline   json.RawMessage // the inline keyboard with sorted keys, nil if none
	buttons  [][]Button
	keyboard [][]string
	force    bool
	remove   bool
}

// lasting tells a markup that makes its message uneditable (observed).
func (m markup) lasting() bool { return m.keyboard != nil || m.force || m.remove }

type wireMarkup struct {
	Inline   *[][]wireButton      `json:"inline_keyboard"`
	Keyboard *[][]json.RawMessage `json:"keyboard"`
	Remove   bool                 `json:"remove_keyboard"`
	Force    bool                 `json:"force_reply"`
}

type wireButton struct {
	Text         *string         `json:"text"`
	Data         string          `json:"callback_data"`
	URL          string          `json:"url"`
	WebApp       json.RawMessage `json:"web_app"`
	Login        json.RawMessage `json:"login_url"`
	Switch       *string         `json:"switch_inline_query"`
	SwitchHere   *string         `json:"switch_inline_query_current_chat"`
	SwitchChosen json.RawMessage `json:"switch_inline_query_chosen_chat"`
	Copy         json.RawMessage `json:"copy_text"`
	Game         json.RawMessage `json:"callback_game"`
	Pay          bool            `json:"pay"`
}

// readMarkup reads reply_markup; inlineOnly is for edits. Descriptions are
// observed unless marked.
func readMarkup(req *request, inlineOnly bool) (markup, error) {
	text := strings.TrimSpace(req.text("reply_markup"))
	if text == "" {
		return markup{}, nil
	}
	if text[0] != '{' {
		return markup{}, badRequest("object expected as reply markup")
	}
	var raw wireMarkup
	if err := json.Unmarshal([]byte(text), &raw); err != nil {
		return markup{}, markupFault(err)
	}
	if raw.Inline != nil {
		return inlineMarkup(text, *raw.Inline)
	}
	if inlineOnly {
		return markup{}, badRequest("inline keyboard expected")
	}
	m := markup{force: raw.Force, remove: raw.Remove}
	if raw.Keyboard == nil {
		return m, nil
	}
	var err error
	m.keyboard, err = keyboardLabels(*raw.Keyboard)
	return m, err
}

func markupFault(err error) error {
	var wrong *json.UnmarshalTypeError
	if !errors.As(err, &wrong) {
		return badRequest("can't parse reply keyboard markup JSON object")
	}
	want := "Array"
	switch wrong.Type.Kind().String() {
	case "bool":
		want = "Boolean"
	case "string":
		want = "String"
	case "struct":
		want = "Object"
	}
	field := wrong.Field[strings.LastIndexByte(wrong.Field, '.')+1:]
	return badRequest("field %q must be of type %s", field, want)
}

func inlineMarkup(text string, rows [][]wireButton) (markup, error) {
	var m markup
	count := 0
	for _, row := range rows {
		var line []Button
		for _, b := range row {
			if err := b.judge(); err != nil {
				return markup{}, err
			}
			line = append(line, Button{Text: *b.Text, Data: b.Data, URL: b.URL})
		}
		if count += len(line); len(line) > 0 {
			m.buttons = append(m.buttons, line)
		}
	}
	if count > maxButtons {
		return markup{}, badRequest("reply markup is too long")
	}
	if count > 0 {
		m.inline = canonical(text)
	}
	return m, nil
}

// canonical is the keyboard with its keys sorted, so that two can be compared.
func canonical(text string) json.RawMessage {
	var fields struct {
		Rows [][]map[string]any `json:"inline_keyboard"`
	}
	if json.Unmarshal([]byte(text), &fields) != nil {
		return json.RawMessage(text)
	}
	out, err := json.Marshal(fields)
	if err != nil {
		return json.RawMessage(text)
	}
	return out
}

func (b wireButton) judge() error {
	switch {
	case b.Text == nil:
		return badRequest("can't parse inline keyboard button: Can't find field \"text\"")
	case strings.TrimSpace(*b.Text) == "":
		return badRequest("inline keyboard button text must be non-empty") // assumed
	case len(b.Data) > 64:
		return badRequest("BUTTON_DATA_INVALID")
	case b.URL != "" && urlFault(b.URL) != "":
		return badRequest("inline keyboard button URL '%s' is invalid: %s", b.URL, urlFault(b.URL))
	case b.Pay || b.Game != nil:
		return badRequest("BUTTON_TYPE_INVALID")
	case b.URL == "" && b.Data == "" && !b.other():
		return badRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
	}
	return nil
}

func (b wireButton) other() bool {
	return b.WebApp != nil || b.Login != nil || b.Switch != nil || b.SwitchHere != nil || b.SwitchChosen != nil || b.Copy != nil
}

// keyboardLabels reads the rows of a reply keyboard; a button is an object or a
// plain label.
func keyboardLabels(rows [][]json.RawMessage) ([][]string, error) {
	labels := make([][]string, 0, len(rows))
	for _, row := range rows {
		var line []string
		for _, raw := range row {
			var button struct {
				Text *string `json:"text"`
			}
			if raw[0] == '"' {
				button.Text = new(string)
				if err := json.Unmarshal(raw, button.Text); err != nil {
					return nil, badRequest("can't parse keyboard button")
				}
			} else if err := json.Unmarshal(raw, &button); err != nil || button.Text == nil {
				return nil, badRequest("can't parse keyboard button: Can't find field \"text\"")
			}
			line = append(line, *button.Text)
		}
		labels = append(labels, line)
	}
	return labels, nil
}
