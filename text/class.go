package text

import "unicode"

// class says what a rune is when text is cut into words.
type class uint8

// The classes. Everything from latin on is part of a word.
const (
	other    class = iota // punctuation, symbols, anything unlisted
	space                 // white space, line feeds included
	emoji                 // pictographs, alone or joined
	mark                  // combining marks: belong to the letter before them
	latin                 // letters of alphabets: Latin, Greek, Cyrillic and the like
	digit                 // decimal digits
	han                   // Chinese characters
	hiragana              // Japanese syllables of its own words
	katakana              // Japanese syllables of borrowed words
	hangul                // Korean syllables and letters
)

// classes is made once and never written again. It is filled from range
// tables rather than by asking for each rune: start-up counts too.
var classes = makeClasses()

// classOf tells the class of any rune.
func classOf(r rune) class {
	if uint32(r) < 1<<16 {
		return classes[r]
	}
	return classOfRest(r)
}

// classOfRest is classOf beyond the basic plane, apart so that the common
// case is inlined.
func classOfRest(r rune) class {
	switch {
	case r >= 0x1F000 && r <= 0x1FAFF:
		return emoji // Mahjong tiles to Symbols and Pictographs Extended-A
	case unicode.Is(unicode.Han, r) && unicode.In(r, unicode.L, unicode.M, unicode.N): // the script has marks of punctuation too
		return han
	case unicode.IsLetter(r):
		return latin
	case unicode.IsDigit(r):
		return digit
	case unicode.Is(unicode.M, r):
		return mark
	}
	return other
}

// word reports whether a rune of this class is part of a word.
func (c class) word() bool { return c >= latin }

// cjk reports whether a rune of this class is written without spaces between
// words, so that search needs n-grams of it.
func (c class) cjk() bool { return c >= han }

// byCategory and byScript fill the table, what comes later wins; a script
// claims only letters and numbers, not its circled signs and radicals.
var (
	byCategory = []tableClass{
		{space, unicode.White_Space},
		{mark, unicode.M},
		{other, unicode.Me}, // a keycap is no letter
		{other, unicode.Variation_Selector},
		{latin, unicode.L},
		{latin, unicode.Nl},
		{digit, unicode.Nd},
	}
	byScript = []tableClass{
		{han, unicode.Han},
		{hiragana, unicode.Hiragana},
		{katakana, unicode.Katakana},
		{hangul, unicode.Hangul},
	}
)

type tableClass struct {
	of    class
	table *unicode.RangeTable
}

func makeClasses() *[1 << 16]class {
	t := new([1 << 16]class)
	for i, f := range append(byCategory[:len(byCategory):len(byCategory)], byScript...) {
		for _, r := range f.table.R16 {
			for c := uint32(r.Lo); c <= uint32(r.Hi); c += uint32(r.Stride) {
				if i < len(byCategory) || t[c] != other {
					t[c] = f.of
				}
			}
		}
	}
	// Blocks of the basic plane whose signs Unicode's emoji-data lists as
	// pictographs, the arrows and letters-in-circles left out.
	for _, b := range [...][2]rune{{0x231A, 0x231B}, {0x23E9, 0x23F3}, {0x2600, 0x27BF}, {0x2B1B, 0x2B1C}, {0x2B50, 0x2B55}} {
		for r := b[0]; r <= b[1]; r++ {
			t[r] = emoji
		}
	}
	t['ー'] = katakana // the long-vowel mark, by script common to both kana
	return t
}

// zwj joins two pictographs into one.
const zwj = '\u200d'
