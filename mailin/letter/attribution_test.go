package letter

import (
	"strings"
	"testing"
)

// attributions are lines that programs write above a quotation, with NAME and ADDR for who wrote it.
var attributions = map[string][]string{
	"sv": {
		"Den mån 23 nov. 2026 kl 08:10 skrev NAME <ADDR>:",
		"Den mån 23 nov. 2026 08:10X <ADDR> skrev:",
		"Den 2026-11-23 kl. 08:10, skrev NAME:",
		"Den 23 november 2026 08:10:00 CET, skrev NAME <ADDR>:",
		"Den måndag 23 november 2026 08:10:00 CET, NAME <ADDR> skrev:",
		"måndag 23 november 2026 kl. 08:10 skrev NAME <ADDR>:",
		"2026-11-23 08:10 skrev NAME:",
		"Den 23/11/2026 08:10 CET skrev NAME <ADDR>:",
		"23 nov. 2026 kl. 08:10 skrev NAME <ADDR>:",
		"NAME <ADDR> skrev den 23 november 2026 08:10:",
		"NAME skrev den 2026-11-23 08:10:",
		"NAME <ADDR> skrev: (23 november 2026 08:10:00 CET)",
		"On Mon, 23 Nov 2026, 08:10 NAME, <ADDR> wrote:",
		"-----NAME <ADDR> skrev: -----",
		"Citerar NAME <ADDR>:",
		"På mån, 23 nov. 2026, 08:10, NAME <ADDR> skrev:",
		"mån 2026-11-23 klockan 08:10 +0100 skrev NAME:",
	},
	"en": {
		"On Mon, Nov 23, 2026 at 8:10 AM NAME <ADDR> wrote:",
		"On Mon, 23 Nov 2026, 08:10 NAME, <ADDR> wrote:",
		"On 23 Nov 2026, at 08:10, NAME <ADDR> wrote:",
		"On Nov 23, 2026, at 8:10 AM, NAME wrote:",
		"On Monday, November 23rd, 2026 at 8:10 AM, NAME <ADDR> wrote:",
		"On Monday, November 23, 2026 at 08:10:00 AM GMT+1, NAME <ADDR> wrote:",
		"On 23/11/26 08:10, NAME wrote:",
		"On 11/23/2026 8:10 AM, NAME wrote:",
		"On 2026-11-23 08:10, NAME wrote:",
		"On 23.11.2026 08:10 CET NAME <ADDR> wrote:",
		"On 23 November 2026 08:10:00 CET, NAME <ADDR> wrote:",
		"NAME <ADDR> wrote on 23 Nov 2026 08:10:",
		"NAME <ADDR> writes:",
		"-----NAME <ADDR> wrote: -----",
		"Quoting NAME <ADDR>:",
		"On Mon, 2026-11-23 at 08:10 +0100, NAME wrote:",
		"* NAME <ADDR> [2026-11-23 08:10]:",
		"At 08:10 23.11.2026, NAME wrote:",
		"23.11.2026, 08:10, \"NAME\" <ADDR>:",
		"2026-11-23 8:10 GMT+01:00 NAME <ADDR>:",
	},
	"de": {
		"Am Mo., 23. Nov. 2026 um 08:10 Uhr schrieb NAME <ADDR>:",
		"Am Mo., 23. Nov. 2026 um 08:10 Uhr schrieb NAME <",
		"NAME <ADDR> schrieb am Mo., 23. Nov. 2026, 08:10:",
		"Am 23.11.2026 um 08:10 schrieb NAME <ADDR>:",
		"Am 23.11.26 um 08:10 schrieb NAME:",
		"Am 23. November 2026 08:10:00 MEZ schrieb NAME <ADDR>:",
		"Am Montag, 23. November 2026 um 08:10:00 MEZ hat NAME <ADDR> Folgendes geschrieben:",
		"Am Montag, 23. November 2026 um 08:10, schrieb NAME <ADDR>:",
		"Am 2026-11-23 08:10, schrieb NAME:",
		"NAME <ADDR> hat am 23.11.2026 08:10 CET geschrieben:",
		"Am 23.11.2026 08:10 schrieb \"NAME\" <ADDR>:",
		"NAME schrieb am 23.11.2026 um 08:10:",
		"Zitat von NAME <ADDR>:",
		"Am Montag, dem 23.11.2026 um 08:10 +0100 schrieb NAME:",
		"-----NAME <ADDR> schrieb: -----",
	},
	"no": {
		"man. 23. nov. 2026 kl. 08:10 skrev NAME <ADDR>:",
		"Den 23.11.2026 08:10, skrev NAME:",
		"23. nov. 2026 kl. 08:10 skrev NAME <ADDR>:",
		"mandag 23. november 2026 kl. 08:10:00 CET skrev NAME <ADDR>:",
		"mandag 23. november 2026, 08:10, skrev NAME <ADDR>:",
		"NAME <ADDR> skrev (23. november 2026 08:10 CET):",
		"På mandag 23. november 2026 kl. 08:10 skrev NAME <ADDR>:",
		"NAME skrev 2026-11-23 08:10:",
		"Den man. 23. nov. 2026 kl. 08:10 skrev NAME <ADDR>:",
		"Den 23. november 2026 08:10:00 CET skrev NAME <ADDR>:",
		"Sitat NAME <ADDR>:",
		"ma., 23.11.2026 kl. 08.10 +0100, skrev NAME:",
	},
	"da": {
		"Den man. 23. nov. 2026 kl. 08.10 skrev NAME <ADDR>:",
		"Den 23. nov. 2026 kl. 08.10 skrev NAME <ADDR>:",
		"Den 23-11-2026 kl. 08:10 skrev NAME:",
		"mandag den 23. november 2026 08.10.00 CET skrev NAME <ADDR>:",
		"Den 2026-11-23 08:10 skrev NAME:",
		"NAME <ADDR> skrev d. 23. nov. 2026 kl. 08.10:",
		"På mandag, november 23, 2026 kl. 08:10, NAME <ADDR> skrev:",
		"Den 23. november 2026 08.10.00 CET skrev NAME <ADDR>:",
		"NAME <ADDR> skrev:",
		"Citat NAME <ADDR>:",
		"man, 23 11 2026 kl. 08:10 +0100, skrev NAME:",
	},
	"fi": {
		"ma 23. marrask. 2026 klo 8.10 NAME (ADDR) kirjoitti:",
		"NAME <ADDR> kirjoitti 23.11.2026 kello 8.10:",
		"NAME kirjoitti 23.11.2026 klo 8.10:",
		"23.11.2026 8.10, NAME kirjoitti:",
		"NAME <ADDR> kirjoitti ma 23. marrask. 2026 klo 8.10:",
		"maanantai 23. marraskuuta 2026 klo 08.10.00 UTC+2 NAME <ADDR> kirjoitti:",
		"23. marraskuuta 2026 8.10.00 UTC+02.00 NAME <ADDR> kirjoitti:",
		"NAME kirjoitti 2026-11-23 08:10:",
		"2026-11-23 08:10, NAME kirjoitti:",
		"Lainaus NAME <ADDR>:",
		"Maanantaina 23. marraskuuta 2026 klo 8.10 NAME <ADDR> kirjoitti:",
		"On Mon, 23 Nov 2026 at 08:10, NAME <ADDR> wrote:",
	},
}

