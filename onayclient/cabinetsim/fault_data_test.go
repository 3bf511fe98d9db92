package cabinetsim

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestDataFaults(t *testing.T) {
	t.Parallel()
	runFaults(t, dataFaults())
}

func dataFaults() map[FaultKind]func(*testing.T, *visitor) {
	return map[FaultKind]func(*testing.T, *visitor){
		FaultBalanceMissing:   balanceIs(""),
		FaultBalanceNull:      balanceIs(`null`),
		FaultBalanceString:    balanceIs(`"124000"`),
		FaultBalanceNegative:  balanceIs(`-8000`),
		FaultBalanceHuge:      balanceIs(`99999999999999999999999999`),
		FaultBalanceFloat:     balanceIs(`124000.5`),
		FaultBalanceTimes100:  balanceIs(`12400000`),
		FaultBalanceBy100:     balanceIs(`1240`),
		FaultOtherCard:        otherCard,
		FaultTypeEmpty:        typeEmpty,
		FaultRowsRepeated:     rowsRepeated,
		FaultRowsReordered:    rowsReordered,
		FaultRowsAmended:      newestRow(func(r detailRow) bool { return r.Route+r.Vehicle == "" && r.Balance == nil }),
		FaultRowsLate:         rowsLate,
		FaultUnknownOperation: newestRow(func(r detailRow) bool { return r.Operation == "correction" && r.Route == "92" }),
		FaultImpossibleDate:   newestRow(func(r detailRow) bool { return r.Date == "31.02.2026 25:61:00" }),
		FaultEndlessPages:     endlessPages,
	}
}

// balanceIs wants the figure as it stands on the wire; "" = not there.
func balanceIs(raw string) func(*testing.T, *visitor) {
	return func(t *testing.T, v *visitor) {
		r := v.check(unified).reply(t)
		var result map[string]json.RawMessage
		ok(t, json.Unmarshal(r.Result, &result))
		if !r.Type || string(result["balance"]) != raw || string(result["pan"]) != `"`+unified+`"` {
			t.Errorf("answer %s", r.Result)
		}
		body := v.detail(unified, 1).body
		if rows := strings.Count(body, `"id"`); strings.Count(body, `"balance":`) != rows && raw != "" || raw == "" && strings.Contains(body, "balance") {
			t.Errorf("detail %s", body)
		}
	}
}

func typeEmpty(t *testing.T, v *visitor) {
	var result checkResult
	ok(t, json.Unmarshal(v.check(unified).reply(t).Result, &result))
	if result.PAN != unified || result.Type != "" {
		t.Errorf("answer %+v", result)
	}
}

func otherCard(t *testing.T, v *visitor) {
	var result checkResult
	ok(t, json.Unmarshal(v.check(unified).reply(t).Result, &result))
	if result.PAN == unified || !luhn(result.PAN) {
		t.Errorf("the answer is about %s", result.PAN)
	}
}

// newestRow wants the newest row spoilt, the others whole, and the row whole
// once the fault is over.
func newestRow(spoilt func(detailRow) bool) func(*testing.T, *visitor) {
	return func(t *testing.T, v *visitor) {
		ride := must[Transaction](t)(v.sim.Ride(unified, "92"))
		rows := v.detail(unified, 1).detail(t).Rows
		if !spoilt(rows[0]) || rows[0].ID != ride.ID || slices.ContainsFunc(rows[1:], spoilt) {
			t.Errorf("rows %+v", rows[:2])
		}
		v.sim.ClearFaults()
		if row := v.detail(unified, 1).detail(t).Rows[0]; spoilt(row) || row.ID != ride.ID {
			t.Errorf("afterwards %+v", row)
		}
	}
}

func rowsLate(t *testing.T, v *visitor) {
	before := v.sim.Transactions(unified)[0].ID
	late := must[Transaction](t)(v.sim.Ride(unified, "92"))
	if got := v.detail(unified, 1).detail(t).Rows[0].ID; got != before {
		t.Errorf("newest row %s, want %s", got, before)
	}
	v.sim.ClearFaults()
	if got := v.detail(unified, 1).detail(t).Rows[0].ID; got != late.ID {
		t.Errorf("newest row %s, want %s", got, late.ID)
	}
}

// long is a card with three pages of rows called 0000 (oldest) to 0077 in hex.
func long(t *testing.T, v *visitor) string {
	t.Helper()
	ok(t, v.sim.Add(Card{PAN: absent}))
	v.fill(absent, 120)
	v.enter(absent)
	t.Cleanup(func() { v.sim.Remove(absent) })
	return absent
}

func rowIDs(d detailResult) []string {
	var all []string
	for _, r := range d.Rows {
		all = append(all, r.ID)
	}
	return all
}

func idsDown(from, to int) []string {
	var all []string
	for i := from; i >= to; i-- {
		all = append(all, fmt.Sprintf("%04x", i))
	}
	return all
}

func rowsRepeated(t *testing.T, v *visitor) {
	pan := long(t, v)
	want := append(idsDown(119, 119), idsDown(119, 70)...)
	if got := rowIDs(v.detail(pan, 1).detail(t)); !slices.Equal(got, want) {
		t.Errorf("page 1: %v", got)
	}
	want = append(idsDown(70, 69), idsDown(69, 20)...)
	if got := rowIDs(v.detail(pan, 2).detail(t)); !slices.Equal(got, want) {
		t.Errorf("page 2: %v", got)
	}
}

func rowsReordered(t *testing.T, v *visitor) {
	want := idsDown(119, 70)
	got := rowIDs(v.detail(long(t, v), 1).detail(t))
	if slices.Equal(got, want) {
		t.Error("the rows are in order")
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("rows %v", got)
	}
}

func endlessPages(t *testing.T, v *visitor) {
	pan := long(t, v)
	for n, first := range map[int]string{1: "0077", 2: "0045", 3: "0013", 4: "0077", 3001: "0077"} {
		d := v.detail(pan, n).detail(t)
		if d.Page != n || d.Pages < 1_000_000 || d.Rows[0].ID != first {
			t.Errorf("page %d of %d begins with %s, want %s", d.Page, d.Pages, d.Rows[0].ID, first)
		}
	}
}
