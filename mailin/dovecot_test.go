package mailin_test

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// dovecot is a private instance in a temporary folder on loopback ports.
type dovecot struct {
	dir        string
	imap, lmtp string
	cmd        *exec.Cmd
	log        *bytes.Buffer
}

var findDovecot = sync.OnceValue(func() string {
	for _, p := range []string{"/usr/sbin/dovecot", "/usr/local/sbin/dovecot", "/opt/homebrew/sbin/dovecot"} {
		if _, err := os.Stat(p); err == nil {
			return p
		}
	}
	return ""
})

// startDovecot skips on a machine without Dovecot, and fails there when CI=true.
func startDovecot(t testing.TB) *dovecot {
	t.Helper()
	if findDovecot() == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("Dovecot is not installed, and CI must not skip its tests")
		}
		t.Skip("Dovecot is not installed")
	}
	// A short path: sockets lie in it. Others must be able to enter it: mail is not root's.
	dir, err := os.MkdirTemp("/tmp", "dc")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	d := &dovecot{dir: dir, imap: freeAddr(t), lmtp: freeAddr(t)}
	if err := d.configure(); err != nil {
		t.Fatal(err)
	}
	d.start(t)
	t.Cleanup(func() { d.stop(t) })
	return d
}

func freeAddr(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

const dovecotConf = `
base_dir = %[1]s/run
state_dir = %[1]s/state
log_path = %[1]s/log
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = %[2]s
default_internal_group = %[3]s
default_login_user = %[4]s
first_valid_uid = 0
first_valid_gid = 0
mail_location = maildir:%[1]s/mail/%%u
auth_mechanisms = plain login
mailbox_idle_check_interval = 1 secs
submission_host =
passdb {
  driver = static
  args = password=secret
}
userdb {
  driver = static
  args = uid=%[5]s gid=%[6]s home=%[1]s/mail/%%u
}
service imap-login {
  chroot =
  inet_listener imap {
    port = %[7]s
  }
  inet_listener imaps {
    port = 0
  }
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = %[8]s
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
`

func (d *dovecot) configure() error {
	me, err := user.Current()
	if err != nil {
		return err
	}
	group, err := user.LookupGroupId(me.Gid)
	if err != nil {
		return err
	}
	internal, login, grp, uid, gid := me.Username, me.Username, group.Name, me.Uid, me.Gid
	if me.Uid == "0" {
		mail, err := user.Lookup("nobody")
		if err != nil {
			return err
		}
		internal, login, grp, uid, gid = "dovecot", "dovenull", "dovecot", mail.Uid, mail.Gid
	}
	if err := os.Chmod(d.dir, 0o755); err != nil {
		return err
	}
	if err := os.Mkdir(filepath.Join(d.dir, "mail"), 0o777); err != nil {
		return err
	}
	if err := os.Chmod(filepath.Join(d.dir, "mail"), 0o777); err != nil {
		return err
	}
	_, imapPort, _ := net.SplitHostPort(d.imap)
	_, lmtpPort, _ := net.SplitHostPort(d.lmtp)
	conf := fmt.Sprintf(dovecotConf, d.dir, internal, grp, login, uid, gid, imapPort, lmtpPort)
	return os.WriteFile(filepath.Join(d.dir, "conf"), []byte(conf), 0o644)
}

func (d *dovecot) start(t testing.TB) {
	t.Helper()
	d.log = &bytes.Buffer{}
	d.cmd = exec.Command(findDovecot(), "-F", "-c", filepath.Join(d.dir, "conf"))
	d.cmd.Stdout, d.cmd.Stderr = d.log, d.log
	d.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := d.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for range 200 {
		if c, err := net.Dial("tcp", d.imap); err == nil {
			_ = c.Close()
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	said := d.log
	d.stop(t)
	logged, _ := os.ReadFile(filepath.Join(d.dir, "log"))
	t.Fatalf("Dovecot does not answer:\n%s\n%s", said, logged)
}

// stop ends the instance and whatever it started.
func (d *dovecot) stop(t testing.TB) {
	t.Helper()
	if d.cmd == nil {
		return
	}
	_ = d.cmd.Process.Signal(syscall.SIGTERM)
	done := make(chan error, 1)
	go func() { done <- d.cmd.Wait() }()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		_ = syscall.Kill(-d.cmd.Process.Pid, syscall.SIGKILL)
		<-done
	}
	d.cmd = nil
	if t.Failed() {
		logged, _ := os.ReadFile(filepath.Join(d.dir, "log"))
		if i := strings.LastIndex(strings.TrimSpace(string(logged)), "\n"); i > 0 {
			t.Logf("Dovecot's last words: %s", logged[max(0, i-2000):])
		}
	}
}