// headers are quoted headers that programs write, lines apart by "|".
var headers = map[string][]string{
	"sv": {
		"-------- Originalmeddelande --------|Från: NAME <ADDR>|Datum: 2026-11-23 08:10 (GMT+01:00)|Till: Karin <karin@kund.example>|Rubrik: Re: E-47",
		"-------- Ursprungligt meddelande --------|Ämne: |Re: E-47|Datum: |Mon, 23 Nov 2026 08:10:00 +0100|Från: |NAME <ADDR>|Till: |karin@kund.example",
		"Från: NAME [mailto:ADDR]|Skickat: den 23 november 2026 08:10|Till: 'Karin'|Kopia: Bo|Ämne: SV: E-47",
		"Från: NAME <ADDR>|Datum: måndag 23 november 2026 08:10|Till: Karin|Ämne: Re: E-47",
		"Från: NAME <ADDR>||Skickat: den 23 november 2026 08:10||Till: Karin||Ämne: SV: E-47",
		"Från:\tX <ADDR>|Skickat:\tden 23 november 2026 08:10|Till:\tKarin|Ämne:\tSV: E-47",
		"> Från: NAME <ADDR>|> Skickat: den 23 november 2026 08:10|> Till: Karin|> Ämne: SV: E-47",
	},
	"en": {
		"-------- Original message --------|From: NAME <ADDR>|Date: 23/11/2026 08:10 (GMT+01:00)|To: Karin <karin@kund.example>|Subject: Re: E-47",
		"-----Original Message-----|From: NAME [mailto:ADDR]|Sent: 23 November 2026 08:10|To: Karin|Subject: RE: E-47",
		"________________________________|From: NAME <ADDR>|Sent: Monday, November 23, 2026 8:10:00 AM|To: Karin|Cc: Bo|Subject: RE: E-47",
		"From:\tX <ADDR>|To:\tKarin|Date:\t23.11.2026 08:10|Subject:\tRe: E-47",
		"From: NAME|Sent: 23 November 2026 08:10|To: Karin|Subject: RE: E-47|Importance: High",
		"*From:* NAME <ADDR>|*Sent:* 23 November 2026 08:10|*To:* Karin|*Subject:* RE: E-47",
		"From: NAME <ADDR>|Reply-To: ADDR|Date: Mon, 23 Nov 2026 08:10:00 +0100|To: Karin|Subject: Re: E-47",
		"From: NAME <ADDR> |Date: Monday, 23 November 2026 at 08:10|To: Karin Provare <karin@kund.example>, Bo Provare|<bo@kund.example>|Subject: Re: E-47",
	},
	"de": {
		"Gesendet: Montag, 23. November 2026 um 08:10 Uhr|Von: \"NAME\" <ADDR>|An: karin@kund.example|Betreff: Aw: E-47",
		"-------- Ursprüngliche Nachricht --------|Von: NAME <ADDR>|Datum: 23.11.26 08:10 (GMT+01:00)|An: karin@kund.example|Betreff: Re: E-47",
		"Von: NAME [mailto:ADDR] |Gesendet: Montag, 23. November 2026 08:10|An: Karin|Betreff: AW: E-47",
		"-------- Weitergeleitete Nachricht --------|Betreff: E-47|Datum: Mon, 23 Nov 2026 08:10:00 +0100|Von: NAME <ADDR>|An: karin@kund.example",
		"Von: NAME <ADDR>|Datum: Montag, 23. November 2026 um 08:10|An: Karin|Cc: Bo|Betreff: Re: E-47",
	},
	"no": {
		"-------- Opprinnelig melding --------|Fra: NAME <ADDR>|Dato: 23.11.2026 08:10 (GMT+01:00)|Til: kari@kund.example|Emne: Re: E-47",
		"Fra: NAME <ADDR>|Sendt: mandag 23. november 2026 kl. 08:10|Til: Kari|Kopi: Bo|Emne: SV: E-47",
		"Fra: NAME <ADDR>|Dato: mandag 23. november 2026 kl. 08:10|Til: Kari|Emne: Re: E-47",
	},
	"da": {
		"-------- Oprindelig besked --------|Fra: NAME <ADDR>|Dato: 23.11.2026 08.10 (GMT+01:00)|Til: karen@kund.example|Emne: Re: E-47",
		"Fra: NAME <ADDR>|Sendt: 23. november 2026 08:10|Til: Karen|Emne: SV: E-47|Prioritet: Høj",
		"Fra: NAME <ADDR>|Dato: mandag den 23. november 2026 kl. 08.10|Til: Karen|Emne: Re: E-47",
	},
	"fi": {
		"-------- Alkuperäinen viesti --------|Lähettäjä: NAME <ADDR>|Päivämäärä: 23.11.2026 8.10 (GMT+02:00)|Saaja: kaisa@kund.example|Aihe: Re: E-47",
		"Lähettäjä: NAME <ADDR>|Lähetetty: maanantai 23. marraskuuta 2026 8.10|Vastaanottaja: Kaisa|Kopio: Bo|Aihe: VS: E-47",
		"Lähettäjä: NAME <ADDR>|Päivämäärä: maanantaina 23. marraskuuta 2026 klo 8.10|Vastaanottaja: Kaisa|Aihe: Re: E-47",
	},
}

