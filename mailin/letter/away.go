package letter

import "strings"

// awaySubject recognises the subjects that programs give to out-of-office and other automatic answers.
func awaySubject(subject string) bool {
	s := strings.ToLower(strings.TrimSpace(subject))
	for range 3 {
		prefix, rest := subjectPrefix(s)
		if prefix == "" {
			break
		}
		s = strings.ToLower(rest)
	}
	for _, p := range awaySubjects {
		if rest, ok := strings.CutPrefix(s, p); ok && (rest == "" || strings.IndexByte(" :-–([.!,", rest[0]) >= 0 || strings.HasPrefix(rest, "–")) {
			return rest == "" || separated(rest)
		}
	}
	return strings.HasSuffix(s, "(automatic reply)") || strings.HasSuffix(s, "(autosvar)") || strings.HasPrefix(s, "[auto-reply]") || strings.HasPrefix(s, "[autosvar]")
}

// separated says that a program's phrase is set off from the subject after it, or nothing but a little follows.
func separated(rest string) bool {
	rest = strings.TrimLeft(rest, " ")
	return rest == "" || strings.ContainsAny(rest[:1], ":-([.!,") || strings.HasPrefix(rest, "–") || len(strings.Fields(rest)) <= 6 && !strings.Contains(rest, "?")
}

var awaySubjects = []string{
	"automatic reply", "auto reply", "auto-reply", "autoreply", "auto response", "automatic response", "automated reply", "automated response", "autoresponse",
	"out of office", "out-of-office", "out of the office", "ooo", "vacation reply", "on vacation", "away from office", "away from my mail", "i am out of the office",
	"automatiskt svar", "autosvar", "auto-svar", "automatsvar", "frånvaro", "frånvaromeddelande", "frånvarande", "semestermeddelande", "automatiskt meddelande", "ej på kontoret", "inte på kontoret",
	"automatische antwort", "automatische rückantwort", "abwesenheitsnotiz", "abwesenheitsnachricht", "abwesenheit", "abwesend", "abwesenheitsmeldung", "autom. antwort", "automatisch generierte antwort", "automatische abwesenheitsnotiz", "nicht im büro", "urlaubsnotiz",
	"automatisk svar", "automatisk besvarelse", "automatisk respons", "fraværsmelding", "fraværsbesked", "fravær", "ute av kontoret", "ikke på kontoret", "feriebesked", "ikke til stede", "fraværsassistent",
	"automaattinen vastaus", "automaattivastaus", "poissaoloilmoitus", "poissa", "poissaolo", "lomalla", "poissa toimistolta", "en ole paikalla",
	"réponse automatique", "respuesta automática", "risposta automatica", "automatisch antwoord", "resposta automática", "odpowiedź automatyczna",
}

// awayText recognises an out-of-office answer by its words: somebody is away, and at least one more sign that no
// person wrote it just now. People write "I am away next week" too; they ask something, or write more.
func awayText(text, subject string, answers bool) bool {
	if len(text) > 1500 || strings.Contains(text, "?") {
		return false
	}
	s := strings.Join(strings.Fields(strings.ToLower(text)), " ")
	if contains(s, selfDescribed) {
		return true
	}
	if !contains(s, awayWords) {
		return false
	}
	signs := 0
	for _, group := range [][]string{backWords, urgentWords, thanksWords} {
		if contains(s, group) {
			signs++
		}
	}
	prefix, _ := subjectPrefix(subject)
	if answers || prefix != "" {
		return signs >= 2
	}
	return signs == 3
}

