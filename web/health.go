package web

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// healthTime is how long the data may take to answer before it counts as away.
const healthTime = 5 * time.Second

// health says whether the site can serve: 200 or 503, and nothing about why, which the log tells. Whoever asks while
// another's question is open gets its answer: the page is for everybody and must not become a burden.
func (s *Site) health(w http.ResponseWriter, r *http.Request) error {
	status, word := http.StatusOK, "ok"
	if s.opts.Check != nil {
		answer := s.checks.DoChan("", func() (any, error) {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), healthTime)
			defer cancel()
			return nil, s.opts.Check(ctx)
		})
		select {
		case a := <-answer:
			if a.Err != nil {
				s.log.ErrorContext(r.Context(), "health check failed", "error", a.Err)
				status, word = http.StatusServiceUnavailable, "unavailable"
			}
		case <-r.Context().Done():
			return r.Context().Err()
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	return json.NewEncoder(w).Encode(map[string]string{"status": word})
}
