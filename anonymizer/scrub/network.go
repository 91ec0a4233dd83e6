package scrub

import (
	"net/netip"
	"strings"
)

// addresses takes out IP and MAC addresses, except the defaults that every manual prints.
func (p *page) addresses() {
	for i := 0; i < len(p.words); i++ {
		w := p.words[i]
		if w.form != number && w.form != coded && !hexWord(w.key) {
			if strings.HasPrefix(p.text[w.e:], "::") {
				p.ip6(w.s)
			}
			continue
		}
		if w.form == number && i+3 < len(p.words) && p.gap(i) == "." && p.gap(i+1) == "." && p.gap(i+2) == "." {
			if p.ip4(i) {
				i += 3
				continue
			}
		}
		if p.mac(i) {
			continue
		}
		if w.e < len(p.text) && p.text[w.e] == ':' && (w.s == 0 || p.text[w.s-1] != ':') {
			p.ip6(w.s)
		}
		p.codedIP(w)
	}
	for at := 0; ; at += 2 {
		k := strings.Index(p.text[at:], "::")
		if k < 0 {
			return
		}
		at += k
		if (at == 0 || !isWordByte(p.text[at-1])) && at+2 < len(p.text) && isHex(p.text[at+2]) {
			p.ip6(at)
		}
	}
}

func hexWord(key string) bool {
	return len(key) <= 12 && strings.Trim(key, "0123456789abcdef") == ""
}

// ip4 takes the dotted address whose first number is word i. Versions look the same: a word for version before, or a
// fifth number, says so.
func (p *page) ip4(i int) bool {
	s, e := p.words[i].s, p.words[i+3].e
	addr, err := netip.ParseAddr(strings.TrimSpace(p.text[s:e]))
	if err != nil || i+4 < len(p.words) && p.gap(i+3) == "." && p.words[i+4].form == number {
		return false
	}
	if i > 0 && p.gap(i-1) == "." || p.keywordBefore(s, 2, versionWords) || s > 0 && (p.text[s-1] == 'v' || p.text[s-1] == 'V') {
		return false
	}
	end := runRight(p.text, e, 4, func(c byte) bool { return c == '/' || isDigit(c) })
	if p.keepsAddress(addr) || p.of.device[p.text[s:e]] {
		p.protect(s, end, technical)
		return true
	}
	p.take(s, e, IP, LayerPattern)
	return true
}

const versionWords = " version versionen ver v fw firmware firmwaren rev revision sw software programvara release build utgava "

// keepsAddress tells whether an address says nothing about anybody: masks, loopback, multicast, documentation, and the
// defaults that devices leave the factory with.
func (p *page) keepsAddress(a netip.Addr) bool {
	if a.IsLoopback() || a.IsUnspecified() || a.IsMulticast() {
		return true
	}
	s := a.String()
	return strings.HasPrefix(s, "255.") ||
		oneOf(" 192.168.0.1 192.168.0.2 192.168.0.10 192.168.0.100 192.168.0.254 192.168.1.1 192.168.1.2 192.168.1.10 192.168.1.100 192.168.1.254 192.168.0.0 192.168.1.0 192.168.0.255 192.168.1.255 192.168.4.1 192.168.10.1 10.0.0.0 10.0.0.1 10.0.0.2 10.0.0.255 10.10.10.10 172.16.0.0 172.16.0.1 169.254.0.0 8.8.8.8 8.8.4.4 1.1.1.1 9.9.9.9 ", s)
}

func (s *Scrubber) defaultDevice(host string) bool {
	if s.device[host] {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && (&page{}).keepsAddress(a)
}

// ip6 takes the address with colons that begins at s (RFC 4291 section 2.2).
func (p *page) ip6(s int) {
	e := runRight(p.text, s, 60, func(c byte) bool { return isHex(c) || c == ':' || c == '.' || c == '%' })
	for e > s && strings.IndexByte(".:%", p.text[e-1]) >= 0 && !strings.HasSuffix(p.text[s:e], "::") {
		e--
	}
	text := p.text[s:e]
	addr, err := netip.ParseAddr(text)
	if err != nil || !addr.Is6() || e < len(p.text) && isWordByte(p.text[e]) || s > 0 && isWordByte(p.text[s-1]) {
		return
	}
	if addr.IsLoopback() || addr.IsUnspecified() || addr.IsMulticast() || strings.Trim(text, ":0123456789") == "" && !strings.Contains(text, "::") && strings.Count(text, ":") < 7 {
		p.protect(s, e, technical)
		return
	}
	p.take(s, e, IP, LayerPattern)
}

// mac takes six pairs of hexadecimal digits with one separator, or three groups of four with dots; three pairs alone
// only where a word says that they begin a MAC address.
func (p *page) mac(i int) bool {
	for _, shape := range [...]struct{ n, size int }{{8, 2}, {6, 2}, {3, 4}, {3, 2}} {
		if i+shape.n > len(p.words) || !p.hexGroups(i, shape.n, shape.size) {
			continue
		}
		s, e := p.words[i].s, p.words[i+shape.n-1].e
		if shape.n == 3 && shape.size == 2 && !p.keywordBefore(s, 3, " mac oui macadress hwaddr bssid ethernet hardware ") {
			continue
		}
		if shape.n == 8 && !p.keywordBefore(s, 3, " mac eui deveui joineui appeui eui64 dev join app ieee ") && p.gap(i) != "-" {
			continue
		}
		if p.of.device[strings.ToLower(p.text[s:e])] {
			p.protect(s, e, technical)
			return true
		}
		return p.take(s, e, ID, LayerPattern)
	}
	w := p.words[i]
	if (len(w.key) == 12 || len(w.key) == 16) && hexRunWord(w.key) && p.keywordBefore(w.s, 3, " mac macadress hwaddr bssid deveui eui joineui appeui appkey devaddr ") {
		return p.take(w.s, w.e, ID, LayerPattern)
	}
	return false
}

func hexRunWord(key string) bool {
	for i := 0; i < len(key); i++ {
		if !isHex(key[i]) {
			return false
		}
	}
	return true
}

func (p *page) hexGroups(i, n, size int) bool {
	sep := p.gap(i)
	if sep != ":" && sep != "-" && sep != "." || size == 4 && sep != "." || i > 0 && p.gap(i-1) == sep || i+n < len(p.words) && p.gap(i+n-1) == sep {
		return false
	}
	letters := false
	for k := i; k < i+n; k++ {
		key := p.words[k].key
		if len(key) != size || !hexRunWord(key) || k > i && p.gap(k-1) != sep {
			return false
		}
		letters = letters || !isDigits(key)
	}
	return letters || n == 6 && sep == ":" || n == 8
}

// codedIP takes an address written as one number where a word says so: 0xC0A80064, 3232235620.
func (p *page) codedIP(w word) {
	if !p.keywordBefore(w.s, 2, " ip ipadress ipaddress ip-adress host adress ") {
		return
	}
	if len(w.key) == 10 && (strings.HasPrefix(w.key, "0x") && hexRunWord(w.key[2:]) || w.form == number && w.key < "4294967296" && w.key > "16777216") {
		p.take(w.s, w.e, IP, LayerPattern)
	}
}
