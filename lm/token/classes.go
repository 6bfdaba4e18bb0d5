package token

import (
	"unicode"
	"unicode/utf8"
)

// The classes the published split patterns tell apart: \p{L}, \p{N}, \s and,
// within \s, line ends. No bit: anything else, as punctuation, marks, emoji.
const (
	letter uint8 = 1 << iota
	number
	space
	lineEnd
)

// classes knows the class of every character; a table for the basic plane,
// because the splitter asks for each character of every text.
type classes struct{ basic [1 << 16]uint8 }

func newClasses() *classes {
	c := &classes{}
	mark := func(t *unicode.RangeTable, class uint8) {
		for _, r := range t.R16 {
			for x := uint32(r.Lo); x <= uint32(r.Hi); x += uint32(r.Stride) {
				c.basic[x] |= class
			}
		}
	}
	mark(unicode.L, letter)
	mark(unicode.N, number)
	mark(unicode.White_Space, space)
	c.basic['\r'] |= lineEnd
	c.basic['\n'] |= lineEnd
	return c
}

// at gives the class and the width in bytes of the character at s[i:]; a byte
// that is no UTF-8 is one character of no class.
func (c *classes) at(s string, i int) (class uint8, width int) {
	if b := s[i]; b < utf8.RuneSelf {
		return c.basic[b], 1
	}
	r, n := utf8.DecodeRuneInString(s[i:])
	switch {
	case r < 1<<16:
		return c.basic[r], n // U+FFFD, which invalid bytes decode to, has no class
	case unicode.Is(unicode.L, r):
		return letter, n
	case unicode.Is(unicode.N, r):
		return number, n
	}
	return 0, n // no white space lies beyond the basic plane
}

// while gives the end of the longest run from i of characters whose class,
// under mask, is want (0: has none of the mask's bits).
func (c *classes) while(s string, i int, mask, want uint8) int {
	for i < len(s) {
		class, n := c.at(s, i)
		if (class&mask != 0) != (want != 0) {
			break
		}
		i += n
	}
	return i
}
