package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"hemline/text/zh"
)

// folded maps every rune of the basic plane to what it is matched as. It is
// made once and never written again: one load a rune, of which ordinary text
// touches a few kilobytes.
var folded = makeFold()

// unmarked lists Latin letters that Unicode does not decompose into a letter
// and a mark though readers take them so, and signs written in several ways.
var unmarked = map[string]rune{
	"øǿ": 'o', "đð": 'd', "ħ": 'h', "ı": 'i', "ł": 'l', "ŧ": 't', "ς": 'σ',
	"‘’‚‛ʼ′‵´`＇": '\'',
	"“”„‟″＂":     '"',
	"‐‑‒–—―−﹘﹣－": '-',
	"\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000": ' ',
}

// Fold maps a rune to the one it is matched as: lower case, full width to
// half, half-width katakana to full, traditional Chinese to simplified, Latin
// letters without their marks, every apostrophe, quote, dash and space to the
// ASCII one. One rune gives one rune, so spans found in folded text are found
// again in the text itself. Fold(Fold(r)) == Fold(r).
func Fold(r rune) rune {
	if uint32(r) < 1<<16 {
		return rune(folded[r])
	}
	return unicode.ToLower(r) // a few historic scripts
}

// FoldString folds every rune of s. Bytes that are not UTF-8 become U+FFFD.
// It returns s itself when nothing changes.
func FoldString(s string) string {
	i := 0
	for i < len(s) {
		r, n := decode(s, i)
		if r == utf8.RuneError && n == 1 || Fold(r) != r {
			break
		}
		i += n
	}
	if i == len(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + utf8.UTFMax)
	b.WriteString(s[:i])
	for i < len(s) {
		if c := s[i]; c < utf8.RuneSelf {
			b.WriteByte(byte(folded[c]))
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		b.WriteRune(Fold(r))
		i += n
	}
	return b.String()
}

func makeFold() *[1 << 16]uint16 {
	t := new([1 << 16]uint16)
	for r := range t {
		t[r] = uint16(zh.Simplify(rune(r)))
	}
	for _, c := range unicode.CaseRanges {
		for r := c.Lo; r <= min(c.Hi, 0xFFFF); r++ {
			if l := unicode.ToLower(rune(r)); l <= 0xFFFF {
				t[r] = uint16(l)
			}
		}
	}
	// Compatibility forms that stand for exactly one other rune: Kangxi
	// radicals, compatibility ideographs, half- and full-width forms.
	for _, b := range [...][2]rune{{0x2E80, 0x2FDF}, {0x3130, 0x318F}, {0xF900, 0xFAFF}, {0xFF00, 0xFFEF}} {
		for r := b[0]; r <= b[1]; r++ {
			if k := []rune(norm.NFKC.String(string(r))); len(k) == 1 && k[0] <= 0xFFFF {
				t[r] = uint16(k[0])
			}
		}
	}
	// Latin letters lose their marks: the first rune of the decomposition.
	for _, b := range [...][2]rune{{0xC0, 0x24F}, {0x1E00, 0x1EFF}, {0x212A, 0x212B}} {
		for r := b[0]; r <= b[1]; r++ {
			k := []rune(norm.NFKD.String(string(r)))
			if k[0] != r && (len(k) == 1 || unicode.Is(unicode.Mn, k[1])) {
				t[r] = uint16(k[0])
			}
		}
	}
	for forms, to := range unmarked {
		for _, r := range forms {
			t[r] = uint16(to)
		}
	}
	// Follow chains (Å, full-width Ａ, a radical whose ideograph has a
	// simplified form), so that folding twice is folding once.
	for r, f := range t {
		for range 4 {
			f = t[f]
		}
		t[r] = f
	}
	return t
}
