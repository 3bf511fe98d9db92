package onayclient_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"onaybot/onayclient"
)

func TestParseTyped(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		unified: unified, "00000017": unified, "0000-0027": reduced, "00000015": third, "٠٠٠٠٠٠١٥": third, third: third,
	} {
		if got, err := onayclient.ParseTyped(s); err != nil || got.Digits() != want {
			t.Errorf("ParseTyped(%q): %q, %v", s, got.Digits(), err)
		}
	}
	for s, want := range map[string]onayclient.PANReason{
		"": onayclient.ReasonNotNumber, "hello": onayclient.ReasonNotNumber, "1234567": onayclient.ReasonLength,
		"123456789": onayclient.ReasonLength, "9643108503300000012": onayclient.ReasonLuhn, "00000012": onayclient.ReasonTail,
		"96431085": onayclient.ReasonTail, // how a number begins
	} {
		var e *onayclient.PANError
		if got, err := onayclient.ParseTyped(s); !errors.As(err, &e) || e.Reason != want {
			t.Errorf("ParseTyped(%q) = %v, %v", s, got, err)
		}
	}
}

// Whatever 8 digits are typed, nobody need be asked which card they end: the check digit
// fits one of the known prefixes at the most.
func TestTheCheckDigitTellsThePrefixesApart(t *testing.T) {
	t.Parallel()
	for tail := range 10 {
		var fit []string
		for _, prefix := range []string{unified[:11], reduced[:11], third[:11]} {
			if _, err := onayclient.ParsePAN(fmt.Sprintf("%s%08d", prefix, tail)); err == nil {
				fit = append(fit, prefix)
			}
		}
		if len(fit) > 1 {
			t.Errorf("%08d ends numbers of %v", tail, fit)
		}
	}
}

// found shows what was found: each number, or why it is none, with the words around it.
func found(s string) (list []string) {
	for _, f := range onayclient.FindPANs(s) {
		what := f.PAN.Digits()
		if f.Err != nil {
			what = strings.TrimPrefix(f.Err.Error(), "card number: ")
		}
		list = append(list, strings.TrimSpace(f.Before)+"|"+what+"|"+strings.TrimSpace(f.After))
	}
	return list
}

func TestFindPANs(t *testing.T) {
	t.Parallel()
	const tail = "no known kind of card ends in these 8 digits: look for a typo, or give all 19"
	for s, want := range map[string][]string{
		unified:                        {"|" + unified + "|"},
		unified + ".":                  {"|" + unified + "|."},
		"№ " + unified:                 {"№|" + unified + "|"},
		"«" + unified + "»":            {"«|" + unified + "|»"},
		"9643.1085.0330.0000.017":      {"|" + unified + "|"},
		"9643,1085/0330_0000 (017)":    {"|" + unified + "|)"},
		"00000017":                     {"|" + unified + "|"},
		"0000 0027":                    {"|" + reduced + "|"},
		"0000.0027.":                   {"|" + reduced + "|."},
		"00000015 Айша":                {"|" + third + "|Айша"},
		"9643 1085 0330 0000 017 мама": {"|" + unified + "|мама"},
		"Моя карта 9643.10850330.0000.017.":                {"Моя карта|" + unified + "|."},
		"карта 9643108503300000017 8 класс":                {"карта|" + unified + "|8 класс"},
		"1) " + unified + " 2) " + reduced:                 {"1)|" + unified + "|2)", "2)|" + reduced + "|"},
		unified + " " + reduced:                            {"|" + unified + "|", "|" + reduced + "|"},
		"9643 1085 0330 0000 017\n9643 9085 0330 0000 027": {"|" + unified + "|", "|" + reduced + "|"},
		"мама " + unified + ", Айша 00000027":              {"мама|" + unified + "|, Айша", ", Айша|" + reduced + "|"},
		"1. 00000017\n2. 00000027":                         {"1.|" + unified + "|2.", "2.|" + reduced + "|"},
		"1) 00000017 2) 00000027":                          {"1)|" + unified + "|2)", "2)|" + reduced + "|"},
		"00000017 00000027":                                {"|" + unified + "|", "|" + reduced + "|"},
		"٩٦٤٣١٠٨٥٠٣٣٠٠٠٠٠٠١٧ мама":                         {"|" + unified + "|мама"},

		"9643 1085":                   {"|" + tail + "|"},
		"00000012 мама":               {"|" + tail + "|мама"},
		unified + "0":                 {"|20 digits instead of 19|"},
		unified[:18]:                  {"|18 digits instead of 19|"},
		"карта " + unified[:18]:       {"карта|18 digits instead of 19|"},
		"карта " + unified[:18] + "1": {"карта|check digit does not fit|"},
		"96431085 03300000 01":        {"|18 digits instead of 19|"}, // whose parts are no last 8 digits
		unified + ", " + unified[:18] + "1": {
			"|" + unified + "|,", ",|check digit does not fit|"},
	} {
		if diff := cmp.Diff(want, found(s)); diff != "" {
			t.Errorf("FindPANs(%q): %s", s, diff)
		}
	}
	for _, s := range []string{
		"", "1234567", "92 08:15", "22.11.2026", "22.11.2026 08:15", "/add", "1 240", "Мама 2", "92 08.15, 45 18.30",
		"позвоните 8 701 123 45 67", "за 2025-2026 год", "маршрут 92 08 15 и 45 18 30", "Школа 12, 5 класс",
	} {
		if got := found(s); got != nil {
			t.Errorf("FindPANs(%q): %v", s, got)
		}
	}
}
