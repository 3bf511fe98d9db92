package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"onaybot/cmd/onaybot/config"
	"onaybot/onayclient"
)

type doctorCmd struct {
	Config string `required:"" type:"path" placeholder:"FILE" help:"The configuration; see config.example.yaml."`
	Card   string `placeholder:"PAN" help:"A card of your own to read, 19 digits or the last 8. It is never shown whole, and stays in the cabinet account."`
	JSON   bool   `name:"json" help:"Print one JSON object instead of lines."`
	Save   string `type:"path" placeholder:"DIR" help:"Keep the exchanges with the cabinet there, a file each, with what is personal or secret masked: ready to attach to a report."`

	pan onayclient.PAN
}

// Validate reads the card number. Its error does not repeat it.
func (d *doctorCmd) Validate() error {
	if d.Card == "" {
		return nil
	}
	fit, err := onayclient.Candidates(d.Card)
	switch {
	case err != nil:
		return fmt.Errorf("--card: %w", err)
	case len(fit) == 0:
		return errors.New("--card: these 8 digits end no card number: look for a typo, or give all 19")
	case len(fit) > 1:
		return errors.New("--card: these 8 digits end more than one card number: give all 19")
	}
	d.pan = fit[0]
	return nil
}

// Run checks step after step and prints what it finds. It returns an error if a step does
// not hold.
func (d *doctorCmd) Run(p process) error {
	x := &examination{process: p, cmd: d, report: report{At: p.now().UTC().Truncate(time.Second), Version: versionText()}}
	err := x.run()
	x.report.OK = err == nil
	if d.JSON {
		err = errors.Join(err, x.report.writeJSON(p.stdout))
	}
	return err
}

// examination is one run of the doctor.
type examination struct {
	process
	cmd    *doctorCmd
	report report
}

func (x *examination) run() error {
	cfg, err := x.config()
	if err != nil {
		return err
	}
	state, err := x.database(cfg)
	if err != nil {
		return err
	}
	x.timeZone(cfg)
	x.telegram(cfg)
	return errors.Join(x.cabinet(cfg, state), state.close(), x.report.err())
}

// found adds a step to the report and prints it.
func (x *examination) found(f finding) {
	x.report.Steps = append(x.report.Steps, f)
	if !x.cmd.JSON {
		f.writeText(x.stdout)
	}
}

// say prints what belongs to no step.
func (x *examination) say(format string, args ...any) {
	if !x.cmd.JSON {
		fmt.Fprintf(x.stdout, format+"\n", args...)
	}
}

// cabinet walks the client's own steps.
func (x *examination) cabinet(cfg *config.Config, state onayclient.State) error {
	client, err := newClient(cfg, state, slog.New(slog.NewTextHandler(io.Discard, nil)), x.now)
	if err != nil {
		return err
	}
	defer client.Close()
	walk, err := client.Walk(x.ctx, x.cmd.pan, func(f onayclient.Finding) { x.found(x.ofCabinet(f)) })
	if err != nil {
		return err
	}
	return x.save(walk.Captures())
}

// ofCabinet is a step of the client in the words of this command: reasons become options.
func (x *examination) ofCabinet(f onayclient.Finding) finding {
	out := finding{
		Step: f.Step, Outcome: f.Outcome, Basis: string(f.Basis), Took: f.Took,
		Detail: f.Detail, Expected: f.Expected, Came: f.Came, File: f.File, Do: f.Advice,
	}
	switch {
	case f.Outcome == onayclient.Skipped && f.Detail == onayclient.NeedsCard:
		out.Detail = "give --card to try it"
	case f.Outcome == onayclient.Skipped && f.Detail == onayclient.NeedsAccount:
		out.Detail = "cabinet.login is empty: balances only, no rides"
	case errors.Is(f.Err, onayclient.ErrBadLogin):
		out.File = x.cmd.Config
		out.Do = "mend cabinet.login or cabinet.password: " + f.Advice
	}
	return out
}

// save writes the exchanges where only their owner can read them.
func (x *examination) save(captures []onayclient.Capture) error {
	dir := x.cmd.Save
	if dir == "" {
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("save the exchanges: %w", err)
	}
	for _, c := range captures {
		file := filepath.Join(dir, c.Name)
		if err := writePrivate(file, c.Text); err != nil {
			return fmt.Errorf("save the exchanges: %w", err)
		}
		x.report.Saved = append(x.report.Saved, file)
	}
	x.say("\n%d exchanges saved in %s, masked. Read them once, then attach them to a report.", len(captures), dir)
	return nil
}

// writePrivate writes a file of mode 0600, also over one that had another.
func writePrivate(path, text string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	err = f.Chmod(0o600)
	if err == nil {
		_, err = f.WriteString(text)
	}
	return errors.Join(err, f.Close())
}

// timed runs a step and says how long it took.
func timed(ctx context.Context, step func(context.Context) finding) finding {
	began := time.Now()
	f := step(ctx)
	f.Took = time.Since(began)
	return f
}
