// Package prose turns the text of messages from one form into another: Markdown, HTML from strangers, plain text.
//
// Every function is pure, takes any input, never fails and never panics, and takes time in proportion to its input.
// What is returned as HTML is safe to put into a page of ours; what is returned as text is valid UTF-8.
package prose

import "strings"

// valid makes s valid UTF-8 without NUL bytes.
func valid(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", "")
	}
	return s
}
