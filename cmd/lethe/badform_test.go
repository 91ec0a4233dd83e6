package main

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/axsensor/lethe/tickets"
)

// form posts the public form with files, as a browser without script does, and returns where it ended.
func (s *shop) form(fields map[string]string, files int, size int) (int, string) {
	s.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for k, v := range fields {
		if err := w.WriteField(k, v); err != nil {
			s.t.Fatal(err)
		}
	}
	for i := range files {
		part, err := w.CreateFormFile("files", fmt.Sprintf("bild%d.bin", i))
		if err != nil {
			s.t.Fatal(err)
		}
		_, _ = part.Write(bytes.Repeat([]byte("x"), size)) // a buffer takes all
	}
	_ = w.Close()
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.base+"/support", &b)
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Header.Set("Accept", "text/html")
	req.Header.Set("Accept-Language", "sv")
	res, err := s.client.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	return body(s.t, res)
}

func TestFormsThatAreEmptyOrHuge(t *testing.T) {
	s := openShop(t, t.TempDir(), &demoClock{})
	s.stock()
	good := map[string]string{"request": "r1", "name": "Planterad Kund", "email": "planterad@kund.example", "text": "Nollpunkten <b>driver</b> & larmar."}
	with := func(field, value string) map[string]string {
		f := map[string]string{}
		for k, v := range good {
			f[k] = v
		}
		f[field] = value
		return f
	}
	huge := strings.Repeat("åäö ", 1<<18) // 1 MB and more
	for name, c := range map[string]struct {
		fields map[string]string
		files  int
		size   int
		code   int
		want   []string
	}{
		"empty":          {map[string]string{}, 0, 0, 422, []string{"Skriv ditt namn", "Skriv din e-postadress", "Beskriv felet"}},
		"spaces":         {with("text", " \r\n \t "), 0, 0, 422, []string{"Beskriv felet"}},
		"huge text":      {with("text", huge), 0, 0, 422, []string{"Beskrivningen är för lång", huge[:9000]}},
		"huge name":      {with("name", huge), 0, 0, 422, []string{"Namnet är för långt", "Nollpunkten &lt;b&gt;driver"}},
		"huge serial":    {with("serial", huge), 0, 0, 422, []string{"för lång för fältet", "Nollpunkten"}},
		"huge email":     {with("email", huge+"@kund.example"), 0, 0, 422, []string{"postadress", "Nollpunkten"}},
		"200 files":      {good, 200, 10, 422, []string{"Det är för många filer. Bifoga högst 10", "Nollpunkten", "planterad@kund.example"}},
		"25 MB and more": {good, 3, 25<<20/3 + 1000, 422, []string{"Filerna är för stora tillsammans. Bifoga högst 25 MB", "Nollpunkten"}},
		"30 MB":          {good, 3, 10 << 20, 422, []string{"Filerna är för stora tillsammans. Bifoga högst 25 MB", "Nollpunkten", "planterad@kund.example"}},
	} {
		code, page := s.form(c.fields, c.files, c.size)
		if code != c.code {
			t.Errorf("%s: %d and not %d: %.500s", name, code, c.code, page)
		}
		for _, w := range c.want {
			if !strings.Contains(page, w) {
				t.Errorf("%s does not say %.80q", name, w)
			}
		}
	}
	if n := s.open(t); n != 0 {
		t.Fatalf("%d tickets of forms that were refused", n)
	}
	if code, page := s.form(good, 10, 1<<20); code != 200 || !strings.Contains(page, "Tack") && !strings.Contains(page, "ärende") {
		t.Errorf("a good form after all those: %d %.500s", code, page)
	}
	if n := s.open(t); n != 1 {
		t.Errorf("%d tickets of one good form", n)
	}
}

// open counts the tickets that wait for somebody.
func (s *shop) open(t *testing.T) int {
	t.Helper()
	c, err := s.h.desk.Tickets.Counts(t.Context(), tickets.Actor{Account: "test", Roles: tickets.RoleEngineer})
	if err != nil {
		t.Fatal(err)
	}
	return c.Open
}

func TestWrongPasswordsTellNothingAndEnd(t *testing.T) {
	s := openShop(t, t.TempDir(), &demoClock{})
	s.staff()
	try := func(login string) (int, string) {
		code, page := s.post("/sign-in", url.Values{"email": {login}, "password": {"fel lösenord här"}})
		return code, strings.ReplaceAll(html.UnescapeString(page), login, "WHO")
	}
	knownCode, known := try("elin@axsensor.example")
	strangeCode, strange := try("nobody@axsensor.example")
	if knownCode != 422 || strangeCode != knownCode || known != strange {
		t.Errorf("a known login is answered %d and an unknown %d: %s\n%s", knownCode, strangeCode, known, strange)
	}
	code := 0
	for range 8 {
		code, _ = try("elin@axsensor.example")
	}
	if code != http.StatusTooManyRequests {
		t.Errorf("the ninth guess is answered %d", code)
	}
	if code, page := s.post("/sign-in", url.Values{"email": {"elin@axsensor.example"}, "password": {adminPassword}}); code != http.StatusTooManyRequests || !regexp.MustCompile(`\d+ min`).MatchString(page) {
		t.Errorf("after too many: %d %.800s", code, page)
	}
	s.signIn("olle@axsensor.example") // somebody else is not kept out
}

