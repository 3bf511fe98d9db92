package main

import (
	"os"
	"testing"

	"onaybot/bot/texts"
)

func TestZZShare(t *testing.T) {
	for _, lang := range texts.Langs() {
		t.Run(string(lang), func(t *testing.T) {
			t.Parallel()
			out := newTour(t, lang, proofRequired).sharing()
			if err := os.WriteFile("/tmp/share."+string(lang), []byte(out), 0o644); err != nil {
				t.Fatal(err)
			}
		})
	}
}
