package main

import (
	"errors"
	"net"
	"net/mail"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/axsensor/lethe/tickets/mongodb"
)

func notEmpty(s string) bool { return strings.TrimSpace(s) != "" }

func isAddress(s string) bool {
	_, port, err := net.SplitHostPort(s)
	n, bad := strconv.Atoi(port)
	return err == nil && bad == nil && n >= 0 && n < 1<<16
}

func isMail(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s
}

func isURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// isOrigin is for an address that others are put after.
func isOrigin(s string) bool {
	u, err := url.Parse(s)
	return err == nil && isURL(s) && s == u.Scheme+"://"+u.Host
}

// isHere says whether an address is on this machine, where nobody listens between.
func isHere(s string) bool {
	host, _, _ := net.SplitHostPort(s)
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func isZone(s string) bool {
	_, err := time.LoadLocation(s)
	return err == nil
}

func isClock(s string) bool {
	_, err := time.Parse("15:04", s)
	return err == nil
}

func oneOf(words ...string) func(string) bool {
	return func(s string) bool { return slices.Contains(words, s) }
}

func between(low, high int) func(string) bool {
	return func(s string) bool {
		n, err := strconv.Atoi(s)
		return err == nil && n >= low && n <= high
	}
}

// isServer is for an address of a MongoDB deployment.
func isServer(s string) bool {
	_, err := mongodb.Address{URI: s}.Where()
	return mongodb.IsAddress(s) && (err == nil || errors.Is(err, mongodb.ErrAway)) // a name may be unknown just now
}

// isFolderOrServer is for a place of keys.
func isFolderOrServer(s string) bool { return !mongodb.IsAddress(s) || isServer(s) }

// masterKinds are where a master key can come from.
var masterKinds = []string{"file", "env", "credential", "command"}

func isMaster(s string) bool {
	kind, rest, ok := strings.Cut(s, ":")
	return ok && rest != "" && slices.Contains(masterKinds, kind)
}
