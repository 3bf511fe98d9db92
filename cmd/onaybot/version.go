package main

import (
	"fmt"
	"runtime/debug"
)

// version is set when a release is built: -ldflags "-X main.version=v1.2.3".
var version string

type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run(p process) error {
	_, err := fmt.Fprintln(p.stdout, "onaybot", versionText())
	return err
}

// versionText is the version given at the build, or else what the build info tells.
func versionText() string {
	if version != "" {
		return version
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "devel"
	}
	text := info.Main.Version
	if text == "" || text == "(devel)" {
		text = "devel"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			text += " " + s.Value
		}
	}
	return text
}
