package rides

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"time"

	"onaybot/onayclient"
)

// columns are the first row of an exported file.
var columns = []string{"card", "time", "kind", "route", "vehicle", "amount", "balance"}

// byteOrderMark has spreadsheets take a file for UTF-8.
const byteOrderMark = "\ufeff"

// toCSV writes transactions as RFC 4180 has it, the oldest first, with times
// of the zone and amounts in tenge. list is newest first.
func toCSV(last4 string, list []onayclient.Transaction, zone *time.Location) ([]byte, error) {
	b := bytes.NewBufferString(byteOrderMark)
	w := csv.NewWriter(b)
	w.UseCRLF = true
	rows := [][]string{columns}
	for _, x := range slices.Backward(list) {
		balance := ""
		if x.HasBalance {
			balance = decimal(x.Balance)
		}
		rows = append(rows, []string{
			last4, x.At.In(zone).Format(time.RFC3339), harmless(string(x.Kind)), harmless(x.Route), harmless(x.Vehicle),
			decimal(x.Amount), balance,
		})
	}
	if err := w.WriteAll(rows); err != nil {
		return nil, fmt.Errorf("write csv: %w", err)
	}
	return b.Bytes(), nil
}

// decimal writes tenge with a dot, -120.00.
func decimal(m onayclient.Money) string {
	sign, tenge, tiyn := "", m/100, m%100
	if m < 0 {
		sign, tenge, tiyn = "-", -tenge, -tiyn
	}
	return fmt.Sprintf("%s%d.%02d", sign, tenge, tiyn)
}

// harmless keeps a spreadsheet from taking what the cabinet wrote for a
// formula.
func harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(cell)[0]) {
		return "'" + cell
	}
	return cell
}
