package letter

import (
	"fmt"
	"strings"
	"testing"
)

// tongue is how mail programs and people write in one language.
type tongue struct {
	hello, thanks     string // a writer's own words
	gmail             string // attribution in one line
	wrapped           [2]string
	apple             string // the form of Apple Mail
	thunderbird       string
	nameFirst         string
	outlook           [4]string // header of a quoted letter
	original          string    // separator above a quoted letter
	forward           string    // separator above a letter passed on
	reply, pass       string    // prefixes of subjects
	phone             string    // what a phone adds
	told              string    // trap: a person tells who wrote what
	single            string    // trap: one line that looks like a header
	mention           string    // trap: the words of a separator in a sentence
	dated             string    // trap: a date, a colon, no quotation
	regards, absolute string
}

var tongues = map[string]tongue{
	"sv": {
		hello: "Hej, givaren visar fortfarande E-47.", thanks: "Tack, det fungerar nu.",
		gmail:       "Den mån 23 nov. 2026 kl 08:10 skrev Axsensor Support <support@axsensor.example>:",
		wrapped:     [2]string{"Den mån 23 nov. 2026 kl 08:10 skrev Axsensor Support <", "support@axsensor.example>:"},
		apple:       "23 nov. 2026 kl. 08:10 skrev Axsensor Support <support@axsensor.example>:",
		thunderbird: "Den 2026-11-23 kl. 08:10, skrev Axsensor Support:",
		nameFirst:   "Axsensor Support <support@axsensor.example> skrev:",
		outlook:     [4]string{"Från: Axsensor Support <support@axsensor.example>", "Skickat: den 23 november 2026 08:10", "Till: Karin Provare <karin@kund.example>", "Ämne: SV: E-47"},
		original:    "-----Ursprungligt meddelande-----", forward: "---------- Vidarebefordrat meddelande ---------",
		reply: "SV: E-47", pass: "VB: E-47", phone: "Skickat från min iPhone",
		told: "Den 23 november skrev jag till er om samma fel:", single: "Från: och med i dag är vi två om ärendet.",
		mention: "I ert ursprungliga meddelande stod det 24 V.", dated: "Mätningen den 2026-11-23 kl. 08:10 gav:",
		regards: "Hälsningar Karin", absolute: "Den här raden: inget citat.",
	},
	"en": {
		hello: "Hello, the sensor still shows E-47.", thanks: "Thanks, it works now.",
		gmail:       "On Mon, 23 Nov 2026 at 08:10, Axsensor Support <support@axsensor.example> wrote:",
		wrapped:     [2]string{"On Mon, Nov 23, 2026 at 8:10 AM Axsensor Support <support@axsensor.example>", "wrote:"},
		apple:       "On 23 Nov 2026, at 08:10, Axsensor Support <support@axsensor.example> wrote:",
		thunderbird: "On 23/11/2026 08:10, Axsensor Support wrote:",
		nameFirst:   "Axsensor Support <support@axsensor.example> wrote:",
		outlook:     [4]string{"From: Axsensor Support <support@axsensor.example>", "Sent: Monday, November 23, 2026 8:10 AM", "To: Karin Tester <karin@kund.example>", "Subject: RE: E-47"},
		original:    "-----Original Message-----", forward: "---------- Forwarded message ---------",
		reply: "RE: E-47", pass: "FW: E-47", phone: "Sent from my iPhone",
		told: "On Monday I wrote to you about the same fault:", single: "From: now on we are two on this ticket.",
		mention: "In your original message it said 24 V.", dated: "The reading on 2026-11-23 08:10 was:",
		regards: "Regards Karin", absolute: "On this line: no quotation.",
	},
	"de": {
		hello: "Hallo, der Sensor zeigt immer noch E-47.", thanks: "Danke, jetzt geht es.",
		gmail:       "Am Mo., 23. Nov. 2026 um 08:10 Uhr schrieb Axsensor Support <support@axsensor.example>:",
		wrapped:     [2]string{"Am Mo., 23. Nov. 2026 um 08:10 Uhr schrieb Axsensor Support <", "support@axsensor.example>:"},
		apple:       "Am 23.11.2026 um 08:10 schrieb Axsensor Support <support@axsensor.example>:",
		thunderbird: "Am 23.11.2026 um 08:10 schrieb Axsensor Support:",
		nameFirst:   "Axsensor Support <support@axsensor.example> schrieb:",
		outlook:     [4]string{"Von: Axsensor Support <support@axsensor.example>", "Gesendet: Montag, 23. November 2026 08:10", "An: Karin Prüfer <karin@kund.example>", "Betreff: AW: E-47"},
		original:    "-----Ursprüngliche Nachricht-----", forward: "---------- Weitergeleitete Nachricht ---------",
		reply: "AW: E-47", pass: "WG: E-47", phone: "Von meinem iPhone gesendet",
		told: "Am Montag schrieb ich Ihnen wegen desselben Fehlers:", single: "Von: heute an sind wir zu zweit.",
		mention: "In Ihrer ursprünglichen Nachricht stand 24 V.", dated: "Die Messung am 23.11.2026 um 08:10 ergab:",
		regards: "Gruß Karin", absolute: "Am Gerät: keine Anzeige.",
	},
	"no": {
		hello: "Hei, sensoren viser fortsatt E-47.", thanks: "Takk, det virker nå.",
		gmail:       "man. 23. nov. 2026 kl. 08:10 skrev Axsensor Support <support@axsensor.example>:",
		wrapped:     [2]string{"man. 23. nov. 2026 kl. 08:10 skrev Axsensor Support <", "support@axsensor.example>:"},
		apple:       "23. nov. 2026 kl. 08:10 skrev Axsensor Support <support@axsensor.example>:",
		thunderbird: "Den 23.11.2026 08:10, skrev Axsensor Support:",
		nameFirst:   "Axsensor Support <support@axsensor.example> skrev:",
		outlook:     [4]string{"Fra: Axsensor Support <support@axsensor.example>", "Sendt: mandag 23. november 2026 08:10", "Til: Kari Prøve <kari@kund.example>", "Emne: SV: E-47"},
		original:    "-----Opprinnelig melding-----", forward: "---------- Videresendt melding ---------",
		reply: "SV: E-47", pass: "VS: E-47", phone: "Sendt fra min iPhone",
		told: "Den 23. november skrev jeg til dere om samme feil:", single: "Fra: i dag er vi to om saken.",
		mention: "I den opprinnelige meldingen sto det 24 V.", dated: "Målingen 23.11.2026 kl. 08:10 ga:",
		regards: "Hilsen Kari", absolute: "Den linjen: ingen sitat.",
	},
	"da": {
		hello: "Hej, sensoren viser stadig E-47.", thanks: "Tak, det virker nu.",
		gmail:       "Den man. 23. nov. 2026 kl. 08.10 skrev Axsensor Support <support@axsensor.example>:",
		wrapped:     [2]string{"Den man. 23. nov. 2026 kl. 08.10 skrev Axsensor Support <", "support@axsensor.example>:"},
		apple:       "Den 23. nov. 2026 kl. 08.10 skrev Axsensor Support <support@axsensor.example>:",
		thunderbird: "Den 23-11-2026 kl. 08:10 skrev Axsensor Support:",
		nameFirst:   "Axsensor Support <support@axsensor.example> skrev:",
		outlook:     [4]string{"Fra: Axsensor Support <support@axsensor.example>", "Sendt: 23. november 2026 08:10", "Til: Karen Prøve <karen@kund.example>", "Emne: SV: E-47"},
		original:    "-----Oprindelig meddelelse-----", forward: "---------- Videresendt meddelelse ---------",
		reply: "SV: E-47", pass: "VS: E-47", phone: "Sendt fra min iPhone",
		told: "Den 23. november skrev jeg til jer om samme fejl:", single: "Fra: i dag er vi to om sagen.",
		mention: "I den oprindelige meddelelse stod der 24 V.", dated: "Målingen 23-11-2026 kl. 08:10 gav:",
		regards: "Hilsen Karen", absolute: "Den linje: intet citat.",
	},
	"fi": {
		hello: "Hei, anturi näyttää edelleen E-47.", thanks: "Kiitos, nyt se toimii.",
		gmail:       "ma 23. marrask. 2026 klo 8.10 Axsensor Support (support@axsensor.example) kirjoitti:",
		wrapped:     [2]string{"ma 23. marrask. 2026 klo 8.10 Axsensor Support (", "support@axsensor.example) kirjoitti:"},
		apple:       "Axsensor Support <support@axsensor.example> kirjoitti 23.11.2026 kello 8.10:",
		thunderbird: "Axsensor Support kirjoitti 23.11.2026 klo 8.10:",
		nameFirst:   "Axsensor Support <support@axsensor.example> kirjoitti:",
		outlook:     [4]string{"Lähettäjä: Axsensor Support <support@axsensor.example>", "Lähetetty: maanantai 23. marraskuuta 2026 8.10", "Vastaanottaja: Kaisa Koe <kaisa@kund.example>", "Aihe: VS: E-47"},
		original:    "-----Alkuperäinen viesti-----", forward: "---------- Välitetty viesti ---------",
		reply: "VS: E-47", pass: "VL: E-47", phone: "Lähetetty iPhonesta",
		told: "Maanantaina kirjoitin teille samasta viasta:", single: "Lähettäjä: en tiedä kuka se oli.",
		mention: "Alkuperäinen viesti sanoi 24 V.", dated: "Mittaus 23.11.2026 klo 8.10 antoi:",
		regards: "Terveisin Kaisa", absolute: "Tämä rivi: ei lainausta.",
	},
}

