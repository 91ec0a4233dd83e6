package mongo_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/axsensor/lethe/tickets/store"
	"github.com/axsensor/lethe/tickets/store/mongo"
	"github.com/axsensor/lethe/tickets/store/mongo/mongotest"
)

const clients = 8

var cutColls = []store.Coll{
	{Name: "heads", Indexes: []store.Index{{Name: "all"}}},
	{Name: "parts", Indexes: []store.Index{{Name: "n", Order: store.Field{Name: "n", Kind: store.Int}}}},
}

func head(client int) store.Ref { return store.Ref{Coll: "heads", ID: fmt.Sprint("h", client)} }

func part(client int, rev int64, which string) store.Ref {
	return store.Ref{Coll: "parts", ID: fmt.Sprintf("h%d.%d%s", client, rev, which)}
}

// step raises a client's head and adds two parts.
func step(client int, rev int64) []store.Write {
	body, _ := bson.Marshal(bson.D{{Key: "n", Value: rev}, {Key: "b", Value: make([]byte, 10+rev%3000)}})
	return []store.Write{
		{Op: store.OpPut, Ref: part(client, rev+1, "a"), Body: body},
		{Op: store.OpPut, Ref: head(client), Rev: rev, Body: body},
		{Op: store.OpPut, Ref: part(client, rev+1, "b"), Body: body},
	}
}

// TestCut cuts the connections of a store under load again and again, half of the times after the server has worked
// unheard for a moment. Each acknowledged Apply is there whole, once; each other one whole or not at all; a watcher that
// resumes misses none; the numbers of the log have no gaps. LETHE_TEST_CUTS sets how often, and whoever runs the test
// may kill the server meanwhile.
func TestCut(t *testing.T) {
	uri := mongotest.Server(t)
	cuts := 20
	if n, err := strconv.Atoi(os.Getenv("LETHE_TEST_CUTS")); err == nil {
		cuts = n
	}
	c := &cutting{T: t, uri: uri, db: mongotest.Name(t, uri), told: map[store.Ref]bool{}}
	var through string
	c.proxy, through = mongotest.NewProxy(t, uri)
	c.store = c.openAt(through, slog.New(&counter{Handler: slog.DiscardHandler, stored: &c.stored, void: &c.void}))
	ctx, stop := context.WithCancel(t.Context())
	var writing, watching sync.WaitGroup
	for client := range clients {
		writing.Go(func() { c.write(ctx, client) })
	}
	watching.Go(c.watch)
	for range cuts {
		for n, before := 0, c.acks.Load(); c.acks.Load() < before+60 && n < 3000 && !t.Failed(); n++ {
			time.Sleep(10 * time.Millisecond)
		}
		if d := rand.IntN(20) - 10; d > 0 {
			c.proxy.CutAfter(time.Duration(d) * time.Millisecond)
		} else {
			c.proxy.Cut()
		}
	}
	stop()
	writing.Wait()
	c.finish(&watching)
	t.Logf("%d acknowledged, %d refused, %d unsure; of the commits without an answer %d were stored and %d not",
		c.acks.Load(), c.refused.Load(), c.unsure.Load(), c.stored.Load(), c.void.Load())
}

// cutting is the state of the test.
type cutting struct {
	*testing.T
	uri, db string
	proxy   *mongotest.Proxy
	store   *mongo.Store

	acked                 [clients]int64 // revision that was acknowledged last
	acks, refused, unsure atomic.Int64
	stored, void          atomic.Int64

	mu     sync.Mutex
	told   map[store.Ref]bool
	cursor store.Cursor
}

func (c *cutting) openAt(uri string, log *slog.Logger) *mongo.Store {
	s, err := mongo.Open(c.Context(), mongo.Options{Address: mongo.Address{URI: uri, Database: c.db}, Colls: cutColls, Logger: log})
	if err != nil {
		c.Fatal(err)
	}
	c.Cleanup(func() { s.Close() })
	return s
}

// write raises one head until ctx ends. After an error it looks at what is there and goes on from it.
func (c *cutting) write(ctx context.Context, client int) {
	rev := int64(0)
	for ctx.Err() == nil && !c.Failed() {
		err := c.store.Apply(c.Context(), step(client, rev)...)
		if err == nil {
			rev++
			c.acked[client] = rev
			c.acks.Add(1)
			continue
		}
		docs, geterr := c.store.Get(c.Context(), head(client))
		if geterr != nil {
			c.Errorf("client %d: %v, and then %v", client, err, geterr)
			return
		}
		if !errors.Is(err, store.ErrUnsure) {
			c.refused.Add(1)
			c.Logf("client %d was refused: %v", client, err)
			if docs[0].Rev != rev {
				c.Errorf("client %d: %v at revision %d, but it is there: %d", client, err, rev, docs[0].Rev)
			}
			continue
		}
		c.unsure.Add(1)
		rev = docs[0].Rev
	}
}

