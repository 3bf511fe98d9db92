package onayclient_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"onaybot/onayclient/cabinetsim"
)

var update = flag.Bool("update", false, "write testdata/captures anew from the simulated cabinet")

// recipe is a capture in testdata that the simulated cabinet makes: of one step, with one
// fault.
type recipe struct {
	dialect, step string
	fault         cabinetsim.FaultKind
	on            cabinetsim.Kind
	card          string // the unified one if empty
}

// recipes are the captures by the names of their files. The first ones of each dialect are a
// healthy cabinet: they stand in for the steps that another capture does not have.
var recipes = map[string]recipe{
	"web-start":   {dialect: "web", step: "cabinet reachable"},
	"web-card":    {dialect: "web", step: "card read"},
	"web-sign-in": {dialect: "web", step: "sign-in"},
	"web-add":     {dialect: "web", step: "card added"},
	"web-rides":   {dialect: "web", step: "rides read"},

	"web-start-without-token": {dialect: "web", step: "cabinet reachable", fault: cabinetsim.FaultNoToken},
	"web-start-redesigned":    {dialect: "web", step: "cabinet reachable", fault: cabinetsim.FaultRedesigned},
	"web-start-captcha":       {dialect: "web", step: "cabinet reachable", fault: cabinetsim.FaultCaptcha},
	"web-start-down":          {dialect: "web", step: "cabinet reachable", fault: cabinetsim.FaultDown},
	"web-start-reset":         {dialect: "web", step: "cabinet reachable", fault: cabinetsim.FaultReset},
	"web-card-blocked":        {dialect: "web", step: "card read", card: reduced},
	"web-card-unknown":        {dialect: "web", step: "card read", fault: cabinetsim.FaultNoSuchCard},
	"web-card-redesigned":     {dialect: "web", step: "card read", fault: cabinetsim.FaultRedesigned},
	"web-card-without-figure": {dialect: "web", step: "card read", fault: cabinetsim.FaultBalanceMissing},
	"web-card-text-figure":    {dialect: "web", step: "card read", fault: cabinetsim.FaultBalanceString},
	"web-card-huge-figure":    {dialect: "web", step: "card read", fault: cabinetsim.FaultBalanceHuge},
	"web-card-other":          {dialect: "web", step: "card read", fault: cabinetsim.FaultOtherCard},
	"web-card-html":           {dialect: "web", step: "card read", fault: cabinetsim.FaultHTML},
	"web-card-busy":           {dialect: "web", step: "card read", fault: cabinetsim.FaultBusy},
	"web-card-ban":            {dialect: "web", step: "card read", fault: cabinetsim.FaultForbidden},
	"web-card-stale":          {dialect: "web", step: "card read", fault: cabinetsim.FaultStaleHTML},
	"web-card-fault-behind":   {dialect: "web", step: "card read", fault: cabinetsim.FaultErrorDetail},
	"web-card-truncated":      {dialect: "web", step: "card read", fault: cabinetsim.FaultTruncated},
	"web-card-cut-off":        {dialect: "web", step: "card read", fault: cabinetsim.FaultCutOff},
	"web-sign-in-refused":     {dialect: "web", step: "sign-in", fault: cabinetsim.FaultNoSignIn},
	"web-rides-doubtful":      {dialect: "web", step: "rides read", fault: cabinetsim.FaultImpossibleDate},
	"web-rides-unknown-word":  {dialect: "web", step: "rides read", fault: cabinetsim.FaultUnknownOperation},
	"web-rides-repeated":      {dialect: "web", step: "rides read", fault: cabinetsim.FaultRowsRepeated},
	"web-rides-redesigned":    {dialect: "web", step: "rides read", fault: cabinetsim.FaultRedesigned},
	"web-rides-signed-out":    {dialect: "web", step: "rides read", fault: cabinetsim.FaultForgetSignIn},

	"app-card":            {dialect: "app", step: "card read"},
	"app-sign-in":         {dialect: "app", step: "sign-in"},
	"app-cards":           {dialect: "app", step: "card in account"},
	"app-rides":           {dialect: "app", step: "rides read"},
	"app-card-html":       {dialect: "app", step: "card read", fault: cabinetsim.FaultHTML},
	"app-card-ban":        {dialect: "app", step: "card read", fault: cabinetsim.FaultForbidden},
	"app-card-truncated":  {dialect: "app", step: "card read", fault: cabinetsim.FaultTruncated},
	"app-rides-truncated": {dialect: "app", step: "rides read", fault: cabinetsim.FaultTruncated, on: cabinetsim.KindAppTickets},
}

// healthy are the stand-ins by dialect.
var healthy = map[string][]string{
	"web": {"web-start", "web-card", "web-sign-in", "web-add", "web-rides"},
	"app": {"app-card", "app-sign-in", "app-cards", "app-rides"},
}

// kinds are the requests of the steps.
var kinds = map[string]cabinetsim.Kind{
	"web cabinet reachable": cabinetsim.KindStart, "web card read": cabinetsim.KindCheck, "web sign-in": cabinetsim.KindSignIn,
	"web card added": cabinetsim.KindAddCard, "web rides read": cabinetsim.KindDetail,
	"app card read": cabinetsim.KindAppCard, "app sign-in": cabinetsim.KindAppSignIn,
	"app card in account": cabinetsim.KindAppCards, "app rides read": cabinetsim.KindAppTickets,
}

// cook makes the capture of a recipe.
func cook(t *testing.T, r recipe) string {
	t.Helper()
	s := newSite(t)
	s.account(t, 3)
	c := s.client(t)
	if r.dialect == "app" {
		c = s.app(t)
	}
	if r.fault != "" {
		s.SetFault(cabinetsim.Fault{Kind: r.fault, On: kinds[r.dialect+" "+r.step]})
	}
	card := unified
	if r.card != "" {
		card = r.card
	}
	for _, got := range walk(t, c, card).Captures() {
		if strings.HasSuffix(got.Name, strings.ReplaceAll(r.step, " ", "-")+".txt") {
			return got.Text
		}
	}
	t.Fatalf("no capture of %q", r.step)
	return ""
}

func captureFile(name string) string { return filepath.Join("testdata", "captures", name+".txt") }

// TestCapturesAreWhatTheCabinetSays holds the files against the simulated cabinet and the
// format.
func TestCapturesAreWhatTheCabinetSays(t *testing.T) {
	t.Parallel()
	for name, r := range recipes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := cook(t, r)
			if *update {
				if err := os.WriteFile(captureFile(name), []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(captureFile(name))
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("the capture differs from its file; see it with -update and git diff. Now it is\n%s", got)
			}
		})
	}
}
