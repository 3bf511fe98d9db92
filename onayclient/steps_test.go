package onayclient_test

import (
	"testing"
	"fmt"

	"onaybot/onayclient"
	"onaybot/onayclient/cabinetsim"
)

func walk(t testing.TB, c *onayclient.Client, digits string) *onayclient.Report {
	t.Helper()
	var pan onayclient.PAN
	if digits != "" {
		pan = mustPAN(t, digits)
	}
	report, err := c.Walk(t.Context(), pan, nil)
	if err != nil {
		t.Fatalf("walk: %v", err)
	}
	return report
}

func TestExplore(t *testing.T) {
	s := newSite(t)
	s.rides(t, 3)
	r := walk(t, s.client(t), unified)
	for _, f := range r.Findings {
		fmt.Printf("%+v\n", f)
	}
	for _, c := range r.Captures() {
		fmt.Println(c.Name)
		fmt.Println(c.Text)
	}
	fmt.Println(s.Requests())
	s.SetFault(cabinetsim.Fault{Kind: cabinetsim.FaultForbidden, On: cabinetsim.KindCheck})
	r = walk(t, s.client(t), unified)
	for _, f := range r.Findings {
		fmt.Printf("%+v\n", f)
	}
}
