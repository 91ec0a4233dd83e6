package mongo_test

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/axsensor/lethe/tickets/store"
	"github.com/axsensor/lethe/tickets/store/mongo"
	"github.com/axsensor/lethe/tickets/store/mongo/mongotest"
	"github.com/axsensor/lethe/tickets/store/storetest"
)

var benchColls = []store.Coll{
	{Name: "heads", Indexes: []store.Index{{Name: "all"}}},
	{Name: "parts", Indexes: []store.Index{
		{Name: "n", Order: store.Field{Name: "n", Kind: store.Int}},
		{Name: "owner-n", Eq: []store.Field{{Name: "owner", Kind: store.String}}, Order: store.Field{Name: "n", Kind: store.Int}},
	}},
}

func benchStore(b *testing.B) *mongo.Store {
	uri := mongotest.Server(b)
	s := openIn(b, uri, mongotest.Name(b, uri), storetest.Options{Colls: benchColls})
	b.Cleanup(func() { s.Close() })
	return s
}

func benchPart(b *testing.B, id string, n int) store.Write {
	return store.Write{Op: store.OpPut, Ref: store.Ref{Coll: "parts", ID: id}, Body: body(b, "owner", fmt.Sprint("o", n%1000), "n", n, "sealed", make([]byte, 2000))}
}

// BenchmarkApply stores three documents of 2 kB at a time, by one client and by sixteen.
func BenchmarkApply(b *testing.B) {
	for _, clients := range []int{1, 16} {
		b.Run(fmt.Sprint("clients-", clients), func(b *testing.B) {
			s := benchStore(b)
			var next atomic.Int64
			b.SetParallelism(clients)
			each := func() {
				n := int(next.Add(1))
				err := s.Apply(context.Background(), benchPart(b, fmt.Sprint(n, "a"), n), benchPart(b, fmt.Sprint(n, "b"), n),
					store.Write{Op: store.OpPut, Ref: store.Ref{Coll: "heads", ID: fmt.Sprint(n)}, Body: body(b, "n", n)})
				if err != nil {
					b.Error(err)
				}
			}
			if clients == 1 {
				for b.Loop() {
					each()
				}
				return
			}
			b.ResetTimer()
			b.RunParallel(func(p *testing.PB) {
				for p.Next() {
					each()
				}
			})
		})
	}
}

// BenchmarkBatch stores two hundred documents of 2 kB at a time.
func BenchmarkBatch(b *testing.B) {
	s := benchStore(b)
	n := 0
	for b.Loop() {
		writes := make([]store.Write, 200)
		for i := range writes {
			writes[i] = benchPart(b, fmt.Sprint(n), n)
			n++
		}
		if err := s.Apply(b.Context(), writes...); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "docs/s")
}

// sizes are the numbers of documents that reading is measured among: 20,000, or those that LETHE_BENCH_DOCS lists.
func sizes(b *testing.B) []int {
	list := cmp.Or(os.Getenv("LETHE_BENCH_DOCS"), "20000")
	var all []int
	for text := range strings.SplitSeq(list, ",") {
		n, err := strconv.Atoi(text)
		if err != nil {
			b.Fatalf("LETHE_BENCH_DOCS is %q, want numbers with commas between", list)
		}
		all = append(all, n)
	}
	return all
}

// BenchmarkRead reads from many documents: one by its id; 50 by an index of which they are all, the first 50 of all, or
// the newest 50 of an owner who has a thousandth of all; and all.
func BenchmarkRead(b *testing.B) {
	for _, docs := range sizes(b) {
		b.Run(fmt.Sprint(docs), func(b *testing.B) { readAmong(b, docs) })
	}
}

func readAmong(b *testing.B, docs int) {
	s := benchStore(b)
	for n := 0; n < docs; n += store.MaxWrites {
		var writes []store.Write
		for i := n; i < min(docs, n+store.MaxWrites); i++ {
			writes = append(writes, benchPart(b, fmt.Sprintf("%08x", uint32(i*2654435761)), i))
		}
		if err := s.Apply(b.Context(), writes...); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("get", func(b *testing.B) {
		for n := 0; b.Loop(); n++ {
			docs, err := s.Get(b.Context(), store.Ref{Coll: "parts", ID: fmt.Sprintf("%08x", uint32(n%docs*2654435761))})
			if err != nil || !docs[0].Exists() {
				b.Fatal(docs, err)
			}
		}
	})
	for _, q := range []struct {
		name  string
		query func(n int) store.Query
	}{
		{"find-50-by-range", func(int) store.Query {
			return store.Query{Coll: "parts", Index: "n", From: docs / 2, To: docs/2 + 50, Limit: 50}
		}},
		{"find-50-of-all", func(int) store.Query { return store.Query{Coll: "parts", Index: "n", Limit: 50} }},
		{"find-50-of-owner", func(n int) store.Query {
			return store.Query{Coll: "parts", Index: "owner-n", Eq: []any{fmt.Sprint("o", n%1000)}, Desc: true, Limit: 50}
		}},
		{"find-all", func(int) store.Query { return store.Query{Coll: "parts", Index: "n"} }},
	} {
		b.Run(q.name, func(b *testing.B) {
			for n := 0; b.Loop(); n++ {
				for _, err := range s.Find(b.Context(), q.query(n)) {
					if err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}

// BenchmarkWatch: how fast a reader that resumes is told, and how long one that waits is behind the answer of an Apply, of
// the same process and of another.
func BenchmarkWatch(b *testing.B) {
	b.Run("throughput", func(b *testing.B) {
		storetest.Told(b, benchStore(b), 20_000, func(i int) store.Write {
			return store.Write{Op: store.OpPut, Ref: store.Ref{Coll: "heads", ID: fmt.Sprint(i)}, Body: body(b, "n", i)}
		})
	})
	uri := mongotest.Server(b)
	db := mongotest.Name(b, uri)
	for _, name := range []string{"latency", "latency-of-another"} {
		b.Run(name, func(b *testing.B) {
			writer := openIn(b, uri, db, storetest.Options{Colls: benchColls})
			defer writer.Close()
			reader := writer
			if name != "latency" {
				reader = openIn(b, uri, db, storetest.Options{Colls: benchColls})
				defer reader.Close()
			}
			behind(b, writer, reader)
		})
	}
}

// behind measures how long after the answer of an Apply a reader knows of it.
func behind(b *testing.B, writer, reader store.Store) {
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	from := storetest.Now(b, reader)
	told := make(chan time.Time, 1)
	go func() {
		for _, err := range reader.Watch(ctx, from, "heads") {
			if err != nil {
				return
			}
			told <- time.Now()
		}
	}()
	var late time.Duration
	n := 0
	for b.Loop() {
		if err := writer.Apply(ctx, store.Write{Op: store.OpPut, Ref: store.Ref{Coll: "heads", ID: fmt.Sprint(b.Name(), benchSerial.Add(1))}, Body: body(b, "n", 1)}); err != nil {
			b.Fatal(err)
		}
		answered := time.Now()
		late += max(0, (<-told).Sub(answered))
		n++
	}
	b.ReportMetric(float64(late.Microseconds())/1000/float64(n), "ms-behind-the-answer")
}

var benchSerial atomic.Int64
