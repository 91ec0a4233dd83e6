package blob_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/axsensor/lethe/tickets/blob"
	"github.com/axsensor/lethe/tickets/blob/blobtest"
	"github.com/axsensor/lethe/tickets/store/mongo/mongotest"
)

// servers are those that blobs are tried on: one with transactions, and one that has none.
var servers = map[string]func(testing.TB) string{"mongodb": mongotest.Server, "ferretdb": mongotest.Ferret}

func onServers(t *testing.T, f func(t *testing.T, uri string)) {
	for name, server := range servers {
		t.Run(name, func(t *testing.T) { f(t, server(t)) })
	}
}

func TestGridFS(t *testing.T) {
	onServers(t, func(t *testing.T, uri string) {
		much := int64(64 << 20)
		if strings.Contains(t.Name(), "ferret") {
			much = 24 << 20 // it goes through all chunks for each question
		}
		blobtest.Run(t, blobtest.Kind{Much: much, Parts: true, Open: func(t *testing.T, opts ...blob.Option) blobtest.Opened {
			return opened(t, mongotest.Database(t, uri), opts...)
		}})
	})
}

func opened(t *testing.T, db *mongo.Database, opts ...blob.Option) blobtest.Opened {
	g, err := blob.OpenGridFS(t.Context(), db, opts...)
	if err != nil {
		t.Fatal(err)
	}
	files, chunks := db.Collection("blobs.files"), db.Collection("blobs.chunks")
	must := func(t *testing.T, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	chunk := func(name string, n int) bson.D {
		return bson.D{{Key: "files_id", Value: name}, {Key: "n", Value: n}}
	}
	set := func(field string, value any) bson.D {
		return bson.D{{Key: "$set", Value: bson.D{{Key: field, Value: value}}}}
	}
	harm := map[string]func(t *testing.T, name string){}
	for how, n := range map[string]int{"the first chunk is missing": 0, "a chunk in the middle is missing": 5, "the last chunk is missing": 11} {
		harm[how] = func(t *testing.T, name string) {
			r, err := chunks.DeleteOne(t.Context(), chunk(name, n))
			if must(t, err); r.DeletedCount != 1 {
				t.Fatalf("there was no chunk %d", n)
			}
		}
	}
	for how, n := range map[string]int{"a chunk is shorter": 4, "the last chunk is shorter": 11} {
		harm[how] = func(t *testing.T, name string) {
			r, err := chunks.UpdateOne(t.Context(), chunk(name, n), set("data", bson.Binary{Data: []byte("cut")}))
			if must(t, err); r.MatchedCount != 1 {
				t.Fatalf("there was no chunk %d", n)
			}
		}
	}
	harm["there is a chunk more"] = func(t *testing.T, name string) {
		_, err := chunks.InsertOne(t.Context(), append(chunk(name, 12), bson.E{Key: "data", Value: bson.Binary{Data: []byte("more")}}))
		must(t, err)
	}
	harm["the length is another"] = func(t *testing.T, name string) {
		_, err := files.UpdateOne(t.Context(), bson.D{{Key: "_id", Value: name}}, set("length", int64(2_999_999)))
		must(t, err)
	}
	return blobtest.Opened{Store: g, Harm: harm, Half: func(t *testing.T, name string) {
		_, err := files.InsertOne(t.Context(), bson.D{{Key: "_id", Value: name}, {Key: "length", Value: int64(0)}, {Key: "writer", Value: bson.Binary{Data: []byte("died")}}, {Key: "unfinished", Value: true}})
		must(t, err)
		for n := range 2 {
			_, err := chunks.InsertOne(t.Context(), append(chunk(name, n), bson.E{Key: "data", Value: bson.Binary{Data: make([]byte, 255<<10)}}))
			must(t, err)
		}
	}}
}

// TestGridFSLayout: the driver's own bucket reads what we write and we read what it writes, and nothing that is stored
// tells when or in which order.
func TestGridFSLayout(t *testing.T) {
	onServers(t, func(t *testing.T, uri string) {
		db := mongotest.Database(t, uri)
		g := opened(t, db)
		bucket := db.GridFSBucket(options.GridFSBucket().SetName("blobs"))
		for name, size := range map[string]int{"aaaaempty": 0, "aaaasmall": 10, "aaaaexact": 2 * 255 << 10, "aaaalarge": 3_000_000} {
			want := make([]byte, size)
			_, _ = rand.NewChaCha8([32]byte{}).Read(want)
			if _, err := g.Put(t.Context(), name, bytes.NewReader(want)); err != nil {
				t.Fatal(err)
			}
			var got bytes.Buffer
			if _, err := bucket.DownloadToStream(t.Context(), name, &got); err != nil || !bytes.Equal(got.Bytes(), want) {
				t.Errorf("the driver reads %d bytes of %s, %v; want %d", got.Len(), name, err, size)
			}
			if _, err := bucket.DownloadToStreamByName(t.Context(), name, io.Discard); err != nil {
				t.Errorf("the driver does not find %s by its filename: %v", name, err)
			}
			theirs := "theirs" + name
			if err := bucket.UploadFromStreamWithID(t.Context(), theirs, theirs, bytes.NewReader(want)); err != nil {
				t.Fatal(err)
			}
			rc, err := g.Open(t.Context(), theirs)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := io.ReadAll(rc); err != nil || !bytes.Equal(got, want) {
				t.Errorf("we read %d bytes of the driver's %s, %v; want %d", len(got), name, err, size)
			}
			_ = rc.Close()
			if err := bucket.Delete(t.Context(), theirs); err != nil {
				t.Fatal(err)
			}
		}
		tellsNothing(t, db)
	})
}

func tellsNothing(t *testing.T, db *mongo.Database) {
	t.Helper()
	seen := map[string]bool{}
	for _, coll := range []string{"blobs.files", "blobs.chunks"} {
		cur, err := db.Collection(coll).Find(t.Context(), bson.D{})
		if err != nil {
			t.Fatal(err)
		}
		var docs []bson.M
		if err := cur.All(t.Context(), &docs); err != nil {
			t.Fatal(err)
		}
		for _, d := range docs {
			switch id := d["_id"].(type) {
			case bson.Binary:
				if len(id.Data) != 16 || seen[string(id.Data)] {
					t.Errorf("%s: an _id of %d bytes, or one that comes twice", coll, len(id.Data))
				}
				seen[string(id.Data)] = true
			case string:
				if at, ok := d["uploadDate"].(bson.DateTime); !ok || !at.Time().Equal(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)) {
					t.Errorf("%s tells when it was written: %v", id, d["uploadDate"])
				}
			default:
				t.Errorf("%s: an _id of type %T", coll, id)
			}
		}
	}
	if len(seen) < 14 {
		t.Errorf("only %d chunks were looked at", len(seen))
	}
}

