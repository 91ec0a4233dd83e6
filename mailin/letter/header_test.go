package letter

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func show(list []Address) string {
	var out []string
	for _, a := range list {
		out = append(out, fmt.Sprintf("%s <%s>", a.Name, a.Address))
	}
	return strings.Join(out, " | ")
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"karin@kund.example":                                                    " <karin@kund.example>",
		"<karin@kund.example>":                                                  " <karin@kund.example>",
		"Karin Provare <karin@kund.example>":                                    "Karin Provare <karin@kund.example>",
		`"Provare, Karin" <karin@kund.example>`:                                 "Provare, Karin <karin@kund.example>",
		`Provare, Karin <karin@kund.example>`:                                   "Provare, Karin <karin@kund.example>",
		`"Karin \"K\" Provare" <karin@kund.example>`:                            `Karin "K" Provare <karin@kund.example>`,
		`'Karin Provare' <karin@kund.example>`:                                  "Karin Provare <karin@kund.example>",
		`"'Karin Provare'" <karin@kund.example>`:                                "Karin Provare <karin@kund.example>",
		`karin@kund.example (Karin Provare)`:                                    "Karin Provare <karin@kund.example>",
		`<karin@kund.example> Karin Provare`:                                    "Karin Provare <karin@kund.example>",
		`Karin Provare karin@kund.example`:                                      "Karin Provare <karin@kund.example>",
		`Karin Provare <karin@kund.example`:                                     "Karin Provare <karin@kund.example>",
		`Karin <mailto:karin@kund.example>`:                                     "Karin <karin@kund.example>",
		`karin@kund.example <karin@kund.example>`:                               " <karin@kund.example>",
		`"karin@kund.example" <karin@kund.example>`:                             " <karin@kund.example>",
		`a@kund.example, b@kund.example;c@kund.example`:                         " <a@kund.example> |  <b@kund.example> |  <c@kund.example>",
		`Kunder: a@kund.example, B <b@kund.example>;, c@d.se`:                   " <a@kund.example> | B <b@kund.example> |  <c@d.se>",
		`undisclosed-recipients:;`:                                              "",
		`"Undisclosed recipients" <>`:                                           "Undisclosed recipients <>",
		`<@a.example,@b.example:karin@kund.example>`:                            " <karin@kund.example>",
		`=?utf-8?Q?Karin_Pr=C3=B6vare?= <karin@kund.example>`:                   "Karin Prövare <karin@kund.example>",
		`"=?utf-8?Q?Karin_Pr=C3=B6vare?=" <karin@kund.example>`:                 "Karin Prövare <karin@kund.example>",
		`=?utf-8?Q?Pr=C3=B6vare=2C_Karin?= <karin@kund.example>, b@c.example`:   "Prövare, Karin <karin@kund.example> |  <b@c.example>",
		`=?iso-8859-1?Q?K=E5re?= =?iso-8859-1?Q?_Pr=F8ve?= <kare@kund.example>`: "Kåre Prøve <kare@kund.example>",
		"K\xe5re <kare@kund.example>":                                           "Kåre <kare@kund.example>",
		"Kåre <kare@kund.example>":                                              "Kåre <kare@kund.example>",
		"jösta@exämple.example":                                                 " <jösta@exämple.example>",
		`"k p"@kund.example`:                                                    ` <"k p"@kund.example>`,
		`Karin Provare`:                                                         "Karin Provare <>",
		`MAILER-DAEMON`:                                                         " <MAILER-DAEMON>",
		`karin @ kund.example`:                                                  " <karin@kund.example>",
		`< karin@kund.example >`:                                                " <karin@kund.example>",
		`karin@kund.example.`:                                                   " <karin@kund.example>",
		`Karin [K] <karin@kund.example>`:                                        "Karin [K] <karin@kund.example>",
		`Karin (Provbolag AB) <karin@kund.example>`:                             "Karin (Provbolag AB) <karin@kund.example>",
		`Karin via Forum: <karin@kund.example>`:                                 "Karin via Forum: <karin@kund.example>",
		`"Karin" <karin@kund.example>,,,`:                                       "Karin <karin@kund.example>",
		`Karin" <karin@kund.example>, Bo <bo@c.example>`:                        "Karin <karin@kund.example> | Bo <bo@c.example>",
		`karin@kund.example bo@c.example`:                                       " <karin@kund.example> |  <bo@c.example>",
		`Karin <karin@kund.example> Bo <bo@c.example>`:                          "Karin <karin@kund.example> | Bo <bo@c.example>",
		`Karin <<karin@kund.example>>`:                                          "Karin <karin@kund.example>",
		`"Karin Provare <karin@kund.example>"`:                                  "Karin Provare <karin@kund.example>",
		`[karin@kund.example]`:                                                  " <karin@kund.example>",
		`Karin <karin@kund.example>; Bo <bo@c.example>;`:                        "Karin <karin@kund.example> | Bo <bo@c.example>",
		`Karin <karin@kund.example>, "Bo`:                                       "Karin <karin@kund.example> | Bo <>",
	} {
		if got := show(addresses(value, "")); got != want {
			t.Errorf("%s\n got %s\nwant %s", value, got, want)
		}
	}
}

