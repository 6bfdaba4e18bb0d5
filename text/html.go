package text

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// StripHTML turns markup into the text a reader sees: tags go, blocks become
// lines, entities become characters, and what is inside script, style and the
// like is dropped. Text without '<' and '&' is returned as it is. It reads
// tokens and builds no tree, so nesting of any depth costs nothing.
type StripHTML struct{}

// FilterText implements CharFilter.
func (StripHTML) FilterText(s string) string {
	if !strings.ContainsAny(s, "<&") {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	z := html.NewTokenizer(strings.NewReader(s))
	z.SetMaxBuf(MaxBytes)
	hidden := atom.Atom(0) // the element whose content is being dropped
	for {
		switch z.Next() {
		case html.ErrorToken:
			// The end of the string, perhaps inside a tag that never closes.
			if raw := z.Raw(); hidden == 0 && typed(raw) {
				b.Write(raw)
			}
			return b.String()
		case html.TextToken:
			if hidden == 0 {
				b.Write(z.Text())
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			if raw := z.Raw(); hidden == 0 && typed(raw) {
				b.Write(raw)
				continue
			}
			name, _ := z.TagName()
			tag := atom.Lookup(name)
			if hidden == 0 && unseen(tag) {
				hidden = tag
			}
			if block(tag) {
				b.WriteByte('\n')
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			tag := atom.Lookup(name)
			if tag == hidden {
				hidden = 0
			}
			if block(tag) {
				b.WriteByte('\n')
			}
		}
	}
}

// typed reports whether what looks like a start tag is rather something
// somebody typed ("I <love this", "<insert brand here>"): no element of HTML,
// no name with a namespace and no attribute with a value.
func typed(raw []byte) bool {
	if len(raw) < 2 || raw[0] != '<' || raw[1]|0x20 < 'a' || raw[1]|0x20 > 'z' {
		return false
	}
	name := raw[1:]
	if i := bytes.IndexAny(name, " \t\n\r\f/>"); i >= 0 {
		name = name[:i]
	}
	return atom.Lookup(bytes.ToLower(name)) == 0 && !bytes.ContainsAny(raw, ":=/")
}

// unseen reports whether a browser shows nothing of what the element holds.
// The tokenizer reads these as raw text up to their end tag, so they cannot
// nest and one remembered name is enough.
func unseen(tag atom.Atom) bool {
	switch tag {
	case atom.Script, atom.Style, atom.Noscript, atom.Iframe, atom.Noembed, atom.Noframes, atom.Textarea, atom.Title:
		return true
	}
	return false
}

// block reports whether the element starts and ends a line.
func block(tag atom.Atom) bool {
	switch tag {
	case atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Br, atom.Dd, atom.Div, atom.Dl, atom.Dt,
		atom.Fieldset, atom.Figcaption, atom.Figure, atom.Footer, atom.Form, atom.H1, atom.H2, atom.H3, atom.H4,
		atom.H5, atom.H6, atom.Header, atom.Hr, atom.Li, atom.Main, atom.Nav, atom.Ol, atom.P, atom.Pre,
		atom.Section, atom.Table, atom.Td, atom.Th, atom.Tr, atom.Ul:
		return true
	}
	return false
}
