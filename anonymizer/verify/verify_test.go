package verify_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/axsensor/lethe/anonymizer/verify"
)

func verifier(t testing.TB) *verify.Verifier {
	t.Helper()
	v, err := verify.New()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Each text has one thing left in it, between braces, and the kind of it.
func TestFindsWhatIsLeft(t *testing.T) {
	v := verifier(t)
	for _, c := range []struct{ kind, text string }{
		{verify.Email, "Skriv till {anna.lindqvist@firma.example} om det."},
		{verify.Email, "Svara till {anna(at)firma.se} tack."},
		{verify.Email, "write to {anna at firma dot com} please"},
		{verify.Email, "mejla {anna snabel-a firma punkt se} så"},
		{verify.Email, "mail: {anna@ firma .se}"},
		{verify.Email, "till {anna%40firma.example} igen"},
		{verify.Email, "({anna＠firma．example})"},
		{verify.Email, "Message-ID: <{abc123@mail.firma.example}>"},
		{verify.Phone, "Nås på {070-123 45 67} efter lunch"},
		{verify.Phone, "{+46 (0)70 123 45 67}"},
		{verify.Phone, "Tel: {08-123 456 78}"},
		{verify.Phone, "tlf {91234567}"},
		{verify.Phone, "mob. {91 23 45 67}"},
		{verify.Phone, "ring mig på {0701234567}"},
		{verify.Phone, "{0049 170 1234567} oder"},
		{verify.Phone, "{040 123 4567} on numeroni"},
		{verify.Phone, "Rufnummer {0171/1234567}"},
		{verify.Phone, "{noll sju noll ett två tre fyra fem sex sju}"},
		{verify.ID, "personnummer {811218-9876}"},
		{verify.ID, "{19811218-9876} står det"},
		{verify.ID, "fødselsnummer {01010750160}"},
		{verify.ID, "hetu {131052-308T}"},
		{verify.ID, "IBAN {SE45 5000 0000 0583 9825 7466}"},
		{verify.IP, "vi når den på ip {83.250.12.44} utifrån"},
		{verify.IP, "mac {00:1B:44:11:3A:B7} i switchen"},
		{verify.IP, "address {2a02:1406:0:1::42} works"},
		{verify.URL, "se {https://portal.firma.example/user/1234?t=ab} där"},
		{verify.Path, `filen ligger i C:\Users\{asvensson}\Desktop`},
		{verify.Path, "log in /home/{anna}/log.txt"},
		{verify.Secret, "lösenordet är {Sommar2019}"},
		{verify.Address, "Leverera till {Storgatan 12} tack"},
		{verify.Address, "Kontoret på {Musterstraße 5a}"},
		{verify.Person, "Jag pratade med {Anna} igår"},
		{verify.Person, "enligt {Annas} mätning"},
		{verify.Person, "som {Björn Lindqvist} monterade"},
		{verify.Person, "{Svensson, Anna} har svarat"},
		{verify.Person, "det var {anna svensson} som ringde"},
		{verify.Person, "hej {sten}, givaren är trasig"},
		{verify.Person, "Hej {Qzarim}!\nGivaren visar fel."},
		{verify.Person, "Mvh {Sten}"},
		{verify.Person, "Med vänliga hälsningar\n{Qzarim Toldrow}"},
		{verify.Person, "Mit freundlichen Grüßen\n{Wolf}"},
		{verify.Person, "Kind regards,\n{Mark}"},
		{verify.Person, "jag heter {dag} och har en fråga"},
		{verify.Person, "Herr {Stein} hat angerufen"},
		{verify.Person, "I går ringde vi. {Sten} sa att den var trasig."},
		{verify.Person, "min kollega {Max} bytte kabeln"},
		{verify.Person, "A. {Svensson} har bytt"},
		{verify.Person, "Mvh [person] {Lindqvist}"},
		{verify.Person, "enligt {Zetterqvistsson} i går"},
	} {
		text, want := unbrace(c.text)
		found := v.Look(text, verify.Known{})
		if len(found) != 1 || found[0].Kind != c.kind || !strings.Contains(text[found[0].Start:found[0].End], want) {
			t.Errorf("%s: want %s %q, got %v", c.text, c.kind, want, shown(text, found))
		}
	}
}

func unbrace(s string) (text, inside string) {
	before, rest, _ := strings.Cut(s, "{")
	inside, after, _ := strings.Cut(rest, "}")
	return before + inside + after, inside
}

func shown(text string, found []verify.Finding) (out []string) {
	for _, f := range found {
		out = append(out, f.Kind+" ("+f.Why+"): "+text[f.Start:f.End])
	}
	return out
}

func TestFindsTheKnown(t *testing.T) {
	v := verifier(t)
	known := verify.Known{
		Names:     []string{"Quorinna Vastelund", "Sten Berg"},
		Emails:    []string{"q.vastelund@firma.example"},
		Phones:    []string{"+46 70 998 87 76"},
		Companies: []string{"Fjällmekano AB", "Ring AB"},
		Serials:   []string{"AX-7731-0042"},
		Addresses: []string{"Påhittsvägen 7, 123 45 Exempelstad"},
		Canaries:  []string{"zq-kanarie-0815"},
	}
	for _, text := range []string{
		"{vastelund} bytte den", "{VASTELUNDS} pump", "{Vastelnud} skrev", "{Vaste-\nlund} skrev", "{v a s t e l u n d}", "{Ｖａｓｔｅｌｕｎｄ}", "{Vаstelund}", "{Vaste\u00adlund}",
		"{vastelundpumpen} läcker", "{qvastelund} loggade in", "sedan kom {Berg} hit", "{sten berg} var här", "från {q.vastelund} igen", "{q.vastelund@firma.example}",
		"{0709988776} svarar", "nr {70/998 87 76}", "{fjallmekano} har", "{Fjällmekanos} pump", "hos {Ring AB} i", "enhet {ax77310042} och", "enhet {AX 7731 0042}", "{påhittsvägen 7}", "i {ZQ-kanarie-0815}.",
		"cS52YXN0ZWx1bmRAZmlybWEuZXhhbXBsZQ{}",
	} {
		text, want := unbrace(text)
		found := v.Look(text, known)
		if len(found) == 0 || !strings.Contains(text[found[0].Start:found[0].End], want) {
			t.Errorf("%q: got %v", text, shown(text, found))
		}
	}
	for _, text := range []string{"ring oss om sten i ett berg", "Ring när den är lagad. Berg borras.", "serienumret 7731", "[person] på [company] har [serial]"} {
		if found := v.Look(text, known); len(found) > 0 {
			t.Errorf("%q: got %v", text, shown(text, found))
		}
	}
}

func FuzzLook(f *testing.F) {
	f.Add("Hej Björn, ring 070-123 45 67 eller anna@firma.example", "Anna Berg", "0701234567")
	f.Add("Ã¶%40\xff[person] ſ\u0130 S V E N", "S", "+")
	v := verifier(f)
	f.Fuzz(func(t *testing.T, text, name, number string) {
		known := verify.Known{Names: []string{name}, Phones: []string{number}, Serials: []string{number}, Emails: []string{name}, Companies: []string{name}, Addresses: []string{name}, Canaries: []string{number}}
		end := 0
		for _, f := range v.Look(text, known) {
			if f.Start < end || f.End <= f.Start || f.End > len(text) {
				t.Fatalf("%q: %v", text, f)
			}
			if utf8.ValidString(text) && !utf8.ValidString(text[f.Start:f.End]) {
				t.Fatalf("%q: cut character: %v", text, f)
			}
			end = f.End
		}
	})
}
