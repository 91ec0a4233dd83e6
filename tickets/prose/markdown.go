package prose

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

const mostMarkdown = 64 << 10

// FromMarkdown renders an engineer's Markdown as safe HTML. A single line end is a line break, as people expect who
// write letters; tables, strike-through and bare links are known; an image is a link to it; HTML in the text is shown as
// it was typed, because "<serial>" is far more often meant than an element. What is longer than any letter, 64 KiB, is
// shown as plain text: nested Markdown takes time in proportion to the square of its depth.
func FromMarkdown(source string) string {
	if len(source) > mostMarkdown {
		return FromText(source)
	}
	var b bytes.Buffer
	if err := markdown().Convert([]byte(valid(source)), &b); err != nil {
		return FromText(source)
	}
	return markdownPolicy().Sanitize(b.String())
}

// MailFromMarkdown is FromMarkdown with the few inline styles that letters carry, since mail programs know no style
// sheets of ours.
func MailFromMarkdown(source string) string {
	return strings.NewReplacer(
		"<p>", `<p style="margin:0 0 14px">`,
		"<ul>", `<ul style="margin:0 0 14px;padding:0 0 0 24px">`,
		"<ol>", `<ol style="margin:0 0 14px;padding:0 0 0 24px">`,
		"<h1>", `<p style="margin:0 0 14px"><b>`, "</h1>", "</b></p>",
		"<h2>", `<p style="margin:0 0 14px"><b>`, "</h2>", "</b></p>",
		"<h3>", `<p style="margin:0 0 14px"><b>`, "</h3>", "</b></p>",
		"<pre>", `<pre style="margin:0 0 14px;font:14px/1.5 monospace;white-space:pre-wrap">`,
		"<blockquote>", `<blockquote style="margin:0 0 14px;padding:0 0 0 12px;border-left:2px solid #8a9794">`,
		"<table>", `<table style="margin:0 0 14px;border-collapse:collapse">`,
		"<th>", `<th style="padding:2px 12px 2px 0;text-align:left">`,
		"<td>", `<td style="padding:2px 12px 2px 0">`,
	).Replace(FromMarkdown(source))
}

// MarkdownText renders Markdown for the text part of a letter, wrapped at 76 columns.
func MarkdownText(source string) string {
	return Wrap(Text(FromMarkdown(source)), 76)
}

// markdown is CommonMark without HTML.
func markdown() goldmark.Markdown {
	blocks := []util.PrioritizedValue{
		util.Prioritized(parser.NewSetextHeadingParser(), 100),
		util.Prioritized(parser.NewThematicBreakParser(), 200),
		util.Prioritized(parser.NewListParser(), 300),
		util.Prioritized(parser.NewListItemParser(), 400),
		util.Prioritized(parser.NewCodeBlockParser(), 500),
		util.Prioritized(parser.NewATXHeadingParser(), 600),
		util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
		util.Prioritized(parser.NewBlockquoteParser(), 800),
		util.Prioritized(parser.NewParagraphParser(), 1000),
	}
	inlines := []util.PrioritizedValue{
		util.Prioritized(parser.NewCodeSpanParser(), 100),
		util.Prioritized(parser.NewLinkParser(), 200),
		util.Prioritized(parser.NewAutoLinkParser(), 300),
		util.Prioritized(parser.NewEmphasisParser(), 500),
	}
	return goldmark.New(
		goldmark.WithParser(parser.NewParser(
			parser.WithBlockParsers(blocks...),
			parser.WithInlineParsers(inlines...),
			parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
		)),
		goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.Linkify),
		goldmark.WithRendererOptions(html.WithHardWraps(), renderer.WithNodeRenderers(util.Prioritized(linkedImage{}, 100))),
	)
}

// linkedImage renders an image as a link to it, and within a link as its words alone.
type linkedImage struct{}

func (linkedImage) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindImage, func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		for p := n.Parent(); p != nil; p = p.Parent() {
			if p.Kind() == ast.KindLink || p.Kind() == ast.KindImage {
				return ast.WalkContinue, nil
			}
		}
		tag := "</a>"
		if entering {
			tag = `<a href="` + string(util.EscapeHTML(util.URLEscape(n.(*ast.Image).Destination, true))) + `">`
		}
		_, err := w.WriteString(tag)
		return ast.WalkContinue, err
	})
}
