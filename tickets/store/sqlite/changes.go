package sqlite

import (
	"context"
	sqldriver "database/sql/driver"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/axsensor/lethe/tickets/store"
)

// position is a place in the log: a row's number and the tag of the Apply that wrote it. The tag tells a cursor of this
// file's history from one of another, such as that of a backup which was put back and then went another way.
type position struct{ n, tag int64 }

func (p position) cursor() store.Cursor {
	return store.Cursor(fmt.Sprintf("%d.%x", p.n, p.tag))
}

func parseCursor(c store.Cursor) (position, error) {
	n, tag, _ := strings.Cut(string(c), ".")
	var p position
	var err error
	if p.n, err = strconv.ParseInt(n, 10, 64); err == nil {
		p.tag, err = strconv.ParseInt(tag, 16, 64)
	}
	if err != nil || p.n < 0 || p.tag < 0 {
		return position{}, fmt.Errorf("%w: not a cursor of this engine", store.ErrCursorLost)
	}
	return p, nil
}

// changeLog knows the ends of the log and wakes those who follow it.
type changeLog struct {
	last position // the last row written, committed or not; the writer's alone

	mu    sync.Mutex
	moved chan struct{} // closed at the next commit with changes
	told  position      // the last row committed
}

func openLog(c *conn) (*changeLog, error) {
	l := &changeLog{moved: make(chan struct{})}
	err := c.each(context.Background(), func(row []sqldriver.Value) bool {
		l.last = position{intOf(row[0]), intOf(row[1])}
		return false
	}, "SELECT floor, tag FROM state")
	if err != nil {
		return nil, err
	}
	err = c.each(context.Background(), func(row []sqldriver.Value) bool {
		l.last = position{intOf(row[0]), intOf(row[1])}
		return false
	}, "SELECT n, tag FROM change ORDER BY n DESC LIMIT 1")
	l.told = l.last
	return l, err
}

// position, retreat and publish are the writer's: where the log stands, back to there after a rollback, and the news
// after a commit.
func (l *changeLog) position() position { return l.last }
func (l *changeLog) retreat(p position) { l.last = p }

func (l *changeLog) publish() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.told == l.last {
		return
	}
	l.told = l.last
	close(l.moved)
	l.moved = make(chan struct{})
}

// end returns the last committed row, and a channel that is closed when there are more.
func (l *changeLog) end() (position, <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.told, l.moved
}

// tell writes a change into the log.
func (w *writer) tell(t *step, tag int64) error {
	p := position{w.changes.last.n + 1, tag}
	err := w.conn.exec("INSERT INTO change (n, at, tag, op, coll, id) VALUES (?, ?, ?, ?, ?, ?)",
		p.n, w.now().UnixMilli(), p.tag, int64(t.Told()), t.coll, t.id)
	if err != nil {
		return err
	}
	w.changes.last = p
	return nil
}
