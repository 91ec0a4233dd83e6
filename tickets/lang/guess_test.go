package lang_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/axsensor/lethe/tickets/lang"
)

var letters = []struct {
	want lang.Lang
	text string
}{
	{lang.SV, "Givaren tappar kontakten med gatewayen varje gång truckarna kör förbi. Vad gör vi?"},
	{lang.SV, "Hej!\n\nFelkod E-47 på AX-200, serienummer A2-2317-0448. Hjälp oss gärna snarast.\n\nMvh\nLars"},
	{lang.SV, "Tack, nu funkar den."},
	{lang.SV, "Hur länge gäller garantin?"},
	{lang.SV, "Vi skulle behöva ett kalibreringsbevis för leverans 88214."},
	{lang.SV, "Det gick bra, ni kan stänga ärendet"},
	{lang.EN, "The gateway lost its connection after the certificate was rotated on Friday."},
	{lang.EN, "Thanks, that fixed it!"},
	{lang.EN, "Unit A2-2317-0448 reports E-47 since the firmware upgrade, please advise."},
	{lang.EN, "How long is the warranty on VB-40?"},
	{lang.EN, "Any update on this? We need the replacement sensor on site before Tuesday."},
	{lang.EN, "Readings freeze at -20 °C and only come back after a power cycle."},
	{lang.DE, "Messwerte frieren bei −20 °C ein"},
	{lang.DE, "Seit dem Kälteeinbruch liefert der Sensor nur noch den letzten Wert."},
	{lang.DE, "Vielen Dank, es läuft wieder."},
	{lang.DE, "Wie lange gilt die Garantie auf das Gerät?"},
	{lang.DE, "Bitte um Angebot für 12 Stück AX-210 mit 15 m Kabel."},
	{lang.NO, "Ønsker dere noe mer informasjon om måleren, så ring meg."},
	{lang.NO, "Vi trenger 15 meter kabel på alle tolv, gjerne med M12 i begge ender."},
	{lang.NO, "Hvor lenge gjelder garantien på måleren?"},
	{lang.NO, "Takk, nå virker det igjen. Jeg gir beskjed hvis det skjer noe mer."},
	{lang.NO, "Sensoren viser ikke riktig verdi etter at vi oppdaterte den."},
	{lang.DA, "Hvor længe gælder garantien på måleren?"},
	{lang.DA, "Vi har brug for et nyt kabel, det gamle er gået i stykker af kulden."},
	{lang.DA, "Tak, nu virker det igen. Jeg skriver, hvis der sker noget mere."},
	{lang.DA, "Sensoren viser ikke den rigtige værdi, efter at vi opdaterede den."},
	{lang.FI, "Anturi ei näytä oikeaa lämpötilaa päivityksen jälkeen."},
	{lang.FI, "Kuinka pitkä takuu on?"},
	{lang.FI, "Kiitos, nyt se toimii taas."},
}

func TestGuessNamesTheLanguageOfAShortLetter(t *testing.T) {
	for _, l := range letters {
		got, sure := lang.Guess(l.text)
		if got != l.want {
			t.Errorf("Guess(%q) = %s (%.2f), want %s", l.text, got, sure, l.want)
		}
		if sure < 0.6 || sure > 1 {
			t.Errorf("Guess(%q) is %.2f sure", l.text, sure)
		}
	}
}

func TestGuessReadsWhatIsNewAndNotWhatIsQuoted(t *testing.T) {
	got, _ := lang.Guess("Det fungerar nu, tack för hjälpen.\n\n> The quick answer is that you should replace the seal\n> and dry the connector before you do anything else.\n> Please tell us how it went with the other sensors.")
	if got != lang.SV {
		t.Errorf("got %s", got)
	}
}

func TestGuessAnswersNothingWhenThereIsNothingToRead(t *testing.T) {
	for _, text := range []string{"", "   \n", "E-47 A2-2317-0448 +0,82 12.5", "> bara citat", "Датчик не работает после обновления", "https://x.example/a"} {
		if got, sure := lang.Guess(text); got != "" || sure != 0 {
			t.Errorf("Guess(%q) = %s, %.2f", text, got, sure)
		}
	}
}

func TestGuessIsUnsureOfWhatCouldBeEither(t *testing.T) {
	for _, text := range []string{"AX Pro", "Hammarbron Nord AB", "Firmware update", "Ønsker tilbud på 12 stk AX-210 med lang kabel"} {
		if got, sure := lang.Guess(text); sure > 0.97 {
			t.Errorf("Guess(%q) is %.2f sure of %s", text, sure, got)
		}
	}
}

func FuzzGuess(f *testing.F) {
	for _, l := range letters {
		f.Add(l.text)
	}
	f.Add("\xff\xfe" + strings.Repeat("å", 5000))
	f.Fuzz(func(t *testing.T, text string) {
		l, sure := lang.Guess(text)
		if (l == "") != (sure == 0) || sure < 0 || sure > 1 || !utf8.ValidString(string(l)) {
			t.Fatalf("Guess = %q, %v", l, sure)
		}
	})
}

func BenchmarkGuess(b *testing.B) {
	text := strings.Repeat(letters[1].text+" "+letters[0].text+"\n", 20)
	for b.Loop() {
		lang.Guess(text)
	}
}
