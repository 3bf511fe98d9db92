package store

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
)

// A database of ours is known by its application id. Its version, PRAGMA user_version, counts
// from 100 on: version 100 is schema/100.sql, and each further file takes it one further. What
// has been released is never changed: files are only appended, and testdata/ keeps a database of
// each released version, to be upgraded in a test.
const (
	applicationID = 1330528601 // "ONAY"
	firstVersion  = 100
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// steps are the files of the schema in their order.
func steps() []string {
	files, _ := fs.Glob(schemaFiles, "schema/*.sql") // the pattern is well formed
	return files
}

// newestVersion is the version of the schema that this program works with.
func newestVersion() int { return firstVersion + len(steps()) - 1 }

// migrate applies the files that a database has not seen, each in a transaction of its own.
func (s *Store) migrate(ctx context.Context) error {
	version, err := one[int](ctx, Queries{s.w}, "PRAGMA user_version")
	for next := max(version+1, firstVersion); err == nil && next <= newestVersion(); next++ {
		err = s.Tx(ctx, func(tx *Tx) error { return tx.upgrade(ctx, next) })
	}
	return err
}

func (t *Tx) upgrade(ctx context.Context, version int) error {
	file := steps()[version-firstVersion]
	text, err := schemaFiles.ReadFile(file)
	if err == nil {
		err = t.exec(ctx, string(text))
	}
	if err == nil {
		err = t.exec(ctx, fmt.Sprintf("PRAGMA user_version = %d", version))
	}
	if err != nil {
		return fmt.Errorf("apply %s: %w", file, err)
	}
	return nil
}
