package letter

import "strings"

// The words that mail programs put around quoted letters. The six languages of the desk come first; a few others cost
// nothing, because every rule needs more than a word.

// labels are the names in front of the lines of a quoted header.
var labels = vocabulary(map[string]string{
	"from": "from|från|fra|von|lähettäjä|keneltä|de|van|da|od|expéditeur|mittente|avsändare|avsender|absender",
	"date": "sent|date|skickat|datum|gesendet|sendt|dato|lähetetty|päivämäärä|päiväys|pvm|envoyé|verzonden|enviado|fecha|" +
		"data|inviato|wysłano|date sent|sent at|sendt den|skickades|skickat den|sendedatum|zeit",
	"to":      "to|till|an|til|vastaanottaja|vastaanottajat|kenelle|à|aan|para|do|mottagare|mottaker|modtager|empfänger|destinatario",
	"cc":      "cc|kopia|kopie|kopi|kopio|bcc|kopia till|kopi til|kopia (cc)|copie à",
	"subject": "subject|ämne|betreff|emne|aihe|otsikko|objet|onderwerp|asunto|oggetto|temat|re|rubrik",
	"other": "reply-to|svara till|svar till|antwort an|svar til|vastausosoite|importance|prioritet|priority|priorität|viktighet|tärkeys|" +
		"attachments|bilagor|anlagen|anhänge|vedlegg|vedhæftninger|liitteet|attachment|bilaga|organization|mailed-by|mailed by|signed-by",
})

// originals announce a quoted letter between dashes.
var originals = phrases("original message|original email|original mail|original e-mail|reply message|ursprungligt meddelande|originalmeddelande|" +
	"ursprungligt e-postmeddelande|ursprungligt brev|original meddelande|ursprungligt mail|ursprüngliche nachricht|originalnachricht|" +
	"original-nachricht|original nachricht|ursprüngliche e-mail|ursprüngliche mail|originalmail|opprinnelig melding|original melding|" +
	"originalmelding|opprinnelig e-post|opprinnelige melding|oprindelig meddelelse|original meddelelse|oprindelig besked|oprindelig mail|" +
	"originalmeddelelse|original besked|oprindelig e-mail|alkuperäinen viesti|alkuperäinen sähköposti|alkuperäinen sanoma|" +
	"message d'origine|message original|oorspronkelijk bericht|mensaje original|messaggio originale|mensagem original|wiadomość oryginalna")

// forwards announce a letter that is passed on.
var forwards = phrases("forwarded message|begin forwarded message|forwarded by|forwarded email|forwarded mail|forwarded letter|start of forwarded message|" +
	"vidarebefordrat meddelande|vidarebefordrat brev|vidarebefordrat mejl|vidarebefordrat mail|vidarebefordrat e-postmeddelande|" +
	"börjar vidarebefordrat brev|börjar vidarebefordrat meddelande|början på vidarebefordrat meddelande|vidaresänt meddelande|" +
	"weitergeleitete nachricht|anfang der weitergeleiteten nachricht|anfang der weitergeleiteten e-mail|weitergeleitete e-mail|weitergeleitete mail|" +
	"beginn der weitergeleiteten nachricht|weitergeleitet von|" +
	"videresendt melding|videresendt e-post|begynnelse på videresendt melding|starten på den videresendte meldingen|videresendt epost|" +
	"videresendte meldinger|start på videresendt melding|" +
	"videresendt meddelelse|videresendt besked|videresendt mail|start på videresendt besked|start på videresendt meddelelse|videresendt e-mail|" +
	"begynd videresendt meddelelse|begyndelse på videresendt besked|starten på videresendt besked|" +
	"välitetty viesti|edelleenlähetetty viesti|välitetty viesti alkaa|edelleenlähetetty viesti alkaa|alkaa välitetty viesti|" +
	"edelleen lähetetty viesti|edelleen lähetetty viesti alkaa|välitetty sähköposti|lähetetty edelleen|" +
	"message transféré|début du message transféré|doorgestuurd bericht|mensaje reenviado|messaggio inoltrato|mensagem encaminhada")

// verbs stand in the line that introduces a quotation.
var verbs = phrases("wrote|writes|said|skrev|skriver|skrev följande|schrieb|schreibt|geschrieben|folgendes geschrieben|kirjoitti|kirjoittaa|" +
	"a écrit|schreef|escribió|ha scritto|escreveu|napisał|napisała|napisał(a)|skreiv")

