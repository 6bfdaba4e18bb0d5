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

// Letters and numbers that Unicode 15.1 and 16.0 added. The reference knows
// them, Go 1.26's tables do not; where they do, these change nothing.
func newerLetters() *unicode.RangeTable {
	return &unicode.RangeTable{
		R16: []unicode.Range16{{0x1C89, 0x1C8A, 1}, {0xA7CB, 0xA7CD, 1}, {0xA7DA, 0xA7DC, 1}},
		R32: []unicode.Range32{
			{0x105C0, 0x105F3, 1},
			{0x10D4A, 0x10D65, 1},
			{0x10D6F, 0x10D85, 1},
			{0x10EC2, 0x10EC4, 1},
			{0x11380, 0x11389, 1},
			{0x1138B, 0x1138B, 1},
			{0x1138E, 0x1138E, 1},
			{0x11390, 0x113B5, 1},
			{0x113B7, 0x113B7, 1},
			{0x113D1, 0x113D1, 1},
			{0x113D3, 0x113D3, 1},
			{0x11BC0, 0x11BE0, 1},
			{0x13460, 0x143FA, 1},
			{0x16100, 0x1611D, 1},
			{0x16D40, 0x16D6C, 1},
			{0x18CFF, 0x18CFF, 1},
			{0x1E5D0, 0x1E5ED, 1},
			{0x1E5F0, 0x1E5F0, 1},
			{0x2EBF0, 0x2EE5D, 1},
		},
	}
}

func newerNumbers() *unicode.RangeTable {
	return &unicode.RangeTable{R32: []unicode.Range32{
		{0x10D40, 0x10D49, 1},
		{0x116D0, 0x116E3, 1},
		{0x11BF0, 0x11BF9, 1},
		{0x16130, 0x16139, 1},
		{0x16D70, 0x16D79, 1},
		{0x1CCF0, 0x1CCF9, 1},
		{0x1E5F1, 0x1E5FA, 1},
	}}
}

// classes knows the class of every character; a table for the basic plane,
// because the splitter asks for each character of every text.
type classes struct {
	basic           [1 << 16]uint8
	letters, digits []*unicode.RangeTable // for the planes beyond
}

func newClasses() *classes {
	c := &classes{
		letters: []*unicode.RangeTable{unicode.L, newerLetters()},
		digits:  []*unicode.RangeTable{unicode.N, newerNumbers()},
	}
	mark := func(t *unicode.RangeTable, class uint8) {
		for _, r := range t.R16 {
			for x := uint32(r.Lo); x <= uint32(r.Hi); x += uint32(r.Stride) {
				c.basic[x] |= class
			}
		}
	}
	for i := range c.letters {
		mark(c.letters[i], letter)
		mark(c.digits[i], number)
	}
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
	case unicode.IsOneOf(c.letters, r):
		return letter, n
	case unicode.IsOneOf(c.digits, r):
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
