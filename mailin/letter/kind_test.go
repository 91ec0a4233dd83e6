package letter

import (
	"strings"
	"testing"
)

func TestKinds(t *testing.T) {
	t.Parallel()
	const person = "From: Karin Provare <karin@kund.example>\nSubject: Fel på givaren\n"
	for name, c := range map[string]struct {
		raw     string
		kind    Kind
		noReply bool
	}{
		"a person":                                  {person + "\nHej, givaren visar fel.", Human, false},
		"a person who is away tells so":             {person + "\nHej! Jag är på semester till och med fredag. Kan ni svara efter det?", Human, false},
		"a person asks about a letter that bounced": {"From: karin@kund.example\nSubject: Undelivered mail\n\nMitt mejl till er kom tillbaka, varför?", Human, false},
		"a person with a subject about automation":  {"From: karin@kund.example\nSubject: Automatisk omstart fungerar inte\n\nHej, den startar inte om.", Human, false},
		"Auto-Submitted says no":                    {"Auto-Submitted: no\n" + person + "\nHej.", Human, false},
		"answers are not wanted":                    {"X-Auto-Response-Suppress: OOF, AutoReply\n" + person + "\nHej.", Human, true},
		"noreply":                                   {"From: no-reply@shop.example\nSubject: Order 4711\n\nTack.", Human, true},
		"no sender":                                 {"Subject: x\n\nHej.", Human, true},
		"null return path":                          {"Return-Path: <>\n" + person + "\nHej.", Human, true},

		"Auto-Submitted":            {"Auto-Submitted: auto-replied\n" + person + "\nHej.", AutoReply, true},
		"Auto-Submitted, generated": {"Auto-Submitted: auto-generated\n" + person + "\nHej.", AutoReply, true},
		"Exchange":                  {"From: karin@kund.example\nSubject: Automatic reply: Fel\nX-Auto-Response-Suppress: All\n\nI am away.", AutoReply, true},
		"X-Autoreply":               {"X-Autoreply: yes\n" + person + "\nHej.", AutoReply, true},
		"Precedence: auto_reply":    {"Precedence: auto_reply\n" + person + "\nHej.", AutoReply, true},
		"subject sv":                {"From: k@kund.example\nSubject: Autosvar: Fel på givaren\n\nBorta.", AutoReply, true},
		"subject sv, Exchange":      {"From: k@kund.example\nSubject: Automatiskt svar: Fel\n\nBorta.", AutoReply, true},
		"subject de":                {"From: k@kund.example\nSubject: Automatische Antwort: Fehler\n\nWeg.", AutoReply, true},
		"subject de, note":          {"From: k@kund.example\nSubject: Abwesenheitsnotiz\n\nWeg.", AutoReply, true},
		"subject no":                {"From: k@kund.example\nSubject: Automatisk svar: Feil\n\nBorte.", AutoReply, true},
		"subject da":                {"From: k@kund.example\nSubject: Autosvar: Fejl\n\nVæk.", AutoReply, true},
		"subject fi":                {"From: k@kund.example\nSubject: Automaattinen vastaus: Vika\n\nPoissa.", AutoReply, true},
		"words en":                  {"From: k@kund.example\nSubject: Re: Fault\n\nThank you for your email. I am out of the office until 3 January. For urgent matters please contact bo@kund.example.", AutoReply, true},
		"words sv":                  {"From: k@kund.example\nSubject: SV: Fel\n\nTack för ditt mejl. Jag är på semester och är tillbaka den 3 januari. Vid brådskande ärenden kontakta bo@kund.example.", AutoReply, true},
		"words de":                  {"From: k@kund.example\nSubject: AW: Fehler\n\nVielen Dank für Ihre Nachricht. Ich bin bis zum 3. Januar nicht im Büro. In dringenden Fällen wenden Sie sich an bo@kund.example.", AutoReply, true},
		"words no":                  {"From: k@kund.example\nSubject: SV: Feil\n\nTakk for din e-post. Jeg er på ferie og er tilbake 3. januar. Haster det, ta kontakt med bo@kund.example.", AutoReply, true},
		"words da":                  {"From: k@kund.example\nSubject: SV: Fejl\n\nTak for din mail. Jeg holder ferie og er tilbage den 3. januar. Haster det, kontakt bo@kund.example.", AutoReply, true},
		"words fi":                  {"From: k@kund.example\nSubject: VS: Vika\n\nKiitos viestistäsi. Olen lomalla ja palaan töihin 3.1. Kiireellisissä asioissa ota yhteyttä: bo@kund.example.", AutoReply, true},

		"Postfix":         {"Return-Path: <>\nFrom: MAILER-DAEMON@kund.example (Mail Delivery System)\nSubject: Undelivered Mail Returned to Sender\n\nI'm sorry to have to inform you", Bounce, true},
		"qmail":           {"Return-Path: <>\nFrom: MAILER-DAEMON@kund.example\nSubject: failure notice\n\nHi. This is the qmail-send program at kund.example.\n<borta@kund.example>:\nuser unknown", Bounce, true},
		"Exim":            {"X-Failed-Recipients: borta@kund.example\nFrom: Mail Delivery System <Mailer-Daemon@kund.example>\nSubject: Mail delivery failed: returning message to sender\n\nA message that you sent", Bounce, true},
		"Exchange, sv":    {"From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@kund.example>\nSubject: Olevererbart: Fel\n\nLeveransen misslyckades till borta@kund.example 550 5.1.1", Bounce, true},
		"Exchange, de":    {"From: postmaster@kund.example\nSubject: Unzustellbar: Fehler\n\nborta@kund.example", Bounce, true},
		"Gmail":           {"From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\nSubject: Delivery Status Notification (Failure)\n\nAddress not found borta@kund.example", Bounce, true},
		"from nobody":     {"From: <>\nSubject: Mail delivery failed\n\n<borta@kund.example>: host mx.kund.example said: 550 5.1.1 User unknown", Bounce, true},
		"feedback report": {"From: fbl@kund.example\nSubject: x\nContent-Type: multipart/report; report-type=feedback-report; boundary=x\n\n--x\n\nspam\n--x\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n--x--", Bounce, true},
		"delayed":         {"From: MAILER-DAEMON@kund.example\nSubject: Delayed Mail (still being retried)\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x\n\nwait\n--x\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822; borta@kund.example\nAction: delayed\nStatus: 4.4.1\n--x--", Bounce, true},

		"list":            {"List-Id: Prov <prov.lista.example>\n" + person + "\nHej.", List, true},
		"newsletter":      {"List-Unsubscribe: <https://lista.example/av>\nPrecedence: bulk\n" + person + "\nHej.", List, true},
		"Precedence":      {"Precedence: list\n" + person + "\nHej.", List, true},
		"read receipt":    {"From: k@kund.example\nSubject: Läst: x\nContent-Type: multipart/report; report-type=disposition-notification; boundary=x\n\n--x\n\nläst\n--x\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822;k@kund.example\nDisposition: manual-action/MDN-sent-manually; displayed\n--x--", Receipt, true},
		"delivered":       {"From: postmaster@kund.example\nSubject: Delivered\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x\n\nok\n--x\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822; k@kund.example\nAction: delivered\nStatus: 2.0.0\n--x--", Receipt, true},
		"invitation":      {"From: k@kund.example\nSubject: Möte\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT\nEND:VCALENDAR", Meeting, true},
		"answer to one":   {"From: k@kund.example\nSubject: Accepterat: Möte\nContent-Type: multipart/alternative; boundary=x\n\n--x\n\n\n--x\nContent-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT\nEND:VCALENDAR\n--x--", Meeting, true},
		"calendar beside": {"From: k@kund.example\nSubject: Fel\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nSe bifogat.\n--x\nContent-Type: text/calendar; name=a.ics\nContent-Disposition: attachment\n\nBEGIN:VCALENDAR\nMETHOD:PUBLISH\nBEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT\nEND:VCALENDAR\n--x--", Human, false},
	} {
		l := sound(t, []byte(c.raw))
		if l.Kind != c.kind || l.NoReply != c.noReply {
			t.Errorf("%s: %s, no reply %v; want %s, %v", name, l.Kind, l.NoReply, c.kind, c.noReply)
		}
	}
}

