package telegram

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strconv"
	"strings"

	"onaybot/store"
)

// dataVersion stands before everything that a button sends back. Buttons of
// another version are stale.
const dataVersion = "1"

const macLen = 9 // characters, 54 bits: too many to be guessed one by one over Telegram

// Signer signs what buttons send back, for the chat they stand in, so that
// nobody can press a button that was never shown there. Under the same key it
// hides what is counted.
type Signer struct{ key []byte }

// NewSigner makes a signer whose key comes from the bot's token.
func NewSigner(token string) Signer {
	sum := sha256.Sum256([]byte("onaybot buttons " + token))
	return Signer{key: sum[:]}
}

// Sign makes a button's callback data of what it calls: a verb and its
// arguments with spaces between them. Telegram takes 64 bytes, of which 11 are
// the signature's.
func (s Signer) Sign(chatID int64, call string) string {
	return dataVersion + " " + s.mac(chatID, call) + call
}

// Verify gives back the verb and the arguments of a button; false: the data
// is not that of a button of this chat.
func (s Signer) Verify(chatID int64, data string) (verb string, args []string, ok bool) {
	rest, ok := strings.CutPrefix(data, dataVersion+" ")
	if !ok || len(rest) < macLen {
		return "", nil, false
	}
	mac, call := rest[:macLen], rest[macLen:]
	if !hmac.Equal([]byte(mac), []byte(s.mac(chatID, call))) {
		return "", nil, false
	}
	fields := strings.Split(call, " ")
	return fields[0], fields[1:], true
}

func (s Signer) mac(chatID int64, call string) string {
	return base64.RawURLEncoding.EncodeToString(s.sum(strconv.FormatInt(chatID, 10) + " " + call))[:macLen]
}

func (s Signer) sum(what string) []byte {
	h := hmac.New(sha256.New, s.key)
	h.Write([]byte(what))
	return h.Sum(nil)
}

// Hide is a hash of something under a key that is not in the database:
// nobody can find out by trying what it was.
func (s Signer) Hide(what string) string { return hex.EncodeToString(s.sum(what)[:16]) }

// Secret is 128 bits that come from something and the key, in the characters
// that a link to the bot may carry. Who does not have the key cannot guess
// them.
func (s Signer) Secret(of string) string {
	return base64.RawURLEncoding.EncodeToString(s.sum("secret " + of)[:16])
}

// HideChat names a chat in what is counted, which outlives the chat's
// /forget.
func (s Signer) HideChat(id int64) string { return s.Hide("chat " + strconv.FormatInt(id, 10)) }

// MigrateChat moves a group, with what is counted for it, to the supergroup
// that it has become.
func (s Signer) MigrateChat(ctx context.Context, tx *store.Tx, from, to int64) error {
	if err := tx.MigrateChat(ctx, from, to); err != nil {
		return err
	}
	if err := tx.MoveWrongAnswers(ctx, s.HideChat(from), s.HideChat(to)); err != nil {
		return err
	}
	return tx.MoveQuotas(ctx, s.HideChat(from), s.HideChat(to))
}
