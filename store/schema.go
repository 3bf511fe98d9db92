package store

import (
	"context"
	"database/sql"
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

// knownVersion tells whether this program can work with a version of the schema.
func knownVersion(version int) error {
	switch {
	case version < firstVersion:
		return fmt.Errorf("%w: it has no schema", ErrForeign)
	case version > newestVersion():
		return fmt.Errorf("%w: its schema is %d, this program knows %d", ErrNewerSchema, version, newestVersion())
	}
	return nil
}

// migrate applies the files that a database has not seen, each in a transaction of its own.
func migrate(ctx context.Context, db *sql.DB) error {
	var version int
	if err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return fmt.Errorf("read schema version: %w", err)
	}
	for next := max(version+1, firstVersion); next <= newestVersion(); next++ {
		file := steps()[next-firstVersion]
		if err := apply(ctx, db, file, next); err != nil {
			return fmt.Errorf("apply %s: %w", file, err)
		}
	}
	return nil
}

func apply(ctx context.Context, db *sql.DB, file string, version int) error {
	text, err := schemaFiles.ReadFile(file)
	if err != nil {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to roll back
	if _, err := tx.ExecContext(ctx, string(text)); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", version)); err != nil {
		return err
	}
	return tx.Commit()
}
