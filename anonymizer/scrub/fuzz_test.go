package scrub_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/axsensor/lethe/anonymizer/scrub"
)

func FuzzScrub(f *testing.F) {
	for _, s := range []string{
		"Hej Anna, ring 070-174 06 05.\nMvh\nBjörn", "BjÃ¶rn \xe5\xff a\u0301b\u0301 &auml;&#x40; =C3=B6=\n %40 \\u00e5", "S V E N S S O N A.S. anna (a) firma.se",
		"http://a:b@[::1]/?x=%zz fe80::1 00:11:22:33:44:55 -----BEGIN X", "[person] [name][id] Ａｎｎａ Аnna А̊", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx", "\x00A\x00n\x00n\x00a", "1 2 3 4 5 6 7 8 9 0 1 2 3",
	} {
		f.Add(s, "sv")
	}
	f.Fuzz(func(t *testing.T, text, lang string) {
		if len(text) > 2000 {
			return
		}
		check(t, scrub.Input{Text: text, Lang: lang, Known: caseKnown})
	})
}

func FuzzKnown(f *testing.F) {
	f.Add("Anna", "a@b.c", "070", "AB", "x", "Gatan 1")
	f.Add("Анна, O'Brien (x)", "\"a b\"@[::1]", "+46", " Ab ab", "é-1", "1, 2\n3")
	f.Fuzz(func(t *testing.T, name, mail, phone, company, serial, address string) {
		text := name + " " + mail + "\n" + phone + ", " + company + " " + serial + " " + address
		check(t, scrub.Input{Text: text, Known: scrub.Known{Names: []string{name}, Emails: []string{mail}, Phones: []string{phone},
			Companies: []string{company}, Serials: []string{serial}, Addresses: []string{address}}})
	})
}

func FuzzLines(f *testing.F) {
	f.Add([]byte("{\"id\":1,\"text\":\"Hej Anna\"}\n[]\n{\"id\":\"b\",\"text\":3}"))
	f.Fuzz(func(t *testing.T, in []byte) {
		var out bytes.Buffer
		if err := scrub.Lines(context.Background(), bytes.NewReader(in), &out, scrubber()); err != nil {
			t.Fatal(err)
		}
		want := 0
		for l := range bytes.SplitSeq(in, []byte("\n")) {
			if len(bytes.TrimSpace(l)) > 0 {
				want++
			}
		}
		if got := bytes.Count(out.Bytes(), []byte("\n")); got != want {
			t.Errorf("%d answers to %d lines", got, want)
		}
	})
}
