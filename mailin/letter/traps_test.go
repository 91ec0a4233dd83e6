package letter

import "testing"

// TestWordsThatOnlyLookQuoted: everything here is what a person wrote.
func TestWordsThatOnlyLookQuoted(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"Hej,\n\nDen 23 november 2026 kl. 08:10 mätte vi:\n24,1 V\n",
		"Hej,\n\nI går skrev Anna:\nden fungerar inte\n",
		"Hej,\n\nDen 3 maj 2026 skrev jag till er på support@axsensor.example:\ninget svar\n",
		"Hello,\n\nOn 23 November 2026 we wrote to support@axsensor.example about this:\nno answer.\n",
		"Hello,\n\nAs my colleague said on Monday 23 November 2026 at 08:10, the fault is this:\nE-47\n",
		"Hallo,\n\nAm 23.11.2026 um 08:10 zeigte der Sensor:\nE-47\n",
		"Hallo,\n\nam Montag schrieb mein Kollege Folgendes:\nkaputt\n",
		"Hei,\n\nPå mandag 23. november 2026 kl. 08:10 viste sensoren:\nE-47\n",
		"Hej,\n\nPå måndag skrev jag detta:\nden är trasig\n",
		"Hei,\n\nMaanantaina 23.11.2026 klo 8.10 anturi näytti:\nE-47\n",
		"Logg:\n2026-11-23 08:10:01 start\n2026-11-23 08:10:02 fel: E-47\n2026-11-23 08:10:03 adress: kund@kund.example\n",
		"Från: mars 2025\nTill: maj 2025\nvar den trasig.\n",
		"From: rack 2\nTo: rack 3\nwe moved it.\n",
		"Datum: 2026-11-23\nSerienummer: A2-2317-0440\nFel: E-47\n",
		"Namn: Karin Provare\nE-post: karin@kund.example\nÄmne: fel på givaren\nMeddelande: den visar fel\n",
		"Kontakt: Karin <karin@kund.example>\nDatum: 2026-11-23\nHälsningar\n",
		"-----\nMätvärden\n-----\n1,0\n2,0\n",
		"Vi har testat:\n- ny kabel\n- ny kontakt\n-- men inget hjälpte\n",
		"Kör kommandot:\n$ lethe --json\n--------\nfel\n",
		"Skickat från min kollega Bo till er i fredags, men inget svar.\n",
		"Sent from Germany on Monday and it has not arrived.\n",
		"Jag bifogar det ursprungliga meddelandet.\nOriginalmeddelande\nfinns i bilagan.\n",
		"Karin (karin@kund.example) skrev att den är trasig:\nstämmer det?\n",
		"Anna <anna@kund.example> och jag har testat:\ninget hjälper\n",
		"Mitt ärende (2026-11-23) gäller:\nE-47 (se bild)\n",
		"Vi beställde 2026-11-23 08:10 (order 4711)\nmen fick fel sort.\n",
	} {
		wantParts(t, reply{"E-47", []string{New, text}})
	}
}
