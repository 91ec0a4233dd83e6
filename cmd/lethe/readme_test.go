package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/axsensor/lethe/tickets/desktest"
)

func readme(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// samples are the settings that the README shows, each with the passwords that it speaks of for the users in it.
func samples(t *testing.T) []*settings {
	t.Helper()
	var out []*settings
	for _, m := range regexp.MustCompile("(?s)```toml\n(.*?)```").FindAllStringSubmatch(readme(t), -1) {
		file := filepath.Join(t.TempDir(), "lethe.toml")
		if err := os.WriteFile(file, []byte(m[1]), 0o600); err != nil {
			t.Fatal(err)
		}
		var environ []string
		for _, name := range regexp.MustCompile(`LETHE_([A-Z_]*)_PASSWORD\b`).FindAllStringSubmatch(readme(t), -1) {
			plain := strings.ToLower(name[1])
			if strings.Contains(m[1], plain+"_user") || strings.Contains(m[1], "["+strings.ReplaceAll(plain, "_", ".")+"]") {
				environ = append(environ, name[0]+"=invented")
			}
		}
		s, err := readSettings(nil, environ, file)
		if err != nil {
			t.Fatalf("%s\n%v", m[1], err)
		}
		out = append(out, s)
	}
	return out
}

func TestSettingsInTheReadmeAreGood(t *testing.T) {
	all := samples(t)
	if len(all) != 2 {
		t.Fatalf("the README shows %d settings", len(all))
	}
	one, several := all[0], all[1]
	if got := one.get("mailbox.support.password") + " " + one.get("smtp.password"); got != "invented invented" {
		t.Errorf("the passwords are %q", got)
	}
	if f := one.folders(); f.keys != "/var/lib/lethe.keys" || f.cache != "/var/lib/lethe.cache" {
		t.Errorf("the folders are %+v", f)
	}
	if got := several.get("store_password") + " " + several.get("keys_password"); got != "invented invented" {
		t.Errorf("the passwords are %q", got)
	}
	if p := several.place(); p.name() != "mongodb://db1.axsensor.example,db2.axsensor.example/lethe" || p.keysName() != "mongodb://keys.axsensor.example/lethe-keys" || len(several.cautions("en")) > 0 {
		t.Errorf("the places are %s and %s, with cautions %v", p.name(), p.keysName(), several.cautions("en"))
	}
}

func TestColumnsInTheReadmeAreTakenIn(t *testing.T) {
	d := desktest.Open(t)
	columns := func(kind string) string {
		t.Helper()
		m := regexp.MustCompile(`import ` + kind + ` \S+ +# (\S+)`).FindStringSubmatch(readme(t))
		if m == nil {
			t.Fatalf("the README shows no columns of %s", kind)
		}
		return m[1]
	}
	products := columns("products") + "\nAX-200,Lutningsgivare,AX,tilt,36,1.6.1@2019-03-01 1.6.4@2020-01-15,7200-01 7200-02\n"
	if got, err := d.Records.ImportProducts(t.Context(), d.Admin.Actor(), strings.NewReader(products)); err != nil || got.New != 1 {
		t.Errorf("products: %+v, %v", got, err)
	}
	units := columns("units") + "\nA2-2317-0440,AX-200,2317,1.6.1,2017-06-01,2020-06-01,SE,K001,Provbolag AB,Provgatan 1\n"
	if got, err := d.Records.ImportUnits(t.Context(), d.Admin.Actor(), strings.NewReader(units)); err != nil || got.New != 1 {
		t.Errorf("units: %+v, %v", got, err)
	}
}

func TestCommandsInTheReadmeExist(t *testing.T) {
	for _, m := range regexp.MustCompile(`(?:\./|\bcmd/)lethe ([a-z]+)`).FindAllStringSubmatch(readme(t), -1) {
		var out bytes.Buffer
		if code := run(t.Context(), []string{m[1], "--help"}, nil, strings.NewReader(""), &out, &out); code != 0 {
			t.Errorf("lethe %s does not exist: %s", m[1], &out)
		}
	}
}
