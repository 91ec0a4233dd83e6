//go:build unix

package main

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net"
	"net/http"
	"net/textproto"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/axsensor/lethe/mailin/localmail"
	"github.com/axsensor/lethe/tickets"
)

// asProgram makes the test's own binary be lethe, so that whole processes can be started, stopped and killed.
const asProgram = "LETHE_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// program is a process of lethe.
type program struct {
	t    *testing.T
	cmd  *exec.Cmd
	said *said
	done chan struct{}
}

// start starts lethe with some settings in its environment, in Swedish.
func start(t *testing.T, binary string, as *syscall.SysProcAttr, environ []string, args ...string) *program {
	t.Helper()
	p := &program{t: t, cmd: exec.Command(binary, args...), said: &said{}, done: make(chan struct{})}
	p.cmd.Env = append([]string{asProgram + "=1", "LANG=sv_SE.UTF-8", "HOME=" + os.TempDir()}, environ...)
	p.cmd.Stdout, p.cmd.Stderr, p.cmd.SysProcAttr = p.said, p.said, as
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.done)
		_ = p.cmd.Wait() // the status is read from the process
	}()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		<-p.done
	})
	return p
}

func itself(t *testing.T) string {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// ends waits for the process and returns its exit status.
func (p *program) ends() int {
	p.t.Helper()
	select {
	case <-p.done:
		return p.cmd.ProcessState.ExitCode()
	case <-time.After(time.Minute):
		p.t.Fatalf("the process does not end: %s", p.said)
		return -1
	}
}

// serves waits until the web answers, and returns its address.
func (p *program) serves() string {
	p.t.Helper()
	for range 3000 {
		if m := regexp.MustCompile(`Lethe finns på (http://\S+),`).FindStringSubmatch(p.said.String()); m != nil {
			if res, err := http.Get(m[1] + "/healthz"); err == nil {
				_ = res.Body.Close()
				return m[1]
			}
		}
		select {
		case <-p.done:
			p.t.Fatalf("it ended: %s", p.said)
		case <-time.After(10 * time.Millisecond):
		}
	}
	p.t.Fatalf("it does not serve: %s", p.said)
	return ""
}

func (p *program) signal(s os.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		p.t.Fatal(err)
	}
}

func TestASecondProcessIsToldWhoHasTheFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	first := start(t, itself(t), nil, nil, "serve", "--data", dir, "--listen", "127.0.0.1:0")
	at := strings.TrimPrefix(first.serves(), "http://")
	for _, args := range [][]string{{"serve", "--data", dir, "--listen", at}, {"serve", "--data", dir, "--listen", "127.0.0.1:0"}} {
		second := start(t, itself(t), nil, nil, args...)
		want := fmt.Sprintf("Mappen %s används redan av %s, process %d.", dir, filepath.Base(first.cmd.Path), first.cmd.Process.Pid)
		if code := second.ends(); code != 1 || !strings.Contains(second.said.String(), want) {
			t.Errorf("%v: %d %s\nwant %s", args, code, second.said, want)
		}
	}
	if asked := start(t, itself(t), nil, nil, "forget", "--data", dir); asked.ends() != 0 || !strings.Contains(asked.said.String(), "Inget att glömma") {
		t.Errorf("a command beside it: %s", asked.said)
	}
	first.signal(syscall.SIGKILL)
	first.ends()
	if again := start(t, itself(t), nil, nil, "serve", "--data", dir, "--listen", "127.0.0.1:0"); again.serves() == "" {
		t.Error("what a killed process left keeps the next from starting")
	}
}

func TestATakenPortIsNamed(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	p := start(t, itself(t), nil, nil, "serve", "--data", filepath.Join(t.TempDir(), "data"), "--listen", l.Addr().String())
	if code := p.ends(); code != 1 || !strings.Contains(p.said.String(), "Ett annat program lyssnar redan på "+l.Addr().String()) {
		t.Errorf("%d: %s", code, p.said)
	}
}

