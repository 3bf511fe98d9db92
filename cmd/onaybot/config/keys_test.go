package config

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// tagged lists the dotted keys of a struct by its yaml tags; a list is one key.
func tagged(typ reflect.Type, prefix string) []string {
	var paths []string
	for f := range typ.Fields() {
		tag := f.Tag.Get("yaml")
		switch {
		case tag == "":
		case f.Type.Kind() == reflect.Struct && f.Type.NumField() > 0 && f.Type.Field(0).Tag.Get("yaml") != "":
			paths = append(paths, tagged(f.Type, prefix+tag+".")...)
		default:
			paths = append(paths, prefix+tag)
		}
	}
	return paths
}

func paths(keys []key) []string {
	list := make([]string, len(keys))
	for i, k := range keys {
		list[i] = k.path
	}
	return list
}

func TestKeysAreTheFields(t *testing.T) {
	t.Parallel()
	var c Config
	if got, want := paths(c.keys()), tagged(reflect.TypeFor[Config](), ""); !slices.Equal(got, want) {
		t.Errorf("keys   %v\nfields %v", got, want)
	}
	if got, want := paths(c.fareKeys()), tagged(reflect.TypeFor[Fare](), ""); !slices.Equal(got, want) {
		t.Errorf("keys   %v\nfields %v", got, want)
	}
}

func TestSecretsAreHidden(t *testing.T) {
	t.Parallel()
	var c Config
	for _, k := range c.keys() {
		secret := strings.HasSuffix(k.path, "token") || strings.HasSuffix(k.path, "password") || k.env != ""
		if secret && !k.hidden {
			t.Errorf("%s is shown in messages", k.path)
		}
	}
}

func TestChecksAcrossKeys(t *testing.T) {
	t.Parallel()
	fare := func(s string) string { return "  - {city: " + s + "}\n" }
	tests := []struct {
		src, key, want string
		line           int
	}{
		{"cabinet:\n  login: a@b.kz\n", "cabinet.login", "has no password", 2},
		{"cabinet:\n  password: x\n", "cabinet.password", "has no login", 2},
		{"cabinet:\n  dialect: app\n  app_token: x\n", "cabinet.base_url", "agreement with the carrier", 1},
		{"cabinet:\n  dialect: app\n  app_token: x\n  base_url: https://cabinet.onay.kz/\n", "cabinet.base_url", "agreement with the carrier", 4},
		{"cabinet:\n  dialect: app\n  base_url: https://api.example.kz\n", "cabinet.app_token", EnvAppToken, 1},
		{"backup:\n  schedule: '@daily'\n", "backup.dir", "name the folder", 1},
		{"admins: 42\n", "admins", "must be a list", 1},
		{"admins:\n", "admins", "has no value", 1},
		{"admins:\n  - 42\n  - -100200300\n", "admins[1]", "id of a group", 3},
		{"admins: [42, 42]\n", "admins[1]", "twice", 1},
		{"admins: ['@somebody']\n", "admins[0]", "not a name", 1},
		{"admins: [0]\n", "admins[0]", "user id", 1},
		{"admins: [{id: 42}]\n", "admins[0]", "one plain value", 1},
		{"access: {allow: ['@somebody']}\n", "access.allow[0]", "not a name", 1},
		{"access: {allow: [7, 7]}\n", "access.allow[1]", "twice", 1},
		{"rides: {proof: maybe}\n", "rides.proof", "required", 1},
		{"fares: []\n", "fares", "is empty", 1},
		{"fares:\n", "fares", "has no value", 1},
		{"fares: 120\n", "fares", "must be a list", 1},
		{"fares:\n  city: Almaty\n", "fares", "must be a list", 1},
		{"fares:\n  - Almaty\n", "fares[0]", "city, from, full, half", 2},
		{"fares:\n" + fare("A, from: 2024-01-01, full: 100"), "fares[0].half", "is missing", 2},
		{"fares:\n" + fare("A, from: 2024-01-01, full: 100, half:"), "fares[0].half", "has no value", 2},
		{"fares:\n" + fare("A, from: 2024-01-01, full: 100, half: 110"), "fares[0].half", "more than the full fare", 2},
		{"fares:\n" + fare("A, from: 2024-01-01, full: 0, half: 0"), "fares[0].full", "whole tenge from 1", 2},
		{"fares:\n" + fare("'', from: 2024-01-01, full: 100, half: 50"), "fares[0].city", "not be empty", 2},
		{"fares:\n" + fare("A, from: 01.03.2024, full: 100, half: 50"), "fares[0].from", "written as 2024-08-03", 2},
		{"fares:\n" + fare("A, from: 2024-02-30, full: 100, half: 50"), "fares[0].from", "written as 2024-08-03", 2},
		{"fares:\n" + fare("A, from: 2024-01-01, full: 100, half: 50") + fare("a, from: 2024-01-01, full: 90, half: 50"), "fares[1].from", "fares[0]", 3},
		{"fares:\n" + fare("A, from: 2024-01-01, full: 100, half: 50, hlaf: 1"), "fares[0].hlaf", "did you mean fares[0].half?", 2},
	}
	for _, tt := range tests {
		e := fault(t, tt.src)
		if e.Key != tt.key || e.Line != tt.line || !strings.Contains(e.Problem, tt.want) {
			t.Errorf("%q\ngot  %v\nwant line %d, %s …%s…", tt.src, e, tt.line, tt.key, tt.want)
		}
	}
}

func TestAccountMayBeSplitBetweenFileAndEnvironment(t *testing.T) {
	t.Parallel()
	c := mustParse(t, "cabinet: {login: a@b.kz}\n", EnvPassword, "x")
	if c.Cabinet.Login != "a@b.kz" || c.Cabinet.Password.Reveal() != "x" {
		t.Errorf("got %q %q", c.Cabinet.Login, c.Cabinet.Password.Reveal())
	}
	if e := fault(t, "log: {}\n", EnvLogin, "a@b.kz"); e.Key != "cabinet.login" || !strings.Contains(e.Error(), EnvLogin) {
		t.Errorf("got %v", e)
	}
}

func TestHolidays(t *testing.T) {
	t.Parallel()
	c := mustParse(t, "holidays: [2027-01-01, 2027-03-08]\n")
	if len(c.Holidays) != 2 || c.Holidays[1].Format(time.RFC3339) != "2027-03-08T00:00:00+05:00" {
		t.Errorf("holidays %v", c.Holidays)
	}
	for src, want := range map[string]string{
		"holidays: 2027-01-01\n":               "must be a list",
		"holidays:\n  - 1 January\n":           "written as 2024-08-03",
		"holidays: [2027-01-01, 2027-01-01]\n": "twice",
		"holidays:\n  - {day: 1}\n":            "plain value",
	} {
		if e := fault(t, src); !strings.HasPrefix(e.Key, "holidays") || !strings.Contains(e.Problem, want) {
			t.Errorf("%q: %v, want %q", src, e, want)
		}
	}
}
