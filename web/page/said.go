package page

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
)

// Said is what a page tells once after something was done: one sentence, and perhaps a way to undo it. It travels in the
// address that the browser is sent to, so its arguments are numbers and words of ours, never a name.
type Said struct {
	Key  string   `json:"k"` // a sentence of lang
	Args []string `json:"a,omitempty"`
	Many bool     `json:"m,omitempty"` // the sentence is a plural, of Count
	// Count is the first argument of a plural.
	Count int    `json:"n,omitempty"`
	Undo  string `json:"u,omitempty"` // a local path that is posted to; "" when it cannot be undone
	Bad   bool   `json:"b,omitempty"` // it did not go well
}

const saidParam = "said"

// saidSeal makes sure that nobody but this installation puts words, or an undo, on a page.
type saidSeal struct{ key []byte }

// newSaidSeal seals with a secret; without one an address is understood by this process alone.
func newSaidSeal(secret []byte) *saidSeal {
	if len(secret) == 0 {
		secret = make([]byte, 32)
		_, _ = rand.Read(secret) // never fails on supported systems
	}
	return &saidSeal{secret}
}

func (s *saidSeal) mark(b []byte) []byte {
	m := hmac.New(sha256.New, s.key)
	m.Write(b)
	return m.Sum(nil)[:12]
}

// Go sends the browser on to a local address after a form was accepted (303), there to be told said; nil tells nothing.
// The reader's language goes with it if they chose it by ?lang=.
func (e *Engine) Go(w http.ResponseWriter, r *http.Request, to string, said *Said) error {
	u, err := url.Parse(to)
	if err != nil || u.Host != "" || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(u.Path, "//") {
		u = &url.URL{Path: "/"}
	}
	q := u.Query()
	if reader := Of(r.Context()); reader.Asked {
		q.Set("lang", string(reader.Lang))
	}
	if said != nil {
		b, err := json.Marshal(said)
		if err != nil {
			return err
		}
		q.Set(saidParam, base64.RawURLEncoding.EncodeToString(append(e.seal.mark(b), b...)))
	}
	u.RawQuery = q.Encode()
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, u.String(), http.StatusSeeOther)
	return nil
}

// said reads what a request's address has to tell, nil when it is nothing of ours.
func (e *Engine) said(r *http.Request) *Said {
	b, err := base64.RawURLEncoding.DecodeString(r.URL.Query().Get(saidParam))
	if err != nil || len(b) < 13 || !hmac.Equal(b[:12], e.seal.mark(b[12:])) {
		return nil
	}
	var s Said
	if json.Unmarshal(b[12:], &s) != nil {
		return nil
	}
	return &s
}
