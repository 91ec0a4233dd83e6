package scrub

import (
	"encoding/base64"
	"math"
	"strings"
	"unicode/utf8"
)

// secrets takes out passwords, keys and tokens, and encoded text that nobody can read over.
func (p *page) secrets() {
	p.keyBlocks()
	p.connections()
	for i := range p.words {
		p.passwordAfter(i)
		p.prefixedKey(i)
	}
	p.encodedRuns()
}

// keyBlocks takes out armoured keys and certificates (RFC 7468): from BEGIN to END, or to the end of the text.
func (p *page) keyBlocks() {
	for at := 0; ; {
		k := strings.Index(p.text[at:], "-----BEGIN ")
		if k < 0 {
			return
		}
		start := at + k
		end := len(p.text)
		if m := strings.Index(p.text[start:], "-----END "); m >= 0 {
			end = start + m + 9
			if n := strings.Index(p.text[end:], "-----"); n >= 0 && n < 60 {
				end += n + 5
			}
		}
		p.take(start, end, Secret, LayerPattern)
		at = end
	}
}

// connections takes out the part of a connection string that names a user: "user:secret@host", and credentials in
// key=value lists are left to passwordAfter.
func (p *page) connections() {
	for at := 0; ; {
		k := strings.Index(p.text[at:], "://")
		if k < 0 {
			return
		}
		at += k + 3
		end := runRight(p.text, at, 300, func(c byte) bool { return c > ' ' && c != '/' && c != '"' && c != '\'' })
		if m := strings.LastIndexByte(p.text[at:end], '@'); m > 0 && strings.Contains(p.text[at:at+m], ":") {
			p.take(at, at+m, Secret, LayerPattern)
		}
	}
}

const passwordWords = " losen losenord losenordet passord passordet password passwd pwd pass passwort kennwort kodeord adgangskode salasana pin pinkod pinkoden pincode passcode passphrase secret token apikey api_key accesskey secretkey bearer wpa psk presharedkey wifilosen authorization appkey nwkskey appskey clientsecret sharedkey accountkey sas credentials inloggning "

// passwordAfter takes the value behind a word for password at word i: "lösen är Sommar2019", "pwd=…", "PIN 1234".
func (p *page) passwordAfter(i int) {
	w := p.words[i]
	if !oneOf(passwordWords, w.key) && !(strings.HasSuffix(w.key, "losenord") || strings.HasSuffix(w.key, "losenordet") || strings.HasSuffix(w.key, "password") || strings.HasSuffix(w.key, "passord")) {
		return
	}
	if i > 0 && p.gap(i-1) == "-" || w.key == "pin" && w.form != upper && len(p.word(i+1).key) <= 2 {
		return // "low-pass", "pin 5"
	}
	sign, k := false, i
	for k+1 < len(p.words) && k < i+5 {
		between := p.gap(k)
		if strings.Contains(between, "\n") && !strings.Contains(between, ":") || len(between) > 6 {
			return
		}
		sign = sign || strings.ContainsAny(between, ":=")
		k++
		if !oneOf(" ar er is ist blev satt till to on was war set just nu now new nytt nya key the det pa for kod koden code token basic bearer ", p.words[k].key) {
			break
		}
		sign = sign || oneOf(" ar er is ist on basic bearer ", p.words[k].key)
	}
	if k == i || k >= len(p.words) {
		return
	}
	s, e := p.words[k].s, p.words[k].e
	if s > 0 && !isSpace(p.text[s-1]) && strings.IndexByte("\"'`(:=,", p.text[s-1]) < 0 {
		s = runLeft(p.text, s, 8, func(c byte) bool { return c > ' ' && strings.IndexByte("\"'`(:=,", c) < 0 })
	}
	e = runRight(p.text, e, 200, func(c byte) bool { return c > ' ' && strings.IndexByte("\"'`);,<", c) < 0 })
	for e > s && strings.IndexByte(".?", p.text[e-1]) >= 0 {
		e--
	}
	value := p.text[s:e]
	plain := p.ordinaryText(strings.ToLower(value)) || p.of.words.Term(strings.ToLower(value)) || value == ""
	if sign && !(plain && value == strings.ToLower(value) && !strings.Contains(p.gap(k-1), "=")) || !plain && strings.ContainsAny(value, "0123456789") && p.gap(k-1) != "" {
		p.take(s, e, Secret, LayerPattern)
	}
}

