package mongo_test

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"sync/atomic"
	"testing"

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

// BenchmarkRead reads from 20,000 documents, or as many as LETHE_BENCH_DOCS says: one by its id, and 50 by an index of
// which they are all, or the first 50 of all.
func BenchmarkRead(b *testing.B) {
	docs := 20_000
	if n, err := strconv.Atoi(os.Getenv("LETHE_BENCH_DOCS")); err == nil {
		docs = n
	}
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
	for name, q := range map[string]store.Query{
		"find-50-by-range": {Coll: "parts", Index: "n", From: docs / 2, To: docs/2 + 50, Limit: 50},
		"find-50-of-all":   {Coll: "parts", Index: "n", Limit: 50},
		"find-all":         {Coll: "parts", Index: "n"},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				for _, err := range s.Find(b.Context(), q) {
					if err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}
