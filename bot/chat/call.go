package chat

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"

	"onaybot/store"
)

// The verbs of buttons. They stand in messages that were sent long ago, so none
// may change its meaning.
const (
	VerbAdd       = "add"
	VerbErase     = "erase"
	VerbName      = "name"
	VerbCancel    = "cancel"
	VerbBalance   = "bal"
	VerbTrips     = "trips"
	VerbStats     = "stats"
	VerbExport    = "export"
	VerbCards     = "cards"
	VerbCard      = "card"
	VerbThreshold = "threshold"
	VerbAlerts    = "alerts"
	VerbLook      = "look"
	VerbRemind    = "remind"
	VerbFare      = "fare"
	VerbLanguage  = "lang"
	VerbForget    = "forget"
	VerbFeedback  = "feedback"
	VerbProof     = "proof"
	VerbApproval  = "approval"
	VerbShare     = "share"
	VerbReopen    = "reopen"
	VerbReplaced  = "replaced"
	VerbOffer     = "offer"
)

// Handler handles a request.
type Handler func(r *Request, call Call) error

// Call is what a handler is called for: a command, a pressed button, or the
// answer to a question.
type Call struct {
	Link store.Link      // the link it is about; zero: none, or the route knows of none
	Args []string        // of a button: what stands after its verb and its link
	Data json.RawMessage // of a question: what was given to [Request.Ask]
}

// ErrStale says that a button's arguments make no sense, or none any more.
var ErrStale = errors.New("stale button")

// Int is an argument that is a number; the error is [ErrStale].
func (c Call) Int(i int) (int, error) {
	if i >= len(c.Args) {
		return 0, ErrStale
	}
	n, err := strconv.Atoi(c.Args[i])
	if err != nil {
		return 0, ErrStale
	}
	return n, nil
}

// ID is an argument that is the id of a row; the error is [ErrStale].
func (c Call) ID(i int) (int64, error) {
	n, err := c.Int(i)
	return int64(n), err
}

// Is tells whether the arguments are these words.
func (c Call) Is(words ...string) bool { return slices.Equal(c.Args, words) }
