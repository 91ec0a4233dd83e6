package tickets

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
)

func TestEveryStoredFieldIsClassified(t *testing.T) {
	for _, r := range storedTypes() {
		typ := reflect.TypeOf(r).Elem()
		if _, err := planOf(typ); err != nil {
			t.Error(err)
		}
		walkNested(t, typ, typ.Name())
	}
	if _, err := planOf(reflect.TypeFor[struct {
		Name string `bson:"name"`
	}]()); err == nil {
		t.Error("a field without a class was accepted")
	}
	if _, err := planOf(reflect.TypeFor[struct {
		Name Personal `bson:"name" class:"drop" clear:"to look it up"`
	}]()); err == nil {
		t.Error("personal text in the clear was accepted")
	}
}

// walkNested requires a name on every field of a nested struct: one without would be stored under "".
func walkNested(t *testing.T, typ reflect.Type, path string) {
	for typ.Kind() == reflect.Slice || typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	if typ.Kind() == reflect.Map || typ.Kind() == reflect.Interface {
		t.Errorf("%s: maps and interfaces are not stored", path)
	}
	if typ.Kind() != reflect.Struct || typ == personalType || typ == timeType || typ == reflect.TypeFor[base]() {
		return
	}
	for i := range typ.NumField() {
		f := typ.Field(i)
		if f.Type != reflect.TypeFor[base]() && f.Tag.Get("bson") == "" {
			t.Errorf("%s.%s has no name in the store", path, f.Name)
		}
		walkNested(t, f.Type, path+"."+f.Name)
	}
}

func TestPersonalNeverShows(t *testing.T) {
	p := P("Planterad Person")
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "who", p, "in", struct{ P Personal }{p})
	type wrapped struct{ P Personal }
	for _, s := range []string{fmt.Sprint(p), fmt.Sprintf("%s %q %v %+v %#v %d", p, p, p, p, p, p), fmt.Sprintf("%v", wrapped{p}), log.String()} {
		if strings.Contains(s, "Planterad") {
			t.Errorf("shown: %s", s)
		}
	}
	if b, err := json.Marshal(wrapped{p}); err == nil {
		t.Errorf("marshalled to JSON: %s", b)
	}
	if b, err := bson.Marshal(wrapped{p}); err == nil {
		t.Errorf("marshalled to BSON: %s", b)
	}
}

func TestWorkingTime(t *testing.T) {
	zone := mustZone(t)
	for _, c := range []struct{ from, want string }{
		{"2026-11-25 10:00", "2026-11-26 10:00"}, // Wednesday to Thursday
		{"2026-11-27 16:00", "2026-11-30 16:00"}, // Friday to Monday
		{"2026-11-28 12:00", "2026-11-30 17:00"}, // Saturday
		{"2026-11-25 05:00", "2026-11-25 17:00"}, // before the day begins
	} {
		from, want := at(t, zone, c.from), at(t, zone, c.want)
		if got := addWorkingTime(from, answerTime(Normal), zone); !got.Equal(want) {
			t.Errorf("%s: %s, want %s", c.from, got.In(zone), want)
		}
	}
}

func TestSerialCandidates(t *testing.T) {
	got := serialCandidates("Vår givare A2-2317-0448 (sats 2317) och a2 2317 0449, tel 070-123 45 67")
	for _, want := range []string{"A223170448", "A223170449"} {
		if !contains(got, want) {
			t.Errorf("%s is not among %v", want, got)
		}
	}
	if len(serialCandidates(strings.Repeat("A2-2317-0448 ", 1e5))) > maxCandidates {
		t.Error("not bounded")
	}
}

func TestFirmwareAndVersions(t *testing.T) {
	for in, want := range map[string]string{"kör fw 2.3.1 på den": "2.3.1", "Firmware: v1.6.4": "1.6.4", "mätte 2.3.1": "", "firmware version 4.0": "4.0"} {
		if got := firmwareIn(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if !newer("2.10.0", "2.9.9") || newer("1.6.1", "1.6.1") || newer("1.6", "1.6.0") {
		t.Error("versions are not compared number by number")
	}
}

func FuzzImport(f *testing.F) {
	f.Add([]byte("serial,product,delivered\nA2-2317-0448,AX-200,2024-01-02\n"))
	f.Add([]byte("serial;product\n\"x"))
	f.Fuzz(func(t *testing.T, b []byte) {
		tab, err := readTable(strings.NewReader(string(b)), []string{"serial"})
		if err == nil && len(tab.rows) != len(tab.lines) {
			t.Fatal("rows without lines")
		}
	})
}
