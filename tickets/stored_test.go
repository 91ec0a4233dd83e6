package tickets

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"log/slog"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/axsensor/lethe/tickets/move"
	"github.com/axsensor/lethe/tickets/seal"
	"github.com/axsensor/lethe/tickets/store"
)

func TestEveryStoredFieldIsClassified(t *testing.T) {
	for _, r := range storedTypes() {
		typ := reflect.TypeOf(r).Elem()
		if _, err := planOf(typ); err != nil {
			t.Error(err)
		}
		walkNested(t, typ, typ.Name())
	}
	for what, typ := range map[string]reflect.Type{
		"a field without a class": reflect.TypeFor[struct {
			Name string `bson:"name"`
		}](),
		"a field of an unknown class": reflect.TypeFor[struct {
			Name string `bson:"name" class:"hide"`
		}](),
		"a field that is generalised by no rule": reflect.TypeFor[struct {
			Name string `bson:"name" class:"generalise:"`
		}](),
		"a field without a name": reflect.TypeFor[struct {
			Name string `class:"drop"`
		}](),
		"two fields of one name": reflect.TypeFor[struct {
			Name  string `bson:"name" class:"drop"`
			Other string `bson:"name" class:"drop"`
		}](),
		"a field of a name that the body needs": reflect.TypeFor[struct {
			Sealed string `bson:"sealed" class:"drop"`
		}](),
		"personal text in the clear": reflect.TypeFor[struct {
			Name Personal `bson:"name" class:"drop" clear:"to look it up"`
		}](),
		"personal text in the clear, in a list": reflect.TypeFor[struct {
			To []partyRec `bson:"to" class:"drop" clear:"to look it up"`
		}](),
		"a key's id, sealed": reflect.TypeFor[struct {
			Other seal.KeyID `bson:"other" class:"drop"`
		}](),
		"a key's id in a list": reflect.TypeFor[struct {
			Others []seal.KeyID `bson:"others" class:"drop" clear:"to look it up"`
		}](),
		"a key's id within another field": reflect.TypeFor[struct {
			Other *struct{ Key seal.KeyID } `bson:"other" class:"drop" clear:"to look it up"`
		}](),
	} {
		if _, err := planOf(typ); err == nil {
			t.Errorf("%s was accepted", what)
		}
	}
}

// TestEveryKeyFieldIsKnown: wherever a stored type, or the mark of a move, keeps the id of a key, a start finds it.
func TestEveryKeyFieldIsKnown(t *testing.T) {
	names, found := storedKeys(), 0
	know := func(coll string, typ reflect.Type) {
		for _, path := range keyPaths(typ, "") {
			if found++; !slices.Contains(names[coll], path) {
				t.Errorf("%s: a start does not look for the key in %s of %s", coll, path, typ)
			}
			body, err := bson.Marshal(bson.D{{Key: path, Value: "some key"}})
			if got := names.of(store.Doc{Ref: store.Ref{Coll: coll}, Body: body}); err != nil || len(got) != 1 || got[0] != "some key" {
				t.Errorf("%s: %s of %s gives %v, %v", coll, path, typ, got, err)
			}
		}
	}
	for _, r := range storedTypes() {
		know(r.coll(), reflect.TypeOf(r).Elem())
	}
	know(collMeta, reflect.TypeFor[move.Mark]())
	if found < 27 {
		t.Errorf("%d fields hold keys", found)
	}
}

// keyPaths are the names, with dots, of the fields of a type that hold ids of keys, however deep.
func keyPaths(typ reflect.Type, path string) (all []string) {
	for typ.Kind() == reflect.Slice || typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	switch {
	case typ == reflect.TypeFor[seal.KeyID]():
		return []string{strings.TrimPrefix(path, ".")}
	case typ == reflect.TypeFor[base]():
		return []string{"key"}
	case typ.Kind() != reflect.Struct, typ == personalType, typ == timeType:
		return nil
	}
	for i := range typ.NumField() {
		name, _, _ := strings.Cut(typ.Field(i).Tag.Get("bson"), ",")
		all = append(all, keyPaths(typ.Field(i).Type, path+"."+name)...)
	}
	return all
}

// The list of stored types is whole: every struct of the package that embeds base is on it.
func TestEveryRecordIsAStoredType(t *testing.T) {
	listed := map[string]bool{}
	for _, r := range storedTypes() {
		listed[reflect.TypeOf(r).Elem().Name()] = true
	}
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if typ, ok := n.(*ast.TypeSpec); ok && embedsBase(typ) {
				if !listed[typ.Name.Name] {
					t.Errorf("%s: %s embeds base and is not among the stored types", name, typ.Name.Name)
				}
				delete(listed, typ.Name.Name)
			}
			return true
		})
	}
	for name := range listed {
		t.Errorf("%s is listed as a stored type and does not embed base", name)
	}
}

func embedsBase(typ *ast.TypeSpec) bool {
	s, ok := typ.Type.(*ast.StructType)
	return ok && slices.ContainsFunc(s.Fields.List, func(f *ast.Field) bool {
		id, ok := f.Type.(*ast.Ident)
		return ok && len(f.Names) == 0 && id.Name == "base"
	})
}

// walkNested requires a name of its own on every field of a nested struct: one without would be stored under "".
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
	taken := map[string]bool{"": true}
	for i := range typ.NumField() {
		f := typ.Field(i)
		if f.Type == reflect.TypeFor[base]() {
			continue
		}
		if name := f.Tag.Get("bson"); taken[name] || !f.IsExported() {
			t.Errorf("%s.%s has no name of its own in the store, %q", path, f.Name, name)
		}
		taken[f.Tag.Get("bson")] = true
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
