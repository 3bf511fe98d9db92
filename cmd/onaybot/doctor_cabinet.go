package main

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"onaybot/cmd/onaybot/config"
	"onaybot/onayclient"
)

// ridesDays is how many days back the doctor asks for rides.
const ridesDays = 30

// cabinet has the client ask what the bot asks, each step at most once, and returns the exchanges. The
// error is a fault of the configuration.
func (d *doctor) cabinet(cfg *config.Config, known *memory) ([]capture, error) {
	v := &visit{d: d, details: map[string]string{
		signIn: "accepted", "card added": "in the account", "card in account": "in the account",
	}}
	var doubts bytes.Buffer // what the client logs, such as that it left a transaction out
	log := slog.New(slog.NewTextHandler(&doubts, &slog.HandlerOptions{ReplaceAttr: plainly}))
	c := clientConfig(cfg, known, log, d.now)
	c.Once, c.TryRefused = true, d.cmd.SignIn
	c.Observe = func(x onayclient.Exchange) { v.seen = append(v.seen, x) }
	switch {
	case c.Login == "":
		v.noSignIn = "cabinet.login is empty: balances only, no rides"
	case known.readOnly:
		v.noSignIn = "not tried, for a refusal could not be noted in the database"
		c.Login, c.Password = "", ""
	}
	client, err := onayclient.New(c)
	if err != nil {
		return nil, fmt.Errorf("make cabinet client: %w", err)
	}
	v.ask(client, &doubts)
	client.Close() // no exchange comes after it
	v.steps = client.Steps()
	v.tell()
	return v.captures, nil
}

// ask asks for the card, for a sign-in and for the rides, as far as there is a card and an account.
func (v *visit) ask(client *onayclient.Client, doubts *bytes.Buffer) {
	if !v.d.cmd.pan.IsZero() {
		card, err := client.Card(v.d.ctx, v.d.cmd.pan)
		v.details[readCard] = describeCard(card)
		v.ended(err)
	}
	err := client.SignIn(v.d.ctx)
	v.ended(err)
	if err != nil || v.d.cmd.pan.IsZero() {
		return
	}
	doubts.Reset()
	from, to := v.d.now().AddDate(0, 0, -ridesDays), v.d.now().Add(time.Minute)
	list, err := client.Transactions(v.d.ctx, v.d.cmd.pan, from, to)
	if err == nil {
		v.details[readRides] = strings.TrimSpace(fmt.Sprintf("%d rows of the last %d days %s", len(list), ridesDays, doubts))
	}
	v.ended(err)
}

// plainly leaves out of a record of the log what the line of a step does not need.
func plainly(_ []string, a slog.Attr) slog.Attr {
	if a.Key == slog.TimeKey || a.Key == slog.LevelKey || a.Key == "card" {
		return slog.Attr{}
	}
	return a
}

// describeCard tells a reading without the number.
func describeCard(c onayclient.Card) string {
	sign, tiyn := "", c.Balance
	if tiyn < 0 {
		sign, tiyn = "-", -tiyn
	}
	text := fmt.Sprintf("%s%d.%02d tenge, ", sign, tiyn/100, tiyn%100)
	switch {
	case c.Type == "":
		text += "no type"
	case strings.Trim(c.Type, "0123456789.") != "":
		text += "a type that is no code"
	default:
		text += "type " + c.Type
	}
	if c.Blocked {
		text += ", blocked"
	}
	return text
}
