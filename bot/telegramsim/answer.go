package telegramsim

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// apiError is a refusal as the wire carries it.
type apiError struct {
	code        int
	description string
	retryAfter  int   // seconds, 0 = not told
	migrateTo   int64 // the supergroup's id, 0 = not told
}

func (e *apiError) Error() string { return fmt.Sprintf("%d %s", e.code, e.description) }

func badRequest(format string, args ...any) *apiError {
	return &apiError{code: http.StatusBadRequest, description: "Bad Request: " + fmt.Sprintf(format, args...)}
}

func forbidden(what string) *apiError {
	return &apiError{code: http.StatusForbidden, description: "Forbidden: " + what}
}

func tooMany(wait time.Duration) *apiError {
	seconds := max(1, int((wait+time.Second-1)/time.Second))
	return &apiError{
		code:        http.StatusTooManyRequests,
		description: fmt.Sprintf("Too Many Requests: retry after %d", seconds),
		retryAfter:  seconds,
	}
}

func notFound() *apiError {
	return &apiError{code: http.StatusNotFound, description: "Not Found"}
}

type envelope struct {
	OK          bool        `json:"ok"`
	Result      any         `json:"result,omitempty"`
	Code        int         `json:"error_code,omitempty"`
	Description string      `json:"description,omitempty"`
	Parameters  *parameters `json:"parameters,omitempty"`
}

type parameters struct {
	MigrateTo  int64 `json:"migrate_to_chat_id,omitempty"`
	RetryAfter int   `json:"retry_after,omitempty"`
}

// refusal turns an error of a handler into what the wire carries; what is not
// an apiError is the fault of the request's form.
func refusal(err error) *apiError {
	var refused *apiError
	if errors.As(err, &refused) {
		return refused
	}
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return &apiError{code: http.StatusRequestEntityTooLarge, description: "Request Entity Too Large"}
	}
	return badRequest("can't parse the request") // assumed: no wording is known
}

func (e *apiError) envelope() envelope {
	answer := envelope{Code: e.code, Description: e.description}
	if e.migrateTo != 0 || e.retryAfter != 0 {
		answer.Parameters = &parameters{MigrateTo: e.migrateTo, RetryAfter: e.retryAfter}
	}
	return answer
}

// writeAnswer sends the envelope, dated by the server's clock; the HTTP status is the error code (observed).
func (s *Server) writeAnswer(w http.ResponseWriter, answer envelope) {
	status := http.StatusOK
	if !answer.OK {
		status = answer.Code
	}
	body, err := json.Marshal(answer)
	if err != nil {
		status, body = http.StatusInternalServerError, []byte(`{"ok":false,"error_code":500,"description":"Internal Server Error"}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Date", s.now().UTC().Format(http.TimeFormat))
	w.WriteHeader(status)
	_, _ = w.Write(body) // the caller may have gone; nobody is left to tell
}
