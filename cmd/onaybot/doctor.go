package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"onaybot/cmd/onaybot/config"
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
	pan, err := onayclient.ParseTyped(c.Card)
	if err != nil {
		return fmt.Errorf("--card: %w", err)
	}
	c.pan = pan
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
	faults []error // of the doctor's own, which no step tells
}

func (d *doctor) run() error {
	cfg, err := d.config()
	if err != nil {
		return err
	}
	known := d.database(cfg)
	d.timeZone(cfg)
	d.telegram(cfg)
	if err := d.cabinet(cfg, known); err != nil {
		return err
	}
	if d.cmd.Save != "" && !d.cmd.JSON {
		fmt.Fprintf(d.stdout, "\n%d exchanges saved in %s, masked. Read them once, then attach them to a report.\n",
			len(d.report.Saved), d.cmd.Save)
	}
	return errors.Join(append(d.faults, known.fault, d.report.err())...)
}

// timed takes a step, which holds unless it says otherwise, and adds it to the report with its time.
func (d *doctor) timed(name, basis string, step func(f *finding)) {
	f := finding{Step: name, Basis: basis, Outcome: held}
	began := time.Now()
	step(&f)
	f.took(time.Since(began))
	d.found(f)
}

// found adds a step to the report and prints it.
func (d *doctor) found(f finding) {
	d.report.Steps = append(d.report.Steps, f)
	if !d.cmd.JSON {
		f.writeText(d.stdout)
	}
}

// save writes an exchange where only its owner can read it.
func (d *doctor) save(step, text string) {
	if d.cmd.Save == "" {
		return
	}
	name := fmt.Sprintf("%d-%s.txt", len(d.report.Saved)+1, strings.ReplaceAll(step, " ", "-"))
	file := filepath.Join(d.cmd.Save, name)
	d.report.Saved = append(d.report.Saved, file)
	err := os.MkdirAll(d.cmd.Save, 0o700)
	if err == nil {
		err = os.WriteFile(file, []byte(text), 0o600)
	}
	if err == nil {
		err = os.Chmod(file, 0o600) // an older one may have had another mode
	}
	if err != nil {
		d.faults = append(d.faults, fmt.Errorf("save an exchange: %w", err))
	}
}

// config loads the configuration; its error ends the run.
func (d *doctor) config() (cfg *config.Config, err error) {
	d.timed("config", local, func(f *finding) {
		f.Detail = d.cmd.Config
		if cfg, err = config.Load(d.cmd.Config, d.getenv); err == nil {
			return
		}
		came, file := err.Error(), d.cmd.Config
		var ce *config.Error
		if errors.As(err, &ce) {
			came = strings.TrimSpace(ce.Key + " " + ce.Problem)
			if ce.Line > 0 {
				file = fmt.Sprintf("%s:%d", ce.File, ce.Line)
			}
		}
		f.fail("a configuration that run takes", came, file, "mend it as the message says")
	})
	return cfg, err
}

// timeZone compares the configured zone with the country's.
func (d *doctor) timeZone(cfg *config.Config) {
	d.timed("time zone", local, func(f *finding) {
		const want = 5 * 60 * 60 // all of Kazakhstan since 2024-03-01
		now := d.now().In(cfg.Alerts.Timezone)
		f.Detail = fmt.Sprintf("%s, UTC%s", cfg.Alerts.Timezone, now.Format("-07:00; it is 2006-01-02 15:04 there"))
		if _, offset := now.Zone(); offset != want {
			f.fail("UTC+05:00, the time of the cabinet and of Kazakhstan", f.Detail, d.cmd.Config,
				"set alerts.timezone to Asia/Almaty; if it is, update this machine's time zone data")
		}
	})
}

const (
	telegramTimeout = 20 * time.Second
	telegramAnswer  = 1 << 20 // bytes; the answer has some hundred
)

// telegram asks whose the token is.
func (d *doctor) telegram(cfg *config.Config) {
	d.timed("Telegram token", documented, func(f *finding) {
		const want = "the bot that the token is of"
		var ce *config.Error
		if errors.As(cfg.NeedToken(), &ce) {
			f.fail(want, "no token: "+ce.Key+" "+ce.Problem, d.cmd.Config, "ask @BotFather for one")
			return
		}
		name, status, err := getMe(d.ctx, cfg.Telegram)
		f.Detail = "@" + name
		switch {
		case err != nil:
			f.fail(want, "no answer: "+err.Error(), "", "check the network and telegram.api_url, then try again")
		case status == http.StatusUnauthorized, status == http.StatusNotFound:
			f.fail(want, fmt.Sprintf("HTTP %d: Telegram does not know the token", status), d.cmd.Config,
				"ask @BotFather for a new token and set telegram.token or "+config.EnvToken)
		case name == "":
			f.fail(want, fmt.Sprintf("HTTP %d without a bot's name", status), "",
				"try again later; check telegram.api_url if it is your own")
		}
	})
}

// getMe asks once. Its error holds no address, for the token is part of it.
func getMe(ctx context.Context, t config.Telegram) (name string, status int, err error) {
	ctx, cancel := context.WithTimeout(ctx, telegramTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, t.APIURL+"/bot"+t.Token.Reveal()+"/getMe", http.NoBody)
	if err != nil {
		return "", 0, errors.New("telegram.api_url is no address")
	}
	resp, err := http.DefaultTransport.RoundTrip(req) // which follows no redirect, and quotes no address
	var timeout net.Error
	switch {
	case errors.As(err, &timeout) && timeout.Timeout():
		return "", 0, errors.New("timeout")
	case err != nil:
		return "", 0, err
	}
	defer func() { _ = resp.Body.Close() }() // what could be read has been read
	var answer struct {
		Result struct {
			Username string `json:"username"`
		} `json:"result"`
	}
	_ = json.NewDecoder(io.LimitReader(resp.Body, telegramAnswer)).Decode(&answer) // the status tells more than its error
	return answer.Result.Username, resp.StatusCode, nil
}
