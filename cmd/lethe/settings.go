package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/lang"
)

// origin is where a setting's value came from.
type origin string

const (
	fromDefault origin = "default"
	fromFile    origin = "file"
	fromEnv     origin = "environment"
	fromFlag    origin = "flag"
)

// option describes one setting: its key, its default, and how to tell a good value. Its meaning is the sentence
// "config.<key>" in lang, what was expected the sentence "config.expect.<kind>".
type option struct {
	key    string
	def    string
	kind   string // what is expected
	secret bool
	check  func(string) bool
}

// options lists every setting of the process. Those of a mailbox stand under mailbox.<name>.
func options() []option {
	return []option{
		{key: "listen", def: "127.0.0.1:8080", kind: "address", check: isAddress},
		{key: "data", def: "", kind: "folder"},
		{key: "store", def: "", kind: "server", check: isServer},
		{key: "store_user", def: "", kind: "text"},
		{key: "store_password", def: "", kind: "secret", secret: true},
		{key: "store_password_file", def: "", kind: "file"},
		{key: "keys", def: "", kind: "keys", check: isFolderOrServer},
		{key: "keys_user", def: "", kind: "text"},
		{key: "keys_password", def: "", kind: "secret", secret: true},
		{key: "keys_password_file", def: "", kind: "file"},
		{key: "master", def: "", kind: "master", check: isMaster},
		{key: "blob_limit", def: "256", kind: "megabytes", check: between(1, 4096)},
		{key: "cache", def: "", kind: "folder"},
		{key: "company", def: "Lethe", kind: "text", check: notEmpty},
		{key: "support", def: "support@localhost.example", kind: "mail", check: isMail},
		{key: "base_url", def: "", kind: "url", check: isOrigin},
		{key: "privacy_url", def: "", kind: "page", check: isURL},
		{key: "zone", def: "Europe/Stockholm", kind: "zone", check: isZone},
		{key: "language", def: "sv", kind: "language", check: oneOf("sv", "en")},
		{key: "keep_years", def: "7", kind: "years", check: between(1, 30)},
		{key: "forget_at", def: "02:00", kind: "clock", check: isClock},
		{key: "auth_server", def: "", kind: "text"},
		{key: "log", def: "info", kind: "level", check: oneOf("debug", "info", "warn", "error")},
		{key: "smtp.address", def: "", kind: "address", check: isAddress},
		{key: "smtp.security", def: "tls", kind: "security", check: oneOf("tls", "starttls", "plain")},
		{key: "smtp.user", def: "", kind: "text"},
		{key: "smtp.password", def: "", kind: "secret", secret: true},
	}
}

// mailboxOptions are the settings of one mailbox, under mailbox.<name>.
func mailboxOptions() []option {
	return []option{
		{key: "address", def: "", kind: "address", check: isAddress},
		{key: "security", def: "tls", kind: "security", check: oneOf("tls", "starttls", "plain")},
		{key: "user", def: "", kind: "text", check: notEmpty},
		{key: "password", def: "", kind: "secret", secret: true},
		{key: "folder", def: "INBOX", kind: "text", check: notEmpty},
		{key: "processed", def: "Lethe", kind: "text", check: notEmpty},
	}
}

// setting is one option with the value it has and where that came from.
type setting struct {
	option
	value string
	from  origin
}

// settings are all settings, in the order that they are shown.
type settings struct {
	list []setting
	file string // the TOML file that was read, "" for none
	// hasty opens the store for a folder that is thrown away unless it is filled to the end.
	hasty bool
	pace  tickets.LeasePace // zero: the usual
	// moving says how to get into the other side of a move, see readMoving.
	moving map[string]string
}

// mistake is a setting that cannot be used.
type mistake struct {
	key, value, kind string
	from             origin
	unknown          bool
	secret           bool // its value is not to be shown
}

// shown is the value as it may be seen.
func (m mistake) shown() string {
	if m.secret && m.value != "" {
		return masked
	}
	return unlocked(m.value)
}

// mistakes are all that is wrong with the settings.
type mistakes []mistake

