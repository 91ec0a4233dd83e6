package tickets

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/axsensor/lethe/tickets/store"
)

// Imported tells what an import did.
type Imported struct {
	New     int
	Changed int
	Same    int
}

// LineError is what is wrong in one line of a file. Line counts from 1, the heading included.
type LineError struct {
	Line  int
	Field string
	Key   string // a sentence in lang
	Args  []any
}

// ImportError lists everything wrong with a file; nothing of the file was imported.
type ImportError struct{ Lines []LineError }

func (e *ImportError) Error() string { return fmt.Sprintf("%d lines cannot be imported", len(e.Lines)) }
func (e *ImportError) Unwrap() error { return ErrInvalid }

// MaxImport is how large an imported file may be, in bytes.
const MaxImport = 64 << 20

// table is a CSV file with its heading.
type table struct {
	cols  map[string]int
	rows  [][]string
	lines []int // the file's line of each row
	errs  []LineError
}

// readTable reads CSV with a heading, separated by comma or semicolon, in UTF-8 with or without a mark.
func readTable(r io.Reader, required []string) (*table, error) {
	b, err := io.ReadAll(io.LimitReader(r, MaxImport+1))
	if err != nil {
		return nil, fmt.Errorf("read the file: %w", err)
	}
	if len(b) > MaxImport {
		return nil, ErrTooLarge
	}
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	if good := validTo(b); good < len(b) {
		return nil, &ImportError{[]LineError{{Line: 1 + bytes.Count(b[:good], []byte("\n")), Key: "import.utf8"}}}
	}
	first, _, _ := bytes.Cut(b, []byte("\n"))
	cr := csv.NewReader(bytes.NewReader(b))
	if bytes.Count(first, []byte(";")) > bytes.Count(first, []byte(",")) {
		cr.Comma = ';'
	}
	cr.FieldsPerRecord, cr.TrimLeadingSpace = -1, true
	return fillTable(cr, required)
}

// validTo is how many bytes are UTF-8 before the first that are not.
func validTo(b []byte) int {
	for at := 0; at < len(b); {
		r, size := utf8.DecodeRune(b[at:])
		if r == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
	return len(b)
}

func fillTable(cr *csv.Reader, required []string) (*table, error) {
	t := &table{cols: map[string]int{}}
	head, err := cr.Read()
	if errors.Is(err, io.EOF) {
		return nil, &ImportError{[]LineError{{Line: 1, Key: "import.empty"}}}
	}
	for i, h := range head {
		t.cols[strings.ToLower(strings.TrimSpace(h))] = i
	}
	for _, c := range required {
		if _, ok := t.cols[c]; !ok {
			t.errs = append(t.errs, LineError{Line: 1, Field: c, Key: "import.column", Args: []any{c}})
		}
	}
	if err == nil && len(t.errs) > 0 {
		return nil, &ImportError{t.errs}
	}
	for {
		row, err := cr.Read()
		if errors.Is(err, io.EOF) {
			return t, nil
		}
		var bad *csv.ParseError
		if errors.As(err, &bad) {
			return nil, &ImportError{append(t.errs, LineError{Line: bad.StartLine, Key: "import.quotes"})}
		}
		if err != nil {
			return nil, fmt.Errorf("read the file: %w", err)
		}
		line, _ := cr.FieldPos(0)
		if len(row) == 1 && strings.TrimSpace(row[0]) == "" {
			continue
		}
		if len(row) != len(head) {
			t.errs = append(t.errs, LineError{Line: line, Key: "import.width", Args: []any{len(row), len(head)}})
			continue
		}
		t.rows, t.lines = append(t.rows, row), append(t.lines, line)
	}
}

// cell is a row's value in a column, "" when the file has no such column.
func (t *table) cell(i int, col string) string {
	c, ok := t.cols[col]
	if !ok {
		return ""
	}
	return strings.TrimSpace(t.rows[i][c])
}

func (t *table) bad(i int, col, key string, args ...any) {
	t.errs = append(t.errs, LineError{Line: t.lines[i], Field: col, Key: key, Args: args})
}

// date reads 2026-11-25; an empty cell is no date.
func (t *table) date(i int, col string) time.Time {
	s := t.cell(i, col)
	if s == "" {
		return time.Time{}
	}
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.bad(i, col, "import.date", s)
	}
	return d
}

func (t *table) err() error {
	if len(t.errs) == 0 {
		return nil
	}
	slices.SortStableFunc(t.errs, func(a, b LineError) int { return a.Line - b.Line })
	return &ImportError{t.errs}
}

// ImportProducts takes in models from CSV with the columns code, name, family, kind, warranty_months, firmware (versions with
// dates: "1.6.1@2019-03-01 1.6.4@2020-01-15") and parts (separated by spaces). A known code is changed. Any wrong line
// refuses the whole file.
func (r *Records) ImportProducts(ctx context.Context, as Actor, file io.Reader) (Imported, error) {
	if err := as.need(RoleAdmin); err != nil {
		return Imported{}, err
	}
	t, err := readTable(file, []string{"code", "name", "warranty_months"})
	if err != nil {
		return Imported{}, err
	}
	recs := make([]*productRec, 0, len(t.rows))
	seen := map[string]int{}
	for i := range t.rows {
		p := t.product(i)
		if first := seen[p.ID]; first > 0 {
			t.bad(i, "code", "import.twice", p.ID, first)
		}
		seen[p.ID] = t.lines[i]
		recs = append(recs, p)
	}
	if err := t.err(); err != nil {
		return Imported{}, err
	}
	return r.w.keepProducts(ctx, as, recs)
}

func (t *table) product(i int) *productRec {
	p := &productRec{base: base{ID: strings.ToUpper(t.cell(i, "code"))}, Name: t.cell(i, "name"), Family: t.cell(i, "family"),
		Kind: t.cell(i, "kind"), Parts: strings.Fields(t.cell(i, "parts"))}
	if p.ID == "" || len(p.ID) > 40 || strings.ContainsAny(p.ID, " /.") {
		t.bad(i, "code", "import.code", p.ID)
	}
	if p.Name == "" {
		t.bad(i, "name", "import.missing", "name")
	}
	months, err := strconv.Atoi(t.cell(i, "warranty_months"))
	if err != nil || months < 0 || months > 600 {
		t.bad(i, "warranty_months", "import.months", t.cell(i, "warranty_months"))
	}
	p.Months = months
	for _, f := range strings.Fields(t.cell(i, "firmware")) {
		v, day, _ := strings.Cut(f, "@")
		d, err := time.Parse(time.DateOnly, day)
		if day != "" && err != nil {
			t.bad(i, "firmware", "import.date", day)
		}
		p.Release = append(p.Release, releaseRec{Version: v, Date: d})
	}
	return p
}

func (w *work) keepProducts(ctx context.Context, as Actor, recs []*productRec) (Imported, error) {
	var im Imported
	if len(recs) > store.MaxWrites-1 {
		return im, ErrTooLarge
	}
	err := w.do(ctx, func(t *tx) error {
		im = Imported{}
		for _, p := range recs {
			old, err := maybe[productRec](t, w, p.ID)
			if err != nil {
				return err
			}
			p.Key, p.Rev = w.home, 0
			if old == nil {
				im.New++
			} else {
				p.Rev = old.Rev
				im.Changed++
			}
			if err := t.put(p); err != nil {
				return err
			}
		}
		return t.trail(metaID, w.home, as, "products.import", strconv.Itoa(im.New), strconv.Itoa(im.Changed))
	})
	return im, err
}