// TestGridFSOpensAgain: a second process finds everything as it is.
func TestGridFSOpensAgain(t *testing.T) {
	onServers(t, func(t *testing.T, uri string) {
		db := mongotest.Database(t, uri)
		if _, err := opened(t, db).Put(t.Context(), "aaaabbbb", strings.NewReader("stays")); err != nil {
			t.Fatal(err)
		}
		again := opened(t, db)
		rc, err := again.Open(t.Context(), "aaaabbbb")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = rc.Close() }()
		if b, err := io.ReadAll(rc); err != nil || string(b) != "stays" {
			t.Errorf("%q, %v", b, err)
		}
		specs, err := db.Collection("blobs.chunks").Indexes().ListSpecifications(t.Context())
		if err != nil || len(specs) != 2 {
			t.Fatalf("%d indexes, %v", len(specs), err)
		}
		for _, s := range specs {
			if strings.Contains(s.Name, "files_id") && (s.Unique == nil || !*s.Unique) {
				t.Errorf("%s is not unique", s.Name)
			}
		}
	})
}

// TestGridFSCut cuts the connections of writers and readers again and again, most times after the server has worked
// unheard for a moment: answers are lost, and what was asked for is asked for again. Nobody notices.
func TestGridFSCut(t *testing.T) {
	onServers(t, func(t *testing.T, uri string) {
		db := mongotest.Database(t, uri)
		proxy, through := mongotest.NewProxy(t, uri)
		c := mongotest.Client(t, through)
		defer func() { _ = c.Disconnect(context.Background()) }()
		g := opened(t, c.Database(db.Name()))
		var stop atomic.Bool
		var wg sync.WaitGroup
		var stored atomic.Int64
		for i := range 4 {
			wg.Go(func() {
				for n := 0; !stop.Load(); n++ {
					b := bytes.Repeat([]byte{byte(i), byte(n)}, 350_000)
					name := fmt.Sprintf("%cwriter%d", "abcd"[i], n)
					if err := throughCuts(t.Context(), g, name, b); err != nil {
						t.Errorf("%s: %v", name, err)
						return
					}
					stored.Add(1)
				}
			})
		}
		for range 12 {
			time.Sleep(rand.N(60 * time.Millisecond))
			if d := rand.N(20*time.Millisecond) - 5*time.Millisecond; d > 0 {
				proxy.CutAfter(d)
			} else {
				proxy.Cut()
			}
			for n, before := 0, stored.Load(); stored.Load() < before+2 && n < 500 && !t.Failed(); n++ {
				time.Sleep(10 * time.Millisecond)
			}
		}
		stop.Store(true)
		wg.Wait()
		if stored.Load() < 12 {
			t.Errorf("only %d blobs came through", stored.Load())
		}
	})
}

// throughCuts puts a blob, reads it and deletes it.
func throughCuts(ctx context.Context, g blob.Store, name string, b []byte) error {
	if _, err := g.Put(ctx, name, bytes.NewReader(b)); err != nil {
		return err
	}
	rc, err := g.Open(ctx, name)
	if err != nil {
		return err
	}
	defer func() { _ = rc.Close() }()
	got, err := io.ReadAll(rc)
	if err != nil {
		return err
	}
	if !bytes.Equal(got, b) {
		return io.ErrUnexpectedEOF
	}
	return g.Delete(ctx, name)
}
