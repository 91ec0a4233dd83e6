package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/axsensor/lethe/tickets/lang"
	"github.com/axsensor/lethe/tickets/seal"
	"github.com/axsensor/lethe/tickets/store/sqlite"
)

// socketName is the serving process's door for subcommands: in the data folder, for the operating-system user alone.
const socketName = "lethe.sock"

// request is one subcommand that a serving process is asked to carry out. The bytes of a file follow it.
type request struct {
	Job  string            `json:"job"`
	Args map[string]string `json:"args"`
	Lang string            `json:"lang"`
	Size int64             `json:"size"` // of the file that follows
}

// reply is a line of the answer: words for the terminal, or at last the end.
type reply struct {
	Out   string `json:"out,omitempty"`
	Done  bool   `json:"done,omitempty"`
	Error string `json:"error,omitempty"`
}

// job is what a subcommand does with an opened installation: a verb and a printer.
type job func(ctx context.Context, h *house, args map[string]string, file io.Reader, out printer) error

// printer writes sentences to whoever asked.
type printer struct {
	lang lang.Lang
	w    io.Writer
}

func (p printer) say(key string, args ...any) { fmt.Fprintln(p.w, p.lang.T(key, args...)) }
func (p printer) count(key string, n int, args ...any) {
	fmt.Fprintln(p.w, p.lang.N(key, n, args...))
}

// jobs are the subcommands that need the data.
func jobs() map[string]job {
	return map[string]job{
		"import-products": importProducts,
		"import-units":    importUnits,
		"forget":          aloneDo(leaseNight, forget),
		"forget-dry":      forgetDry,
		"publish":         aloneDo(leaseNight, publish),
		"keys-status":     keysStatus,
		"keys-rotate":     aloneDo(leaseKeys, keysRotate),
		"move-finish":     aloneDo(leaseNight, moveFinish),
	}
}

// listenSocket opens the door. A socket that a dead process left is replaced: the folder's lock proves it is dead.
func listenSocket(dir string) (net.Listener, error) {
	path := filepath.Join(dir, socketName)
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("open the socket: %w", err)
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("open the socket: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		_ = l.Close()
		return nil, fmt.Errorf("open the socket: %w", err)
	}
	return l, nil
}

// serveSocket answers subcommands until ctx ends.
func (h *house) serveSocket(ctx context.Context, l net.Listener) error {
	context.AfterFunc(ctx, func() { _ = l.Close() })
	for {
		c, err := l.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return fmt.Errorf("socket: %w", err)
		}
		go h.answer(ctx, c)
	}
}

func (h *house) answer(ctx context.Context, c net.Conn) {
	defer func() { _ = c.Close() }()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	rd := bufio.NewReader(c)
	line, err := rd.ReadBytes('\n')
	var req request
	if err != nil || json.Unmarshal(line, &req) != nil {
		return
	}
	enc := json.NewEncoder(c)
	do := jobs()[req.Job]
	l := lang.Lang(req.Lang)
	if do == nil {
		_ = enc.Encode(reply{Done: true, Error: l.T("console.job.unknown")})
		return
	}
	err = do(ctx, h, req.Args, io.LimitReader(rd, req.Size), printer{l, lineWriter{enc}})
	end := reply{Done: true}
	if err != nil {
		end.Error = explain(l, err)
	}
	_ = enc.Encode(end)
}

// lineWriter sends what is printed to the one who asked.
type lineWriter struct{ enc *json.Encoder }

func (w lineWriter) Write(p []byte) (int, error) { return len(p), w.enc.Encode(reply{Out: string(p)}) }

// starting is how long a command waits for a process that has the folder and does not answer: it starts, stops, or is a
// command itself.
const starting = 10 * time.Second

// inUse says whether another process has the folder, or the keys.
func inUse(err error) bool {
	var folder *sqlite.InUseError
	var keys *seal.InUseError
	return errors.As(err, &folder) || errors.As(err, &keys)
}

// do carries out a job: by the serving process if there is one, else on the folder itself. Both roads run the same code.
func (c *console) do(name string, args map[string]string, file io.Reader, size int64) error {
	set, err := c.settings()
	if err != nil {
		return err
	}
	for began := time.Now(); ; {
		conn, err := net.Dial("unix", filepath.Join(set.folders().data, socketName))
		if err == nil {
			defer func() { _ = conn.Close() }()
			return c.ask(conn, request{Job: name, Args: args, Lang: string(c.lang), Size: size}, file)
		}
		h, err := findHouse(c.ctx, set, c.logger(set), clock)
		if inUse(err) && time.Since(began) < starting && c.ctx.Err() == nil {
			time.Sleep(100 * time.Millisecond)
			continue
		}
		if err != nil {
			return err
		}
		err = jobs()[name](c.ctx, h, args, file, printer{c.lang, c.out})
		return errors.Join(err, h.close())
	}
}

// ask sends a request and prints the answer as it comes.
func (c *console) ask(conn net.Conn, req request, file io.Reader) error {
	context.AfterFunc(c.ctx, func() { _ = conn.Close() })
	if err := json.NewEncoder(conn).Encode(req); err != nil {
		return fmt.Errorf("ask the serving process: %w", err)
	}
	if file != nil {
		if _, err := io.Copy(conn, file); err != nil {
			return fmt.Errorf("send the file: %w", err)
		}
	}
	dec := json.NewDecoder(conn)
	for {
		var r reply
		if err := dec.Decode(&r); err != nil {
			return errors.New(c.lang.T("console.silent", cmp.Or(wireWords(c.lang, err), err.Error())))
		}
		if r.Out != "" {
			fmt.Fprint(c.out, r.Out)
		}
		if r.Done && r.Error != "" {
			fmt.Fprintln(c.err, "lethe:", r.Error)
			return errSaid
		}
		if r.Done {
			return nil
		}
	}
}
