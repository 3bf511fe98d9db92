package telegramsim

import (
	"encoding/json"
	"strconv"
)

// givenEntities are the types a bot may pass; of the ones that Telegram finds by
// itself only the place counts.
var givenEntities = map[string]bool{
	"bold": true, "italic": true, "underline": true, "strikethrough": true, "spoiler": true,
	"blockquote": true, "expandable_blockquote": true, "code": true, "pre": true,
	"text_link": true, "text_mention": true, "custom_emoji": true,
	"mention": false, "hashtag": false, "cashtag": false, "bot_command": false,
	"url": false, "email": false, "phone_number": false,
}

// readEntities reads and judges explicit entities (descriptions observed).
func readEntities(req *request, key, text string) ([]Entity, error) {
	if req.text(key) == "" {
		return nil, nil
	}
	var raw []map[string]json.RawMessage
	var list []Entity
	if req.decode(key, &raw) != nil || req.decode(key, &list) != nil {
		return nil, badRequest("can't parse entities JSON object")
	}
	length := units(text)
	kept := list[:0]
	for i, e := range list {
		if err := judgeEntity(e, raw[i], length); err != nil {
			return nil, err
		}
		if givenEntities[e.Type] {
			kept = append(kept, e)
		}
	}
	sortEntities(kept)
	return kept, nil
}

func judgeEntity(e Entity, raw map[string]json.RawMessage, length int) error {
	if _, known := givenEntities[e.Type]; !known {
		return badRequest("can't parse MessageEntity: Unsupported type specified")
	}
	needs := map[string]string{"text_link": "url", "text_mention": "user", "custom_emoji": "custom_emoji_id"}
	if field := needs[e.Type]; field != "" && raw[field] == nil {
		return badRequest("can't parse MessageEntity: Can't find field %q", field)
	}
	switch end := e.Offset + e.Length; {
	case e.Offset < 0:
		return badRequest("receive an entity with incorrect offset %d", e.Offset)
	case e.Length < 0:
		return badRequest("receive an entity with incorrect length %d", e.Length)
	case e.Offset > length:
		return badRequest("entity begins after the end of the text at UTF-16 offset %d", e.Offset)
	case end > length:
		return badRequest("entity beginning at UTF-16 offset %d ends after the end of the text at UTF-16 offset %d", e.Offset, end)
	}
	if fault := urlFault(e.URL); e.Type == "text_link" && fault != "" {
		return badRequest("entity URL '%s' is invalid: %s", e.URL, fault)
	}
	if _, err := strconv.ParseInt(e.CustomEmojiID, 10, 64); e.Type == "custom_emoji" && err != nil {
		return badRequest("can't parse MessageEntity: Field \"custom_emoji_id\" must be a valid Number")
	}
	return nil
}
