package localmail

import (
	"crypto/subtle"
	"errors"
	"strings"
)

// maxStrangers bounds how many mailboxes are kept for addresses that are not a user's.
const maxStrangers = 2000

var errAddress = errors.New("not a mail address")

// route finds the mailbox for an address and makes a stranger's at its first mail.
func (s *Server) route(address string) (*account, error) {
	local, domain, ok := cutAddress(address)
	if !ok {
		return nil, errAddress
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if domain == fold(s.opts.Domain) {
		local, _, _ = strings.Cut(local, "+")
		if a := s.users[local]; a != nil {
			return a, nil
		}
	}
	name := local + "@" + domain
	if a := s.world[name]; a != nil {
		return a, nil
	}
	if len(s.world) >= maxStrangers {
		return nil, ErrFull
	}
	a, err := openAccount(name, s.opts.Password, s.strangers, s.opts.Now)
	if err != nil {
		return nil, err
	}
	a.newest = worldNewest
	s.world[name] = a
	return a, nil
}

// login finds the mailbox of a name, which for a user may be the local part alone.
func (s *Server) login(name, password string) *account {
	if !strings.Contains(name, "@") {
		name += "@" + s.opts.Domain
	}
	a, err := s.route(name)
	if err != nil || a.password == "" || subtle.ConstantTimeCompare([]byte(a.password), []byte(password)) != 1 {
		return nil
	}
	return a
}

func cutAddress(address string) (local, domain string, ok bool) {
	address = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(address), "<"), ">")
	i := strings.LastIndexByte(address, '@')
	if i < 1 || i == len(address)-1 || strings.ContainsAny(address, "\r\n\x00") {
		return "", "", false
	}
	return fold(address[:i]), fold(address[i+1:]), true
}

func fold(s string) string { return strings.ToLower(strings.TrimSpace(s)) }
