package telegramsim

import (
	"bytes"
	"strings"
	"testing"
)

func TestAFileComesBackAsItWasSent(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.aida()
	data := []byte("\ufeffdate,amount\n")
	sent := decode[wireMessage](t, b.multipart("sendDocument", params{"chat_id": c.ID(), "document": data}).Result)
	m := c.Next(t)
	if m.Document == nil || m.Document.Name != "document.bin" || !bytes.Equal(m.Document.Data, data) || !strings.HasPrefix(m.Document.Mime, "text/plain") {
		t.Errorf("document %+v", m.Document)
	}
	file := decode[map[string]any](t, b.must("getFile", params{"file_id": sent.Document.FileID}))
	path, _ := file["file_path"].(string)
	if status, got := b.get("/file/bot" + b.token + "/" + path); status != 200 || !bytes.Equal(got, data) {
		t.Errorf("status %d, downloaded %q", status, got)
	}
	b.must("sendDocument", params{"chat_id": c.ID(), "document": sent.Document.FileID})
	if again := c.Next(t); again.Document != m.Document {
		t.Errorf("sent again: %+v", again.Document)
	}
	b.refused("sendPhoto", params{"chat_id": c.ID(), "photo": sent.Document.FileID}, "can't use file of type Document as Photo")
}

func TestAPhotoIsMeasured(t *testing.T) {
	t.Parallel()
	b := strict(t)
	c := b.aida()
	send := func(data []byte) answer {
		return b.multipart("sendPhoto", params{"chat_id": c.ID(), "photo": "attach://p", "p": data})
	}
	photo := decode[wireMessage](t, send(picture(t, 60, 3)).Result).Photo
	if len(photo) != 1 || photo[0].Width != 60 || photo[0].Height != 3 {
		t.Errorf("photo %+v", photo)
	}
	if m := c.Next(t); m.Photo == nil || m.Photo.Mime != "image/png" {
		t.Errorf("message %+v", m)
	}
	wantRefusal(t, send(picture(t, 61, 3)), 400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
	wantRefusal(t, send(picture(t, 9000, 1001)), 400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
	wantRefusal(t, send([]byte("no picture")), 400, "Bad Request: IMAGE_PROCESS_FAILED")
	wantRefusal(t, send(make([]byte, maxPhotoBytes+1)), 400, "Bad Request: file is too big")
	wantRefusal(t, send(nil), 400, "Bad Request: file must be non-empty")
}

func TestFilesThatAreNotThere(t *testing.T) {
	t.Parallel()
	b := lenient(t)
	id := b.aida().ID()
	b.refused("sendPhoto", params{"chat_id": id}, "there is no photo in the request")
	b.refused("sendDocument", params{"chat_id": id, "document": "BQACAgIAAx"}, "wrong file identifier/HTTP URL specified")
	b.refused("getFile", params{"file_id": "x"}, "invalid file_id")
	before := len(b.Problems())
	b.refused("sendDocument", params{"chat_id": id, "document": "https://onay.kz/a.pdf"}, "failed to get HTTP URL content")
	b.refused("sendDocument", params{"chat_id": id, "document": "attach://lost"}, "wrong file identifier/HTTP URL specified")
	if got := len(b.Problems()) - before; got < 2 {
		t.Errorf("problems %q", b.Problems())
	}
}

func TestAFileOfARefusedMessageIsForgotten(t *testing.T) {
	t.Parallel()
	b := strict(t)
	wantRefusal(t, b.multipart("sendDocument", params{"chat_id": 5, "document": []byte("x")}), 400, "Bad Request: chat not found")
	if len(b.files) != 0 {
		t.Errorf("%d files kept", len(b.files))
	}
}

func TestExtensionsAreSafe(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"a.csv": ".csv", "a": "", "a.c/v": "", "a.подпись": ""} {
		if got := safeExtension(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
