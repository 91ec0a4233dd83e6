package page

import (
	"html/template"
	"mime"
	"path"
	"strings"
	"time"
)

// Msg is one letter, answer or note of a conversation, as it is drawn.
type Msg struct {
	ID       string
	Kind     string // "mail" (the customer's), "reply", "note"
	By       any    // a name: string or Personal
	Word     string // what it is: "Kund, e-post"
	At       time.Time
	Lang     string        // of the text, for its lang attribute
	Bar      template.HTML // above the text: remote pictures, a stranger's warning
	Body     template.HTML // safe HTML, from package prose
	Folds    []Fold        // what is folded away: quote, signature
	Files    []Attached
	State    template.HTML // under the text: how our letter fares
	StateBad bool
	Acts     template.HTML // links in the menu beside the name
	AsSent   string        // address of the mail's own HTML, shown in a frame where nothing runs
}

// Fold is text folded away under a line that says what it is.
type Fold struct {
	Summary string
	Body    template.HTML
	Sig     bool
	Open    bool
}

// Attached is one attachment as it is drawn. A Stopped one cannot be fetched; Why says it.
type Attached struct {
	Href    string
	Name    any // string or Personal
	Type    string
	Size    int64
	Stopped bool
	Why     string
}

// Sys is what the system did: one line, or several folded under the first words.
type Sys struct {
	At    time.Time
	Lines []string
	Sum   string // the line over several
}

// Composer is where an answer and a note are written; each has its own draft, and a reply never turns into a note by a
// click. Buttons are named "do": "send", "send-wait", "note" and "preview" come with the form.
type Composer struct {
	Action   string
	DraftURL string // POST of kind and text, by script, while somebody writes; "" keeps drafts in the tab only
	Reply    string
	Note     string
	AsNote   bool
	To       []any // who gets the answer, names or addresses
	Saved    time.Time
	Request  string        // names this sending, so that it is done once
	Seen     string        // the last message that the writer has seen
	Raced    string        // somebody answered meanwhile: what happened, in the reader's words
	Preview  template.HTML // what was written, as it will look
	// FilesLost says that files were chosen in a form that came back: a browser cannot keep them.
	FilesLost bool
	Watching  []string      // who else reads the ticket
	More      template.HTML // further controls beside the buttons
	Form      Form
}

func (s *speaker) message(m Msg) (template.HTML, error) { return s.part("msg", m) }
func (s *speaker) system(m Sys) (template.HTML, error)  { return s.part("sys", m) }
func (s *speaker) file(f Attached) (template.HTML, error) {
	return s.part("file", struct {
		Attached
		Kind string
	}{f, s.fileKind(f)})
}

func (s *speaker) composer(c Composer) (template.HTML, error) { return s.part("composer", c) }

// fold is {{fold "Signatur" .Body}}: text folded under a line.
func (s *speaker) fold(summary string, body template.HTML) (template.HTML, error) {
	return s.part("fold", Fold{Summary: summary, Body: body})
}

// fileKind is the word for a file's type: "Bild", "CSV", "PDF".
func (s *speaker) fileKind(f Attached) string {
	kind, _, _ := mime.ParseMediaType(f.Type)
	if strings.HasPrefix(kind, "image/") {
		return s.l.T("file.image")
	}
	ext := strings.ToUpper(strings.TrimPrefix(path.Ext(reveal(f.Name)), "."))
	if ext != "" && len(ext) <= 5 {
		return ext
	}
	if kind == "text/plain" {
		return s.l.T("file.text")
	}
	return s.l.T("page.filetype")
}

// bar is a strip with a sentence: kind is "", "warn", "fault" or "good".
func (s *speaker) bar(kind, key string, args ...any) (template.HTML, error) {
	return s.barWith(kind, s.l.T(key, plainArgs(args)...), "")
}

// barWith is bar with words of the caller and a control after them.
func (s *speaker) barWith(kind, words string, control template.HTML) (template.HTML, error) {
	icons := map[string]string{"": "i-info", "warn": "i-warn", "fault": "i-warn", "good": "i-ok"}
	return s.part("bar", struct {
		Kind, Icon, Words string
		Control           template.HTML
	}{kind, icons[kind], words, control})
}

// chip is {{chip "Status: öppna" "/tickets?without=status"}}: a filter that is on, with the way to remove it; with ""
// it is plain.
func (s *speaker) chip(words any, remove string) (template.HTML, error) {
	return s.part("chip", struct{ Words, Remove string }{reveal(words), remove})
}

// empty is one sentence where a list would be, and one way on: {{empty "Title" "Sentence" "href" "link"}}. Words are
// given as they are said; a text, or href and link, may be "".
func (s *speaker) empty(title, text, href, link string) (template.HTML, error) {
	return s.part("empty", struct{ Title, Text, Href, Link string }{title, text, href, link})
}

// more is the foot of a list: how many of how many are shown, and the way to the next. total < 0 is not known.
func (s *speaker) more(shown, total int, next string) (template.HTML, error) {
	words := ""
	if total >= 0 {
		words = s.l.T("page.shown", shown, s.many(total))
	}
	return s.part("more", struct{ Words, Next string }{words, next})
}

// toast tells what was done, with a way to undo it.
func (s *speaker) toast(t *Said) (template.HTML, error) {
	if t == nil {
		return "", nil
	}
	args := make([]any, len(t.Args))
	for i, a := range t.Args {
		args[i] = a
	}
	words := s.l.T
	if t.Many {
		words = func(key string, args ...any) string { return s.l.N(key, t.Count, args...) }
	}
	return s.part("toast", struct {
		Words, Undo string
		Bad         bool
	}{words(t.Key, args...), t.Undo, t.Bad})
}

// Quoted says how long a folded quotation is, in the reader's words.
func Quoted(r Reader, text string) string {
	return r.Lang.N("page.quote.lines", strings.Count(strings.TrimSpace(text), "\n")+1)
}
