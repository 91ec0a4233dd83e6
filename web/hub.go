package web

import (
	"sync"

	"github.com/axsensor/lethe/tickets"
)

// News tells that something changed; what it is now, the page asks for itself.
type News struct {
	Topic string `json:"topic"` // "ticket", "run" …; "*" is anything
	ID    string `json:"id,omitempty"`
}

// Hub carries news from the runners to open pages: ids only. It never makes who publishes wait: a page that cannot keep
// up is told once that anything may have changed.
type Hub struct {
	mu     sync.Mutex
	subs   map[*listener]struct{}
	closed bool
}

// listener is one open page.
type listener struct {
	roles tickets.Roles
	wake  chan struct{} // one signal waits at most
	mu    sync.Mutex
	news  map[News]struct{}
}

// manyNews is how many different news wait for a page before they become one.
const manyNews = 64

// NewHub returns a hub that nobody listens to.
func NewHub() *Hub { return &Hub{subs: map[*listener]struct{}{}} }

// Publish tells every open page of a reader with one of the roles. After Close it does nothing.
func (h *Hub) Publish(n News, roles tickets.Roles) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for l := range h.subs {
		if l.roles&roles != 0 {
			l.add(n)
		}
	}
}

// Close ends every open stream; there are no more.
func (h *Hub) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for l := range h.subs {
		close(l.wake)
	}
	clear(h.subs)
}

// listen opens a page's stream, nil after Close.
func (h *Hub) listen(roles tickets.Roles) *listener {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return nil
	}
	l := &listener{roles: roles, wake: make(chan struct{}, 1), news: map[News]struct{}{}}
	h.subs[l] = struct{}{}
	return l
}

func (h *Hub) leave(l *listener) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.subs, l)
}

func (l *listener) add(n News) {
	l.mu.Lock()
	if len(l.news) >= manyNews {
		clear(l.news)
		n = News{Topic: "*"}
	}
	l.news[n] = struct{}{}
	l.mu.Unlock()
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// take returns what has come since the last time.
func (l *listener) take() []News {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, all := l.news[News{Topic: "*"}]; all {
		clear(l.news)
		return []News{{Topic: "*"}}
	}
	out := make([]News, 0, len(l.news))
	for n := range l.news {
		out = append(out, n)
	}
	clear(l.news)
	return out
}
