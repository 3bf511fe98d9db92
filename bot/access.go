package bot

import "onaybot/store"

// seesRides tells whether the chat may be shown a card's rides, which are a
// person's movements. It is the one place that decides so.
func (c *turn) seesRides(_ store.Link) bool { return c.Rides }
