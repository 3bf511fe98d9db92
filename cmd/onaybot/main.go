// Command onaybot is a Telegram bot for passengers who pay with the ONAY
// transport card: balance, rides, and a word when the money runs low.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"
	_ "time/tzdata" // Kazakhstan's zone changed in 2024; the machine's data may be older

	"github.com/alecthomas/kong"

	"onaybot/bot/telegram"
	"onaybot/bot/watch/simulate"
	"onaybot/cmd/onaybot/config"
)

// The exit codes. A service manager need not restart after 2 and 3.
const (
	exitFault  = 1
	exitConfig = 2 // the configuration, the command line or a file it names has to be mended
	exitToken  = 3 // Telegram does not accept the token
)

// cli is the command line.
type cli struct {
	Run      runCmd      `cmd:"" help:"Run the bot against Telegram and the cabinet."`
	Demo     demoCmd     `cmd:"" help:"Run the bot on an embedded cabinet and chat, without a token or a network."`
	Doctor   doctorCmd   `cmd:"" help:"Check every step that the bot depends on, with one request a step at most."`
	Backup   backupCmd   `cmd:"" help:"Copy the database to a file, also while the bot runs."`
	Restore  restoreCmd  `cmd:"" help:"Put a backup in place of the database; the bot has to be stopped."`
	Simulate simulateCmd `cmd:"" help:"Replay a city of riders on a virtual clock: what watching it costs, and how late alerts are."`
	Health   healthCmd   `cmd:"" help:"Ask the running bot whether it is well: exit code 0 or 1, for a container's health check."`
	Version  versionCmd  `cmd:"" help:"Print the version."`
}

// process is what a command may use of the process it runs in.
type process struct {
	ctx    context.Context
	stdout io.Writer
	stderr io.Writer
	getenv func(string) string
	now    func() time.Time
}

func main() {
	endByCrashing()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	os.Exit(execute(os.Args[1:], process{
		ctx: ctx, stdout: os.Stdout, stderr: os.Stderr, getenv: os.Getenv, now: time.Now,
	}))
}

// endByCrashing has a process that panics, or that the runtime gives up, end by SIGABRT: Go's own
// exit code would be 2, after which nobody starts it again. No core file is left, since it would
// hold the secrets.
func endByCrashing() {
	debug.SetTraceback("crash")
	_ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{}) // lowering is always allowed
}

// execute runs one command line and returns the exit code.
func execute(args []string, p process) int {
	code, exited := 0, false
	parser, err := kong.New(&cli{}, kong.Name("onaybot"),
		kong.Description("A Telegram bot for passengers who pay with the ONAY card."),
		kong.UsageOnError(), kong.Writers(p.stdout, p.stderr),
		kong.Exit(func(c int) { code, exited = c, true }), kong.Bind(p))
	if err != nil {
		fmt.Fprintln(p.stderr, "onaybot:", err)
		return exitFault
	}
	kctx, err := parser.Parse(args)
	switch {
	case exited: // --help has been printed
		return code
	case err != nil:
		fmt.Fprintf(p.stderr, "onaybot: %v\nSee: onaybot --help\n", err)
		return exitConfig
	}
	return exitCode(kctx.Run(), p.stderr)
}

func exitCode(err error, stderr io.Writer) int {
	if err == nil {
		return 0
	}
	if !errors.As(err, new(loggedError)) {
		fmt.Fprintln(stderr, "onaybot:", err)
	}
	var ce *config.Error
	var fe *simulate.FormatError
	switch {
	case errors.As(err, &ce) && config.Passing(err) != "":
		return exitFault
	case errors.As(err, &ce), errors.As(err, &fe):
		return exitConfig
	case errors.Is(err, telegram.ErrUnauthorized):
		return exitToken
	}
	return exitFault
}
