package taxonomy

import (
	"unicode"
	"unicode/utf8"
)

// class is what a rune means for the edges of a name.
type class uint32

const (
	loose  class = iota // punctuation, spaces, symbols
	letter              // letters and digits of scripts written with spaces
	han                 // scripts written without spaces: no edges between words
)

func classOf(r rune) class {
	switch {
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul):
		return han
	case unicode.IsLetter(r), unicode.IsNumber(r), unicode.IsMark(r):
		return letter
	}
	return loose
}

// traits is what the matcher has to know of a rune: its class, whether names
// start with it or it is one by itself, and the small number its normal form
// has in the trie's alphabet, 0 for a rune that is in no name.
type traits uint32

const (
	classBits  traits = 3
	startBit   traits = 4
	aloneBit   traits = 8
	symbolBits        = 4 // below the symbol
)

func (t traits) class() class   { return class(t & classBits) }
func (t traits) starts() bool   { return t&startBit != 0 }
func (t traits) alone() bool    { return t&aloneBit != 0 }
func (t traits) symbol() uint32 { return uint32(t >> symbolBits) }

// symbols maps runes straight to their traits, so that folding and the first
// step of the trie cost one load.
type symbols struct {
	plane [1 << 16]traits // the basic plane
	high  map[rune]traits // runes of names above it, if any
	count int             // symbols in use, 0 included
}

// newSymbols numbers the runes of keys in order of appearance.
func newSymbols(keys []string) *symbols {
	t := &symbols{count: 1, high: map[rune]traits{}}
	number := map[rune]traits{}
	for _, k := range keys {
		for i, r := range k {
			n := number[r]
			if n == 0 {
				n = traits(t.count) << symbolBits
				t.count++
			}
			if i == 0 {
				n |= startBit
			}
			if utf8.RuneLen(r) == len(k) {
				n |= aloneBit
			}
			number[r] = n
		}
	}
	for r := range rune(len(t.plane)) {
		t.plane[r] = number[normal(r)] | traits(classOf(r))
	}
	for r, n := range number {
		if r >= rune(len(t.plane)) {
			t.high[r] = n | traits(classOf(r))
		}
	}
	return t
}

// at decodes the rune at s[i:], i < len(s), into its traits and length.
func (t *symbols) at(s string, i int) (traits, int) {
	if b := s[i]; b < utf8.RuneSelf {
		return t.plane[b], 1
	}
	return t.wide(s, i)
}

func (t *symbols) wide(s string, i int) (traits, int) {
	r, size := utf8.DecodeRuneInString(s[i:])
	if int(r) < len(t.plane) {
		return t.plane[r], size
	}
	if v, ok := t.high[r]; ok {
		return v, size
	}
	return traits(classOf(r)), size
}

// wordEnd returns where the letters and digits from byte i of s on end.
func (t *symbols) wordEnd(s string, i int) int {
	for i < len(s) {
		at, size := t.plane[s[i]&0x7f], 1 // right for ASCII
		if s[i] >= utf8.RuneSelf {
			at, size = t.wide(s, i)
		}
		if at.class() != letter {
			break
		}
		i += size
	}
	return i
}
