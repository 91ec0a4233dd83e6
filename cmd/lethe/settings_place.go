package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"

	"github.com/axsensor/lethe/tickets/lang"
	"github.com/axsensor/lethe/tickets/mongodb"
)

// folders are where an installation lies: data, and beside it keys and cache, each of them settable.
type folders struct{ data, keys, cache string }

func (s *settings) folders() folders {
	data := s.get("data")
	if data == "" {
		data = defaultData("lethe")
	}
	f := folders{data: data, keys: s.get("keys"), cache: s.get("cache")}
	if f.keys == "" {
		f.keys = beside(data) + ".keys"
	}
	if f.cache == "" {
		f.cache = beside(data) + ".cache"
	}
	return f
}

// beside is what the names of a folder's neighbours begin with. One that is named by where it is from here, as ".", gets its
// whole name: its keys would lie inside, where every backup of it would hold them.
func beside(dir string) string {
	dir = filepath.Clean(dir)
	if base := filepath.Base(dir); base == "." || base == ".." {
		if whole, err := filepath.Abs(dir); err == nil {
			return whole
		}
	}
	return dir
}

// defaultData is a folder under the user's data directory (XDG Base Directory Specification).
func defaultData(name string) string {
	base := os.Getenv("XDG_DATA_HOME")
	if base == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return name
		}
		base = filepath.Join(home, ".local", "share")
	}
	return filepath.Join(base, name)
}

// place is where the settings say that the installation's data lies.
func (s *settings) place() place {
	f := s.folders()
	p := place{folder: f.data, server: s.address("store"), keyServer: s.address("keys"), master: s.get("master")}
	if p.keyServer == nil {
		p.keyFolder = f.keys
	}
	if p.master == "" {
		p.master = "file:" + filepath.Join(f.keys, "master.key")
	}
	limit, _ := strconv.ParseInt(s.get("blob_limit"), 10, 64) // checked when it was read
	p.blobLimit = limit << 20
	return p
}

// address is the deployment that a setting names, with those that tell how to get in; nil when it names none.
func (s *settings) address(key string) *mongodb.Address {
	if !mongodb.IsAddress(s.get(key)) {
		return nil
	}
	return &mongodb.Address{URI: s.get(key), User: s.get(key + "_user"), Password: s.get(key + "_password"), PasswordFile: s.get(key + "_password_file")}
}

// loginAtOdds finds what is wrong with the settings of places together.
func (s *settings) loginAtOdds(refuse func(key, kind string)) {
	for _, key := range []string{"store", "keys"} {
		at, user := s.address(key), s.get(key+"_user")
		password, file := s.get(key+"_password") != "", s.get(key+"_password_file") != ""
		switch {
		case at == nil && user != "":
			refuse(key+"_user", "server.first")
		case user != "" && password == file:
			refuse(key+"_password", "password")
		case user == "" && (password || file):
			refuse(key+"_user", "user")
		}
	}
	if s.address("keys") != nil && s.get("master") == "" {
		refuse("master", "master")
	}
	if store, keys := s.address("store"), s.address("keys"); store != nil && keys != nil && (place{server: store}).name() == (place{server: keys}).name() {
		refuse("keys", "keys.apart")
	}
}

// cautions are sentences about what works and is unwise.
func (s *settings) cautions(l lang.Lang) []string {
	var out []string
	store, keys := s.address("store"), s.address("keys")
	for key, at := range map[string]*mongodb.Address{"store": store, "keys": keys} {
		if at != nil && at.Open() {
			out = append(out, l.T("config.caution.open", key))
		}
	}
	if store != nil && keys != nil && store.Shares(*keys) {
		out = append(out, l.T("config.caution.shared"))
	}
	slices.Sort(out)
	return out
}

// masked stands for what is not shown.
const masked = "••••••"

// What of an address lets somebody in: all before its last @, and the options that are or may hold a secret. They are found
// in what is no address too: a slip in writing it must not show them.
var (
	signedIn    = regexp.MustCompile(`(?i)^(\s*mongodb(?:\+srv)?:/*).*@`)
	hidden      = regexp.MustCompile(`(?i)((?:password|authMechanismProperties)=)[^&]*`)
	addressLike = regexp.MustCompile(`(?i)^\s*mongodb(?:\+srv)?:`)
)

// unlocked is an address without user, password and other secrets, to be shown. Other texts stay as they are.
func unlocked(text string) string {
	if !addressLike.MatchString(text) {
		return text
	}
	return hidden.ReplaceAllString(signedIn.ReplaceAllString(text, "${1}"+masked+"@"), "${1}"+masked)
}
