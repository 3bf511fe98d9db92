package main

import (
	"errors"
	"fmt"
	"strings"

	"onaybot/cmd/onaybot/config"
)

// config loads the configuration; its error ends the run.
func (d *doctor) config() (cfg *config.Config, err error) {
	d.timed(func() finding {
		f := finding{Step: "config", Basis: local, Outcome: held, Detail: d.cmd.Config}
		if cfg, err = config.Load(d.cmd.Config, d.getenv); err == nil {
			return f
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
		return f
	})
	return cfg, err
}

// timeZone compares the configured zone with the country's.
func (d *doctor) timeZone(cfg *config.Config) {
	d.timed(func() finding {
		const want = 5 * 60 * 60 // all of Kazakhstan since 2024-03-01
		now := d.now().In(cfg.Alerts.Timezone)
		came := fmt.Sprintf("%s, UTC%s", cfg.Alerts.Timezone, now.Format("-07:00; it is 2006-01-02 15:04 there"))
		f := finding{Step: "time zone", Basis: local, Outcome: held, Detail: came}
		if _, offset := now.Zone(); offset != want {
			f.fail("UTC+05:00, the time of the cabinet and of Kazakhstan", came, d.cmd.Config,
				"set alerts.timezone to Asia/Almaty; if it is, update this machine's time zone data")
		}
		return f
	})
}
