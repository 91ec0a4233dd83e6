package verify

import (
	"net/netip"
	"strings"
)

// lookNet finds addresses of machines that the world can reach, hardware addresses, and links.
func lookNet(p *page) []Finding {
	var found []Finding
	for i := 0; i < len(p.plain); i++ {
		if i > 0 && (letterOrDigit(p.plain[i-1]) || p.plain[i-1] == '.' || p.plain[i-1] == ':') {
			continue
		}
		c := p.plain[i]
		if _, hex := hexDigit(c); hex || c == ':' {
			end := i
			for end < len(p.plain) && (p.plain[end] == ':' || p.plain[end] == '.' || p.plain[end] == '-' || isHex(p.plain[end])) {
				end++
			}
			if end < len(p.plain) && isLetter(p.plain[end]) {
				continue
			}
			s := strings.TrimRight(string(p.plain[i:end]), ":.-")
			if why := p.machine(i, s); why != "" {
				found = append(found, p.finding(i, i+len(s), IP, why))
				i += len(s)
			}
		}
	}
	return append(found, p.links()...)
}

func isHex(c byte) bool { _, ok := hexDigit(c); return ok }

func (p *page) machine(at int, s string) string {
	switch {
	case strings.Count(s, ".") == 3 && !strings.Contains(s, ":") && !strings.Contains(s, "-"):
		return p.version4(at, s)
	case len(s) == 17 && hardware(s, 2, 6), len(s) == 14 && strings.Count(s, ".") == 2 && hardware(s, 4, 3):
		return "hardware address"
	case strings.Count(s, ":") >= 2 && !strings.Contains(s, "-"):
		return version6(s)
	}
	return ""
}

// version4 wants a public address that is no version number: announced as one, or with large parts.
func (p *page) version4(at int, s string) string {
	a, err := netip.ParseAddr(s)
	if err != nil || !public(a) {
		return ""
	}
	words := p.before(at, 3)
	if anyOf(words, versionWord) {
		return ""
	}
	b, large := a.As4(), 0
	for _, x := range b {
		if x >= 20 {
			large++
		}
	}
	if large >= 2 && b[0] >= 20 || anyOf(words, addressWord) {
		return "public IP address"
	}
	return ""
}

func versionWord(s string) bool {
	switch s {
	case "v", "version", "versionen", "fw", "firmware", "sw", "hw", "rev", "build", "release", "ver", "mjukvara", "programversion", "softwareversion", "bootloader", "driver", "driverversion", "oid":
		return true
	}
	return false
}

func addressWord(s string) bool {
	switch s {
	case "ip", "adress", "ipadress", "address", "adresse", "gateway", "server", "host", "ping", "osoite":
		return true
	}
	return false
}

// public leaves out private, loopback, link-local and documentation addresses (RFC 1918, 4193, 5737, 3849).
func public(a netip.Addr) bool {
	if !a.IsGlobalUnicast() || a.IsPrivate() || a.Is4() && a.As4()[0] >= 224 {
		return false
	}
	for _, doc := range []string{"100.64.0.0/10", "2001:db8::/32"} {
		if netip.MustParsePrefix(doc).Contains(a) {
			return false
		}
	}
	return true
}

// version6 wants eight groups, or a gap and three; a time of day or a register dump parses as neither.
func version6(s string) string {
	a, err := netip.ParseAddr(s)
	if err != nil || !public(a) || strings.Contains(s, "::") && strings.Count(s, ":") < 3 {
		return ""
	}
	return "public IP address"
}

// hardware tells whether s is n groups of size hex digits with one sign between. All groups alike are a placeholder.
func hardware(s string, size, n int) bool {
	sep := s[size]
	if sep != ':' && sep != '-' && sep != '.' {
		return false
	}
	groups := strings.Split(s, string(sep))
	if len(groups) != n {
		return false
	}
	same := true
	for _, g := range groups {
		if len(g) != size || strings.Trim(g, "0123456789abcdef") != "" {
			return false
		}
		same = same && g == groups[0]
	}
	return !same
}

// links finds addresses of pages. A bare host name is none; a private host is nobody's.
func (p *page) links() []Finding {
	var found []Finding
	text := string(p.plain)
	for at := 0; at < len(text); at++ {
		skip := linkStart(text[at:])
		if skip < 0 || at > 0 && letterOrDigit(text[at-1]) {
			continue
		}
		from, end := at, at+skip
		for end < len(text) && strings.IndexByte(" \n\t<>\"'()[]{}|", text[end]) < 0 {
			end++
		}
		end = from + len(strings.TrimRight(text[from:end], ".,;:!?*"))
		at = max(end, from+skip) - 1
		host, _, _ := strings.Cut(text[min(from+skip, end):end], "/")
		host, _, _ = strings.Cut(host, ":")
		a, err := netip.ParseAddr(host)
		if host == "" || host == "localhost" || err == nil && !public(a) || !strings.Contains(host, ".") {
			continue
		}
		found = append(found, p.finding(from, end, URL, "link"))
	}
	return found
}

// linkStart is the length of what marks a link at the start of s (0 for www, which is part of the host), or -1.
func linkStart(s string) int {
	switch s[0] {
	case 'h', 'f':
		for _, start := range []string{"http://", "https://", "ftp://"} {
			if strings.HasPrefix(s, start) {
				return len(start)
			}
		}
	case 'w':
		if strings.HasPrefix(s, "www.") {
			return 0
		}
	}
	return -1
}
