package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// errStopping says that the server is about to stop.
var errStopping = errors.New("stopping")

// drain is how long requests under way are given when the server stops.
const drain = 10 * time.Second

// Serve answers on the listener until ctx ends. Then it takes no more requests, ends the streams, gives the others time to
// finish, and returns nil; an error is a listener that broke, or requests that were cut off.
func (s *Site) Serve(ctx context.Context, on net.Listener) error {
	server := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(quiet{s.log.Handler()}, slog.LevelDebug), BaseContext: func(net.Listener) context.Context { return context.WithoutCancel(ctx) }}
	server.RegisterOnShutdown(s.hub.Close)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(on) }()
	select {
	case err := <-ended:
		return fmt.Errorf("serving: %w", err)
	case <-ctx.Done():
	}
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
	defer cancel()
	if err := server.Shutdown(limit); err != nil {
		_ = server.Close() // what is left is cut off
		return fmt.Errorf("stopping: %w", err)
	}
	return nil
}

// quiet keeps net/http's own lines to their constant part: they quote addresses of peers.
type quiet struct{ slog.Handler }

// Handle implements slog.Handler.
func (q quiet) Handle(ctx context.Context, r slog.Record) error {
	return q.Handler.Handle(ctx, slog.NewRecord(r.Time, r.Level, "connection failed", r.PC))
}
