// Package localmail is a mail server for demonstrations and tests: SMTP in, IMAP out, in one process, on loopback only.
//
// It never sends anything anywhere. Mail for a user of its own lies in a folder on disk and outlives a restart; mail for
// everybody else, in its own domain or in the world, is kept in memory, so that somebody can sign in and read it, and is
// gone with the process: no file ever holds what was written to a stranger.
package localmail

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-smtp"
)

// ErrFull says that the memory for mail to strangers is used up; SMTP clients are told to come back later.
var ErrFull = errors.New("no room for more mail to strangers")

// MaxMessage is the largest mail that is taken in, in bytes.
const MaxMessage = 64 << 20

// Options say what to serve.
type Options struct {
	// Dir holds the users' mail. It is made if it is missing; "" keeps their mail in memory too.
	Dir string
	// Domain is the server's own mail domain.
	Domain string
	// SMTPAddr and IMAPAddr are loopback addresses to listen on; a port of 0 or an empty address takes a free port.
	SMTPAddr, IMAPAddr string
	// Users are those whose mail is kept on disk.
	Users []User
	// Password opens the mailbox of every other address. Nobody but users can sign in while it is empty.
	Password string
	// Now is the clock for arrival times; time.Now when nil.
	Now func() time.Time
}

// User is somebody whose mail is kept on disk.
type User struct {
	// Name is the local part of the address. Sub-addresses (name+tag) and Aliases reach the same mailbox.
	Name     string
	Aliases  []string
	Password string
}

// Server is a running mail server.
type Server struct {
	opts     Options
	smtp     *smtp.Server
	imap     *imapserver.Server
	smtpAddr net.Addr
	imapAddr net.Addr
	serving  sync.WaitGroup
	stop     func() bool
	close    func() error

	mu        sync.Mutex
	users     map[string]*account // by local part, aliases included
	world     map[string]*account // by whole address
	strangers *memory
}

// Start listens and serves until Close is called or ctx ends. Leftovers of writes that a crash interrupted are removed.
func Start(ctx context.Context, opts Options) (*Server, error) {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	s := &Server{opts: opts, users: map[string]*account{}, world: map[string]*account{}, strangers: &memory{room: worldRoom}}
	if err := s.openUsers(); err != nil {
		return nil, err
	}
	smtpL, err := listen(ctx, opts.SMTPAddr)
	if err != nil {
		return nil, fmt.Errorf("listen for SMTP: %w", err)
	}
	imapL, err := listen(ctx, opts.IMAPAddr)
	if err != nil {
		_ = smtpL.Close()
		return nil, fmt.Errorf("listen for IMAP: %w", err)
	}
	s.smtpAddr, s.imapAddr = smtpL.Addr(), imapL.Addr()
	s.serve(smtpL, imapL)
	s.stop = context.AfterFunc(ctx, func() { _ = s.close() })
	return s, nil
}

func (s *Server) openUsers() error {
	for _, u := range s.opts.Users {
		var k keep = &memory{room: worldRoom}
		if s.opts.Dir != "" {
			dir := filepath.Join(s.opts.Dir, escape(fold(u.Name)))
			if err := os.MkdirAll(dir, 0o700); err != nil {
				return fmt.Errorf("make the folder for mail: %w", err)
			}
			k = disk{dir}
		}
		a, err := openAccount(fold(u.Name)+"@"+fold(s.opts.Domain), u.Password, k, s.opts.Now)
		if err != nil {
			return fmt.Errorf("open the mail of a user: %w", err)
		}
		for _, name := range append([]string{u.Name}, u.Aliases...) {
			s.users[fold(name)] = a
		}
	}
	return nil
}

func (s *Server) serve(smtpL, imapL net.Listener) {
	s.smtp = s.newSMTP()
	s.imap = imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return &session{server: s}, nil, nil
		},
		Caps:         capabilities(),
		InsecureAuth: true, // loopback only
		Logger:       silent{},
	})
	s.serving.Go(func() { _ = s.smtp.Serve(smtpL) })
	s.serving.Go(func() { _ = s.imap.Serve(imapL) })
	s.close = sync.OnceValue(func() error {
		err := errors.Join(s.smtp.Close(), s.imap.Close())
		s.serving.Wait()
		s.shut()
		return err
	})
}

// shut makes sure that nothing is written any more, also by commands that are still under way.
func (s *Server) shut() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.users {
		a.mu.Lock()
		a.keep = closed{}
		a.mu.Unlock()
	}
}

func capabilities() imap.CapSet {
	return imap.CapSet{
		imap.CapIMAP4rev1: {}, imap.CapUIDPlus: {}, imap.CapMove: {}, imap.CapNamespace: {}, imap.CapESearch: {},
		imap.CapListExtended: {}, imap.CapListStatus: {}, imap.CapStatusSize: {}, imap.CapLiteralPlus: {},
	}
}

// SMTPAddr is the address that takes mail in.
func (s *Server) SMTPAddr() string { return s.smtpAddr.String() }

// IMAPAddr is the address where mail is read.
func (s *Server) IMAPAddr() string { return s.imapAddr.String() }

// Close ends every connection and stops listening; no file changes after it. A second call does nothing and gives the same answer.
func (s *Server) Close() error {
	s.stop()
	return s.close()
}

// Deliver puts a mail into the inbox that the address leads to, as it is. It is durable when Deliver returns.
func (s *Server) Deliver(to string, raw []byte) error {
	a, err := s.route(to)
	if err != nil {
		return err
	}
	_, err = a.append(inbox, raw, s.opts.Now(), 0)
	return err
}

// Messages reads all mail in a folder ("INBOX") of the mailbox that the address leads to, oldest first.
func (s *Server) Messages(address, folder string) ([][]byte, error) {
	a, err := s.route(address)
	if err != nil {
		return nil, err
	}
	return a.all(folder)
}

// listen refuses every address that is not loopback.
func listen(ctx context.Context, addr string) (net.Listener, error) {
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	tcp, err := net.ResolveTCPAddr("tcp", addr)
	if err != nil {
		return nil, err
	}
	if !tcp.IP.IsLoopback() {
		return nil, fmt.Errorf("%s is not a loopback address", addr)
	}
	return (&net.ListenConfig{}).Listen(ctx, "tcp", tcp.String())
}

// silent drops what the protocol libraries would log: it may hold addresses.
type silent struct{}

func (silent) Printf(string, ...any) {}
func (silent) Println(...any)        {}