func TestSubjects(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"Fel på givaren":                                   "Fel på givaren",
		"Fel p\xe5 givaren":                                "Fel på givaren",
		"=?UTF-8?B?RmVsIHDDpSBnaXZhcmVu?=":                 "Fel på givaren",
		"=?UTF-8?Q?Fel_p=C3=A5?= givaren":                  "Fel på givaren",
		"=?UTF-8?Q?Fel_p=C3=A5?=\r\n =?UTF-8?Q?_giv?=":     "Fel på giv",
		"=?UTF-8?B?RmVsIHDD?= =?UTF-8?B?pSBnaXZhcmVu?=":    "Fel på givaren",
		"=?UTF-8?Q?Fel_p=C3?= =?UTF-8?Q?=A5?=":             "Fel på",
		"=?iso-8859-1?Q?Fel_p=E5?=":                        "Fel på",
		"=?utf-8?q?Fel_p=E5?=":                             "Fel på",
		"=?iso-8859-1?Q?Fel_p=C3=A5?=":                     "Fel på",
		"=?windows-1252?Q?=93Fel=94_=96_5=80?=":            "“Fel” – 5€",
		"=?iso-8859-1*sv?Q?Fel_p=E5?=":                     "Fel på",
		"=?utf-8?Q?Fel p=C3=A5 givaren?=":                  "Fel på givaren",
		"=?utf-8?B?RmVsIHDDpSBnaXZhcmVu":                   "Fel på givaren",
		"=?utf-8?B?RmVs IHDDpSBnaXZh cmVu?=":               "Fel på givaren",
		"a=?utf-8?Q?=C3=A5?=b":                             "aåb",
		"=?koi8-r?B?8NLJ18XU?=":                            "Привет",
		"=?iso-2022-jp?B?GyRCJDMkcyRLJEEkTxsoQg==?=":       "こんにちは",
		"=?gb2312?B?xOO6ww==?=":                            "你好",
		"=?big5?B?p0Gmbg==?=":                              "你好",
		"=?ks_c_5601-1987?B?vsiz5w==?=":                    "안녕",
		"=?utf-7?Q?Fel_p+AOU-?=":                           "Fel på",
		"=?x-unknown?Q?Fel_p=E5?=":                         "Fel på",
		"Fråga: vad är =?? och =?x":                        "Fråga: vad är =?? och =?x",
		"Re: [LETHE-4711]\tTre\r\n\tord":                   "Re: [LETHE-4711] Tre ord",
		"=?utf-8?Q?rad_ett=0D=0ABcc:_ond@x.example?=":      "rad ett  Bcc: ond@x.example",
		"=?utf-8?Q?=E2=80=AEbakl=C3=A4nges?=":              "baklänges",
		"=?utf-8?Q?=F0=9F=98=80_glad?=":                    "😀 glad",
		"=?UTF-8?Q?=F0=9F=98?= =?UTF-8?Q?=80?=":            "😀",
		"=?utf-8?Q??=":                                     "",
		"=?utf-8?B??= efter":                               "efter",
		"=?us-ascii?Q?Fel_p=E5?=":                          "Fel på",
		"=?ISO-8859-15?Q?5_=A4?=":                          "5 €",
		"=?utf-8?Q?a=3F=3Db?= c":                           "a?=b c",
		"=?utf-8?Q?E=2D47?= =?iso-8859-1?Q?_p=E5?= =?x?y?": "E-47 på =?x?y?",
	} {
		l := Parse([]byte("Subject: " + value + "\r\n\r\nx"))
		if l.Subject != want {
			t.Errorf("%q\n got %q\nwant %q", value, l.Subject, want)
		}
	}
}

