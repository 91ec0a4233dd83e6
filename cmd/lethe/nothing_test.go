package main

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
)

// asking are the command lines that need an installation, or only look.
func asking(products, to string) [][]string {
	return [][]string{{"forget"}, {"forget", "--dry-run"}, {"publish"}, {"keys", "status"}, {"keys", "rotate"}, {"import", "products", products},
		{"move", "--finish"}, {"move", "--cancel"}, {"move", "--to", to}}
}

// TestNoCommandMakesAnInstallation: where there is none, whether because a folder or an address is mistyped or because nothing
// was ever there, a command names the place and makes nothing at all. So does one that shows the settings.
func TestNoCommandMakesAnInstallation(t *testing.T) {
	products := filepath.Join(t.TempDir(), "products.csv")
	if err := os.WriteFile(products, []byte("code,name\nAX-200,AX 200\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	look := func(t *testing.T, top string, at map[string]string, place string, db *mongo.Database) {
		t.Helper()
		before := below(t, top)
		for l, want := range map[string]string{"sv_SE.UTF-8": "Det finns ingen installation i " + place + ". Ingenting har skapats.", "C": "There is no installation in " + place + ". Nothing was made."} {
			for _, args := range asking(products, filepath.Join(top, "elsewhere")) {
				if code, said := letheIn(t, l, at, args...); code != 1 || !strings.Contains(said, want) {
					t.Errorf("%v: %d %s\nwant %s", args, code, said, want)
				}
			}
			if code, said := letheIn(t, l, at, "config"); code != 0 {
				t.Errorf("config: %d %s", code, said)
			}
		}
		if after := below(t, top); !slices.Equal(after, before) {
			t.Errorf("there was %v and is %v", before, after)
		}
		if db != nil {
			if names, err := db.ListCollectionNames(t.Context(), bson.D{}); err != nil || len(names) > 0 {
				t.Errorf("the database holds %v, %v", names, err)
			}
		}
	}
	for _, name := range []string{"missing", "empty", "other"} {
		t.Run("folder "+name, func(t *testing.T) {
			top := t.TempDir()
			data := filepath.Join(top, "data")
			if name != "missing" {
				makeDir(t, data)
			}
			if name == "other" {
				if err := os.WriteFile(filepath.Join(data, "letter.txt"), nil, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			look(t, top, map[string]string{"data": data}, data, nil)
		})
	}
	for _, name := range []string{"and no folder", "and an empty folder"} {
		t.Run("server "+name, func(t *testing.T) {
			top := t.TempDir()
			places, db := onServer(t, top)
			at := map[string]string{"data": filepath.Join(top, "data")}
			for i := 0; i < len(places); i += 2 {
				at[places[i]] = places[i+1]
			}
			if name == "and an empty folder" {
				makeDir(t, at["data"])
			}
			set, err := readSettings(at, nil, "")
			if err != nil {
				t.Fatal(err)
			}
			look(t, top, at, set.place().name(), db)
		})
	}
}

// below names everything below a folder.
func below(t *testing.T, dir string) (all []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		all = append(all, path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func makeDir(t *testing.T, dir string) {
	t.Helper()
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
}

// letheIn is lethe in a language of the environment.
func letheIn(t *testing.T, locale string, at map[string]string, args ...string) (int, string) {
	t.Helper()
	environ := []string{"LANG=" + locale}
	for k, v := range at {
		environ = append(environ, envName(k)+"="+v)
	}
	out := &said{}
	code := run(t.Context(), args, environ, strings.NewReader(""), out, out)
	return code, out.String()
}

// TestLostKeysLeaveAServerAsItIs: nothing is made or changed on a server before the keys are known to fit, not even what a
// start always puts in order. Once they are given back it is put in order.
func TestLostKeysLeaveAServerAsItIs(t *testing.T) {
	top := t.TempDir()
	places, db := onServer(t, top)
	at := map[string]string{"data": filepath.Join(top, "data")}
	for i := 0; i < len(places); i += 2 {
		at[places[i]] = places[i+1]
	}
	openHere := func() (int, string) { return letheIn(t, "sv_SE.UTF-8", at, "keys", "status") }
	if err := openNode(t, at, clock).close(); err != nil {
		t.Fatal(err)
	}
	disorder(t, db)
	before := onServerNow(t, db)
	right := at["master"]
	for name, master := range map[string]string{"another": "file:" + newMaster(t), "none": "file:" + filepath.Join(top, "none")} {
		at["master"] = master
		if code, said := openHere(); code != 1 || !strings.Contains(said, "förseglat dokument inte läsas") {
			t.Errorf("%s: %d %s", name, code, said)
		}
		if after := onServerNow(t, db); !maps.Equal(after, before) {
			t.Errorf("%s: the database was\n%v and is\n%v", name, before, after)
		}
	}
	at["master"] = right
	if code, said := openHere(); code != 0 {
		t.Errorf("with the right key: %d %s", code, said)
	}
	if after := onServerNow(t, db); maps.Equal(after, before) {
		t.Error("with the right key nothing was put in order: the test shows nothing")
	}
}

// disorder takes an index and an empty collection away.
func disorder(t *testing.T, db *mongo.Database) {
	t.Helper()
	indexes, err := db.Collection("tickets").Indexes().ListSpecifications(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(indexes, func(ix mongo.IndexSpecification) bool { return ix.Name != "_id_" })
	if err := db.Collection("tickets").Indexes().DropOne(t.Context(), indexes[i].Name); err != nil {
		t.Fatal(err)
	}
	if err := db.Collection("uploads").Drop(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// onServerNow tells of each collection its indexes and how many documents it has, and which.
func onServerNow(t *testing.T, db *mongo.Database) map[string]string {
	t.Helper()
	names, err := db.ListCollectionNames(t.Context(), bson.D{})
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, name := range names {
		indexes, err := db.Collection(name).Indexes().ListSpecifications(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var docs []bson.Raw
		cur, err := db.Collection(name).Find(t.Context(), bson.D{})
		if err == nil {
			err = cur.All(t.Context(), &docs)
		}
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for _, ix := range indexes {
			lines = append(lines, ix.Name)
		}
		for _, d := range docs {
			lines = append(lines, fmt.Sprintf("%x", []byte(d)))
		}
		slices.Sort(lines)
		all[name] = strings.Join(lines, " ")
	}
	return all
}