// asNobody is how to start a process that may not do what it likes: as another user when the tests run as root.
func asNobody(t *testing.T) (binary string, as *syscall.SysProcAttr) {
	t.Helper()
	if os.Getuid() != 0 {
		return itself(t), nil
	}
	dir, err := os.MkdirTemp("", "lethe-program-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	binary = filepath.Join(dir, "lethe")
	b, err := os.ReadFile(itself(t))
	if err == nil {
		err = os.WriteFile(binary, b, 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
	return binary, &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
}

func TestAFolderThatMayNotBeWrittenIsNamed(t *testing.T) {
	binary, as := asNobody(t)
	top, err := os.MkdirTemp("", "lethe-closed-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, dir := range []string{top, filepath.Join(top, "there")} {
			_ = os.Chmod(dir, 0o755)
		}
		_ = os.RemoveAll(top)
	})
	there, file := filepath.Join(top, "there"), filepath.Join(top, "file")
	for _, dir := range []string{there, there + ".keys", there + ".cache"} {
		if err := os.Mkdir(dir, 0o555); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(top, 0o555); err != nil {
		t.Fatal(err)
	}
	for dir, want := range map[string]string{
		filepath.Join(top, "new"):  "Den här användaren får inte använda " + filepath.Join(top, "new"),
		there:                      "Den här användaren får inte använda " + there,
		filepath.Join(file, "new"): file + " går inte att använda som mapp: en fil står i vägen.",
	} {
		p := start(t, binary, as, nil, "serve", "--data", dir, "--listen", "127.0.0.1:0")
		if code := p.ends(); code != 1 || !strings.Contains(p.said.String(), want) {
			t.Errorf("%s: %d %s\nwant %s", dir, code, p.said, want)
		}
	}
}

// slowForm is a form that is on its way: everything but its end has been sent.
type slowForm struct {
	body   *io.PipeWriter
	rest   []byte
	answer chan *http.Response
}

func sendHalf(t *testing.T, base string, i int) *slowForm {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for k, v := range map[string]string{"name": "Planterad Kund", "email": fmt.Sprintf("form%d@kund.example", i), "text": "Driver.", "request": fmt.Sprintf("r%d", i)} {
		if err := w.WriteField(k, v); err != nil {
			t.Fatal(err)
		}
	}
	part, err := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="files"; filename="logg.bin"`}})
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write(bytes.Repeat([]byte("x"), 1<<20)) // a buffer takes all
	_ = w.Close()
	read, write := io.Pipe()
	f := &slowForm{body: write, rest: b.Bytes()[b.Len()/2:], answer: make(chan *http.Response, 1)}
	req, err := http.NewRequest(http.MethodPost, base+"/support", read)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	go func() {
		c := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		res, err := c.Do(req)
		if err != nil {
			res = &http.Response{Status: err.Error(), Body: http.NoBody}
		}
		f.answer <- res
	}()
	if _, err := write.Write(b.Bytes()[:b.Len()/2]); err != nil {
		t.Fatal(err)
	}
	return f
}

func (f *slowForm) finish() *http.Response {
	_, _ = f.body.Write(f.rest) // a server that hung up is seen in the answer
	_ = f.body.Close()
	select {
	case res := <-f.answer:
		_ = res.Body.Close()
		return res
	case <-time.After(time.Minute):
		return &http.Response{Status: "no answer in a minute"}
	}
}

func TestStoppingWhileBusyLosesNothing(t *testing.T) {
	const mails, forms = 40, 3
	dir := filepath.Join(t.TempDir(), "data")
	mail, err := localmail.Start(t.Context(), localmail.Options{Domain: "axsensor.example", Users: []localmail.User{{Name: "support", Password: "demo"}}, Password: "demo"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = mail.Close() }()
	s := &shop{t: t, mail: mail}
	environ := []string{"LETHE_DATA=" + dir, "LETHE_LISTEN=127.0.0.1:0", "LETHE_SUPPORT=support@axsensor.example",
		"LETHE_MAILBOX_SUPPORT_ADDRESS=" + mail.IMAPAddr(), "LETHE_MAILBOX_SUPPORT_SECURITY=plain", "LETHE_MAILBOX_SUPPORT_USER=support@axsensor.example", "LETHE_MAILBOX_SUPPORT_PASSWORD=demo",
		"LETHE_SMTP_ADDRESS=" + mail.SMTPAddr(), "LETHE_SMTP_SECURITY=plain"}
	busy := start(t, itself(t), nil, environ, "serve")
	base := busy.serves()
	var open []*slowForm
	for i := range forms {
		open = append(open, sendHalf(t, base, i))
	}
	for i := range mails {
		s.send(fmt.Sprintf("Planterad Kund <mail%d@kund.example>", i), fmt.Sprintf("Subject: Drift %d\r\nMessage-ID: <m%d@kund.example>\r\n", i, i), "Vår givare driver.\r\n")
	}
	s.until("no mail is received", func() bool { return strings.Contains(busy.said.String(), "mail received") })
	busy.signal(syscall.SIGTERM)
	var wg sync.WaitGroup
	for _, f := range open {
		wg.Go(func() {
			if res := f.finish(); res.StatusCode != http.StatusSeeOther {
				t.Errorf("a form that was on its way: %s", res.Status)
			}
		})
	}
	wg.Wait()
	if code := busy.ends(); code != 0 {
		t.Fatalf("stopped with %d: %s", code, busy.said)
	}
	taken := strings.Count(busy.said.String(), "mail received")
	t.Logf("%d of %d mails were received before it stopped", taken, mails)

	next := start(t, itself(t), nil, environ, "serve")
	next.serves()
	s.until("mails are missing", func() bool { return taken+strings.Count(next.said.String(), "mail received") >= mails })
	s.until("letters are missing", func() bool {
		n := 0
		for i := range mails {
			n += min(1, len(s.inbox(fmt.Sprintf("mail%d@kund.example", i))))
		}
		for i := range forms {
			n += min(1, len(s.inbox(fmt.Sprintf("form%d@kund.example", i))))
		}
		return n == mails+forms
	})
	next.signal(os.Interrupt)
	if code := next.ends(); code != 0 {
		t.Errorf("stopped again with %d: %s", code, next.said)
	}
	eachOnce(t, dir, s, mails, forms)
}

// eachOnce opens the folder and looks for one ticket and one acknowledgement of each.
func eachOnce(t *testing.T, dir string, s *shop, mails, forms int) {
	t.Helper()
	set, err := readSettings(map[string]string{"data": dir}, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	h, err := openHouse(t.Context(), set, slog.New(slog.DiscardHandler), clock)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := h.close(); err != nil {
			t.Error(err)
		}
	}()
	c, err := h.desk.Tickets.Counts(t.Context(), tickets.Actor{Account: "test", Roles: tickets.RoleEngineer})
	if err != nil || c.Unassigned != mails+forms || c.Outbox != 0 {
		t.Errorf("%d tickets, %d letters wait, %v", c.Unassigned, c.Outbox, err)
	}
	for i := range mails + forms {
		who := "mail" + strconv.Itoa(i)
		if i >= mails {
			who = "form" + strconv.Itoa(i-mails)
		}
		if n := len(s.inbox(who + "@kund.example")); n != 1 {
			t.Errorf("%s got %d letters", who, n)
		}
	}
}
