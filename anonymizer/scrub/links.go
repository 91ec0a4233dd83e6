package scrub

import (
	"net/url"
	"strings"
)

// linkByte are the bytes of a link (RFC 3986), and letters of other scripts.
func linkByte(c byte) bool {
	return isWordByte(c) || strings.IndexByte("-._~:/?#[]@!$&'()*+,;=%|{}^\\", c) >= 0
}

// links takes out links: the whole, or path and query alone if the host may stay.
func (p *page) links() {
	for at := 0; ; {
		k := strings.Index(p.text[at:], "://")
		if k < 0 {
			break
		}
		at += k
		start := runLeft(p.text, at, 20, func(c byte) bool { return isWordByte(c) || c == '+' || c == '.' || c == '-' })
		end := p.linkEnd(at + 3)
		if start < at && end > at+3 {
			p.takeLink(start, end, at+3)
		}
		at = max(end, at+3)
	}
	p.bareLinks()
}

func (p *page) linkEnd(i int) int {
	end := runRight(p.text, i, 8000, linkByte)
	if k := strings.Index(p.text[i:end], "://"); k > 0 && !strings.ContainsAny(p.text[i:i+k], "=?#/") { // two links without a blank
		end = i + k
	}
	for end > i && strings.IndexByte(".,;:!?'|", p.text[end-1]) >= 0 {
		end--
	}
	for _, pair := range [...]string{"()", "[]", "{}"} {
		if end > i && p.text[end-1] == pair[1] && !strings.Contains(p.text[i:end], pair[:1]) {
			end--
		}
	}
	return end
}

// takeLink takes text[start:end], whose host begins at host.
func (p *page) takeLink(start, end, host int) {
	name := hostOf(p.text[host:end])
	stay := runRight(p.text, host, 255, func(c byte) bool { return domainByte(c) || c == ':' })
	if p.of.hostStays(name) && stay <= end && !strings.Contains(p.text[host:min(stay+1, end)], "@") {
		p.protect(start, stay, technical)
		if stay < end && p.text[stay:end] != "/" {
			p.take(stay, end, URL, LayerPattern)
		}
		return
	}
	if name == "localhost" || p.of.defaultDevice(name) {
		p.protect(start, stay, technical)
		if stay < end && p.text[stay:end] != "/" && strings.ContainsAny(p.text[stay:end], "?@=") {
			p.take(stay, end, URL, LayerPattern)
		}
		return
	}
	p.take(start, end, URL, LayerPattern)
}

// hostOf gives the host of what follows a link's scheme, in lower case and without www.
func hostOf(rest string) string {
	u, err := url.Parse("//" + rest)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

// hostStays tells whether a host or a domain above it is on the list of those that may stay.
func (s *Scrubber) hostStays(host string) bool {
	if oneOf(" pool.ntp.org time.windows.com time.google.com time.nist.gov ", host) || strings.HasSuffix(host, ".pool.ntp.org") {
		return true
	}
	for host != "" {
		if s.hosts[host] {
			return true
		}
		_, host, _ = strings.Cut(host, ".")
	}
	return false
}

// bareLinks takes out host names without a scheme: with www., a path, or three labels under a top-level domain.
func (p *page) bareLinks() {
	for i := 0; i+1 < len(p.words); i++ {
		if p.gap(i) != "." || p.words[i].form == number && p.words[i+1].form == number || i > 0 && p.gap(i-1) == "." {
			continue
		}
		last := i
		for last+1 < len(p.words) && (p.gap(last) == "." || p.gap(last) == "-") {
			last++
		}
		for last > i && !topDomain(p.words[last].key) {
			last--
		}
		if last == i || p.gap(last-1) != "." || p.state[p.words[i].s] == taken {
			continue
		}
		start, end := runLeft(p.text, p.words[i].s, 64, func(c byte) bool { return isWordByte(c) || c == '-' || c == '_' }), p.words[last].e
		path := end < len(p.text) && (p.text[end] == '/' || p.text[end] == '?' || p.text[end] == ':' && end+1 < len(p.text) && isDigit(p.text[end+1]))
		host := strings.TrimPrefix(fold(p.text[start:end]), "www.")
		switch {
		case p.of.hostStays(host):
			p.protect(start, end, technical)
			if path {
				p.take(end, p.linkEnd(end), URL, LayerPattern)
			}
		case fileType(p.words[last].key) && !strings.HasPrefix(p.words[i].key, "www"), p.codeDots(i, last):
		case path:
			p.take(start, p.linkEnd(end), URL, LayerPattern)
		default:
			p.take(start, end, URL, LayerPattern)
		}
		i = last
	}
}

// codeDots tells whether words i to last with dots between are a name in a program rather than a host: a capital after
// a dot, or a top-level domain that is everyday code and no host before it.
func (p *page) codeDots(i, last int) bool {
	if p.words[i].key == "www" {
		return false
	}
	end := p.words[last].e
	if strings.HasPrefix(p.text[end:], "(") || strings.HasPrefix(p.text[end:], " (") && p.words[last].form != lower || strings.HasPrefix(p.text[end:], "_") {
		return true
	}
	tld := p.words[last].key
	if p.words[last].form != lower {
		return p.words[last].form != upper || p.words[i].form == lower
	}
	if oneOf(" name info me is in it at be no so to tv id test local int post cat store app net cc home internal tel group site email jobs es ", tld) {
		return last == i+1 && (p.ordinary(p.words[i]) || p.of.words.Term(p.words[i].key) || p.words[i].form == mixed) && !(tld == "no" || tld == "es")
	}
	return last == i+1 && p.words[i].form == upper && tld == "net" || p.text[p.words[i].s:end] == "socket.io" || p.text[p.words[i].s:end] == "Node.js"
}
