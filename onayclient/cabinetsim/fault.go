package cabinetsim

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// FaultKind names one way in which the cabinet misbehaves.
type FaultKind string

// Faults of the whole answer.
const (
	FaultError       FaultKind = "error"        // HTTP 500
	FaultDown        FaultKind = "down"         // HTTP 502 with HTML
	FaultBusy        FaultKind = "busy"         // HTTP 429, Retry-After as in Fault.RetryAfter
	FaultForbidden   FaultKind = "forbidden"    // HTTP 403: the address is banned
	FaultCaptcha     FaultKind = "captcha"      // HTTP 200, a page that wants proof of a person
	FaultHTML        FaultKind = "html"         // HTTP 200, an HTML page that is not the start page
	FaultRedirect    FaultKind = "redirect"     // HTTP 302 to Fault.Location, to itself when empty
	FaultErrorDetail FaultKind = "errordetail"  // HTTP 200, JSON with errordetail
	FaultRedesigned  FaultKind = "redesigned"   // no token on the start page, another shape of JSON
	FaultNoToken     FaultKind = "no-token"     // the start page without its csrftoken
	FaultNoSignIn    FaultKind = "no-sign-in"   // every sign-in is refused
	FaultNoSuchCard  FaultKind = "no-such-card" // type:false for a card that is there
	FaultWorks       FaultKind = "works"        // type:false, or success:false, beside a message about works
	FaultDeclined    FaultKind = "declined"     // in the app dialect: success:false, with no reason
	FaultNoData      FaultKind = "no-data"      // in the app dialect: success:true, data:null
	FaultEmptyData   FaultKind = "empty-data"   // in the app dialect: success:true, data:{}
	FaultEmptyList   FaultKind = "empty-list"   // in the app dialect: success:true, data:[]
)

// Faults of the way an answer travels.
const (
	FaultSlow      FaultKind = "slow"      // the answer comes after Fault.Delay
	FaultHang      FaultKind = "hang"      // no answer until the client goes or Release is called
	FaultReset     FaultKind = "reset"     // the connection is reset instead of an answer
	FaultCutOff    FaultKind = "cut-off"   // the connection breaks in the middle of the body
	FaultTruncated FaultKind = "truncated" // a whole HTTP answer with half of its body
	FaultHuge      FaultKind = "huge"      // a body of Fault.Size bytes, streamed
	FaultDrip      FaultKind = "drip"      // the body byte by byte, Fault.Delay apart
)

// Faults of the session. Each drops what it names, then refuses or goes on, so
// a client that starts afresh is served once the fault has run out.
const (
	FaultStaleForbidden FaultKind = "stale-403"      // the token is stale: HTTP 403
	FaultStaleExpired   FaultKind = "stale-419"      // the token is stale: HTTP 419
	FaultStaleHTML      FaultKind = "stale-html"     // the token is stale: the start page
	FaultForgetSession  FaultKind = "forget-session" // session, token and sign-in are gone
	FaultForgetSignIn   FaultKind = "forget-sign-in" // the session stays, signed out
)

// Faults of the figures and rows in an otherwise good answer.
const (
	FaultBalanceMissing   FaultKind = "balance-missing"
	FaultBalanceNull      FaultKind = "balance-null"
	FaultBalanceString    FaultKind = "balance-string"
	FaultBalanceNegative  FaultKind = "balance-negative"
	FaultBalanceHuge      FaultKind = "balance-huge"   // does not fit 64 bits
	FaultBalanceFloat     FaultKind = "balance-float"  // has a fraction
	FaultBalanceTimes100  FaultKind = "balance-x100"   // a hundred times the figure
	FaultBalanceBy100     FaultKind = "balance-by-100" // a hundredth of it
	FaultOtherCard        FaultKind = "other-card"     // the answer names another card
	FaultTypeEmpty        FaultKind = "type-empty"     // no type code
	FaultRowsRepeated     FaultKind = "rows-repeated"  // the newest row of a page twice, and the last of the page before
	FaultRowsReordered    FaultKind = "rows-reordered"
	FaultRowsAmended      FaultKind = "rows-amended"      // the newest row lacks route, vehicle and balance until the fault ends
	FaultRowsLate         FaultKind = "rows-late"         // the newest row is not there until the fault ends
	FaultUnknownOperation FaultKind = "unknown-operation" // of the newest row
	FaultImpossibleDate   FaultKind = "impossible-date"   // of the newest row
	FaultEndlessPages     FaultKind = "endless-pages"     // a huge page count, rows going round
)

// Fault is one misbehaviour and the requests it is for.
type Fault struct {
	Kind  FaultKind
	On    Kind   // one kind of request; empty = every kind the fault can touch
	PAN   string // one card; empty = every request
	Times int    // how many requests; 0 = until ClearFaults

	Delay      time.Duration // FaultSlow (3 s when zero), FaultDrip (1 s when zero)
	RetryAfter string        // FaultBusy: the header as it goes out; empty = none
	Location   string        // FaultRedirect
	Size       int64         // FaultHuge: bytes (200 MiB when zero)
}

// stage is where in the making of an answer a fault acts.
type stage int

const (
	stageDelay stage = iota + 1
	stageWhole
	stageSession
	stageData
	stageTravel
)

type faultSpec struct {
	stage stage
	on    []Kind // nil = every kind
}

func (f faultSpec) touches(k Kind) bool { return f.on == nil || slices.Contains(f.on, k) }

