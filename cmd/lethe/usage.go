package main

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/alecthomas/kong"

	"github.com/axsensor/lethe/tickets/lang"
)

// usage prints how the program, or one of its commands, is used. Every sentence is found by the name of what it tells of:
// usage.is.<command>, usage.flag.<name>, usage.arg.<name>.
func usage(l lang.Lang) kong.HelpPrinter {
	return func(_ kong.HelpOptions, ctx *kong.Context) error {
		node := ctx.Selected()
		if node == nil {
			node = ctx.Model.Node
		}
		return printUsage(ctx.Stdout, l, node)
	}
}

func printUsage(w io.Writer, l lang.Lang, node *kong.Node) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n\n%s\n", l.T("usage.use"), pattern(l, node), l.T(about(node)))
	columns(&b, l.T("usage.title.a"), arguments(l, node))
	columns(&b, l.T("usage.title.c"), commands(l, node))
	columns(&b, l.T("usage.title.f"), flags(l, node))
	if node.Type == kong.ApplicationNode {
		fmt.Fprintf(&b, "\n%s\n", l.T("usage.each"))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// pattern is the shape of a command's line.
func pattern(l lang.Lang, node *kong.Node) string {
	words := []string{node.FullPath()}
	if len(node.Children) > 0 {
		words = append(words, "<"+l.T("usage.command")+">")
	}
	for _, a := range node.Positional {
		words = append(words, a.Summary())
	}
	return strings.Join(append(words, "["+l.T("usage.flags")+"]"), " ")
}

// about is the sentence that tells what a command does.
func about(node *kong.Node) string {
	if node.Type == kong.ApplicationNode {
		return "usage.is.lethe"
	}
	return "usage.is." + strings.ReplaceAll(node.Path(), " ", ".")
}

func arguments(l lang.Lang, node *kong.Node) [][2]string {
	var rows [][2]string
	for _, a := range node.Positional {
		key := "usage.arg." + a.Name
		if a.IsCumulative() {
			key += "s"
		}
		rows = append(rows, [2]string{a.Summary(), l.T(key)})
	}
	return rows
}

func commands(l lang.Lang, node *kong.Node) [][2]string {
	var rows [][2]string
	for _, c := range node.Leaves(true) {
		rows = append(rows, [2]string{c.Path(), l.T(about(c))})
	}
	return rows
}

func flags(l lang.Lang, node *kong.Node) [][2]string {
	var rows [][2]string
	for _, group := range node.AllFlags(true) {
		for _, f := range group {
			rows = append(rows, [2]string{f.String(), l.T("usage.flag." + f.Name)})
		}
	}
	return rows
}

// columns writes rows of a word and its meaning under a title; nothing when there are none.
func columns(b *strings.Builder, title string, rows [][2]string) {
	if len(rows) == 0 {
		return
	}
	wide := 0
	for _, r := range rows {
		wide = max(wide, utf8.RuneCountInString(r[0]))
	}
	fmt.Fprintf(b, "\n%s\n", title)
	for _, r := range rows {
		fmt.Fprintf(b, "  %-*s  %s\n", wide, r[0], r[1])
	}
}

// misuse says what is wrong with a command line, and where to read more.
func misuse(l lang.Lang, err error) string {
	node, name := (*kong.Node)(nil), "lethe"
	var parse *kong.ParseError
	if errors.As(err, &parse) && parse.Context != nil {
		if node = parse.Context.Selected(); node == nil {
			node = parse.Context.Model.Node
		}
		name = node.FullPath()
	}
	return misread(l, node, err.Error()) + "\n" + l.T("usage.more", name)
}

// mistaken are the parser's own words, which are English, and the sentence for each with what it quotes.
var mistaken = []struct {
	words *regexp.Regexp
	key   string
}{
	{regexp.MustCompile(`^unknown flag (\S+?)(?:, did you mean (?:one of )?(.+)\?)?$`), "usage.wrong.flag"},
	{regexp.MustCompile(`^unexpected argument (.+?)(?:, did you mean (?:one of )?(.+)\?)?$`), "usage.wrong.word"},
	{regexp.MustCompile(`^(?:expected "(<.+)"|missing positional arguments (.+))$`), "usage.wrong.missing"},
	{regexp.MustCompile(`^(\S+) must be one of (.+) but got "(.*)"$`), "usage.wrong.enum"},
	{regexp.MustCompile(`^(--\S+): expected .* but got "EOL".*$`), "usage.wrong.empty"},
	{regexp.MustCompile(`^(--\S+): expected .* but got "(.*?)".*$`), "usage.wrong.value"},
	{regexp.MustCompile(`^(--\S+): \S+ (.+): no such file or directory$`), "usage.wrong.nofile"},
	{regexp.MustCompile(`^(--\S+): "(.+)" exists but is a directory$`), "usage.wrong.folder"},
}

// misread puts the parser's words into the reader's language.
func misread(l lang.Lang, node *kong.Node, words string) string {
	if node != nil && strings.HasPrefix(words, "expected ") && len(node.Children) > 0 && len(node.Positional) == 0 {
		var names []string
		for _, c := range node.Children {
			names = append(names, c.Name)
		}
		return l.T("usage.wrong.none", strings.Join(names, ", "))
	}
	for _, m := range mistaken {
		got := m.words.FindStringSubmatch(words)
		if got == nil {
			continue
		}
		got = got[1:]
		switch m.key {
		case "usage.wrong.flag", "usage.wrong.word":
			if got[1] == "" {
				return l.T(m.key, got[0])
			}
			return l.T(m.key, got[0]) + " " + l.T("usage.wrong.meant", strings.ReplaceAll(got[1], `"`, ""))
		case "usage.wrong.missing":
			return l.T(m.key, got[0]+got[1])
		case "usage.wrong.enum":
			return l.T(m.key, got[0], got[2], strings.NewReplacer(`"`, "", ",", ", ").Replace(got[1]))
		}
		return l.T(m.key, slices.Collect(anys(got))...)
	}
	return l.T("usage.wrong.other", words)
}

// anys gives words as arguments of a sentence.
func anys(words []string) func(func(any) bool) {
	return func(yield func(any) bool) {
		for _, w := range words {
			if !yield(w) {
				return
			}
		}
	}
}
