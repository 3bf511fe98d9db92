package telegramsim

import (
	"bytes"
	"image"
	"image/png"
)

// SayPhoto sends a small picture as a user, with a caption or without, which
// answers the message with that id, and returns the message's id.
func (c *Chat) SayPhoto(userID int64, toMessageID int, caption string) int {
	var b bytes.Buffer
	_ = png.Encode(&b, image.NewGray(image.Rect(0, 0, 4, 4))) // a buffer takes all
	return c.sayFile(userID, kindPhoto, upload{name: "photo", data: b.Bytes()}, Message{Caption: caption, ReplyTo: toMessageID})
}

// SayVoice sends a voice message as a user, and returns its id.
func (c *Chat) SayVoice(userID int64) int {
	return c.sayFile(userID, kindVoice, upload{name: "voice", data: []byte("OggS")}, Message{})
}

func (c *Chat) sayFile(userID int64, kind fileKind, up upload, said Message) int {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	said.Entities = commandEntities(said.Caption)
	m := &message{Message: said}
	f, err := c.s.store(kind, up)
	if err != nil {
		panic("telegramsim: " + err.Error()) // its own files are right
	}
	c.s.attach(m, f)
	return c.write(userID, m)
}