func TestAnUnknownSerialNumberIsSaidAndLosesNothing(t *testing.T) {
	s := openDesk(t)
	if code, _ := s.form(map[string]string{"request": "r1", "name": "Planterad Kund", "email": "planterad@kund.example", "serial": "A2-9999-0001", "text": "Givaren driver sedan igår."}, 0, 0); code != 200 {
		t.Fatal(code)
	}
	link := ticketOf(t, s.rows(1), "Givaren driver sedan igår.")
	_, page := s.get(link)
	if !strings.Contains(page, "A2-9999-0001") {
		t.Error("the number that the customer gave is not shown")
	}
	code, page := s.post(link+"/unit", url.Values{"serial": {"A2-2317-0999"}})
	if code != 422 || !strings.Contains(page, "Ingen enhet har det numret") || !strings.Contains(page, `value="A2-2317-0999"`) {
		t.Errorf("linking a unit that is not there: %d %s", code, regexp.MustCompile(`(?s)<div class="errors".*?</div>`).FindString(page))
	}
	if code, page := s.post(link+"/unit", url.Values{"serial": {"a2 2317 0448"}}); code != 200 || !strings.Contains(page, "A2-2317-0448") {
		t.Errorf("linking one that is: %d", code)
	}
}

// imports runs an import beside the serving process.
func (s *shop) imports(kind string, file []byte) (int, string) {
	s.t.Helper()
	path := filepath.Join(s.t.TempDir(), "fil.csv")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		s.t.Fatal(err)
	}
	var out bytes.Buffer
	code := run(s.t.Context(), []string{"import", kind, path, "--data", filepath.Join(s.dir, "data")}, []string{"LANG=sv_SE.UTF-8"}, strings.NewReader(""), &out, io.Writer(&out))
	return code, out.String()
}

func TestAWrongCSVNamesItsLinesAndImportsNothing(t *testing.T) {
	s := openShop(t, t.TempDir(), &demoClock{})
	if code, said := s.imports("products", []byte("\xef\xbb\xbfcode;name;warranty_months\r\nAX-200;Lutningsgivare;36\r\nVB-40;Vibrationsgivare för \"mast\";24\r\n")); code != 1 || !strings.Contains(said, "rad 3: citattecknen går inte ihop") {
		t.Errorf("quotes: %d %s", code, said)
	}
	if code, said := s.imports("products", []byte("\xef\xbb\xbfcode;name;warranty_months\r\nAX-200;Lutningsgivare;36\r\n")); code != 0 || !strings.Contains(said, "1 nya") {
		t.Fatalf("a mark and semicolons: %d %s", code, said)
	}
	const head = "serial,product,batch,firmware,delivered,country,customer_no,customer_name\n"
	const fine = "A2-2317-0440,AX-200,2317,1.6.1,2025-06-01,SE,K1,Provbolag Ett\n"
	for name, c := range map[string]struct {
		file string
		want []string
	}{
		"empty":            {"", []string{"rad 1: filen är tom"}},
		"no such column":   {strings.Replace(head, "serial", "serie", 1) + fine, []string{"rad 1: kolumnen serial saknas"}},
		"two columns gone": {"batch,firmware\n2317,1.6.1\n", []string{"rad 1: kolumnen serial saknas", "rad 1: kolumnen product saknas"}},
		"bad lines": {head + fine + "A2-2317-0441,AX-999,2317,,2025-06-01,SE,K1,Provbolag Ett\n" + "A2-2317-0442,AX-200,2317,,1 juni 2025,SE,K1,Provbolag Ett\n" + fine,
			[]string{"rad 3: modellen \"AX-999\" finns inte", "rad 4: datumet \"1 juni 2025\"", "rad 5: ", "står redan på rad 2"}},
		"too few fields":   {head + fine + "A2-2317-0441,AX-200\n", []string{"rad 3: raden har 2 fält, rubriken har 8"}},
		"latin 1":          {head + fine + "A2-2317-0441,AX-200,2317,,2025-06-01,SE,K1,F\xf6retag\n", []string{"rad 3: filen är inte UTF-8"}},
		"UTF-16":           {"\xff\xfes\x00e\x00r\x00i\x00a\x00l\x00", []string{"rad 1: filen är inte UTF-8"}},
		"a line of breaks": {head + fine + "\"A2-2317-0441\n\",AX-200,2317,,2025-06-01,Sverige,K1,Provbolag\n", []string{"rad 3: landet \"Sverige\""}},
	} {
		code, said := s.imports("units", []byte(c.file))
		if code != 1 || !strings.Contains(said, "Ingenting lästes in") {
			t.Errorf("%s: %d %s", name, code, said)
		}
		for _, w := range c.want {
			if !strings.Contains(said, w) {
				t.Errorf("%s does not say %q: %s", name, w, said)
			}
		}
	}
	if code, said := s.imports("units", []byte(head+fine)); code != 0 || !strings.Contains(said, "Enheter: 1 nya, 0 ändrade, 0 som förut") {
		t.Errorf("something of a refused file was imported: %d %s", code, said)
	}
}
