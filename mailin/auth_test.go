package mailin

import (
	"strings"
	"testing"

	"github.com/axsensor/lethe/mailin/letter"
	"github.com/axsensor/lethe/tickets"
)

func TestVerdict(t *testing.T) {
	const ours = "mx.makers.example"
	tests := []struct {
		name, from, server string
		fields             []string
		want               tickets.Auth
	}{
		{"dmarc pass", "k@example.com", ours, []string{"mx.makers.example; dmarc=pass (p=reject dis=none) header.from=example.com"}, tickets.AuthPass},
		{"dmarc fail", "k@example.com", ours, []string{"mx.makers.example; spf=pass smtp.mailfrom=example.com; dmarc=fail header.from=example.com"}, tickets.AuthFail},
		{"dmarc of another domain", "k@example.com", ours, []string{"mx.makers.example; dmarc=pass header.from=other.example"}, tickets.AuthUnknown},
		{"aligned dkim", "k@example.com", ours, []string{"mx.makers.example; dkim=pass (2048-bit key) header.d=mail.example.com header.s=x"}, tickets.AuthPass},
		{"dkim by agent id", "k@example.com", ours, []string{"mx.makers.example; dkim=pass header.i=@example.com"}, tickets.AuthPass},
		{"dkim of a stranger", "k@example.com", ours, []string{"mx.makers.example; dkim=pass header.d=sender.example"}, tickets.AuthUnknown},
		{"common suffix is no owner", "k@a.co.uk", ours, []string{"mx.makers.example; dkim=pass header.d=b.co.uk"}, tickets.AuthUnknown},
		{"aligned spf", "k@example.com", ours, []string{"mx.makers.example; spf=pass smtp.mailfrom=bounces@mail.example.com"}, tickets.AuthPass},
		{"spf softfail", "k@example.com", ours, []string{"mx.makers.example; spf=softfail smtp.mailfrom=k@example.com"}, tickets.AuthUnknown},
		{"spaces and case", "k@Example.COM", ours, []string{"MX.makers.example ;\r\n\tDMARC = PASS (a (nested) one) header.from = Example.com"}, tickets.AuthPass},
		{"version", "k@example.com", ours, []string{"mx.makers.example 1; dmarc/1=pass header.from=example.com"}, tickets.AuthPass},
		{"forged below", "k@example.com", ours, []string{"mx.makers.example; dmarc=fail", "mx.makers.example; dmarc=pass"}, tickets.AuthFail},
		{"another server's word", "k@example.com", ours, []string{"mx.forged.example; dmarc=pass"}, tickets.AuthUnknown},
		{"pass in a comment", "k@example.com", ours, []string{"mx.makers.example; none (; dmarc=pass)"}, tickets.AuthUnknown},
		{"pass in quotes", "k@example.com", ours, []string{`mx.makers.example; x=y reason="; dmarc=pass"`}, tickets.AuthUnknown},
		{"no name", "k@example.com", NoAuthServer, []string{"spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.com; dmarc=pass action=none header.from=example.com"}, tickets.AuthPass},
		{"nobody trusted", "k@example.com", "", []string{"mx.makers.example; dmarc=pass"}, tickets.AuthUnknown},
		{"nothing", "k@example.com", ours, nil, tickets.AuthUnknown},
		{"no sender", "", ours, []string{"mx.makers.example; dmarc=pass"}, tickets.AuthUnknown},
		{"empty", "k@example.com", ours, []string{"", ";;=;", "mx.makers.example"}, tickets.AuthUnknown},
	}
	for _, tt := range tests {
		l := &letter.Letter{From: []letter.Address{{Address: tt.from}}}
		for _, f := range tt.fields {
			l.Fields = append(l.Fields, letter.Field{Name: "authentication-results", Value: f})
		}
		if got := verdict(l, tt.server); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// Whatever stands in the field, the verdict is one of three and nothing but our own server's word gives a pass.
func FuzzVerdict(f *testing.F) {
	f.Add("mx.makers.example; dmarc=pass header.from=example.com")
	f.Add(`a (b (c) \) ; x = "y;z" ; dkim=pass header.d=example.com`)
	f.Add(";=(\\")
	f.Fuzz(func(t *testing.T, field string) {
		l := &letter.Letter{From: []letter.Address{{Address: "k@example.com"}}, Fields: []letter.Field{{Name: "Authentication-Results", Value: field}}}
		got := verdict(l, "mx.makers.example")
		if got == tickets.AuthPass && !strings.Contains(strings.ToLower(strings.ReplaceAll(field, `\`, "")), "mx.makers.example") {
			t.Errorf("%q passes without our server's name", field)
		}
	})
}