func (m mistakes) Error() string { return m.say(lang.EN) }

// say names each setting by its key, with what was expected of it.
func (m mistakes) say(l lang.Lang) string {
	var b strings.Builder
	for i, x := range m {
		if i > 0 {
			b.WriteByte('\n')
		}
		where := l.T("config.from." + string(x.from))
		switch {
		case x.unknown:
			b.WriteString(l.T("config.unknown", x.key, where))
		case x.kind == "secret":
			b.WriteString(l.T("config.bad.secret", x.key, where))
		default:
			b.WriteString(l.T("config.bad", x.key, x.shown(), where, l.T("config.expect."+x.kind)))
		}
	}
	return b.String()
}

// readSettings gathers the settings: a flag wins over the environment, that over the file, that over the default. flags
// and environ give values by key and by NAME=value; file may be "".
func readSettings(flags map[string]string, environ []string, file string) (*settings, error) {
	inFile, bad, err := readFile(file)
	if err != nil {
		return nil, err
	}
	inEnv := readEnv(environ)
	s := &settings{file: file, moving: readMoving(environ)}
	opts := options()
	for _, name := range mailboxNames(inFile, inEnv) {
		for _, o := range mailboxOptions() {
			o.key = "mailbox." + name + "." + o.key
			opts = append(opts, o)
		}
	}
	known := map[string]bool{}
	for _, o := range opts {
		known[o.key], known[envName(o.key)] = true, true
		v := setting{o, o.def, fromDefault}
		if x, ok := inFile[o.key]; ok {
			v.value, v.from = x, fromFile
		}
		if x := inEnv[envName(o.key)]; x != "" { // NAME= is how a variable is unset
			v.value, v.from = x, fromEnv
		}
		if x := flags[o.key]; x != "" {
			v.value, v.from = x, fromFlag
		}
		if v.from != fromDefault && v.check != nil && (v.value != "" || v.def != "") && !v.check(v.value) {
			bad = append(bad, mistake{key: o.key, value: v.value, kind: o.kind, from: v.from, secret: v.secret || o.kind == "master"})
		}
		s.list = append(s.list, v)
	}
	if name, ok := strings.CutPrefix(s.get("master"), "env:"); ok {
		known[name] = true
	}
	bad = append(bad, unknown(inFile, known, fromFile)...)
	bad = append(bad, unknown(inEnv, known, fromEnv)...)
	bad = append(bad, s.incomplete()...)
	bad = append(bad, s.atOdds()...)
	if len(bad) > 0 {
		slices.SortFunc(bad, func(a, b mistake) int { return strings.Compare(a.key, b.key) })
		return nil, mistakes(bad)
	}
	return s, nil
}

// unknown finds names that no setting has: a letter wrong in one would otherwise leave a default in force unseen.
func unknown(given map[string]string, known map[string]bool, from origin) mistakes {
	var bad mistakes
	for key := range given {
		if !known[key] {
			bad = append(bad, mistake{key: key, from: from, unknown: true})
		}
	}
	return bad
}

// atOdds finds settings that are good each by itself, but not together.
func (s *settings) atOdds() mistakes {
	var bad mistakes
	refuse := func(key, kind string) {
		for _, v := range s.list {
			if v.key == key {
				bad = append(bad, mistake{key: key, value: v.value, kind: kind, from: v.from, secret: v.secret})
			}
		}
	}
	servers := []string{"smtp."}
	for _, name := range s.mailboxes() {
		servers = append(servers, "mailbox."+name+".")
	}
	for _, at := range servers {
		if addr := s.get(at + "address"); s.get(at+"security") == "plain" && isAddress(addr) && !isHere(addr) {
			refuse(at+"security", "plain")
		}
		if folder := s.get(at + "folder"); folder != "" && strings.EqualFold(folder, s.get(at+"processed")) {
			refuse(at+"processed", "apart")
		}
	}
	s.loginAtOdds(refuse)
	return bad
}