func TestBouncesNameWhatTheyAreAbout(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ raw, action, status, recipient, id string }{
		"RFC 3464": {"From: MAILER-DAEMON@a.example\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x\n\nfel\n--x\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; a\n\n" +
			"Final-Recipient: rfc822;borta@kund.example\nAction: failed (permanent)\nStatus: 5.1.1 (unknown)\n\nFinal-Recipient: rfc822; god@kund.example\nAction: delivered\nStatus: 2.0.0\n--x\nContent-Type: message/rfc822\n\nMessage-ID: <o.1@a.example>\nSubject: Re: fel\n\nx\n--x--",
			"failed", "5.1.1", "borta@kund.example", "o.1@a.example"},
		"headers alone": {"From: MAILER-DAEMON@a.example\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x\n\nfel\n--x\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; a\n\n" +
			"Final-Recipient: rfc822; borta@kund.example\nAction: delayed\nStatus: 4.4.7\n--x\nContent-Type: text/rfc822-headers\n\nMessage-ID: <o.1@a.example>\n--x--", "delayed", "4.4.7", "borta@kund.example", "o.1@a.example"},
		"text alone": {"Return-Path: <>\nFrom: MAILER-DAEMON@a.example\nTo: support@a.example\nSubject: failure notice\n\n<borta@kund.example>:\n550 5.1.1 no such user\n\n--- Below this line is a copy of the message.\n\nMessage-ID: <o.1@a.example>\nSubject: x\n",
			"failed", "5.1.1", "borta@kund.example", "o.1@a.example"},
		"text without a code": {"From: MAILER-DAEMON@a.example\nSubject: Returned mail\nIn-Reply-To: <o.1@a.example>\n\nborta@kund.example is unknown: 550 no", "failed", "5.0.0", "borta@kund.example", "o.1@a.example"},
	} {
		l := sound(t, []byte(c.raw))
		n := l.Report
		if n == nil || n.Action != c.action || n.Status != c.status || n.Recipient != c.recipient || !strings.Contains(strings.Join(n.MessageIDs, " "), c.id) {
			t.Errorf("%s: %s %+v", name, l.Kind, n)
		}
	}
}

func TestMeetings(t *testing.T) {
	t.Parallel()
	l := sound(t, eml("From: k@kund.example", "Subject: Möte", "Content-Type: text/calendar; charset=utf-8; method=REQUEST", "", "BEGIN:VCALENDAR", "METHOD:REQUEST",
		"BEGIN:VTIMEZONE", "TZID:Europe/Stockholm", "END:VTIMEZONE", "BEGIN:VEVENT", "SUMMARY:Genomgång\\, fel E-47", "DTSTART;TZID=\"Europe/Stockholm\":20261125T120000",
		"DTEND;TZID=Europe/Stockholm:20261125T130000", "LOCATION:Sal", "  2", "ORGANIZER;CN=\"Provare, Karin\":MAILTO:karin@kund.example", "DESCRIPTION:rad ett\\nrad två", "END:VEVENT", "END:VCALENDAR"))
	want := "Genomgång, fel E-47\n2026-11-25 12:00–13:00 (Europe/Stockholm)\nSal 2\nProvare, Karin <karin@kund.example>\n\nrad ett\nrad två"
	if l.Text != want || l.Kind != Meeting || l.Meeting.Method != "REQUEST" {
		t.Errorf("%s %q", l.Kind, l.Text)
	}
}
