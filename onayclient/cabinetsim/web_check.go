package cabinetsim

import (
	"encoding/json"
	"strconv"
)

// checkResult is what /check tells of a card (observed).
type checkResult struct {
	PAN      string          `json:"pan"`
	ShortPAN string          `json:"shortPan"`
	StopList bool            `json:"stopList"`
	Type     string          `json:"type"`
	Name     string          `json:"name"`
	Balance  json.RawMessage `json:"balance,omitempty"` // tiyn
}

func (s *Server) check(x *exchange) answer {
	h := s.cards.find(x.pan())
	if h == nil {
		return noSuchCard(x)
	}
	c := h.snapshot()
	result := checkResult{
		PAN: c.PAN, ShortPAN: shortPAN(c.PAN), StopList: c.Blocked,
		Type: c.Type, Name: c.Name, Balance: x.plan.balance(c.Balance),
	}
	if x.plan.has(FaultTypeEmpty) {
		result.Type = ""
	}
	if x.plan.has(FaultOtherCard) {
		result.PAN = otherPAN(c.PAN)
		result.ShortPAN = shortPAN(result.PAN)
	}
	return jsonAnswer(webReply{Result: result, Type: true, Message: "OK"}, x.plan.outcome())
}

// noSuchCard has no result, in one of the forms observed: empty, null or
// missing. A number always gets the same one.
func noSuchCard(x *exchange) answer {
	forms := []any{json.RawMessage(`{}`), json.RawMessage(`[]`), json.RawMessage(`null`), nil}
	r := webReply{Result: forms[hash(x.pan())%uint64(len(forms))], Message: wordsFor(x.req).noCard}
	return jsonAnswer(r, "no-such-card")
}

// balance is the figure as the faults leave it; nil = not there.
func (p plan) balance(tiyn int64) json.RawMessage {
	raw := strconv.FormatInt(tiyn, 10)
	for _, f := range p {
		switch f.Kind {
		case FaultBalanceMissing:
			return nil
		case FaultBalanceNull:
			return json.RawMessage(`null`)
		case FaultBalanceString:
			return json.RawMessage(`"` + raw + `"`)
		case FaultBalanceNegative:
			return json.RawMessage(`-8000`)
		case FaultBalanceHuge:
			return json.RawMessage(`99999999999999999999999999`)
		case FaultBalanceFloat:
			return json.RawMessage(raw + `.5`)
		case FaultBalanceTimes100:
			return json.RawMessage(strconv.FormatInt(tiyn*100, 10))
		case FaultBalanceBy100:
			return json.RawMessage(strconv.FormatInt(tiyn/100, 10))
		}
	}
	return json.RawMessage(raw)
}

// otherPAN is a number that differs from pan in its last two digits and passes
// the Luhn check.
func otherPAN(pan string) string {
	digits := []byte(pan[:panLength-1])
	last := &digits[panLength-2]
	*last = '0' + (*last-'0'+1)%10
	return string(append(digits, checkDigit(digits)))
}