// incomplete finds mailboxes that lack what they cannot do without.
func (s *settings) incomplete() mistakes {
	var bad mistakes
	for _, v := range s.list {
		if strings.HasPrefix(v.key, "mailbox.") && v.value == "" && v.check != nil && v.def == "" {
			bad = append(bad, mistake{key: v.key, kind: v.kind, from: fromDefault})
		}
	}
	return bad
}

// get is a setting's value; an unknown key is "".
func (s *settings) get(key string) string {
	for _, v := range s.list {
		if v.key == key {
			return v.value
		}
	}
	return ""
}

// mailboxes lists the names of the mailboxes.
func (s *settings) mailboxes() []string {
	var names []string
	for _, v := range s.list {
		if name, ok := strings.CutPrefix(v.key, "mailbox."); ok {
			if name, rest, _ := strings.Cut(name, "."); rest == "address" {
				names = append(names, name)
			}
		}
	}
	return names
}

// readFile flattens a TOML file to dotted keys.
func readFile(path string) (map[string]string, mistakes, error) {
	out := map[string]string{}
	if path == "" {
		return out, nil, nil
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, fmt.Errorf("read the settings: %w", err)
	}
	var tree map[string]any
	if err := toml.Unmarshal(b, &tree); err != nil {
		return nil, nil, notTOML(path, err)
	}
	var bad mistakes
	flatten("", tree, out, &bad)
	return out, bad, nil
}

// fileError is a settings file that is not TOML, with the place of the mistake in it.
type fileError struct {
	path         string
	line, column int
	words        string
}

func (e *fileError) Error() string {
	return fmt.Sprintf("read the settings in %s: line %d, character %d: %s", e.path, e.line, e.column, e.words)
}

func notTOML(path string, err error) error {
	var bad *toml.DecodeError
	if !errors.As(err, &bad) {
		return fmt.Errorf("read the settings in %s: %w", path, err)
	}
	line, column := bad.Position()
	return &fileError{path, line, column, strings.TrimPrefix(bad.Error(), "toml: ")}
}

func flatten(prefix string, tree map[string]any, out map[string]string, bad *mistakes) {
	for k, v := range tree {
		key := prefix + k
		switch v := v.(type) {
		case map[string]any:
			flatten(key+".", v, out, bad)
		case string:
			out[key] = v
		case int64, bool, float64:
			out[key] = fmt.Sprint(v)
		default:
			*bad = append(*bad, mistake{key: key, value: fmt.Sprint(v), kind: "text", from: fromFile})
		}
	}
}

// envName is the environment variable of a key: LETHE_SMTP_ADDRESS for smtp.address.
func envName(key string) string {
	return "LETHE_" + strings.ToUpper(strings.NewReplacer(".", "_", "-", "_").Replace(key))
}

// readEnv reads the environment's settings. LETHE_CONFIG names the file, LETHE_TEST_ things are for tests,
// LETHE_MOVE_ things for a move.
func readEnv(environ []string) map[string]string {
	out := map[string]string{}
	for _, e := range environ {
		k, v, ok := strings.Cut(e, "=")
		if ok && strings.HasPrefix(k, "LETHE_") && k != "LETHE_CONFIG" && !strings.HasPrefix(k, "LETHE_TEST_") && !strings.HasPrefix(k, moving) {
			out[k] = v
		}
	}
	return out
}

// mailboxNames finds the mailboxes that file or environment speak of.
func mailboxNames(file, env map[string]string) []string {
	found := map[string]bool{}
	for k := range file {
		if rest, ok := strings.CutPrefix(k, "mailbox."); ok {
			name, _, _ := strings.Cut(rest, ".")
			found[name] = true
		}
	}
	for k := range env {
		if rest, ok := strings.CutPrefix(k, "LETHE_MAILBOX_"); ok {
			for _, o := range mailboxOptions() {
				if name, ok := strings.CutSuffix(rest, "_"+strings.ToUpper(o.key)); ok && name != "" {
					found[strings.ToLower(name)] = true
				}
			}
		}
	}
	var names []string
	for n := range found {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}