func contains(s string, any []string) bool {
	for _, w := range any {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// What automatic answers say of themselves, that somebody is away, until when, whom to ask, and thanks for a letter
// that nobody has read.
var (
	selfDescribed = []string{"this is an automatic reply", "this is an automated reply", "this is an automated response", "this is an auto-reply", "this is an automatically generated reply",
		"this is an automatic response", "this message was generated automatically in response",
		"detta är ett automatiskt svar", "det här är ett automatiskt svar", "detta är ett autosvar", "det här är ett autosvar", "detta är ett automatgenererat svar",
		"dies ist eine automatische antwort", "dies ist eine automatisch generierte antwort", "dies ist eine automatische rückantwort", "diese antwort wurde automatisch",
		"dette er et automatisk svar", "dette er et autosvar", "dette er en automatisk besvarelse", "dette er ett automatisk svar", "dette er et automatisk generert svar", "dette er et automatisk genereret svar",
		"tämä on automaattinen vastaus", "tämä on automaattivastaus", "tämä on automaattinen viesti"}
	awayWords = []string{"out of the office", "out of office", "on vacation", "on annual leave", "on leave", "on holiday", "away from the office", "away from my desk", "parental leave", "limited access to e", "no access to e",
		"på semester", "har semester", "inte på kontoret", "ej på kontoret", "är frånvarande", "inte på plats", "är ledig", "är bortrest", "på tjänsteresa", "föräldraledig", "tjänstledig", "sjukskriven", "inte anträffbar", "ej anträffbar",
		"nicht im büro", "nicht im hause", "außer haus", "ausser haus", "im urlaub", "abwesend", "nicht erreichbar", "in elternzeit", "auf dienstreise", "nicht am arbeitsplatz", "abwesenheit", "bin bis", "nicht im haus",
		"på ferie", "har ferie", "ikke på kontoret", "ute av kontoret", "ikke til stede", "er fraværende", "ude af kontoret", "ikke tilgjengelig", "på barsel", "i permisjon", "avspaserer", "holder ferie", "er bortreist",
		"olen lomalla", "lomalla", "poissa toimistolta", "en ole paikalla", "poissa työpaikalta", "olen poissa", "vuosilomalla", "en ole tavoitettavissa", "vanhempainvapaalla", "matkoilla", "virkavapaalla"}
	backWords = []string{"i will be back", "i'll be back", "i will return", "returning on", "return on", "back on", "back in the office", "until", "upon my return", "when i return", "as soon as i",
		"är tillbaka", "åter på", "tillbaka den", "tillbaka på", "till och med", "t.o.m", "fram till", "när jag är tillbaka", "åter i tjänst", "åter den", "återkommer",
		"wieder erreichbar", "wieder im büro", "bis zum", "bis einschließlich", "zurück", "wieder für sie da", "ab dem", "nach meiner rückkehr", "wieder da", "bis ",
		"tilbake", "til og med", "t.o.m.", "tilbage", "frem til", "igen den", "igjen den", "tilbage på",
		"palaan", "takaisin", "saakka", "asti", "töihin", "paikalla taas", "palattuani"}
	urgentWords = []string{"urgent", "please contact", "in my absence", "for immediate", "if you need", "emergency", "contact my colleague", "will be read", "will not be read", "not be forwarded", "please call",
		"brådskande", "kontakta", "akut", "vid frågor", "i min frånvaro", "vidarebefordras", "kommer att läsas", "ring ", "mejla", "skicka till", "ärenden",
		"dringend", "wenden sie sich", "kontaktieren", "in meiner abwesenheit", "vertretung", "vertritt mich", "weitergeleitet", "meine kollegin", "mein kollege",
		"haster", "hastesaker", "kontakt ", "kontakte", "ta kontakt", "i mit fravær", "i mitt fravær", "videresend", "ved spørsmål", "ved spørgsmål",
		"kiireelli", "kiireisissä", "ota yhteyttä", "ottakaa yhteyttä", "yhteyttä", "poissaoloni aikana", "viestiäsi ei"}
	thanksWords = []string{"thank you for your e", "thank you for your message", "thanks for your e", "thanks for your message", "thank you for contacting", "your e-mail", "your email", "your message",
		"tack för ditt mail", "tack för ditt mejl", "tack för ditt meddelande", "tack för ditt e", "ditt mail", "ditt mejl", "din e-post", "ditt meddelande", "läser inte min e-post", "läser mejl",
		"vielen dank für ihre", "danke für ihre", "vielen dank für deine", "ihre e-mail", "ihre nachricht", "deine nachricht", "ihre mail", "e-mails",
		"takk for din", "takk for e-post", "tak for din", "din mail", "din e-mail", "din henvendelse", "din melding", "din besked", "din e-post", "mails",
		"kiitos viestistäsi", "kiitos sähköpostistasi", "viestisi", "viestistänne", "sähköpostisi", "sähköpostia", "sähköpostejani"}
)
