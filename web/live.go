package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/web/page"
)

// beat is how often a quiet stream says that it stands, and looks whether its reader may still listen.
const beat = 20 * time.Second

// live is a page's stream of news (Server-Sent Events). It ends when the reader leaves, when their session or account has
// ended, or when the server stops.
func (s *Site) live(w http.ResponseWriter, r *http.Request) error {
	l := s.hub.listen(page.Of(r.Context()).Roles)
	if l == nil {
		return errStopping
	}
	defer s.hub.leave(l)
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no")
	out := stream{w: w, control: http.NewResponseController(w)}
	out.send("retry: 2000\n\n")
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for out.err == nil {
		select {
		case <-r.Context().Done():
			return nil
		case _, open := <-l.wake:
			if !open {
				return nil
			}
			for _, n := range l.take() {
				b, err := json.Marshal(n)
				if err != nil {
					return err
				}
				out.send(fmt.Sprintf("event: changed\ndata: %s\n\n", b))
			}
		case <-tick.C:
			if !s.stillMay(r, l.roles) {
				return nil
			}
			out.send(": here\n\n")
		}
	}
	return nil
}

// stillMay says whether the session stands and has the roles it began with.
func (s *Site) stillMay(r *http.Request, roles tickets.Roles) bool {
	a, err := s.accounts.Session(r.Context(), s.token(r))
	return err == nil && a.Roles == roles
}

// stream writes until the first write that fails.
type stream struct {
	w       http.ResponseWriter
	control *http.ResponseController
	err     error
}

func (o *stream) send(text string) {
	if o.err == nil {
		_, o.err = o.w.Write([]byte(text))
	}
	if o.err == nil {
		o.err = o.control.Flush()
	}
}
