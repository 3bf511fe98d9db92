package store

import (
	"bytes"
	"context"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// ErrDamagedList is about the list of the forgotten beside the database.
var ErrDamagedList = errors.New("the list of the forgotten is damaged")

const (
	listSuffix = ".forgotten"        // to the database's path
	listTitle  = "onaybot forgotten" // begins the list
	// keepMarks is how long the list remembers. An older copy of the database, put back, knows
	// again whom it has long forgotten.
	keepMarks = 400 * 24 * time.Hour
	// hashRounds makes trying all ids there are a matter of months, and a hundred thousand
	// chats one of half a minute, when a copy is put back.
	hashRounds = 1000
	// factForgotten is up to which mark the database has forgotten.
	factForgotten = "forgotten"
)

// forgotten is the list of chats that were forgotten. It is a file beside the database and
// no part of it, so that an older copy put back in the database's place does not know again
// what was to be forgotten. A chat stands in it as a slow salted hash of its id, under the
// moment it was forgotten at; no two changes of the list have the same moment.
type forgotten struct {
	salt  []byte
	marks []mark
}

type mark struct {
	at   int64 // Unix milliseconds
	hash string
}

// readForgotten reads the list; one that is not there is empty.
func readForgotten(path string) (*forgotten, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return &forgotten{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read list of the forgotten: %w", err)
	}
	lines := bytes.Split(bytes.TrimSuffix(text, []byte("\n")), []byte("\n"))
	salt, titled := bytes.CutPrefix(lines[0], []byte(listTitle+" "))
	l := &forgotten{salt: unhex(salt)}
	if !titled || l.salt == nil {
		return nil, fmt.Errorf("%w: %s: line 1", ErrDamagedList, path)
	}
	for i, line := range lines[1:] {
		at, hash, _ := bytes.Cut(line, []byte(" "))
		ms, err := strconv.ParseInt(string(at), 10, 64)
		if err != nil || unhex(hash) == nil {
			return nil, fmt.Errorf("%w: %s: line %d", ErrDamagedList, path, i+2)
		}
		l.marks = append(l.marks, mark{ms, string(hash)})
	}
	return l, nil
}

// unhex is nil for what is not 16 bytes in hexadecimal digits.
func unhex(text []byte) []byte {
	out, err := hex.DecodeString(string(text))
	if err != nil || len(out) != 16 {
		return nil
	}
	return out
}

func (l *forgotten) hash(chatID int64) (string, error) {
	key, err := pbkdf2.Key(sha256.New, strconv.FormatInt(chatID, 10), l.salt, hashRounds, 16)
	return hex.EncodeToString(key), err
}

// add marks chats at a moment later than all others.
func (l *forgotten) add(chats []int64, after, now int64) (at int64, err error) {
	if l.salt == nil {
		l.salt = make([]byte, 16)
		_, _ = rand.Read(l.salt) // never fails
	}
	at = max(now, after+1)
	if n := len(l.marks); n > 0 {
		at = max(at, l.marks[n-1].at+1)
	}
	for _, id := range chats {
		hash, err := l.hash(id)
		if err != nil {
			return 0, err
		}
		l.marks = append(l.marks, mark{at, hash})
	}
	return at, nil
}

// write replaces the file, without the marks that are too old, and waits for the disk.
func (l *forgotten) write(path string, now int64) error {
	var text bytes.Buffer
	fmt.Fprintf(&text, "%s %x\n", listTitle, l.salt)
	for _, m := range l.marks {
		if m.at > now-keepMarks.Milliseconds() {
			fmt.Fprintf(&text, "%d %s\n", m.at, m.hash)
		}
	}
	f, err := os.OpenFile(path+".new", os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(text.Bytes())
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return replace(f.Name(), path)
}

// replace gives a file on the disk the name of another, which is gone then.
func replace(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(to))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// markForgotten writes the chats that the transaction forgets on the list. The list comes
// first and the commit after it: what was to be forgotten is on the list even if the process
// ends between the two, and is forgotten at the next start.
func (t *Tx) markForgotten(ctx context.Context) error {
	if len(t.forgets) == 0 {
		return nil
	}
	list, err := readForgotten(t.list)
	if err != nil {
		return err
	}
	after, err := knownForgotten(ctx, t.tx)
	if err != nil {
		return err
	}
	now := millis(t.forgetsAt)
	at, err := list.add(t.forgets, after, now)
	if err != nil {
		return err
	}
	if err := t.set(ctx, factForgotten, strconv.FormatInt(at, 10)); err != nil {
		return err
	}
	if err := list.write(t.list, now); err != nil {
		return fmt.Errorf("write list of the forgotten: %w", err)
	}
	return nil
}

// PurgeForgotten drops the marks that are too old from the list.
func (s *Store) PurgeForgotten(ctx context.Context, now time.Time) error {
	return s.Tx(ctx, func(*Tx) error { // nobody else writes the list meanwhile
		list, err := readForgotten(s.list)
		if err != nil || len(list.marks) == 0 || list.marks[0].at > millis(now.Add(-keepMarks)) {
			return err
		}
		return list.write(s.list, millis(now))
	})
}

// knownForgotten is up to which mark the database has forgotten.
func knownForgotten(ctx context.Context, db queryer) (at int64, err error) {
	err = db.QueryRowContext(ctx, "SELECT coalesce(max(value), 0) FROM facts WHERE key = ?", factForgotten).Scan(&at)
	return at, err
}

// forgetAgain forgets the chats that were forgotten since this copy of the database was made.
// A chat that was met only after its mark is another beginning, and stays.
func (s *Store) forgetAgain(ctx context.Context) error {
	list, err := readForgotten(s.list)
	if err != nil || len(list.marks) == 0 {
		return err
	}
	return s.Tx(ctx, func(tx *Tx) error {
		known, err := knownForgotten(ctx, tx.tx)
		if err != nil {
			return err
		}
		news := map[string]int64{}
		for _, m := range list.marks {
			if m.at > known {
				news[m.hash] = m.at
			}
		}
		if len(news) == 0 {
			return nil
		}
		if err := s.forgetMarked(ctx, tx, list, news); err != nil {
			return err
		}
		return tx.set(ctx, factForgotten, strconv.FormatInt(list.marks[len(list.marks)-1].at, 10))
	})
}

// forgetMarked forgets the chats whose hash has a mark.
func (s *Store) forgetMarked(ctx context.Context, tx *Tx, list *forgotten, marks map[string]int64) error {
	type met struct{ id, at int64 }
	rows, err := tx.tx.QueryContext(ctx, `SELECT id, min(at) FROM (SELECT id, created_at AS at FROM chats
		UNION ALL SELECT chat_id, received_at FROM inbox WHERE chat_id <> 0) GROUP BY id`)
	chats, err := collect(rows, err, func(rows *sql.Rows) (m met, err error) { return m, rows.Scan(&m.id, &m.at) })
	if err != nil {
		return err
	}
	for _, c := range chats {
		hash, err := list.hash(c.id)
		if err != nil {
			return err
		}
		at, marked := marks[hash]
		if !marked || c.at > at {
			continue
		}
		if err := tx.erase(ctx, c.id, fromMillis(at)); err != nil {
			return err
		}
		s.again++
	}
	return nil
}

// ForgottenAgain is how many chats [Open] forgot, since the database is older than the list.
func (s *Store) ForgottenAgain() int { return s.again }
