package page

import "io/fs"

// Page is a page's value: a struct whose template stands beside it in a file of its own.
type Page interface {
	// Head says which template draws the page and what the frame around it shows. It is called on the zero value too.
	Head(Reader) Head
}

// Head is what the frame of a page shows.
type Head struct {
	Template string // "desk/list.html": the set's name, a slash, the file
	Title    string // of the document and of nothing else: never a customer's name or subject words beyond what the page shows
	Layout   Layout
	Skip     string // where the skip link says it leads; "" is "To the content"
	Bad      bool   // a form on the page was refused: the title begins with "Error:"
	Nav      Nav    // Desk only
	Search   Search // Desk only
	New      string // address of "New ticket"; "" leaves the button out
	Live     bool   // keep a connection open and say whether it stands
	Styles   []string
	Scripts  []string // modules beside the page: "desk/list.js"; Styles likewise: "desk/list.css"
}

// Layout is the kind of frame.
type Layout string

// The frames: staff pages, pages for customers and the public, and the sign-in pages.
const (
	Desk Layout = "desk"
	Open Layout = "open"
	Door Layout = "door"
)

// Nav is the list of views beside a staff page. The rooms the reader may enter are added below it by the engine.
type Nav struct {
	Label  string // said to a screen reader; "" is "Views"
	Groups []NavGroup
}

// NavGroup is a part of a Nav; a Title of "" draws none.
type NavGroup struct {
	Title string
	Items []NavItem
}

// NavItem is one view. Count is shown as it is given; Late colours it and gives it a flag.
type NavItem struct {
	Href, Text, Count string
	Late, Current     bool
	Key               string // "g m": the keys that lead here
}

// Search is the field in the head. An Action of "" draws none. Live words are posted, so that they stand in no log.
type Search struct {
	Action, Label, Value string
	Method               string // "post" or "get"; "" is post
}

// Set is what a package of pages hands to the engine.
type Set struct {
	Name  string // "desk": the first part of its templates' and files' names
	Files fs.FS  // its *.html, *.css, *.js; a template whose name begins with _ is shared by the set's other templates
	Pages []Page // the zero value of every page, so that a missing template is found at the start
}
