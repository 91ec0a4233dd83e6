package tickets

import (
	"bytes"
	"context"
	"errors"
	goflag "flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/axsensor/lethe/tickets/seal"
	"github.com/axsensor/lethe/tickets/store"
)

// Fixtures are documents as earlier versions wrote them: testdata/stored/COLLECTION.N.bson is a body, and the .txt beside
// it lists what it held, a line each. They are never changed. When a type or a field is new,
//
//	go test ./tickets -run Fixtures -fixtures
//
// adds the next one of its type. They are sealed under the key store in testdata/keys, which seals nothing else.
var addFixtures = goflag.Bool("fixtures", false, "write the fixtures of stored types that are missing")

const (
	fixtureStored = "testdata/stored"
	fixtureKeys   = "testdata/keys"
	fixtureID     = "fixture"
)

// fixtureMaster opens the key store of the fixtures. It is no secret.
var fixtureMaster = []byte("the fixtures' master, no secret.")

// fixtureCodec opens a copy of the key store of the fixtures.
func fixtureCodec(t *testing.T) (*codec, seal.KeyID) {
	t.Helper()
	if _, err := os.Stat(fixtureKeys); errors.Is(err, os.ErrNotExist) && *addFixtures {
		makeFixtureKeys(t)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(fixtureKeys)); err != nil {
		t.Fatal(err)
	}
	key, err := os.ReadFile(filepath.Join(dir, "id"))
	if err != nil {
		t.Fatal(err)
	}
	ring, err := seal.Open(t.Context(), seal.Options{Dir: dir, Master: fixtureMaster})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ring.Close() })
	c, err := newCodec(ring, storedTypes())
	if err != nil {
		t.Fatal(err)
	}
	return c, seal.KeyID(strings.TrimSpace(string(key)))
}

func makeFixtureKeys(t *testing.T) {
	t.Helper()
	ring, err := seal.Open(t.Context(), seal.Options{Dir: fixtureKeys, Master: fixtureMaster, Create: true})
	if err != nil {
		t.Fatal(err)
	}
	ks, err := ring.NewKeys(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(ring.Close(), os.Remove(filepath.Join(fixtureKeys, "lock"))); err != nil {
		t.Fatal(err)
	}
	writeNew(t, filepath.Join(fixtureKeys, "id"), []byte(ks[0]+"\n"))
}

// writeNew writes a file that is not there yet.
func writeNew(t *testing.T, path string, b []byte) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.Write(b)
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
}

// Every stored type has fixtures, every field is in one of them, and each decodes to what it held.
func TestFixturesDecode(t *testing.T) {
	c, key := fixtureCodec(t)
	known := map[string]bool{}
	for _, r := range storedTypes() {
		covered := map[string]bool{}
		n := 1
		for ; ; n++ {
			body, err := os.ReadFile(fixturePath(r, n, "bson"))
			if errors.Is(err, os.ErrNotExist) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			known[filepath.Base(fixturePath(r, n, "bson"))] = true
			known[filepath.Base(fixturePath(r, n, "txt"))] = true
			checkFixture(t, c, r, n, body, covered)
		}
		missing := slices.DeleteFunc(leaves(reflect.TypeOf(r).Elem(), ""), func(path string) bool { return covered[path] })
		switch {
		case len(missing) == 0:
		case *addFixtures:
			addFixture(t, c, key, r, n)
		default:
			t.Errorf("%s: no fixture holds %s; go test ./tickets -run Fixtures -fixtures adds one", r.coll(), strings.Join(missing, ", "))
		}
	}
	entries, err := os.ReadDir(fixtureStored)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !known[e.Name()] && !*addFixtures {
			t.Errorf("%s belongs to no stored type: what was written once must stay readable", e.Name())
		}
	}
}

func fixturePath(r record, n int, ext string) string {
	return filepath.Join(fixtureStored, r.coll()+"."+strconv.Itoa(n)+"."+ext)
}

func checkFixture(t *testing.T, c *codec, r record, n int, body bson.Raw, covered map[string]bool) {
	t.Helper()
	want, err := os.ReadFile(fixturePath(r, n, "txt"))
	if err != nil {
		t.Fatal(err)
	}
	fresh := reflect.New(reflect.TypeOf(r).Elem()).Interface().(record)
	doc := store.Doc{Ref: store.Ref{Coll: r.coll(), ID: fixtureID}, Rev: 3, Body: body}
	if err := c.decode(t.Context(), doc, fresh); err != nil {
		t.Errorf("%s: %v", fixturePath(r, n, "bson"), err)
		return
	}
	if m := fresh.meta(); m.ID != fixtureID || m.Rev != 3 {
		t.Errorf("%s: id %q, revision %d", r.coll(), m.ID, m.Rev)
	}
	if got := listing(fresh); got != string(want) {
		t.Errorf("%s holds\n%s\nnot\n%s", fixturePath(r, n, "bson"), got, want)
	}
	for line := range strings.Lines(string(want)) {
		path, _, _ := strings.Cut(line, " = ")
		covered[withoutNumbers(path)] = true
	}
}

// addFixture writes a record whose every field is filled.
func addFixture(t *testing.T, c *codec, key seal.KeyID, r record, n int) {
	t.Helper()
	full := filled(r, key)
	body, err := c.encode(t.Context(), full)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(fixtureStored, 0o755); err != nil {
		t.Fatal(err)
	}
	writeNew(t, fixturePath(r, n, "bson"), body)
	writeNew(t, fixturePath(r, n, "txt"), []byte(listing(full)))
}

