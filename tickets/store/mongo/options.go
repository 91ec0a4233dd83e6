package mongo

import (
	"context"
	"log/slog"
	"time"

	"github.com/axsensor/lethe/tickets/mongodb"
	"github.com/axsensor/lethe/tickets/store"
)

// Address says where a deployment is and how to get in.
type Address = mongodb.Address

// Options say where the data is and what it holds.
type Options struct {
	Address
	Colls       []store.Coll     // what is declared; what was declared before and is not now stays, unread
	Version     int64            // of the declarations: raised with each change of them, so that an older program does not undo a newer one's
	Now         func() time.Time // time.Now when nil; used for nothing but the age of changes
	Logger      *slog.Logger     // discarded when nil
	KeepChanges time.Duration    // how long changes are kept for readers that resume; DefaultKeepChanges when zero
	// Look is asked once the database can be read, and before anything in it is made or changed. Its error ends Open, with
	// no word added. The reader ends with it, and has no declared index. nil: nobody is asked.
	Look func(ctx context.Context, r store.Reader) error
}
