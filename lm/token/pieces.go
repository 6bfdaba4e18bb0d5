package token

import (
	"iter"
	"strings"
	"unicode/utf8"
)

// pieces cuts normalised text into the pieces a model encodes one by one: the
// pre-tokenizer of the file.
type pieces struct {
	classes     *classes
	pattern     *pattern // nil: not cut by a pattern
	digits      digitRule
	prefixSpace bool       // ByteLevel's add_prefix_space
	metaspace   *metaspace // SentencePiece's visible space; nil: none
	bert        bool       // BertPreTokenizer: words and single punctuation marks
}

// digitRule cuts before the pattern sees the text (SmolLM's tokenizer).
type digitRule int

const (
	digitsStay digitRule = iota
	digitsApart
	digitRunsApart
)

// metaspace makes spaces visible and, if told, cuts before each.
type metaspace struct {
	mark   string // ▁
	prefix string // always, first, never: where the mark is put before a text
	split  bool
}

// prefixed puts before a text what the pre-tokenizer wants there. start says
// that no other part of the text precedes it.
func (p *pieces) prefixed(text string, start bool) string {
	if text == "" {
		return text
	}
	if p.prefixSpace && text[0] != ' ' {
		return " " + text
	}
	if m := p.metaspace; m != nil {
		text = strings.ReplaceAll(text, " ", m.mark)
		if (m.prefix == "always" || m.prefix == "first" && start) && !strings.HasPrefix(text, m.mark) {
			text = m.mark + text
		}
	}
	return text
}

// of yields the pieces of a text in order.
func (p *pieces) of(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := 0; i < len(text); {
			part := text[:p.part(text, i)]
			for i < len(part) {
				from, to, next := p.next(part, i)
				if from < to && !yield(text[from:to]) {
					return
				}
				i = next
			}
		}
	}
}

// part gives the end of the stretch from i that the pattern sees as a whole
// text, its look-ahead included.
func (p *pieces) part(text string, i int) int {
	if p.digits == digitsStay {
		return len(text)
	}
	class, n := p.classes.at(text, i)
	if class&number == 0 {
		return p.classes.while(text, i+n, number, 0)
	}
	if p.digits == digitRunsApart {
		return p.classes.while(text, i+n, number, number)
	}
	return i + n
}

// next gives the piece text[from:to] at or after i, empty when nothing but
// space is left, and where the search goes on.
func (p *pieces) next(text string, i int) (from, to, next int) {
	switch {
	case p.bert:
		return nextBert(text, i)
	case p.pattern != nil:
		end := p.pattern.end(p.classes, text, i)
		return i, end, end
	case p.metaspace != nil && p.metaspace.split:
		_, n := utf8.DecodeRuneInString(text[i:])
		if at := strings.Index(text[i+n:], p.metaspace.mark); at >= 0 {
			return i, i + n + at, i + n + at
		}
	}
	return i, len(text), len(text)
}
