package demo

import (
	"fmt"
	"time"

	"onaybot/onayclient/cabinetsim"
)

// oddCard is a card of Karaganda, whose rides cost 100 tenge. Its number is made
// up, as all of the city.
var oddCard = cabinetsim.Card{
	PAN: "9398101000000000023", Type: "01.01", Label: "karaganda", Balance: 12_000_00, City: 2, Fare: 100_00,
}

// addOddCard puts into the city what other people's cards have: rides at a fare
// of their own, a fare that was given back, a pass bought from the balance.
func (w *World) addOddCard() error {
	if err := w.Cabinet.Add(oddCard); err != nil {
		return fmt.Errorf("the city's card of Karaganda: %w", err)
	}
	ride := func(days, hour int, route string, tiyn int64) cabinetsim.Transaction {
		y, m, d := w.Now().In(Almaty).Date()
		at := time.Date(y, m, d-days, hour, 12, 31, 0, Almaty)
		return cabinetsim.Transaction{Operation: cabinetsim.OpRide, Route: route, Vehicle: "314KA09", At: at, Amount: tiyn}
	}
	pass := ride(2, 12, "", -9_900_00)
	pass.Operation, pass.Vehicle = cabinetsim.OpPass, ""
	for _, t := range []cabinetsim.Transaction{
		ride(5, 8, "5", -oddCard.Fare), ride(5, 18, "43", -oddCard.Fare), ride(4, 8, "5", -oddCard.Fare),
		ride(3, 8, "5", -oddCard.Fare), ride(3, 9, "5", oddCard.Fare), pass, ride(1, 18, "43", -oddCard.Fare),
	} {
		if _, err := w.Cabinet.Charge(oddCard.PAN, t); err != nil {
			return fmt.Errorf("a row of the card of Karaganda: %w", err)
		}
	}
	return nil
}
