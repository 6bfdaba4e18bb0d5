package zh

import "unicode"

// group says with which neighbours a character forms one run that is cut out
// whole when no dictionary word says otherwise.
type group uint8

const (
	single   group = iota // Chinese characters, punctuation, everything else
	alnum                 // letters and digits of alphabets
	kana                  // Japanese syllables
	hangul                // Korean syllables
	joint                 // ' - _ . inside an alnum run
	decimals              // , between digits
)

// symbol is what the cutter sees of a character: its code in the dictionary
// in the low 16 bits (0: in no word), above it its group.
type symbol uint32

const groupShift = 16

// joined, set on the symbol of a character inside a run, says that no word
// starts there.
const joined symbol = 1 << 31

func (s symbol) code() uint16 { return uint16(s) }
func (s symbol) group() group { return group(s >> groupShift & 0xFF) }

// alphabet maps the basic plane to symbols. Traditional characters share the
// symbol of their simplified form, capitals and full-width letters that of
// the small letter, so one dictionary serves all spellings.
type alphabet [1 << 16]symbol

// of returns the symbol of any rune.
func (a *alphabet) of(r rune) symbol {
	if uint32(r) < 1<<16 {
		return a[r]
	}
	return 0
}

// newAlphabet gives the runes their codes: runes[c-1] has code c.
func newAlphabet(runes []uint16) *alphabet {
	a := new(alphabet)
	for r := rune('0'); r <= 0x052F; r++ { // ASCII to Cyrillic Supplement
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			a[r] = symbol(alnum) << groupShift
		}
	}
	for r := 0x1E00; r <= 0x1EFF; r++ { // Latin Extended Additional
		a[r] = symbol(alnum) << groupShift
	}
	for r := 0x3041; r <= 0x30FF; r++ {
		if r != '・' {
			a[r] = symbol(kana) << groupShift
		}
	}
	for r := 0xAC00; r <= 0xD7A3; r++ {
		a[r] = symbol(hangul) << groupShift
	}
	for _, r := range "'’-_." {
		a[r] = symbol(joint) << groupShift
	}
	a[','] = symbol(decimals) << groupShift
	for i, r := range runes {
		a[r] |= symbol(i + 1)
	}
	a.fold()
	return a
}

// fold gives every other spelling of a character the symbol of the plain one.
func (a *alphabet) fold() {
	for r := range a {
		if s := Simplify(rune(r)); s != rune(r) {
			a[r] = a[s]
		}
	}
	for r := 'a'; r <= 'z'; r++ {
		a[r-'a'+'A'] = a[r]
	}
	for r := '!'; r <= '~'; r++ {
		a[r-'!'+'！'] = a[r]
	}
}
