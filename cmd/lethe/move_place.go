package main

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/axsensor/lethe/tickets/seal"
)

// moving is what the names of variables begin with that say how to get into the other side of a move: LETHE_MOVE_USER,
// LETHE_MOVE_PASSWORD, LETHE_MOVE_PASSWORD_FILE, the same for its keys with LETHE_MOVE_KEYS_, and LETHE_MOVE_MASTER.
const moving = "LETHE_MOVE_"

// carriedLimit is how large a blob may be at a destination that is being filled: whatever the source has.
const carriedLimit = 1 << 40

// destination is the place that the flags name. Keys are in a folder beside it unless a flag says otherwise.
func (m *moveCommand) destination(c *console, set *settings) (place, error) {
	var p place
	p.blobLimit = carriedLimit
	data, err := filepath.Abs(set.folders().data)
	if err != nil {
		return p, fmt.Errorf("the data folder: %w", err)
	}
	if p.server = set.other(m.To, "").server; p.server != nil {
		sum := sha256.Sum256([]byte(p.name()))
		p.keyFolder = data + ".keys-" + hex.EncodeToString(sum[:4])
	} else {
		if p.folder, err = filepath.Abs(m.To); err != nil {
			return p, fmt.Errorf("the destination: %w", err)
		}
		if p.folder == data {
			return p, errors.New(c.lang.T("move.same", data))
		}
		p.keyFolder = p.folder + ".keys"
	}
	p.keyServer = set.other(m.ToKeys, "KEYS_").server
	switch {
	case p.keyServer != nil:
		p.keyFolder = ""
	case m.ToKeys != "":
		if p.keyFolder, err = filepath.Abs(m.ToKeys); err != nil {
			return p, fmt.Errorf("the keys: %w", err)
		}
	}
	if p.master = m.ToMaster; p.master == "" {
		if p.keyServer != nil {
			return p, errors.New(c.lang.T("move.master"))
		}
		p.master = "file:" + filepath.Join(p.keyFolder, "master.key")
	}
	return p, m.check(c, set, p)
}

// check refuses a destination that cannot be one.
func (m *moveCommand) check(c *console, set *settings, p place) error {
	if p.server != nil && !isServer(m.To) || p.keyServer != nil && !isServer(m.ToKeys) {
		return errors.New(c.lang.T("move.address"))
	}
	if !isMaster(p.master) {
		return seal.ErrSource
	}
	from := set.place()
	if keys, err := filepath.Abs(from.keyFolder); err == nil && from.keyServer == nil && keys == p.keyFolder || p.keysName() == from.keysName() {
		return errors.New(c.lang.T("move.samekeys", p.keysName()))
	}
	return nil
}

// other is a place on the other side of a move, with no server if a text is not the address of one; kind is "" for
// documents, "KEYS_" for keys.
func (s *settings) other(text, kind string) place {
	var there settings
	for key, value := range map[string]string{"store": text, "store_user": s.moving[kind+"USER"],
		"store_password": s.moving[kind+"PASSWORD"], "store_password_file": s.moving[kind+"PASSWORD_FILE"]} {
		there.list = append(there.list, setting{option: option{key: key}, value: value})
	}
	return place{server: there.address("store")}
}

// readMoving reads what the environment says of the other side of a move.
func readMoving(environ []string) map[string]string {
	out := map[string]string{}
	for _, e := range environ {
		if k, v, ok := strings.Cut(e, "="); ok && strings.HasPrefix(k, moving) {
			out[strings.TrimPrefix(k, moving)] = v
		}
	}
	return out
}

// hasKeys says whether a key store is in the place's folder.
func (p place) hasKeys() bool {
	if p.keyServer != nil {
		return true
	}
	there, err := seal.Exists(p.keyFolder)
	return there || err != nil
}

// keysAddress is where the keys are in a form that leads there again, without anything secret.
func (p place) keysAddress() string {
	if p.keyServer == nil {
		return absolute(p.keyFolder)
	}
	return withoutSecrets(p.keyServer.URI, cmp.Or(p.keyServer.Database, ""))
}

// absolute is a path that leads there from any folder.
func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

// secretOptions are options of an address that hold something secret.
var secretOptions = []string{"tlscertificatekeyfilepassword", "authmechanismproperties"}

// withoutSecrets is an address without user, password and secret options.
func withoutSecrets(uri, db string) string {
	scheme, rest, _ := strings.Cut(uri, "://")
	hosts, query, _ := strings.Cut(rest, "?")
	if i := strings.LastIndex(hosts, "@"); i >= 0 {
		hosts = hosts[i+1:]
	}
	if db != "" {
		hosts, _, _ = strings.Cut(hosts, "/")
		hosts += "/" + url.PathEscape(db)
	}
	var kept []string
	for part := range strings.SplitSeq(query, "&") {
		name, _, _ := strings.Cut(strings.ToLower(part), "=")
		if part != "" && !slices.Contains(secretOptions, name) {
			kept = append(kept, part)
		}
	}
	if len(kept) == 0 {
		return scheme + "://" + hosts
	}
	if !strings.Contains(hosts, "/") {
		hosts += "/"
	}
	return scheme + "://" + hosts + "?" + strings.Join(kept, "&")
}

// openMaster is the source of a master key if it can be told: a command's line may hold a secret.
func openMaster(source string) string {
	switch kind, path, _ := strings.Cut(source, ":"); kind {
	case "file":
		return "file:" + absolute(path)
	case "env", "credential":
		return source
	}
	return ""
}

// tell says which settings lead to the new place.
func (m *moveCommand) tell(c *console, set *settings, to place) {
	c.say("move.settings")
	line := func(key, value string) {
		fmt.Fprintf(c.out, "  %s = %q    (%s)\n", key, value, envName(key))
	}
	data := set.folders().data
	if to.server != nil {
		line("store", unlocked(to.server.URI))
	} else {
		data = to.folder
		line("data", data)
		if set.get("store") != "" {
			line("store", "")
		}
	}
	keys := m.ToKeys
	if keys == "" {
		keys = to.keyFolder
	}
	if to.keyServer != nil || set.get("keys") != "" || keys != filepath.Clean(data)+".keys" {
		line("keys", unlocked(keys))
	}
	if set.get("master") != "" || m.ToMaster != "" {
		line("master", shownMaster(to.master))
	}
	if len(set.moving) > 0 {
		c.say("move.settings.login")
	}
	c.say("move.next")
}
