package prose

// What HTML lets authors leave out, and what browsers make of it, as far as letters need it. Open elements are given by
// their number, the outermost first, and by a function that tells their names.

// implied says how many of n open elements stay open when another begins.
func implied(n int, open func(int) string, begins string) int {
	if n == 0 {
		return 0
	}
	switch top := open(n - 1); begins {
	case "p", "div", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "hr":
		if top == "p" {
			return n - 1
		}
	case "li":
		return without("li", n, open, "ul", "ol")
	case "tr":
		return without("tr", n, open, "table", "")
	case "td", "th":
		n = without("td", n, open, "tr", "table")
		return without("th", n, open, "tr", "table")
	case "dt", "dd":
		n = without("dt", n, open, "dl", "")
		return without("dd", n, open, "dl", "")
	case "option":
		return without("option", n, open, "select", "")
	case "a":
		if top == "a" {
			return n - 1
		}
	}
	return n
}

// without closes the innermost element of the name, unless one of the fences is nearer.
func without(name string, n int, open func(int) string, fence, other string) int {
	for i := n - 1; i >= 0 && i >= n-maxMatch; i-- {
		switch open(i) {
		case fence, other:
			return n
		case name:
			return i
		}
	}
	return n
}

// matching finds the open element that an end tag closes, and with it all within; -1 if there is none.
func matching(n int, open func(int) string, ends string) int {
	for i := n - 1; i >= 0 && i >= n-maxMatch; i-- {
		if open(i) == ends {
			return i
		}
		if fences(open(i), ends) {
			return -1
		}
	}
	return -1
}

// fences keeps a stray end tag inside a table cell from closing what stands outside it.
func fences(open, closing string) bool {
	if open != "td" && open != "th" && open != "table" {
		return false
	}
	switch closing {
	case "table", "tr", "td", "th", "tbody", "thead", "tfoot", "body", "html":
		return false
	}
	return true
}

// void says that an element has no content and no end tag.
func void(name string) bool {
	switch name {
	case "area", "base", "basefont", "bgsound", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
		"track", "wbr":
		return true
	}
	return false
}

// endsItself says that an element ends with what it stands in, without an end tag.
func endsItself(name string) bool {
	switch name {
	case "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "caption", "option":
		return true
	}
	return false
}
