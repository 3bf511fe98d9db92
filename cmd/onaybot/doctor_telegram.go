package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"onaybot/cmd/onaybot/config"
	"onaybot/onayclient"
)

const (
	telegramTimeout = 20 * time.Second
	telegramAnswer  = 1 << 20 // bytes; the answer has some hundred
)

// telegram asks whose the token is.
func (x *examination) telegram(cfg *config.Config) {
	x.found(timed(x.ctx, func(ctx context.Context) finding {
		f := finding{Step: "Telegram token", Basis: basisDocumented, Outcome: onayclient.Failed, Expected: "the bot that the token is of"}
		var ce *config.Error
		if err := cfg.NeedToken(); errors.As(err, &ce) {
			f.Came, f.File, f.Do = "no token: "+ce.Key+" "+ce.Problem, x.cmd.Config, "ask @BotFather for one"
			return f
		}
		name, status, err := getMe(ctx, cfg.Telegram)
		switch {
		case err != nil:
			f.Came, f.Do = "no answer: "+err.Error(), "check the network and telegram.api_url, then try again"
		case status == http.StatusUnauthorized || status == http.StatusNotFound:
			f.Came, f.File = fmt.Sprintf("HTTP %d: Telegram does not know the token", status), x.cmd.Config
			f.Do = "ask @BotFather for a new token and set telegram.token or " + config.EnvToken
		case name == "":
			f.Came, f.Do = fmt.Sprintf("HTTP %d without a bot's name", status), "try again later; check telegram.api_url if it is your own"
		default:
			f.Outcome, f.Expected, f.Detail = onayclient.Held, "", "@"+name
		}
		return f
	}))
}

// getMe asks once. Its error holds no address, for the token is part of it.
func getMe(ctx context.Context, t config.Telegram) (name string, status int, err error) {
	ctx, cancel := context.WithTimeout(ctx, telegramTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, t.APIURL+"/bot"+t.Token.Reveal()+"/getMe", http.NoBody)
	if err != nil {
		return "", 0, errors.New("telegram.api_url is no address")
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if err != nil {
		return "", 0, withoutAddress(err)
	}
	defer func() { _ = resp.Body.Close() }() // what could be read has been read
	body, err := io.ReadAll(io.LimitReader(resp.Body, telegramAnswer))
	if err != nil {
		return "", resp.StatusCode, withoutAddress(err)
	}
	var answer struct {
		Result struct {
			Username string `json:"username"`
		} `json:"result"`
	}
	if json.Unmarshal(body, &answer) != nil {
		return "", resp.StatusCode, nil // the status tells more than the fault of the JSON
	}
	return answer.Result.Username, resp.StatusCode, nil
}

// withoutAddress is what lies beneath an error of net/http.
func withoutAddress(err error) error {
	var ue *url.Error
	var timeout net.Error
	switch {
	case errors.As(err, &timeout) && timeout.Timeout():
		return errors.New("timeout")
	case errors.As(err, &ue):
		return ue.Err
	default:
		return err
	}
}