var authors = []string{"Axsensor Support", "Åsa Prövare", "Prövare, Åsa", "Dr. Jan-Erik af Provare", "support@axsensor.example", "Axsensor AB (support)"}

func TestAttributionsThatProgramsWrite(t *testing.T) {
	t.Parallel()
	for name, list := range attributions {
		for _, a := range list {
			for _, author := range authors {
				on := strings.NewReplacer("NAME", author, "ADDR", "support@axsensor.example").Replace(a)
				if strings.HasSuffix(on, "<") {
					on += "\nsupport@axsensor.example>:"
				}
				quoted := "> " + tongues[name].hello + "\n"
				wantParts(t, reply{tongues[name].reply, []string{New, tongues[name].thanks + "\n\n", Quote, on + "\n\n" + quoted}})
				wantParts(t, reply{tongues[name].reply, []string{New, tongues[name].thanks + "\n\n", Quote, broken(on) + "\n" + quoted}})
				wantParts(t, reply{tongues[name].reply, []string{New, tongues[name].thanks + "\n\n", Quote, "> " + strings.ReplaceAll(on, "\n", "\n> ") + "\n>\n" + quoted}})
			}
		}
	}
}

// broken breaks a line near its 60th character, as programs do.
func broken(s string) string {
	if i := strings.LastIndexByte(s[:min(len(s), 60)], ' '); i > 0 && len(s) > 60 {
		return s[:i] + "\n" + s[i+1:]
	}
	return s
}

func TestHeadersThatProgramsQuote(t *testing.T) {
	t.Parallel()
	for name, list := range headers {
		for _, h := range list {
			for _, author := range authors[:5] {
				head := strings.NewReplacer("NAME", author, "ADDR", "support@axsensor.example", "|", "\n").Replace(h)
				mark := ""
				if strings.HasPrefix(h, ">") {
					mark = "> "
				}
				kind := Quote
				if strings.Contains(h, "Weitergeleitete") {
					kind = Forward
				}
				wantParts(t, reply{tongues[name].reply, []string{New, tongues[name].thanks + "\n\n", kind, head + "\n\n" + mark + tongues[name].hello + "\n"}})
			}
		}
	}
}