// quoters begin such a line in programs that write no verb.
var quoters = []string{"quoting ", "zitat von ", "zitiere ", "citerar ", "citat ", "citat från ", "citat fra ", "sitat ", "sitat fra ",
	"siterer ", "citerer ", "lainaus ", "lainataan ", "lainaus henkilöltä ", "citing ", "citando a "}

// notAuthors follow the verb where a person tells what somebody wrote, not a program.
var notAuthors = phrases("i|we|you|they|he|she|it|that|to|about|in|jag|vi|du|ni|han|hon|de|att|till|om|i|ich|wir|sie|er|ihr|dass|an|" +
	"jeg|dere|hun|at|til|minä|me|sinä|te|hän|he|että|mulle|minulle|here|earlier|tidigare|following")

// weekdays and months are matched by their beginnings.
var weekdays = phrases("monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|" +
	"måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag|mån|tis|ons|tors|tor|fre|lör|sön|" +
	"montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|mo|di|mi|do|fr|sa|so|" +
	"mandag|tirsdag|lørdag|søndag|man|tir|tirs|lør|søn|" +
	"maanantaina|tiistaina|keskiviikkona|torstaina|perjantaina|lauantaina|sunnuntaina|maanantai|tiistai|keskiviikko|torstai|perjantai|" +
	"lauantai|sunnuntai|ma|ti|ke|to|pe|la|su")

var monthPrefixes = []string{"jan", "feb", "mar", "mär", "mrz", "apr", "may", "maj", "mai", "jun", "jul", "aug", "sep", "oct", "okt", "nov", "dec",
	"dez", "des", "tammi", "helmi", "maalis", "huhti", "touko", "kesä", "heinä", "elo", "syys", "loka", "marras", "joulu"}

// footers are what phones and programs add below a letter; "%" stands for the name of a device or program.
var footers = []string{"sent from my %", "sent from %", "sent via %", "get outlook for %", "sent with %", "sent using %", "sent by %",
	"skickat från min %", "skickat från mitt %", "skickat från %", "skickades från %", "skickat med %", "skickat via %", "hämta outlook för %", "skaffa outlook för %",
	"skickad från %", "von meinem % gesendet", "von meiner % gesendet", "gesendet von meinem %", "gesendet von meiner %", "gesendet von %", "gesendet mit %",
	"gesendet aus %", "diese nachricht wurde von meinem % gesendet", "diese nachricht wurde von % gesendet", "outlook für % beziehen", "holen sie sich outlook für %", "outlook für % herunterladen", "von % gesendet",
	"sendt fra min %", "sendt fra mit %", "sendt fra %", "sendt med %", "sendt via %", "hent outlook til %", "hent outlook for %", "skaff deg outlook for %", "få outlook til %", "få outlook for %", "last ned outlook for %",
	"lähetetty %", "lähetin tämän %", "hanki outlook for %", "hanki outlook %", "hae outlook %", "lataa outlook %"}

// devices are the names that make a short "Sent from X" a footer.
var devices = []string{"iphone", "ipad", "ipod", "android", "samsung", "galaxy", "mobil", "phone", "telefon", "puhelime", "smartphone", "handy", "nokia",
	"blackberry", "huawei", "xiaomi", "sony", "xperia", "pixel", "oneplus", "htc", "windows", "outlook", "yahoo", "mail", "gmail", "ios", "mac", "post",
	"tablet", "surfplatta", "läsplatta", "proton", "tutanota", "tuta", "spark", "gmx", "web.de", "thunderbird", "fairphone", "honor", "motorola", "sähköposti", "laitteesta", "kännykä", "unterwegs", "watch", "k-9"}

// Prefixes of subjects. "vs" is left out: a reply in Finnish, a forward in Norwegian and Danish.
var (
	replyPrefixes   = phrases("re|sv|aw|antw|antwort|ref|r|rif|odp|res|vá|ynt|reply|svar")
	forwardPrefixes = phrases("fw|fwd|wg|vb|vl|tr|rv|i|pd|enc|doorst|vidarebefordrat|weitergeleitet|videresendt|välitetty")
)

func phrases(list string) map[string]bool {
	set := map[string]bool{}
	for p := range strings.SplitSeq(list, "|") {
		set[p] = true
	}
	return set
}

// vocabulary turns class → words into word → class.
func vocabulary(classes map[string]string) map[string]string {
	words := map[string]string{}
	for class, list := range classes {
		for w := range strings.SplitSeq(list, "|") {
			words[w] = class
		}
	}
	return words
}
