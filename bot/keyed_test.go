package bot

import (
	"sync"
	"testing"
)

func TestKeyedLocksOneChatAndForgetsIt(t *testing.T) {
	t.Parallel()
	var k keyed
	unlock := k.lock(1)
	k.lock(2)() // another chat's does not wait
	held, got := true, make(chan struct{})
	go func() {
		defer close(got)
		defer k.lock(1)()
		if held {
			t.Error("two hold the lock of one chat")
		}
	}()
	held = false
	unlock()
	<-got
	if len(k.locks) != 0 {
		t.Errorf("%d locks are kept", len(k.locks))
	}
}

func TestKeyedUnderLoad(t *testing.T) {
	t.Parallel()
	var k keyed
	var held [3]int // the race detector watches them
	var wg sync.WaitGroup
	for i := range 300 {
		wg.Go(func() {
			chat := i % len(held)
			defer k.lock(int64(chat))()
			held[chat]++
		})
	}
	wg.Wait()
	if held != [3]int{100, 100, 100} || len(k.locks) != 0 {
		t.Errorf("held %v, %d locks are kept", held, len(k.locks))
	}
}
