package bot

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
)

// dataVersion stands before everything a button sends back. Buttons of
// another version are stale.
const dataVersion = "1"

// signer signs what buttons send back, for the chat they stand in, so that
// nobody can press a button that was never shown there.
type signer struct{ key []byte }

func newSigner(token string) signer {
	sum := sha256.Sum256([]byte("onaybot buttons " + token))
	return signer{key: sum[:]}
}

// sign makes the callback data of a button of what it calls: a verb and its
// arguments, with spaces between them. Telegram takes 64 bytes, of which 11
// are the signature's.
func (s signer) sign(chatID int64, payload string) string {
	return dataVersion + " " + s.mac(chatID, payload) + payload
}

// verify gives back the verb and its arguments; false: the data is not from
// a button of this chat.
func (s signer) verify(chatID int64, data string) (verb string, args []string, ok bool) {
	rest, ok := strings.CutPrefix(data, dataVersion+" ")
	if !ok || len(rest) < macLen {
		return "", nil, false
	}
	mac, payload := rest[:macLen], rest[macLen:]
	if !hmac.Equal([]byte(mac), []byte(s.mac(chatID, payload))) {
		return "", nil, false
	}
	fields := strings.Split(payload, " ")
	return fields[0], fields[1:], true
}

const macLen = 9 // characters, 54 bits: guessed one by one over Telegram, never

func (s signer) mac(chatID int64, payload string) string {
	h := hmac.New(sha256.New, s.key)
	h.Write([]byte(strconv.FormatInt(chatID, 10) + " " + payload))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))[:macLen]
}
