package lang

// sayLetters is what our letters say around an engineer's words.
var sayLetters = sentences{
	"letter.hello":         {sv: "Hej %s,", en: "Hello %s,"},
	"letter.hello.nobody":  {sv: "Hej,", en: "Hello,"},
	"letter.ack.subject":   {sv: "Vi har fått ditt ärende %d: %s", en: "We have your ticket %d: %s"},
	"letter.ack.nosubject": {sv: "Vi har fått ditt ärende %d", en: "We have your ticket %d"},
	"letter.ack.text":      {sv: "Vi har fått ditt ärende. Det har nummer %s, och en av oss läser det och svarar dig.", en: "We have your ticket. It has number %s, and one of us will read it and answer you."},
	"letter.ack.more":      {sv: "Har du mer att berätta? Svara på det här brevet, så hamnar det rätt.", en: "Is there more to tell? Answer this letter and it will reach the right place."},
	"letter.ack.page":      {sv: "Ditt ärende: %s", en: "Your ticket: %s"},
	"letter.re":            {sv: "Ditt ärende %d", en: "Your ticket %d"},
	"letter.desk":          {sv: "%s, support", en: "%s, support"},
	"letter.wrote":         {sv: "Den %s kl. %s skrev %s:", en: "On %s at %s, %s wrote:"},
	"letter.wrote.nobody":  {sv: "Den %s kl. %s skrev du:", en: "On %s at %s you wrote:"},
	"letter.keep.seven":    {sv: "Sju år efter senaste kontakten tar vi bort allt som rör dig ur ärendet och behåller bara det tekniska.", en: "Seven years after our last contact we remove everything about you from the ticket and keep only the technical part."},
	"letter.keep": {
		sv:  "%d år efter senaste kontakten tar vi bort allt som rör dig ur ärendet och behåller bara det tekniska.",
		en:  "%d years after our last contact we remove everything about you from the ticket and keep only the technical part.",
		sv1: "Ett år efter senaste kontakten tar vi bort allt som rör dig ur ärendet och behåller bara det tekniska.",
		en1: "One year after our last contact we remove everything about you from the ticket and keep only the technical part.",
	},
}
