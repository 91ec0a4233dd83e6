package move

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"sync"

	"github.com/axsensor/lethe/tickets/store"
)

// sum is what a collection is compared by: how many documents it has, and a checksum over the id, revision and body of each.
type sum struct {
	docs, bytes int64
	check       [sha256.Size]byte
}

// sameDocuments reads every document on both sides.
func (m *mover) sameDocuments(ctx context.Context) error {
	m.watch.begin(SameDocuments, m.watch.total(Documents))
	for _, coll := range m.Colls {
		var here, there sum
		var errs [2]error
		var wait sync.WaitGroup
		wait.Go(func() { here, errs[0] = m.sum(ctx, m.From.Store, coll, m.watch.add) })
		wait.Go(func() { there, errs[1] = m.sum(ctx, m.To.Store, coll, nil) })
		wait.Wait()
		for _, err := range errs {
			if err != nil {
				return fmt.Errorf("compare %s: %w", coll, err)
			}
		}
		if here != there {
			return fmt.Errorf("%w: %s has %d documents here and %d there, with checksums %x and %x",
				ErrUnlike, coll, here.docs, there.docs, here.check[:4], there.check[:4])
		}
		m.result.Documents += here.docs
		m.result.Bytes += here.bytes
	}
	m.watch.end()
	return nil
}

func (m *mover) sum(ctx context.Context, s store.Store, coll string, told func(n, bytes int64)) (sum, error) {
	var out sum
	h := sha256.New()
	for d, err := range s.Find(ctx, store.Query{Coll: coll, Index: store.ByID}) {
		if err != nil {
			return sum{}, err
		}
		if d.Ref == MarkRef {
			continue
		}
		write(h, []byte(d.ID))
		write(h, binary.BigEndian.AppendUint64(nil, uint64(d.Rev)))
		write(h, d.Body)
		out.docs++
		out.bytes += int64(len(d.Body))
		if told != nil {
			told(1, int64(len(d.Body)))
		}
	}
	h.Sum(out.check[:0])
	return out, nil
}

// write adds bytes to a checksum so that nothing else gives the same: their number goes first.
func write(h hash.Hash, b []byte) {
	var n [8]byte
	binary.BigEndian.PutUint64(n[:], uint64(len(b)))
	_, _ = h.Write(n[:]) // a hash never fails
	_, _ = h.Write(b)
}