// watch follows the log, gives up now and then, and goes on from the cursor it kept before the last change.
func (c *cutting) watch() {
	for life := 0; !c.Failed(); life++ {
		before, n := c.cursor, 1+rand.IntN(200)
		for change, err := range c.store.Watch(c.Context(), c.cursor) {
			if errors.Is(err, store.ErrClosed) {
				return
			}
			if err != nil {
				c.Errorf("watch: %v", err)
				return
			}
			c.mu.Lock()
			c.told[change.Ref] = true
			c.mu.Unlock()
			if change.Cursor != "" {
				before, c.cursor = c.cursor, change.Cursor
			}
			if n--; n < 0 && c.cursor != store.Current {
				c.cursor = before
				break
			}
		}
	}
}

// finish waits until the watcher has told of everything, closes the store and inspects what is there without the proxy.
func (c *cutting) finish(watching *sync.WaitGroup) {
	s := c.openAt(c.uri, nil)
	var revs [clients]int64
	for client := range clients {
		docs, err := s.Get(c.Context(), head(client))
		if err != nil {
			c.Fatal(err)
		}
		if revs[client] = docs[0].Rev; revs[client] < c.acked[client] {
			c.Errorf("client %d: revision %d, acknowledged %d", client, revs[client], c.acked[client])
		}
	}
	for n := 0; n < 3000 && c.missing(revs) > 0 && !c.Failed(); n++ {
		time.Sleep(10 * time.Millisecond)
	}
	if err := c.store.Close(); err != nil {
		c.Error(err)
	}
	watching.Wait()
	if n := c.missing(revs); n > 0 {
		c.Errorf("%d changes were not told of", n)
	}
	total := int64(0)
	for client, rev := range revs {
		total += rev
		c.inspect(s, client, rev)
	}
	c.inspectLog(total)
}

// missing counts the parts that should have been told of and were not.
func (c *cutting) missing(revs [clients]int64) (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for client, rev := range revs {
		for r := int64(1); r <= rev; r++ {
			for _, which := range []string{"a", "b"} {
				if !c.told[part(client, r, which)] {
					n++
				}
			}
		}
	}
	return n
}

func (c *cutting) inspect(s *mongo.Store, client int, rev int64) {
	for r := int64(1); r <= rev+1; r++ {
		parts, err := s.Get(c.Context(), part(client, r, "a"), part(client, r, "b"))
		if err != nil {
			c.Fatal(err)
		}
		if want := r <= rev; parts[0].Exists() != want || parts[1].Exists() != want {
			c.Errorf("client %d: parts of revision %d there: %v and %v, want %v", client, r, parts[0].Exists(), parts[1].Exists(), want)
		}
	}
}

// inspectLog counts: each Apply has one number, and each number one change.
func (c *cutting) inspectLog(applies int64) {
	db := mongotest.Client(c, c.uri).Database(c.db)
	defer db.Client().Disconnect(context.Background())
	cur, err := db.Collection("lethe.lanes").Find(c.Context(), bson.D{})
	if err != nil {
		c.Fatal(err)
	}
	var lanes []struct{ Seq int64 }
	if err := cur.All(c.Context(), &lanes); err != nil {
		c.Fatal(err)
	}
	numbers := int64(0)
	for _, l := range lanes {
		numbers += l.Seq
	}
	changes, err := db.Collection("lethe.changes").CountDocuments(c.Context(), bson.D{{Key: "n", Value: bson.D{{Key: "$gt", Value: 0}}}})
	if err != nil {
		c.Fatal(err)
	}
	if numbers != applies || changes != applies {
		c.Errorf("%d Applies, but %d numbers and %d changes", applies, numbers, changes)
	}
}

// counter counts what the engine says of commits without an answer.
type counter struct {
	slog.Handler
	stored, void *atomic.Int64
}

func (c *counter) Enabled(context.Context, slog.Level) bool { return true }

func (c *counter) Handle(_ context.Context, r slog.Record) error {
	r.Attrs(func(a slog.Attr) bool {
		if a.Key != "stored" {
			return true
		}
		if a.Value.Bool() {
			c.stored.Add(1)
		} else {
			c.void.Add(1)
		}
		return false
	})
	return nil
}
