package telegramsim

import (
	"reflect"
	"testing"
)

func TestExplicitEntities(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.aida()
	b.must("sendMessage", params{"chat_id": c.ID(), "text": "💳 Айша /x", "entities": []params{
		{"type": "bold", "offset": 3, "length": 4}, {"type": "hashtag", "offset": 0, "length": 2},
	}})
	want := []Entity{{Type: "bold", Offset: 3, Length: 4}, {Type: "bot_command", Offset: 8, Length: 2}}
	if got := c.Next(t).Entities; !reflect.DeepEqual(got, want) {
		t.Errorf("entities %+v, want %+v", got, want)
	}
}

func TestExplicitEntitiesAreRefused(t *testing.T) {
	t.Parallel()
	tests := map[string]params{
		"can't parse MessageEntity: Unsupported type specified":                                   {"type": "shout", "offset": 0, "length": 1},
		"can't parse MessageEntity: Can't find field \"url\"":                                     {"type": "text_link", "offset": 0, "length": 1},
		"receive an entity with incorrect offset -1":                                              {"type": "bold", "offset": -1, "length": 1},
		"receive an entity with incorrect length -1":                                              {"type": "bold", "offset": 0, "length": -1},
		"entity begins after the end of the text at UTF-16 offset 100":                            {"type": "bold", "offset": 100, "length": 1},
		"entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 100": {"type": "bold", "offset": 0, "length": 100},
		"entity URL 'not-a-url' is invalid: Wrong HTTP URL":                                       {"type": "text_link", "offset": 0, "length": 1, "url": "not-a-url"},
		"entity URL '' is invalid: URL host is empty":                                             {"type": "text_link", "offset": 0, "length": 1, "url": ""},
		"can't parse MessageEntity: Field \"custom_emoji_id\" must be a valid Number":             {"type": "custom_emoji", "offset": 0, "length": 1, "custom_emoji_id": "x"},
	}
	for want, entity := range tests {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			b := strict(t)
			b.refused("sendMessage", params{"chat_id": b.aida().ID(), "text": "hello", "entities": []params{entity}}, want)
		})
	}
}