// prefixedKey takes a key that its maker marks with a prefix, and JSON web tokens (RFC 7519).
func (p *page) prefixedKey(i int) {
	s := p.words[i].s
	if i > 0 && p.text[max(0, s-1)] == '_' {
		return
	}
	prefix := false
	for row := range strings.SplitSeq("eyJ AKIA ASIA AIza ya29 ghp_ gho_ ghu_ ghs_ ghr_ github_pat_ glpat- xoxb- xoxp- xoxa- xoxs- sk_live_ sk_test_ pk_live_ rk_live_ sk- SG. npm_ pypi- dop_v1_ shpat_ EAAC AGE-SECRET-KEY- whsec_ hf_ dckr_pat_ NRAK- key-", " ") {
		prefix = prefix || strings.HasPrefix(p.text[s:min(len(p.text), s+16)], row)
	}
	if !prefix {
		return
	}
	e := runRight(p.text, s, 5000, func(c byte) bool { return c < 0x80 && isWordByte(c) || strings.IndexByte("-_.=+/", c) >= 0 })
	for e > s && p.text[e-1] == '.' {
		e--
	}
	if e-s >= 18 && entropy(p.text[s:e]) > 3 {
		p.take(s, e, Secret, LayerPattern)
	}
}

func base64Byte(c byte) bool {
	return c < 0x80 && isWordByte(c) || c == '+' || c == '/' || c == '=' || c == '-' || c == '_'
}

// encodedRuns takes out base64 that hides an address, long blobs of it, and long hexadecimal strings.
func (p *page) encodedRuns() {
	for i := 0; i < len(p.text); {
		end := runRight(p.text, i, 1<<20, base64Byte)
		if end-i >= 16 {
			p.encodedRun(i, end)
		}
		i = end + 1
	}
}

func (p *page) encodedRun(s, e int) {
	for s < e && strings.IndexByte("=-_/+", p.text[s]) >= 0 {
		s++
	}
	for e > s && strings.IndexByte("-_/+", p.text[e-1]) >= 0 {
		e--
	}
	run := p.text[s:e]
	if len(run) < 16 {
		return
	}
	if strings.Trim(run, "0123456789abcdefABCDEF") == "" && len(run) >= 32 && strings.ContainsAny(run, "abcdefABCDEF") && strings.ContainsAny(run, "0123456789") {
		p.take(s, e, Secret, LayerPattern)
		return
	}
	body := strings.TrimRight(run, "=")
	if k := strings.LastIndexByte(body, '='); k >= 0 {
		s, body = s+k+1, body[k+1:]
	}
	if len(body) < 16 || !strings.ContainsFunc(body, func(r rune) bool { return r >= 'A' && r <= 'Z' }) {
		return
	}
	if hidesText(body) {
		p.take(s, e, Secret, LayerPattern)
		return
	}
	if len(body) >= 32 && strings.ContainsAny(body, "0123456789") && strings.ContainsAny(body, "abcdefghijklmnopqrstuvwxyz") && entropy(body) > 4 && strings.Count(body, "-")+strings.Count(body, "_")+strings.Count(body, "/") < len(body)/8 {
		p.take(s, e, Secret, LayerPattern)
	}
}

// hidesText tells whether base64 decodes to readable text that could name somebody.
func hidesText(body string) bool {
	std := strings.NewReplacer("-", "+", "_", "/").Replace(body[:min(len(body), 4096)&^3])
	if len(body) < 4096 {
		std = strings.NewReplacer("-", "+", "_", "/").Replace(body)
	}
	raw, err := base64.RawStdEncoding.DecodeString(std)
	if err != nil || !utf8.Valid(raw) {
		return false
	}
	for _, c := range raw {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' {
			return false
		}
	}
	return true
}

// entropy is the Shannon entropy of a string in bits a byte.
func entropy(s string) float64 {
	var count [256]int
	for i := 0; i < len(s); i++ {
		count[s[i]]++
	}
	h := 0.0
	for _, n := range count {
		if n > 0 {
			q := float64(n) / float64(len(s))
			h -= q * math.Log2(q)
		}
	}
	return h
}
