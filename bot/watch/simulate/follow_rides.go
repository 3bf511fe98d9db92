package simulate

import (
	"strconv"
	"time"

	"onaybot/bot/watch"
	"onaybot/onayclient"
	"onaybot/store"
)

// page is how many rows one request brings, the newest of them.
const page = 50

// newest are the rows on the first page, as the cabinet tells them. Their ids
// are their places among the rows.
func newest(rows []Row) []onayclient.Transaction {
	var list []onayclient.Transaction
	for i := max(0, len(rows)-page); i < len(rows); i++ {
		list = append(list, rows[i].transaction(i))
	}
	return list
}

// stored are transactions as the store keeps them, with their places as ids.
func stored(list []onayclient.Transaction) []store.Transaction {
	rows := make([]store.Transaction, len(list))
	for i, x := range list {
		place, _ := strconv.ParseInt(x.ID, 10, 64) // as transaction writes it
		rows[i] = store.Transaction{Transaction: x, RowID: place}
	}
	return rows
}

// tellRides has the detector tell the rides among the rows since the last
// reading, as far as they were on the page.
func (f *follower) tellRides(rows []Row) {
	told := make([]bool, len(rows))
	known := store.Changes{New: stored(f.reading.Transactions)}
	for _, e := range watch.DetectTransactions(f.link[0], known, f.reading.Card.At) {
		if rides, ok := e.Data.(watch.TransactionIDs); ok {
			f.noteRides(rides.IDs, rows, told)
		}
	}
	for i, x := range rows {
		if x.Ride && !told[i] {
			f.loseRide(f.reading.Card.At.Sub(x.At))
		}
	}
}

// noteRides counts rides as told. It is false to tell one twice, or what is
// none.
func (f *follower) noteRides(ids []int64, rows []Row, told []bool) {
	for _, i := range ids {
		if told[i] || !rows[i].Ride {
			f.tally.falsely++
			continue
		}
		told[i] = true
		f.tally.tell(rows[i].At, f.reading.Card.At.Sub(rows[i].At), f.setup.Zone)
	}
}

func (f *follower) loseRide(age time.Duration) {
	if age > tooLate {
		f.tally.missed++
	} else {
		f.tally.unseen++
	}
}

// waiting counts the rides that no reading came for in a day.
func (f *follower) waiting(rows []Row, end time.Time) {
	for _, x := range rows {
		if x.Ride && end.Sub(x.At) > tooLate {
			f.tally.missed++
		}
	}
}

// transaction is the row as the cabinet tells it.
func (x Row) transaction(id int) onayclient.Transaction {
	kind := onayclient.KindTopUp
	if x.Ride {
		kind = onayclient.KindRide
	}
	return onayclient.Transaction{ID: strconv.Itoa(id), At: x.At, Kind: kind, Amount: x.Amount, Balance: x.Balance, HasBalance: true}
}
