package taxonomy

import (
	"errors"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Segmenter cuts text of a script without spaces into words. Cut appends to
// dst the byte offset in s of the end of every word, in order, the last being
// len(s). It must be safe for concurrent use.
type Segmenter interface {
	Cut(dst []int, s string) []int
}

// Matcher finds a pack's concepts in text. It is safe for concurrent use.
//
// At each place the longest name wins, and matching goes on behind it, so
// mentions never overlap: "black leather jacket" is black and leather jacket.
// What else a compound stands for is said in the pack (implies: [leather]
// makes leather an ancestor of leather jacket), not found a second time. Only
// a proper name gives back what follows it: "gap jeans" is gap and jeans.
type Matcher struct {
	pack    *Pack
	seg     Segmenter
	symbols *symbols
	trie    *trie
	filter  *filter
	names   []name // what ends at a trie node, chained by next
	window  int
	scratch sync.Pool
}

// name is one meaning of a spelling.
type name struct {
	concept int32 // place in the pack, or stopString or contextWord
	next    int32 // another concept with this spelling, -1 for none
	head    uint8 // runes of the mention when it is not all of the spelling
	flags   flags
}

const (
	stopString  = -1
	contextWord = -2 // a core, context or hint word that is no concept's name
)

type flags uint16 // a bit each

const (
	ambiguous flags = 1 << iota
	capital         // counts only with a capital first letter
	vouches         // is company for ambiguous names
	context         // is a context word, alone or besides
	core            // likewise a core word
	hint            // likewise a hint
	tag             // a hashtag: its span starts behind the sign
	letterEnd       // ends with a letter: the next rune may not be one
	short           // pure Han of at most shortHan runes: the segmenter has a say
)

// shortHan is the length in runes up to which a Han name is often part of
// another word (大衣 in 大衣柜). Longer ones practically never are.
const shortHan = 3

// NewMatcher builds the matcher of a pack. seg decides whether a short
// Chinese name stands on its own; without one (nil) every occurrence counts.
func NewMatcher(p *Pack, seg Segmenter) (*Matcher, error) {
	if p == nil || len(p.concepts) == 0 {
		return nil, errors.New("taxonomy: new matcher: the pack has no concepts; load one with Load or Fashion")
	}
	m := &Matcher{pack: p, seg: seg, window: p.Rules.Company.Window}
	if m.window == 0 {
		m.window = DefaultWindow
	}
	m.scratch.New = func() any { return new(scratch) }
	m.compile()
	return m, nil
}

// Match appends the mentions in s to dst, in order of their place, none
// overlapping another. Spans are byte offsets into s.
func (m *Matcher) Match(dst []Mention, s string) []Mention {
	// Most texts hold nothing at all: scratch is only taken for a hit.
	h := m.next(s, 0)
	if h.name < 0 {
		return dst
	}
	w := m.scratch.Get().(*scratch)
	w.hits = w.hits[:0]
	for ; h.name >= 0; h = m.next(s, h.end) {
		w.hits = append(w.hits, h)
	}
	dst = m.settle(dst, s, w.hits)
	m.scratch.Put(w)
	return dst
}

// hit is a name found in a text; name is -1 when there is none.
type hit struct {
	name       int32
	start, end int
}

// scratch is what one call needs, kept for the next.
type scratch struct {
	hits []hit
	ends []int
}

// next finds the first hit at or behind byte i of s, which must be the edge
// of a token.
func (m *Matcher) next(s string, i int) hit {
	for i < len(s) {
		at, size := m.symbols.at(s, i)
		if at.starts() && m.filter.pass(m.symbols, s, i, at, size) {
			if h := m.longest(s, i); h.name >= 0 {
				if m.names[h.name].concept != stopString {
					return h
				}
				i = h.end
				continue
			}
		}
		i += size
		if at.class() == letter {
			i = m.symbols.wordEnd(s, i)
		}
	}
	return hit{name: -1}
}

// maxNested bounds how many names may start at one place, each the beginning
// of the next; of more, the shortest are forgotten.
const maxNested = 8

// longest finds the longest name that starts at byte start of s and passes
// every check.
func (m *Matcher) longest(s string, start int) hit {
	var found [maxNested]hit
	n := 0
	node := int32(0)
	for i := start; i < len(s); {
		at, size := m.symbols.plane[s[i]&0x7f], 1 // right for ASCII
		if s[i] >= utf8.RuneSelf {
			at, size = m.symbols.wide(s, i)
		}
		if node = m.trie.step(node, at.symbol()); node < 0 {
			break
		}
		i += size
		if v := m.trie.value(node); v >= 0 {
			if n == maxNested {
				copy(found[:], found[1:])
				n--
			}
			found[n] = hit{v, start, i}
			n++
		}
	}
	for n--; n >= 0; n-- {
		for h := found[n]; h.name >= 0; h.name = m.names[h.name].next {
			if m.stands(s, &h) {
				return h
			}
		}
	}
	return hit{name: -1}
}

// stands reports whether a name found in s may stand there, and narrows it to
// the mention: without a hashtag's sign, and without the garment behind a
// brand.
func (m *Matcher) stands(s string, h *hit) bool {
	f := m.names[h.name].flags
	if f&letterEnd != 0 && h.end < len(s) {
		if at, _ := m.symbols.at(s, h.end); at.class() == letter {
			return false
		}
	}
	start := h.start
	if f&tag != 0 {
		_, size := utf8.DecodeRuneInString(s[start:])
		start += size
	}
	if f&capital != 0 {
		if r, _ := utf8.DecodeRuneInString(s[start:]); !unicode.IsUpper(r) && !unicode.IsTitle(r) {
			return false
		}
	}
	if f&short != 0 && m.astride(s, start, h.end) {
		return false
	}
	h.start = start
	if n := m.names[h.name].head; n > 0 {
		h.end = start
		for ; n > 0; n-- {
			_, size := utf8.DecodeRuneInString(s[h.end:])
			h.end += size
		}
	}
	return true
}