// replies are the forms in which an answer comes back, as parts: kind and text.
func (g tongue) replies() map[string]reply {
	quoted := "> " + g.hello + "\n> \n> " + g.regards + "\n"
	head := strings.Join(g.outlook[:], "\n") + "\n\n" + g.hello + "\n"
	bold := ""
	for _, l := range g.outlook {
		label, value, _ := strings.Cut(l, ":")
		bold += "*" + label + ":*" + value + "\n"
	}
	top := g.thanks + "\n\n" + g.regards + "\n\n"
	return map[string]reply{
		"gmail":                           {g.reply, []string{New, top, Quote, g.gmail + "\n\n" + quoted}},
		"gmail, attribution wrapped":      {g.reply, []string{New, top, Quote, strings.Join(g.wrapped[:], "\n") + "\n\n" + quoted}},
		"apple mail":                      {g.reply, []string{New, top, Quote, g.apple + "\n" + quoted}},
		"thunderbird":                     {g.reply, []string{New, top, Quote, g.thunderbird + "\n" + quoted}},
		"name before the verb":            {g.reply, []string{New, top, Quote, g.nameFirst + "\n" + quoted}},
		"quote without marks":             {g.reply, []string{New, top, Quote, g.gmail + "\n\n" + g.hello + "\n\n" + g.regards + "\n"}},
		"outlook":                         {g.reply, []string{New, top, Quote, head}},
		"outlook below a rule":            {g.reply, []string{New, top, Quote, "________________________________\n" + head}},
		"outlook with stars":              {g.reply, []string{New, top, Quote, bold + "\n" + g.hello + "\n"}},
		"separator":                       {g.reply, []string{New, top, Quote, g.original + "\n" + head}},
		"a quoted line broken on the way": {g.reply, []string{New, top, Quote, g.gmail + "\n> " + strings.Repeat(g.hello+" ", 3) + "\nend of it\n> " + g.regards + "\n"}},
		"quotation first":                 {g.reply, []string{Quote, g.gmail + "\n" + quoted + "\n", New, g.thanks + "\n"}},
		"answers between the lines":       {g.reply, []string{Quote, g.gmail + "\n> " + g.hello + "\n\n", New, g.thanks + "\n\n", Quote, "> " + g.regards + "\n\n", New, g.regards + "\n"}},
		"phone":                           {g.reply, []string{New, g.thanks + "\n\n", Signature, g.phone + "\n\n", Quote, g.apple + "\n" + quoted}},
		"signature":                       {g.reply, []string{New, top, Signature, "-- \nKarin Provare\nProvbolag AB\n\n", Quote, g.gmail + "\n" + quoted}},
		"a signed text":                   {g.reply, []string{New, "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n" + top, Signature, "-----BEGIN PGP SIGNATURE-----\n\niQEz\n=abcd\n-----END PGP SIGNATURE-----\n"}},
		"our own cut line":                {g.reply, []string{New, top, Quote, CutLine + "\n" + g.absolute + "\n" + g.hello + "\n"}},
		"passed on":                       {g.pass, []string{New, g.thanks + "\n\n", Forward, g.forward + "\n" + head}},
		"passed on by outlook":            {g.pass, []string{New, g.thanks + "\n\n", Forward, head}},
		"passed on without a word":        {g.pass, []string{Forward, g.forward + "\n" + head}},
		"trap: somebody wrote":            {g.reply, []string{New, g.told + "\n\n" + g.hello + "\n\n" + g.regards + "\n"}},
		"trap: a header line":             {g.reply, []string{New, g.hello + "\n" + g.single + "\n" + g.regards + "\n"}},
		"trap: words of a separator":      {g.reply, []string{New, g.hello + "\n" + g.mention + "\n" + g.regards + "\n"}},
		"trap: a date and a colon":        {g.reply, []string{New, g.dated + "\n0,8 °\n\n" + g.regards + "\n"}},
		"trap: a preposition first":       {g.reply, []string{New, g.absolute + "\n" + g.hello + "\n"}},
		"trap: no quotation at all":       {g.reply, []string{New, g.thanks + "\n\n" + g.regards + "\n"}},
		"trap: comparison and arrows":     {g.reply, []string{New, g.hello + "\n>= 5 V\n-> E-47\n" + g.regards + "\n"}},
	}
}

type reply struct {
	subject string
	parts   []string // kind, text, kind, text …
}

func TestSplitKnowsRepliesInSixLanguages(t *testing.T) {
	t.Parallel()
	for name, g := range tongues {
		for form, r := range g.replies() {
			t.Run(name+"/"+form, func(t *testing.T) {
				t.Parallel()
				wantParts(t, r)
			})
		}
	}
}

func wantParts(t *testing.T, r reply) {
	t.Helper()
	text, want := "", ""
	for i := 0; i < len(r.parts); i += 2 {
		text += r.parts[i+1]
		want += fmt.Sprintf("[%s] %q\n", r.parts[i], r.parts[i+1])
	}
	got := ""
	for _, p := range Split(text, r.subject) {
		got += fmt.Sprintf("[%s] %q\n", p.Kind, text[p.Start:p.End])
	}
	if got != want {
		t.Errorf("subject %q\ngot\n%swant\n%s", r.subject, got, want)
	}
}
