package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"io/fs"
	"net"
	"os/exec"
	"syscall"

	"github.com/axsensor/lethe/tickets/lang"
	"github.com/axsensor/lethe/tickets/mongodb"
	"github.com/axsensor/lethe/tickets/seal"
	"github.com/axsensor/lethe/tickets/store"
)

// cause tells what lies beneath an error in the reader's language, and the error's own text in brackets: that is what is
// looked for in a search or told to whoever helps. An error with none of the common causes is its own text.
func cause(l lang.Lang, err error) string {
	words := causeWords(l, err)
	if words == "" {
		return err.Error()
	}
	return words + " (" + err.Error() + ")"
}

// causeWords names the common cause of an error; "" if it has none. Of a deployment whose servers are away for different
// causes, the first is named.
func causeWords(l lang.Lang, err error) string {
	for _, way := range mongodb.Beneath(err) {
		if words := wireWords(l, way); words != "" {
			return words
		}
	}
	return commonWords(l, err)
}

// wireWords is for the way to another process, which may end without a word.
func wireWords(l lang.Lang, err error) string {
	words := commonWords(l, err)
	if words == "" && (errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)) {
		return l.T("cause.cut")
	}
	return words
}

func commonWords(l lang.Lang, err error) string {
	for _, common := range []func(lang.Lang, error) string{certificateWords, nameWords, systemWords, keyWords} {
		if words := common(l, err); words != "" {
			return words
		}
	}
	return ""
}

// certificateWords is for what is wrong with TLS.
func certificateWords(l lang.Lang, err error) string {
	var unknown x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	var name x509.HostnameError
	var plain tls.RecordHeaderError
	var alert tls.AlertError
	switch {
	case errors.As(err, &unknown):
		return l.T("cause.certificate.unknown")
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return l.T("cause.certificate.expired")
	case errors.As(err, &invalid):
		return l.T("cause.certificate.invalid")
	case errors.As(err, &name):
		return l.T("cause.certificate.name", name.Host)
	case errors.As(err, &plain):
		return l.T("cause.plain")
	case errors.As(err, &alert):
		return l.T("cause.alert")
	}
	return ""
}

// nameWords is for names of machines.
func nameWords(l lang.Lang, err error) string {
	var lookup *net.DNSError
	switch {
	case !errors.As(err, &lookup):
		return ""
	case lookup.IsNotFound:
		return l.T("cause.name.unknown", lookup.Name)
	}
	return l.T("cause.name.away", lookup.Name)
}

// systemWords is for what the operating system refuses.
func systemWords(l lang.Lang, err error) string {
	for _, x := range []struct {
		is  error
		key string
	}{
		{syscall.ENOSPC, "cause.full"}, {syscall.EDQUOT, "cause.full"}, {store.ErrFull, "cause.full"}, {mongodb.ErrFull, "cause.full"},
		{syscall.EROFS, "cause.readonly"}, {fs.ErrPermission, "cause.permission"}, {syscall.EISDIR, "cause.folder"}, {syscall.ENOTDIR, "cause.notfolder"},
		{syscall.EMFILE, "cause.files"}, {syscall.ENFILE, "cause.files"}, {syscall.EIO, "cause.disk"},
		{syscall.EADDRINUSE, "cause.taken"}, {syscall.EADDRNOTAVAIL, "cause.notours"},
		{syscall.ECONNREFUSED, "cause.refused"}, {syscall.EHOSTUNREACH, "cause.noway"}, {syscall.ENETUNREACH, "cause.noway"},
		{syscall.ETIMEDOUT, "cause.late"}, {context.DeadlineExceeded, "cause.late"}, {mongodb.ErrLate, "cause.late"},
		{syscall.ECONNRESET, "cause.cut"}, {syscall.EPIPE, "cause.cut"}, {net.ErrClosed, "cause.cut"},
	} {
		if errors.Is(err, x.is) {
			return l.T(x.key)
		}
	}
	var wire net.Error
	if errors.As(err, &wire) && wire.Timeout() {
		return l.T("cause.late")
	}
	return ""
}

// keyWords is for what is wrong with keys, and then for files in general: of a missing key file that it is one is better news.
func keyWords(l lang.Lang, err error) string {
	for _, x := range []struct {
		is  error
		key string
	}{
		{seal.ErrNoMaster, "cause.nomaster"}, {seal.ErrAbsent, "cause.nokeys"}, {seal.ErrDestroyed, "cause.destroyed"}, {seal.ErrWrongMaster, "cause.wrongmaster"},
		{mongodb.ErrLogin, "cause.login"}, {exec.ErrNotFound, "cause.noprogram"}, {fs.ErrNotExist, "cause.nofile"},
	} {
		if errors.Is(err, x.is) {
			return l.T(x.key)
		}
	}
	return ""
}
