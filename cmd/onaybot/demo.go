package main

import (
	"fmt"

	"onaybot/cmd/onaybot/demo"
)

type demoCmd struct {
	Script         bool   `help:"Play the newcomer's minute in the terminal and exit; the exit code tells whether every step held."`
	Listen         string `default:"127.0.0.1:8080" placeholder:"ADDR" help:"Where the page listens, on this machine only (${default}, or the next free port)."`
	CabinetListen  string `default:"127.0.0.1:0" placeholder:"ADDR" help:"Where the simulated cabinet listens (${default}; port 0: any free one)."`
	TelegramListen string `default:"127.0.0.1:0" placeholder:"ADDR" help:"Where the simulated Bot API listens (${default})."`
}

// Validate refuses an address of the page that other machines could reach.
func (d *demoCmd) Validate() error {
	if err := demo.CheckAddress(d.Listen); err != nil {
		return fmt.Errorf("--listen: %w", err)
	}
	return nil
}

// Run runs the demo until the process is told to stop, or the script ends.
func (d *demoCmd) Run(p process) error {
	return demo.Start(p.ctx, demo.Options{
		Script: d.Script, Listen: d.Listen, CabinetListen: d.CabinetListen, TelegramListen: d.TelegramListen,
		Out: p.stdout, Log: p.stderr, Now: p.now, Run: run,
	})
}
