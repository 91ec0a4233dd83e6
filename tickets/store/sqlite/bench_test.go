package sqlite_test

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/axsensor/lethe/tickets/store"
	"github.com/axsensor/lethe/tickets/store/sqlite"
	"github.com/axsensor/lethe/tickets/store/storetest"
)

// benchColls are shaped as the desk's are: a head with two lists, messages by ticket, a trail.
var benchColls = []store.Coll{
	{Name: "heads", Indexes: []store.Index{
		{Name: "state", Eq: []store.Field{{Name: "state", Kind: store.String}}, Order: store.Field{Name: "at", Kind: store.Time}},
	}},
	{Name: "parts", Indexes: []store.Index{{Name: "ticket", Eq: []store.Field{{Name: "ticket", Kind: store.String}}}}},
	{Name: "trail", Unlogged: true},
}

func benchStore(b *testing.B, dir string, hasty bool) *sqlite.Store {
	b.Helper()
	return openBench(b, sqlite.Options{Dir: dir, Hasty: hasty})
}

func openBench(b *testing.B, o sqlite.Options) *sqlite.Store {
	b.Helper()
	o.Colls = benchColls
	s, err := sqlite.Open(b.Context(), o)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	return s
}

var serial atomic.Int64

func benchID() string {
	return fmt.Sprintf("%016x%010d", rand.Uint64(), serial.Add(1))
}

// noise is what sealed bytes are cut from: making them is no part of what is measured.
var noise = func() []byte {
	b := make([]byte, 1<<20)
	rand.NewChaCha8([32]byte{1}).Read(b)
	return b
}()

// sealedBody is a body with an indexed field and bytes that look like sealed ones.
func sealedBody(size int, fields ...bson.E) bson.Raw {
	at := rand.IntN(len(noise) - size)
	body, err := bson.Marshal(append(bson.D(fields), bson.E{Key: "sealed", Value: noise[at : at+size]}))
	if err != nil {
		panic(err)
	}
	return body
}

// three are the writes of a new message under a new ticket: a head of 1 kB, a message of 3 kB, a trail entry of 300 bytes.
func three() []store.Write {
	id := benchID()
	return []store.Write{
		{Op: store.OpPut, Ref: store.Ref{Coll: "heads", ID: id}, Body: sealedBody(1000, bson.E{Key: "state", Value: "open"}, bson.E{Key: "at", Value: time.Now()})},
		{Op: store.OpPut, Ref: store.Ref{Coll: "parts", ID: id + ".a"}, Body: sealedBody(3000, bson.E{Key: "ticket", Value: id})},
		{Op: store.OpPut, Ref: store.Ref{Coll: "trail", ID: id + ".t"}, Body: sealedBody(300)},
	}
}

// many are writes of n messages.
func many(n int) []store.Write {
	var out []store.Write
	id := benchID()
	for i := range n {
		out = append(out, store.Write{Op: store.OpPut, Ref: store.Ref{Coll: "parts", ID: fmt.Sprint(id, ".", i)}, Body: sealedBody(3000, bson.E{Key: "ticket", Value: id})})
	}
	return out
}

// BenchmarkApply: single Applies of three new documents by one client and by sixteen, beside a probe that does no more
// than write the same rows in one transaction each, and one that only appends the three documents to a table. How much
// sixteen clients can gain at most by sharing commits is seen by the probe too: x-probe is its gain when it writes sixteen
// times three documents in each transaction. Both gains hang on what a sync of the disk costs beside the work, which sharing
// does not spare: µs-sync is that of the bytes which one Apply puts into the write-ahead log.
func BenchmarkApply(b *testing.B) {
	s := benchStore(b, b.TempDir(), false)
	probe, together, plain := bare(b, true), bare(b, true), bare(b, false)
	apply := func() error { return s.Apply(context.Background(), three()...) }
	one := &side{name: "one", clients: 1, work: apply}
	rows := &side{name: "probe", clients: 1, work: func() error { return probe.Write(three()) }}
	docs := &side{name: "append", clients: 1, work: func() error { return plain.Write(three()) }}
	sixteen := &side{name: "sixteen", clients: 16, work: apply}
	shared := &side{name: "shared", clients: 1, work: func() error {
		var all []store.Write
		for range 16 {
			all = append(all, three()...)
		}
		return together.Write(all)
	}}
	syncs := &side{name: "sync", clients: 1, work: appender(b)}
	measure(b, one, rows, docs, sixteen, shared, syncs)
	b.ReportMetric(1e6/syncs.perSecond(), "µs-sync")
	b.ReportMetric(16*shared.perSecond()/rows.perSecond(), "x-probe")
	b.ReportMetric(100*sixteen.perSecond()/shared.perSecond()/16, "%-of-shared")
	b.ReportMetric(100*one.perSecond()/rows.perSecond(), "%-of-probe")
	b.ReportMetric(100*one.perSecond()/docs.perSecond(), "%-of-append")
	b.ReportMetric(sixteen.perSecond()/one.perSecond(), "x-one-client")
}

