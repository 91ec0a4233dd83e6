package mailin

import (
	"bytes"
	"strings"

	"golang.org/x/net/publicsuffix"

	"github.com/axsensor/lethe/mailin/letter"
	"github.com/axsensor/lethe/tickets"
)

// NoAuthServer is the AuthServer of a mail server that signs its findings with no name, as Microsoft 365 does.
const NoAuthServer = "none"

// verdict reads what our own mail server found out about the sender (Authentication-Results, RFC 8601). Only its topmost
// word counts; everything else may be forged. What is not clearly good or bad is unknown.
func verdict(l *letter.Letter, server string) tickets.Auth {
	from := ""
	if len(l.From) == 1 {
		_, from, _ = strings.Cut(strings.ToLower(l.From[0].Address), "@")
	}
	if server == "" || from == "" {
		return tickets.AuthUnknown
	}
	for _, f := range l.Fields {
		if !strings.EqualFold(f.Name, "Authentication-Results") {
			continue
		}
		id, results := readResults(f.Value)
		if strings.EqualFold(id, server) || server == NoAuthServer && id == "" {
			return judge(results, from)
		}
	}
	return tickets.AuthUnknown
}

// result is one method's finding: dkim=pass header.d=example.com.
type result struct {
	method, value string
	properties    map[string]string
}

// judge prefers DMARC, else looks whether DKIM or SPF vouch for the From domain itself.
func judge(results []result, from string) tickets.Auth {
	good := false
	for _, r := range results {
		switch {
		case r.method == "dmarc" && r.value == "pass" && aligned(def(r.properties["header.from"], from), from):
			return tickets.AuthPass
		case r.method == "dmarc" && r.value == "fail":
			return tickets.AuthFail
		case r.method == "dkim" && r.value == "pass":
			good = good || aligned(domainOf(r.properties["header.d"], r.properties["header.i"]), from)
		case r.method == "spf" && r.value == "pass":
			good = good || aligned(domainOf(r.properties["smtp.mailfrom"]), from)
		}
	}
	if good {
		return tickets.AuthPass
	}
	return tickets.AuthUnknown
}

// aligned says whether two domains have one owner (RFC 7489 section 3.1, relaxed).
func aligned(a, b string) bool {
	if a == b {
		return a != ""
	}
	oa, err1 := publicsuffix.EffectiveTLDPlusOne(a)
	ob, err2 := publicsuffix.EffectiveTLDPlusOne(b)
	return err1 == nil && err2 == nil && oa == ob
}

func domainOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return strings.ToLower(v[strings.LastIndexByte(v, '@')+1:])
		}
	}
	return ""
}

// readResults takes the field apart, tolerantly: comments go, an unknown word is passed over. A field that begins with a
// finding has no server name.
func readResults(value string) (server string, results []result) {
	for i, part := range strings.Split(withoutComments(value), ";") {
		words := strings.Fields(part)
		if len(words) == 0 {
			continue
		}
		method, val, isResult := strings.Cut(words[0], "=")
		if !isResult {
			if i == 0 {
				server = words[0]
			}
			continue
		}
		method, _, _ = strings.Cut(strings.ToLower(method), "/") // a version may follow
		r := result{method: method, value: strings.ToLower(val), properties: map[string]string{}}
		for _, w := range words[1:] {
			if k, v, ok := strings.Cut(w, "="); ok {
				k = strings.ToLower(k)
				if _, twice := r.properties[k]; !twice {
					r.properties[k] = strings.ToLower(strings.Trim(v, `"`))
				}
			}
		}
		results = append(results, r)
	}
	return server, results
}

// withoutComments removes (nested) comments and quoted separators, and joins "a = b".
func withoutComments(s string) string {
	out := make([]byte, 0, len(s))
	depth, quoted, join := 0, false, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s):
			i++
		case c == '"' && depth == 0:
			quoted = !quoted
		case c == '(' && !quoted:
			depth++
		case c == ')' && !quoted && depth > 0:
			depth--
		case depth > 0, quoted && (c == ';' || c == ' ' || c == '='):
		case c == '=':
			out = append(bytes.TrimRight(out, " \t\r\n"), c)
			join = true
		case join && (c == ' ' || c == '\t' || c == '\r' || c == '\n'):
		default:
			join = false
			out = append(out, c)
		}
	}
	return string(out)
}
