package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"onaybot/onayclient"
)

type doctorCmd struct {
	Config string `required:"" type:"path" placeholder:"FILE" help:"The configuration; see config.example.yaml."`
	Card   string `placeholder:"PAN" help:"A card of your own to read, 19 digits or the last 8. It is never shown whole, and stays in the cabinet account."`
	JSON   bool   `name:"json" help:"Print one JSON object instead of lines."`
	Save   string `type:"path" placeholder:"DIR" help:"Keep the exchanges with the cabinet there, masked, a file each: ready to attach to a report."`
	SignIn bool   `help:"Try a login and a password that were refused before once more."`

	pan onayclient.PAN
}

// Validate reads the card number. Its error does not repeat it.
func (c *doctorCmd) Validate() error {
	if c.Card == "" {
		return nil
	}
	fit, err := onayclient.Candidates(c.Card)
	switch {
	case err != nil:
		return fmt.Errorf("--card: %w", err)
	case len(fit) == 0:
		return errors.New("--card: these 8 digits end no card number: look for a typo, or give all 19")
	case len(fit) > 1:
		return errors.New("--card: these 8 digits end more than one card number: give all 19")
	}
	c.pan = fit[0]
	return nil
}

// Run takes step after step and prints what it finds. It returns an error if a step fails.
func (c *doctorCmd) Run(p process) error {
	d := &doctor{process: p, cmd: c, report: report{At: p.now().UTC().Truncate(time.Second), Version: versionText()}}
	err := d.run()
	d.report.OK = err == nil
	if c.JSON {
		err = errors.Join(err, d.report.writeJSON(p.stdout))
	}
	return err
}

// doctor is one run of the command.
type doctor struct {
	process
	cmd    *doctorCmd
	report report
}

func (d *doctor) run() error {
	cfg, err := d.config()
	if err != nil {
		return err
	}
	known := d.database(cfg)
	d.timeZone(cfg)
	d.telegram(cfg)
	captures, err := d.cabinet(cfg, known)
	if err != nil {
		return err
	}
	return errors.Join(d.save(captures), known.fault, d.report.err())
}

// timed takes a step and adds it to the report with its time.
func (d *doctor) timed(step func() finding) {
	began := time.Now()
	f := step()
	f.Took = time.Since(began)
	d.found(f)
}

// found adds a step to the report and prints it.
func (d *doctor) found(f finding) {
	d.report.Steps = append(d.report.Steps, f)
	if !d.cmd.JSON {
		f.writeText(d.stdout)
	}
}

// capture is an exchange as it is saved.
type capture struct{ step, text string }

// save writes the exchanges where only their owner can read them.
func (d *doctor) save(captures []capture) error {
	if d.cmd.Save == "" {
		return nil
	}
	err := os.MkdirAll(d.cmd.Save, 0o700)
	for i, c := range captures {
		file := filepath.Join(d.cmd.Save, fmt.Sprintf("%d-%s.txt", i+1, strings.ReplaceAll(c.step, " ", "-")))
		if err == nil {
			err = os.WriteFile(file, []byte(c.text), 0o600)
		}
		if err == nil {
			err = os.Chmod(file, 0o600) // an older one may have had another mode
		}
		d.report.Saved = append(d.report.Saved, file)
	}
	if err != nil {
		return fmt.Errorf("save the exchanges: %w", err)
	}
	if !d.cmd.JSON {
		fmt.Fprintf(d.stdout, "\n%d exchanges saved in %s, masked. Read them once, then attach them to a report.\n",
			len(captures), d.cmd.Save)
	}
	return nil
}