func TestDates(t *testing.T) {
	t.Parallel()
	at := func(s string) time.Time {
		d, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for value, want := range map[string]string{
		"Wed, 25 Nov 2026 12:00:05 +0100":              "2026-11-25T12:00:05+01:00",
		"Wed, 25 Nov 2026 12:00:05 +0100 (CET)":        "2026-11-25T12:00:05+01:00",
		"25 Nov 2026 12:00 +0100":                      "2026-11-25T12:00:00+01:00",
		"Wed, 25 Nov 26 12:00:05 GMT":                  "2026-11-25T12:00:05Z",
		"Wed, 25 Nov 99 12:00:05 EST":                  "1999-11-25T12:00:05-05:00",
		"Wed, 25 Nov 2026 12:00:05":                    "2026-11-25T12:00:05Z",
		"Wed Nov 25 12:00:05 2026":                     "2026-11-25T12:00:05Z",
		"Wed Nov 25 12:00:05 CET 2026":                 "2026-11-25T12:00:05+01:00",
		"2026-11-25T12:00:05Z":                         "2026-11-25T12:00:05Z",
		"2026-11-25T12:00:05+0100":                     "2026-11-25T12:00:05+01:00",
		"2026-11-25 12:00:05 +0100":                    "2026-11-25T12:00:05+01:00",
		"Wed, 25-Nov-2026 12:00:05 +0100":              "2026-11-25T12:00:05+01:00",
		"Wed,25 Nov 2026 12:00:05 +0100":               "2026-11-25T12:00:05+01:00",
		"ons, 25 nov 2026 12:00:05 +0100":              "2026-11-25T12:00:05+01:00",
		"Wed, 25 November 2026 12:00:05 +0100":         "2026-11-25T12:00:05+01:00",
		"Wed, 25 Nov 2026 12.00.05 +0100":              "2026-11-25T12:00:05+01:00",
		"Wed, 25 Nov 2026 12:00:05 GMT+0100":           "2026-11-25T12:00:05+01:00",
		"Wed, 25 Nov 2026 12:00:05 +01:00":             "2026-11-25T12:00:05+01:00",
		"Wed, 25 Nov 2026 12:00:05 -0000":              "2026-11-25T12:00:05Z",
		"Wed, 25 Nov 2026 2:00:05 PM +0100":            "2026-11-25T14:00:05+01:00",
		"Wed, 25 Nov 2026 12:00:05 \"+0100\"":          "2026-11-25T12:00:05+01:00",
		"25/11/2026 12:00":                             "2026-11-25T12:00:00Z",
		"11/25/2026 12:00:05 PM":                       "2026-11-25T12:00:05Z",
		"Wed, 25 Nov 2026 12:00:05 +0100\r\n (Europe)": "2026-11-25T12:00:05+01:00",
		"igår": "", "": "", "Wed, 45 Nov 2026 12:00:05 +0100": "", "Wed, 30 Feb 2026 12:00:00 +0000": "2026-03-02T12:00:00Z",
		"Wed, 25 Nov 2026 12:00:05 +9999": "2026-11-25T12:00:05Z", "Tue, 1 Jan 0000 00:00:00 +0000": "",
	} {
		got := Parse([]byte("Date: " + value + "\r\n\r\nx")).Date
		switch {
		case want == "" && !got.IsZero():
			t.Errorf("%q is read as %v", value, got)
		case want != "" && (!got.Equal(at(want)) || got.Format(time.RFC3339) != want):
			t.Errorf("%q\n got %s\nwant %s", value, got.Format(time.RFC3339), want)
		}
	}
}

func TestIdentifiers(t *testing.T) {
	t.Parallel()
	l := Parse(eml("Message-Id: <a.1@kund.example> (x)", "In-Reply-To: Message of \"Mon\" <b.1@x.example>", "References: <c.1@x.example><c.2@x.exa",
		" mple>", "\t<c.1@x.example> garbage <>", "", "x"))
	if l.MessageID != "a.1@kund.example" || fmt.Sprint(l.InReplyTo) != "[b.1@x.example]" || fmt.Sprint(l.References) != "[c.1@x.example c.2@x.example]" {
		t.Errorf("%q %q %q", l.MessageID, l.InReplyTo, l.References)
	}
	l = Parse(eml("Message-ID: a.1@kund.example", "In-Reply-To: <>", "References: b@x.example, c@x.example", "", "x"))
	if l.MessageID != "a.1@kund.example" || len(l.InReplyTo) != 0 || fmt.Sprint(l.References) != "[b@x.example c@x.example]" {
		t.Errorf("%q %q %q", l.MessageID, l.InReplyTo, l.References)
	}
}

func TestBrokenHeaders(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		raw                         string
		from, subject, text, defect string
	}{
		"no From":                      {"Subject: x\n\ntext", "", "x", "text", "from-missing"},
		"an empty From":                {"From:\nSubject: x\n\ntext", "", "x", "text", "from-missing"},
		"no Message-ID":                {"From: a@b.example\n\ntext", " <a@b.example>", "", "text", "message-id-missing"},
		"no header":                    {"Hej!\n\nDet är fel på givaren.", "", "", "Hej!\n\nDet är fel på givaren.", "header-missing"},
		"a sentence first":             {"Obs: givaren är trasig\n\nmer", "", "", "mer", ""},
		"nothing":                      {"", "", "", "", "header-missing"},
		"blank lines first":            {"\r\n\r\nFrom: a@b.example\r\nSubject: x\r\n\r\ntext", " <a@b.example>", "x", "text", "blank-lines-first"},
		"byte order mark":              {"\xef\xbb\xbfFrom: a@b.example\r\nSubject: x\r\n\r\ntext", " <a@b.example>", "x", "text", "byte-order-mark"},
		"mbox line":                    {"From a@b.example Wed Nov 25\nFrom: a@b.example\nSubject: x\n\ntext", " <a@b.example>", "x", "text", "mbox-line"},
		"bare carriage returns":        {"From: a@b.example\rSubject: x\r\rtext\rmer", " <a@b.example>", "x", "text\nmer", "bare-carriage-returns"},
		"line ends doubled on the way": {"From: a@b.example\r\r\nSubject: x\r\r\n\r\r\ntext\r\r\nmer", " <a@b.example>", "x", "text\nmer", ""},
		"line without a colon":         {"From: a@b.example\nskräp utan kolon\nSubject: x\n\ntext", "", "x", "text", "malformed-header-line"},
		"blank before the colon":       {"From : a@b.example\nSubject\t: x\n\ntext", " <a@b.example>", "x", "text", ""},
		"text without a blank":         {"From: a@b.example\nSubject: x\nHej, detta är text\nutan blankrad\n", " <a@b.example>", "x", "Hej, detta är text\nutan blankrad", "malformed-header-line"},
		"line of white space":          {"From: a@b.example\n \nSubject: x\n\ntext", " <a@b.example>", "x", "text", ""},
		"folded name":                  {"From: Karin\n Provare\n <a@b.example>\nSubject: x\n  y\n\ntext", "Karin Provare <a@b.example>", "x  y", "text", ""},
		"twice a subject":              {"Subject: ett\nSubject: två\n\ntext", "", "ett", "text", "repeated-subject"},
		"header only":                  {"From: a@b.example\nSubject: x", " <a@b.example>", "x", "", "text-missing"},
		"NUL bytes":                    {"From: a\x00@b.example\nSubject: x\x00y\n\nte\x00xt\n", " <a@b.example>", "xy", "text", ""},
		"lower case names":             {"from: a@b.example\nsubject: x\n\ntext", " <a@b.example>", "x", "text", ""},
		"two senders":                  {"From: a@b.example, c@d.example\n\ntext", " <a@b.example> |  <c@d.example>", "", "text", "from-several"},
		"utf-16":                       {"\xff\xfeF\x00r\x00o\x00m\x00:\x00a\x00@\x00b\x00.\x00c\x00\n\x00\n\x00\xe5\x00", " <a@b.c>", "", "å", "utf-16-mail"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := sound(t, []byte(c.raw))
			if c.from != "" && show(l.From) != c.from || l.Subject != c.subject || l.Text != c.text {
				t.Errorf("from %q subject %q text %q defects %v", show(l.From), l.Subject, l.Text, l.Defects)
			}
			if c.from == "" && c.defect == "from-missing" && len(l.From) > 0 {
				t.Errorf("from %q", show(l.From))
			}
			if c.defect != "" && !contains(strings.Join(l.Defects, " "), []string{c.defect}) {
				t.Errorf("defects %v, want %s", l.Defects, c.defect)
			}
		})
	}
}
