package page

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
)

//go:embed static/css static/js static/fonts
var ownFiles embed.FS

// sheets lists the parts of lethe.css in the order in which they apply. What is narrow, printed or in forced colours
// comes after all that it changes.
var sheets = []string{"tokens", "base", "signs", "controls", "parts", "frame", "list", "ticket", "floats", "privacy",
	"archive", "customer", "chart", "script", "narrow", "print", "forced"}

// asset is one file as it is served.
type asset struct {
	kind  string
	plain []byte
	zip   []byte // nil when packing gains nothing
}

// assets is every static file, under one address that holds the hash of them all: a page and its files are always of
// one build, relative imports and url() work, and the browser keeps them for good.
type assets struct {
	files map[string]asset
	hash  string
}

var kinds = map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".woff2": "font/woff2",
	".svg": "image/svg+xml", ".png": "image/png", ".txt": "text/plain; charset=utf-8"}

func newAssets(sets []Set) (*assets, error) {
	a := &assets{files: map[string]asset{}}
	if err := a.own(); err != nil {
		return nil, err
	}
	for _, s := range sets {
		if s.Files == nil {
			continue
		}
		if err := a.tree(s.Name, s.Files); err != nil {
			return nil, fmt.Errorf("static files of %s: %w", s.Name, err)
		}
	}
	a.sum()
	return a, nil
}

// own adds this package's files: the sheets as one, scripts and fonts beside it.
func (a *assets) own() error {
	var all bytes.Buffer
	for _, name := range sheets {
		b, err := ownFiles.ReadFile("static/css/" + name + ".css")
		if err != nil {
			return err
		}
		all.Write(b)
	}
	a.add("page/lethe.css", all.Bytes())
	js, err := fs.Sub(ownFiles, "static/js")
	if err != nil {
		return err
	}
	if err := a.tree("page", js); err != nil {
		return err
	}
	fonts, err := fs.Sub(ownFiles, "static/fonts")
	if err != nil {
		return err
	}
	return a.tree("page/fonts", fonts)
}

func (a *assets) tree(under string, files fs.FS) error {
	return fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || kinds[path.Ext(name)] == "" {
			return err
		}
		b, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		a.add(path.Join(under, name), b)
		return nil
	})
}

func (a *assets) add(name string, b []byte) {
	f := asset{kind: kinds[path.Ext(name)], plain: b}
	if !strings.HasSuffix(name, ".woff2") {
		var z bytes.Buffer
		w, _ := gzip.NewWriterLevel(&z, gzip.BestCompression)
		_, _ = w.Write(b) // a buffer takes everything
		_ = w.Close()
		if z.Len() < len(b) {
			f.zip = z.Bytes()
		}
	}
	a.files[name] = f
}

func (a *assets) sum() {
	names := make([]string, 0, len(a.files))
	for n := range a.files {
		names = append(names, n)
	}
	slices.Sort(names)
	h := sha256.New()
	for _, n := range names {
		fmt.Fprintf(h, "%s %d\n", n, len(a.files[n].plain))
		h.Write(a.files[n].plain)
	}
	a.hash = hex.EncodeToString(h.Sum(nil))[:12]
}

// address is where a file is fetched from.
func (a *assets) address(name string) string { return "/static/" + a.hash + "/" + name }

// ServeHTTP answers /static/<hash>/<name>. Under an earlier build's hash it gives the file of today, not to be kept.
func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	hash, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/static/"), "/")
	f, ok := a.files[name]
	if !ok || (r.Method != http.MethodGet && r.Method != http.MethodHead) {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Vary", "Accept-Encoding")
	if h.Set("Cache-Control", "no-cache"); hash == a.hash {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	body := f.plain
	if f.zip != nil && takesGzip(r.Header.Get("Accept-Encoding")) {
		h.Set("Content-Encoding", "gzip")
		body = f.zip
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(body) // the client went away: nothing to be done
	}
}

// takesGzip reads Accept-Encoding (RFC 9110 section 12.5.3).
func takesGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			q, ok := strings.CutPrefix(strings.ReplaceAll(params, " ", ""), "q=")
			f, err := strconv.ParseFloat(q, 64)
			return !ok || (err == nil && f > 0)
		}
	}
	return false
}
