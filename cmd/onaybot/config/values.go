package config

import (
	"errors"
	"log/slog"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"onaybot/onayclient"
)

// What stands for a value that cannot be read. Check refuses each, because it knows the key.
const (
	badText  = "\x00"
	badLevel = slog.Level(math.MinInt)
)

// decoders read a value as it is written. The library's own cut 500.5 to 500, take 0123 for
// octal, drop the + of a phone number and tell of a bad date or duration without its place.
func decoders() []yaml.DecodeOption {
	return []yaml.DecodeOption{
		yaml.Strict(),
		reads(strings.TrimSpace),
		reads(NewSecret),
		reads(or(strconv.Atoi, math.MinInt)),
		reads(or(parseID, 0)),
		reads(or(parseNumber, math.NaN())),
		reads(or(time.ParseDuration, -1)),
		reads(or(parseTenge, -1)),
		reads(or(parseDate, time.Time{})),
		reads(or(parseLevel, badLevel)),
		reads(or(ParsePolicy, Policy{Every: -1})),
		reads(readSchedule),
		reads(readZone),
	}
}

// reads has the decoder make a T of the text of a value.
func reads[T any](read func(text string) T) yaml.DecodeOption {
	return yaml.CustomUnmarshaler(func(dst *T, src []byte) error {
		*dst = read(scalar(src))
		return nil
	})
}

// or is what parse makes of a text, or bad.
func or[T any](parse func(string) (T, error), bad T) func(string) T {
	return func(text string) T {
		v, err := parse(text)
		if err != nil {
			return bad
		}
		return v
	}
}

// scalar is the text of a value as it was written, quotes and escapes undone; badText of what
// is no plain value.
func scalar(src []byte) string {
	file, err := parser.ParseBytes(src, 0)
	if err != nil || len(file.Docs) != 1 || file.Docs[0].Body == nil {
		return badText
	}
	switch n := file.Docs[0].Body.(type) {
	case *ast.StringNode:
		return n.Value
	case *ast.LiteralNode:
		return trimNewline(n.Value.Value)
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value
	default:
		return badText
	}
}

func parseID(text string) (int64, error) { return strconv.ParseInt(text, 10, 64) }

func parseNumber(text string) (float64, error) { return strconv.ParseFloat(text, 64) }

func parseTenge(text string) (onayclient.Money, error) {
	n, err := strconv.ParseInt(text, 10, 32)
	return onayclient.Tenge(n), err
}

func parseDate(text string) (time.Time, error) { return time.Parse(time.DateOnly, text) }

// readSchedule leaves it to check to say what is wrong with the text.
func readSchedule(text string) Schedule {
	s, _ := ParseSchedule(text)
	return s
}

// readZone is a zone without a name for a text that names none.
func readZone(text string) time.Location {
	loc, err := parseZone(text)
	if err != nil {
		return time.Location{}
	}
	return *loc
}

func parseZone(text string) (*time.Location, error) {
	if text == "" || text == "Local" {
		return nil, errors.New("no zone is named")
	}
	loc, err := time.LoadLocation(text)
	if err == nil && stale(loc) {
		return time.FixedZone(text, 5*60*60), nil
	}
	return loc, err
}

// stale tells whether loc is a zone of Kazakhstan that does not know that the country is one
// zone, UTC+5, since 2024-03-01: the machine's data is taken before that in the binary, and may
// be older.
func stale(loc *time.Location) bool {
	if name := loc.String(); name != "Asia/Almaty" && name != "Asia/Qostanay" {
		return false
	}
	_, offset := time.Date(2024, time.June, 1, 0, 0, 0, 0, loc).Zone()
	return offset != 5*60*60
}

func parseLevel(text string) (l slog.Level, err error) {
	err = l.UnmarshalText([]byte(text))
	return l, err
}