// filled is a record of the same type in which no field is zero.
func filled(r record, key seal.KeyID) record {
	v := reflect.New(reflect.TypeOf(r).Elem())
	n := 0
	eachField(v.Elem(), func(f reflect.StructField, fv reflect.Value) { fill(fv, f.Tag.Get("bson"), &n) })
	out := v.Interface().(record)
	b := out.meta()
	b.ID = fixtureID
	p, err := planOf(v.Elem().Type())
	if err == nil && slices.ContainsFunc(p.fields, func(f field) bool { return f.clear == "" }) {
		b.Key = key
	}
	return out
}

// eachField calls f for every field of a stored struct but base.
func eachField(v reflect.Value, f func(reflect.StructField, reflect.Value)) {
	for i := range v.NumField() {
		if v.Type().Field(i).Type != reflect.TypeFor[base]() {
			f(v.Type().Field(i), v.Field(i))
		}
	}
}

func fill(v reflect.Value, name string, n *int) {
	*n++
	switch v.Kind() {
	case reflect.String:
		v.SetString(name + " " + strconv.Itoa(*n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64, reflect.Int32, reflect.Int16, reflect.Int8:
		v.SetInt(int64(*n))
	case reflect.Uint8, reflect.Uint32, reflect.Uint64:
		v.SetUint(uint64(*n))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), name, n)
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			v.SetBytes([]byte(name + " " + strconv.Itoa(*n)))
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0), name, n)
		fill(v.Index(1), name, n)
	case reflect.Struct:
		switch v.Type() {
		case personalType:
			v.Set(reflect.ValueOf(P(name + " å " + strconv.Itoa(*n))))
		case timeType:
			v.Set(reflect.ValueOf(time.Date(2026, 1, 2, 3, *n, 5, 6e6, time.UTC)))
		default:
			eachField(v, func(f reflect.StructField, fv reflect.Value) { fill(fv, f.Tag.Get("bson"), n) })
		}
	default:
		panic(fmt.Sprintf("a stored field of type %s", v.Type()))
	}
}

// listing is what a record holds: a line for each value that is not zero.
func listing(r record) string {
	var b strings.Builder
	eachField(reflect.ValueOf(r).Elem(), func(f reflect.StructField, fv reflect.Value) { list(&b, fv, f.Tag.Get("bson")) })
	return b.String()
}

func list(b *strings.Builder, v reflect.Value, path string) {
	if v.IsZero() {
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		list(b, v.Elem(), path)
		return
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			fmt.Fprintf(b, "%s = bytes %q\n", path, v.Bytes())
			return
		}
		for i := range v.Len() {
			list(b, v.Index(i), path+"."+strconv.Itoa(i))
		}
		return
	case reflect.Struct:
		if v.Type() != personalType && v.Type() != timeType {
			eachField(v, func(f reflect.StructField, fv reflect.Value) { list(b, fv, path+"."+f.Tag.Get("bson")) })
			return
		}
	}
	switch x := v.Interface().(type) {
	case Personal:
		fmt.Fprintf(b, "%s = personal %q\n", path, x.Reveal())
	case time.Time:
		fmt.Fprintf(b, "%s = %s\n", path, x.Format(time.RFC3339Nano))
	default:
		fmt.Fprintf(b, "%s = %#v\n", path, toBSON(v))
	}
}

// leaves are the paths of all values that a record can hold, without the numbers of list items.
func leaves(t reflect.Type, path string) []string {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice && t.Elem().Kind() != reflect.Uint8 {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || t == personalType || t == timeType {
		return []string{strings.TrimPrefix(path, ".")}
	}
	var out []string
	for i := range t.NumField() {
		if f := t.Field(i); f.Type != reflect.TypeFor[base]() {
			out = append(out, leaves(f.Type, path+"."+f.Tag.Get("bson"))...)
		}
	}
	return out
}

func withoutNumbers(path string) string {
	parts := slices.DeleteFunc(strings.Split(path, "."), func(s string) bool {
		_, err := strconv.Atoi(s)
		return err == nil
	})
	return strings.Join(parts, ".")
}

// What is written now reads back as it was, opens under no other id, and shows none of what is sealed.
func TestStoredTypesRoundTrip(t *testing.T) {
	c, key := fixtureCodec(t)
	for _, r := range storedTypes() {
		full := filled(r, key)
		body, err := c.encode(t.Context(), full)
		if err != nil {
			t.Fatal(err)
		}
		read := func(id string) (record, error) {
			fresh := reflect.New(reflect.TypeOf(r).Elem()).Interface().(record)
			return fresh, c.decode(context.Background(), store.Doc{Ref: store.Ref{Coll: r.coll(), ID: id}, Body: body}, fresh)
		}
		fresh, err := read(fixtureID)
		if err != nil || !reflect.DeepEqual(fresh, full) {
			t.Errorf("%s: read back as\n%s, %v", r.coll(), listing(fresh), err)
		}
		if full.meta().Key == "" {
			continue
		}
		if _, err := read("another"); !errors.Is(err, seal.ErrDamaged) {
			t.Errorf("%s: opened under another id: %v", r.coll(), err)
		}
		for line := range strings.Lines(listing(full)) {
			if _, text, ok := strings.Cut(strings.TrimSpace(line), ` = personal "`); ok && bytes.Contains(body, []byte(text[:len(text)-1])) {
				t.Errorf("%s: the body shows %s", r.coll(), text)
			}
		}
	}
}

// Every collection holds one stored type, and every stored type has its collection.
func TestEveryCollectionHasItsType(t *testing.T) {
	types := map[string]int{}
	for _, r := range storedTypes() {
		types[r.coll()]++
	}
	for _, c := range Collections() {
		if types[c.Name] != 1 {
			t.Errorf("%d stored types in the collection %s", types[c.Name], c.Name)
		}
		delete(types, c.Name)
	}
	for name := range maps.Keys(types) {
		t.Errorf("the collection %s is not declared", name)
	}
}
