package main

import (
	"errors"
	"fmt"
	"io/fs"

	"onaybot/cmd/onaybot/config"
	"onaybot/store"
)

type backupCmd struct {
	Config string `required:"" type:"path" placeholder:"FILE" help:"The configuration; see config.example.yaml."`
	Out    string `arg:"" type:"path" help:"The file to write; it must not exist."`
}

// Run copies the database, whether or not the bot runs on it.
func (b *backupCmd) Run(p process) error {
	cfg, err := config.Load(b.Config, p.getenv)
	if err != nil {
		return err
	}
	c, err := store.Backup(p.ctx, cfg.Database, b.Out)
	switch {
	case errors.Is(err, fs.ErrExist):
		return &config.Error{File: b.Out, Problem: "exists already: name another file, a backup is not written over another"}
	case errors.Is(err, fs.ErrNotExist):
		return cfg.Fault("database", fmt.Sprintf("or the folder of the backup is not there (%s): name those that are", err))
	case unusable(err) != "":
		return databaseFault(cfg, err)
	case err != nil:
		return err
	}
	_, err = fmt.Fprintf(p.stdout, "%s: %s, checked\n", b.Out, holds(c))
	return err
}

// holds says what is in a copy.
func holds(c store.Copy) string {
	return fmt.Sprintf("%.1f MB, schema %d, %d chats, %d cards, %d links, %d rides and top-ups",
		float64(c.Bytes)/1e6, c.Schema, c.Chats, c.Cards, c.Links, c.Rides)
}

type restoreCmd struct {
	Config string `required:"" type:"path" placeholder:"FILE" help:"The configuration; see config.example.yaml."`
	In     string `arg:"" type:"path" help:"The backup to put in place of the database. It stays where it is."`
}

// Run puts a backup in place of the database of a bot that does not run.
func (r *restoreCmd) Run(p process) (err error) {
	cfg, err := config.Load(r.Config, p.getenv)
	if err != nil {
		return err
	}
	unlock, err := lock(cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	useRoomBeside(cfg.Database, p.getenv)
	done, err := store.Restore(p.ctx, cfg.Database, r.In, p.now())
	switch problem := unusable(err); {
	case problem != "":
		return &config.Error{File: r.In, Problem: problem}
	case err != nil:
		return err
	}
	return r.tell(p, cfg.Database, done)
}

func (r *restoreCmd) tell(p process, database string, done store.Restored) error {
	text := fmt.Sprintf("%s is restored from %s: %s.\n", database, r.In, holds(done.Copy))
	if done.Forgotten > 0 {
		text += fmt.Sprintf("Forgotten again, since they were forgotten after the backup was made: %d chats.\n", done.Forgotten)
	}
	if done.Unread != nil {
		text += fmt.Sprintf("What was there could not be read (%s): chats that were forgotten since are back, and so are rides hidden since.\n",
			done.Unread)
	}
	if done.Kept != "" {
		text += fmt.Sprintf("What was there is kept as %s.\nDelete it when all is well: nobody is forgotten in it from now on.\n", done.Kept)
	}
	_, err := fmt.Fprint(p.stdout, text)
	return err
}

// unusable says what is wrong with a backup, and what to do; "": nothing is.
func unusable(err error) string {
	const untouched = " The database is as it was."
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "or the folder of the database is not there: give the path of a backup." + untouched
	case errors.Is(err, store.ErrNewerSchema):
		return "is of a newer version of onaybot (" + err.Error() + "): restore it with that version." + untouched
	case errors.Is(err, store.ErrOlderSchema):
		return "is of a version before 1.0 (" + err.Error() + "): take a newer backup." + untouched
	case errors.Is(err, store.ErrDamaged):
		return "is damaged (" + err.Error() + "): take an older backup." + untouched
	case errors.Is(err, store.ErrForeign):
		return "is no database of onaybot: give the path of a file that onaybot backup wrote." + untouched
	}
	return ""
}
