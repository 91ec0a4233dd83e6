// Package mongotest gives tests the servers that they run against: one with transactions where the environment names
// its address, and FerretDB, which has none. It is for test files.
package mongotest

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"net"
	"os"
	"os/exec"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

const (
	// serverVariable gives the address of a server with transactions: mongodb://user:password@127.0.0.1:10260/?tls=true&….
	// Without it the tests that need one are skipped, in CI too: no package brings such a server, so its address is an
	// invitation and not a component that could be missing.
	serverVariable = "LETHE_TEST_MONGODB"
	// ferretVariable names the binary of FerretDB 1.24, a real server on the wire that has no transactions.
	ferretVariable = "LETHE_TEST_FERRETDB"
)

// Server is the address of a server with transactions.
func Server(t testing.TB) string {
	t.Helper()
	uri := os.Getenv(serverVariable)
	if uri == "" {
		t.Skipf("no MongoDB server with transactions is at hand: %s gives no address", serverVariable)
	}
	return uri
}

// Name is a name that no other test has, for a database that is dropped at the end.
func Name(t testing.TB, uri string) string {
	t.Helper()
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails on supported systems
	db := "lethe-test-" + hex.EncodeToString(b[:])
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		c := Client(t, uri)
		if err := c.Database(db).Drop(ctx); err != nil {
			t.Errorf("drop %s: %v", db, err)
		}
		if err := c.Disconnect(ctx); err != nil {
			t.Error(err)
		}
	})
	return db
}

// Client is a connection that the caller ends.
func Client(t testing.TB, uri string) *mongo.Client {
	t.Helper()
	c, err := mongo.Connect(options.Client().ApplyURI(uri).SetRetryWrites(false))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Database is a database of the test's own, over a connection of its own. Both are gone when the test ends.
func Database(t testing.TB, uri string) *mongo.Database {
	t.Helper()
	name := Name(t, uri)
	c := Client(t, uri)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := c.Disconnect(ctx); err != nil {
			t.Error(err)
		}
	})
	return c.Database(name)
}

// Ferret runs FerretDB on a folder of its own until the test ends, and returns its address.
func Ferret(t testing.TB) string {
	t.Helper()
	binary := os.Getenv(ferretVariable)
	if binary == "" {
		if os.Getenv("CI") == "true" {
			t.Fatalf("FerretDB is not installed: %s names no binary of it; it must be there when CI=true", ferretVariable)
		}
		t.Skipf("FerretDB is not installed: %s names no binary of it", ferretVariable)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close()
	dir := t.TempDir()
	var log bytes.Buffer
	cmd := exec.Command(binary, "--handler=sqlite", "--sqlite-url=file:"+dir+"/", "--state-dir="+dir, "--listen-addr="+address,
		"--debug-addr=-", "--telemetry=disable", "--log-level=WARN")
	cmd.Stdout, cmd.Stderr = &log, &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // it was killed
		if t.Failed() {
			t.Log(log.String())
		}
	})
	for range 300 {
		if c, err := net.Dial("tcp", address); err == nil {
			_ = c.Close()
			return "mongodb://" + address + "/"
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal("FerretDB does not answer")
	return ""
}