// appender writes the bytes of one Apply over a file, as a log that is used again and again, and syncs it.
func appender(b *testing.B) func() error {
	b.Helper()
	f, err := os.Create(filepath.Join(b.TempDir(), "log"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { f.Close() })
	const places = 100
	part, i := noise[:44<<10], int64(0)
	return func() error {
		i++
		_, err := f.WriteAt(part, i%places*int64(len(part)))
		return cmp.Or(err, f.Sync())
	}
}

// BenchmarkBatch: Applies of a hundred documents of 3 kB, beside the same probes.
func BenchmarkBatch(b *testing.B) {
	s := benchStore(b, b.TempDir(), false)
	probe, plain := bare(b, true), bare(b, false)
	batch := &side{name: "batches", clients: 1, work: func() error { return s.Apply(context.Background(), many(100)...) }}
	rows := &side{name: "probe", clients: 1, work: func() error { return probe.Write(many(100)) }}
	docs := &side{name: "append", clients: 1, work: func() error { return plain.Write(many(100)) }}
	measure(b, batch, rows, docs)
	b.ReportMetric(100*batch.perSecond(), "docs/s")
	b.ReportMetric(100*batch.perSecond()/rows.perSecond(), "%-of-probe")
	b.ReportMetric(100*batch.perSecond()/docs.perSecond(), "%-of-append")
}

// sizes are the numbers of documents that reading is measured among; LETHE_BENCH_DOCS names the largest.
func sizes() []int {
	most, _ := strconv.Atoi(os.Getenv("LETHE_BENCH_DOCS"))
	most = cmp.Or(most, 1_000_000)
	var out []int
	for _, n := range []int{10_000, 100_000, 1_000_000} {
		if n <= most {
			out = append(out, n)
		}
	}
	return out
}

const (
	perState = 500 // documents with the same state, of which fifty are listed
	hot      = 20  // lists that are asked for again and again, as a desk's are
)

// headID is the id of the i-th head, in no order.
func headID(i int) string { return fmt.Sprintf("%016x%010d", uint64(i+1)*0x9e3779b97f4a7c15, i) }

// told is a log that waits for one message.
type told struct {
	slog.Handler
	message string
	said    chan struct{}
}

func (t told) Enabled(context.Context, slog.Level) bool { return true }

func (t told) Handle(_ context.Context, r slog.Record) error {
	if r.Message == t.message {
		close(t.said)
	}
	return nil
}

// filled is a store with n heads whose file was looked through to its end, which is done beside the serving after a start
// and takes the longer the larger the file. In the folder that LETHE_BENCH_DIR names it stays for the next run.
func filled(b *testing.B, n int) *sqlite.Store {
	b.Helper()
	dir := b.TempDir()
	if kept := os.Getenv("LETHE_BENCH_DIR"); kept != "" {
		dir = filepath.Join(kept, strconv.Itoa(n))
		if err := os.MkdirAll(dir, 0o700); err != nil {
			b.Fatal(err)
		}
	}
	whole := told{slog.DiscardHandler, "the database file is whole", make(chan struct{})}
	s := openBench(b, sqlite.Options{Dir: dir, Hasty: true, Logger: slog.New(whole)})
	fill(b, s, n)
	select {
	case <-whole.said:
	case <-time.After(5 * time.Minute):
		b.Fatal("the file was not looked through")
	}
	return s
}

func fill(b *testing.B, s *sqlite.Store, n int) {
	b.Helper()
	docs, err := s.Get(b.Context(), store.Ref{Coll: "heads", ID: headID(n - 1)})
	if err != nil {
		b.Fatal(err)
	}
	if docs[0].Exists() {
		return
	}
	writes := make([]store.Write, 0, store.MaxWrites)
	day := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range n {
		state := fmt.Sprint("s", rand.IntN(n/perState))
		writes = append(writes, store.Write{Op: store.OpPut, Ref: store.Ref{Coll: "heads", ID: headID(i)},
			Body: sealedBody(400, bson.E{Key: "state", Value: state}, bson.E{Key: "at", Value: day.Add(time.Duration(i) * time.Minute)})})
		if len(writes) == store.MaxWrites || i == n-1 {
			if err := s.Apply(b.Context(), writes...); err != nil {
				b.Fatal(err)
			}
			writes = writes[:0]
		}
	}
	if err := s.Truncate(b.Context()); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkRead: Get of one document, and Find of fifty by an index, among ever more documents, in turns. Of
// the lists twenty are asked for again and again (find; once before each turn, so that all sizes are as warm), or any at
// all (cold), which at a million are in no cache.
func BenchmarkRead(b *testing.B) {
	var gets, finds, colds []*side
	for _, n := range sizes() {
		s := filled(b, n)
		gets = append(gets, &side{name: fmt.Sprint("get-", n), clients: 1, work: func() error {
			_, err := s.Get(context.Background(), store.Ref{Coll: "heads", ID: headID(rand.IntN(n))})
			return err
		}})
		finds = append(finds, &side{name: fmt.Sprint("find-", n), clients: 1, work: func() error { return list(s, rand.IntN(hot)) }, warm: func() error {
			for state := range hot {
				if err := list(s, state); err != nil {
					return err
				}
			}
			return nil
		}})
		colds = append(colds, &side{name: fmt.Sprint("cold-", n), clients: 1, work: func() error { return list(s, rand.IntN(n/perState)) }})
	}
	all := slices.Concat(gets, finds, colds)
	b.ResetTimer()
	measure(b, all...)
	for _, s := range all {
		b.ReportMetric(1e6/s.perSecond(), "µs-"+s.name)
	}
	b.ReportMetric(finds[len(finds)-1].growth(finds[0]), "find-growth")
	b.ReportMetric(colds[len(colds)-1].growth(colds[0]), "cold-growth")
}

// list finds the last fifty of a state.
func list(s store.Store, state int) error {
	found := 0
	q := store.Query{Coll: "heads", Index: "state", Eq: []any{fmt.Sprint("s", state)}, Desc: true, Limit: 50}
	for _, err := range s.Find(context.Background(), q) {
		if err != nil {
			return err
		}
		found++
	}
	if found != 50 {
		return fmt.Errorf("%d found", found)
	}
	return nil
}

// BenchmarkWatch: how fast a reader that resumes is told, and how long one that waits is behind an Apply.
func BenchmarkWatch(b *testing.B) {
	b.Run("throughput", func(b *testing.B) {
		storetest.Told(b, benchStore(b, b.TempDir(), true), 50_000, func(i int) store.Write {
			return store.Write{Op: store.OpPut, Ref: store.Ref{Coll: "parts", ID: benchID()}, Body: sealedBody(10, bson.E{Key: "ticket", Value: fmt.Sprint(i)})}
		})
	})
	b.Run("latency", func(b *testing.B) {
		s := benchStore(b, b.TempDir(), false)
		told := make(chan time.Time)
		go func() {
			for c, err := range s.Watch(b.Context(), store.Current, "heads") {
				if err != nil {
					return
				}
				if c.Op == store.OpMark || c.Coll == "heads" {
					told <- time.Now()
				}
			}
		}()
		<-told
		var behind time.Duration
		for b.Loop() {
			if err := s.Apply(b.Context(), three()...); err != nil {
				b.Fatal(err)
			}
			answered := time.Now()
			behind += max(0, (<-told).Sub(answered))
		}
		b.ReportMetric(float64(behind.Microseconds())/float64(b.N), "µs-behind-the-answer")
	})
}

func bare(b *testing.B, rows bool) *sqlite.Bare {
	b.Helper()
	p, err := sqlite.OpenBare(filepath.Join(b.TempDir(), "probe.db"), rows, benchColls)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { p.Close() })
	return p
}
