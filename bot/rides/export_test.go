package rides

import (
	"strings"
	"testing"
	"time"

	"onaybot/bot/texts"
	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

func TestALongExportIsCut(t *testing.T) {
	t.Parallel()
	var l store.Link
	l.Card.Card = card("01.01", 540)
	for n, cut := range map[int]bool{exportMost: false, exportMost + 1: true} {
		list := make([]onayclient.Transaction, n)
		for i := range list {
			list[i].At = start.Add(-time.Duration(i) * time.Minute)
		}
		m, err := exported(writer(t, texts.EN), l, watch.History{List: list}, 0, "")
		if err != nil {
			t.Fatal(err)
		}
		text := string(m.Text)
		if strings.Contains(text, "more rides than fit") != cut || !strings.Contains(text, "5\u202f000 rows") {
			t.Errorf("of %d transactions: %q", n, text)
		}
		if lines := strings.Count(string(m.File.Data), "\r\n"); lines != exportMost+1 {
			t.Errorf("%d lines", lines)
		}
		if want := "onay-" + l.Card.PAN.Last4() + "-2026-11-22.csv"; m.File.Name != want {
			t.Errorf("the file is called %s, want %s", m.File.Name, want)
		}
	}
}
