package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"onaybot/cmd/onaybot/config"
)

const (
	telegramTimeout = 20 * time.Second
	telegramAnswer  = 1 << 20 // bytes; the answer has some hundred
)

// telegram asks whose the token is.
func (d *doctor) telegram(cfg *config.Config) {
	d.timed(func() finding {
		const want = "the bot that the token is of"
		f := finding{Step: "Telegram token", Basis: documented, Outcome: held}
		var ce *config.Error
		if errors.As(cfg.NeedToken(), &ce) {
			f.fail(want, "no token: "+ce.Key+" "+ce.Problem, d.cmd.Config, "ask @BotFather for one")
			return f
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
		return f
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
