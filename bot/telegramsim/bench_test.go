package telegramsim

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
)

// BenchmarkReply is a person's message, its delivery and the bot's answer, over
// HTTP, as many at once as there are processors.
func BenchmarkReply(b *testing.B) {
	s := New()
	server := httptest.NewServer(s)
	defer server.Close()
	defer s.Close()
	var chats atomic.Int64
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		c := s.Person(User{ID: chats.Add(1), FirstName: "P"})
		for pb.Next() {
			c.Say("/balance")
			post(b, server.URL+"/bot"+s.token+"/getUpdates", "offset=2000000000")
			post(b, server.URL+"/bot"+s.token+"/sendMessage",
				"chat_id="+strconv.FormatInt(c.ID(), 10)+"&parse_mode=HTML&text=%3Cb%3E540%3C/b%3E&reply_markup="+
					`{"inline_keyboard":[[{"text":"a","callback_data":"x"}]]}`)
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "replies/s")
	if problems := s.Problems(); len(problems) > 0 {
		b.Error(problems[0])
	}
}

func post(b *testing.B, url, form string) {
	req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, url, strings.NewReader(form))
	if err != nil {
		b.Error(err)
		return
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if status, body, err := fetch(req); err != nil || status != http.StatusOK {
		b.Error(status, string(body), err)
	}
}