// The kinds that tell figures, and rows. The figure of a ticket is its cost.
var (
	figureKinds = []Kind{KindCheck, KindDetail, KindAppCard, KindAppTickets}
	rowKinds    = []Kind{KindDetail, KindAppTickets}
)

var faultSpecs = map[FaultKind]faultSpec{
	FaultError:       {stageWhole, nil},
	FaultDown:        {stageWhole, nil},
	FaultBusy:        {stageWhole, nil},
	FaultForbidden:   {stageWhole, nil},
	FaultCaptcha:     {stageWhole, nil},
	FaultHTML:        {stageWhole, nil},
	FaultRedirect:    {stageWhole, nil},
	FaultRedesigned:  {stageWhole, nil},
	FaultErrorDetail: {stageWhole, []Kind{KindCheck, KindSignIn, KindAddCard, KindDetail}},
	FaultNoToken:     {stageWhole, []Kind{KindStart}},
	FaultNoSignIn:    {stageWhole, []Kind{KindSignIn, KindAppSignIn}},
	FaultNoSuchCard:  {stageWhole, []Kind{KindCheck, KindAddCard, KindDetail}},
	FaultWorks:       {stageWhole, slices.Concat(appKinds, []Kind{KindCheck, KindSignIn, KindAddCard, KindDetail})},
	FaultDeclined:    {stageWhole, appKinds},
	FaultNoData:      {stageWhole, appKinds},
	FaultEmptyData:   {stageWhole, appKinds},
	FaultEmptyList:   {stageWhole, appKinds},

	FaultSlow:      {stageDelay, nil},
	FaultHang:      {stageDelay, nil},
	FaultReset:     {stageTravel, nil},
	FaultCutOff:    {stageTravel, nil},
	FaultTruncated: {stageTravel, nil},
	FaultHuge:      {stageTravel, nil},
	FaultDrip:      {stageTravel, nil},

	FaultStaleForbidden: {stageSession, []Kind{KindCheck, KindSignIn, KindAddCard, KindDetail}},
	FaultStaleExpired:   {stageSession, []Kind{KindCheck, KindSignIn, KindAddCard, KindDetail}},
	FaultStaleHTML:      {stageSession, []Kind{KindCheck, KindSignIn, KindAddCard, KindDetail}},
	FaultForgetSession:  {stageSession, []Kind{KindCheck, KindSignIn, KindAddCard, KindDetail}},
	FaultForgetSignIn:   {stageSession, []Kind{KindAddCard, KindDetail, KindAppCards, KindAppTickets}},

	FaultBalanceMissing:   {stageData, figureKinds},
	FaultBalanceNull:      {stageData, figureKinds},
	FaultBalanceString:    {stageData, figureKinds},
	FaultBalanceNegative:  {stageData, figureKinds},
	FaultBalanceHuge:      {stageData, figureKinds},
	FaultBalanceFloat:     {stageData, figureKinds},
	FaultBalanceTimes100:  {stageData, figureKinds},
	FaultBalanceBy100:     {stageData, figureKinds},
	FaultOtherCard:        {stageData, []Kind{KindCheck, KindAppCard}},
	FaultTypeEmpty:        {stageData, []Kind{KindCheck}},
	FaultRowsRepeated:     {stageData, rowKinds},
	FaultRowsReordered:    {stageData, rowKinds},
	FaultRowsAmended:      {stageData, rowKinds},
	FaultRowsLate:         {stageData, rowKinds},
	FaultUnknownOperation: {stageData, []Kind{KindDetail}},
	FaultImpossibleDate:   {stageData, rowKinds},
	FaultEndlessPages:     {stageData, []Kind{KindDetail}},
}

// FaultKinds lists every fault there is, sorted.
func FaultKinds() []FaultKind {
	kinds := make([]FaultKind, 0, len(faultSpecs))
	for k := range faultSpecs {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	return kinds
}

// faultBoard holds the faults that are on, newest last.
type faultBoard struct {
	any  atomic.Bool // saves the lock while all is well
	mu   sync.Mutex
	on   []Fault
	mode []Fault
}

// SetFault switches a fault on beside those already on; of several that
// replace the whole answer the newest wins. A fault already on for the same
// requests is replaced. It panics on a kind that does not exist or never
// touches requests of the kind On, for such a fault would test nothing.
func (s *Server) SetFault(f Fault) {
	spec, ok := faultSpecs[f.Kind]
	if !ok {
		panic(fmt.Sprintf("cabinetsim: no fault %q", f.Kind))
	}
	if f.On != "" && !spec.touches(f.On) {
		panic(fmt.Sprintf("cabinetsim: fault %q never touches %q", f.Kind, f.On))
	}
	s.faults.set(f)
}

// ClearFaults switches off every fault set by SetFault and releases what is
// held. The mode stays.
func (s *Server) ClearFaults() {
	s.faults.clear()
	s.Release()
}

func (b *faultBoard) set(f Fault) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.on = slices.DeleteFunc(b.on, func(o Fault) bool {
		return o.Kind == f.Kind && o.On == f.On && o.PAN == f.PAN
	})
	b.on = append(b.on, f)
	b.any.Store(true)
}

func (b *faultBoard) clear() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.on = nil
	b.any.Store(len(b.mode) > 0)
}

func (b *faultBoard) setMode(faults []Fault) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.mode = faults
	b.any.Store(len(b.on)+len(b.mode) > 0)
}
