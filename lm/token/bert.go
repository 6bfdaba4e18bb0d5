package token

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// bertNormalizer is what BERT does to text before it looks for words (Devlin
// et al. 2019, the published tokenization code). Characters are classed by Go's
// Unicode tables; the reference's are those of Unicode 8, so that marks and
// punctuation of rare scripts added since may be told apart differently.
type bertNormalizer struct {
	clean, chinese, strip, lower bool
}

func (b bertNormalizer) apply(text string) string {
	if b.clean || b.chinese {
		var out strings.Builder
		out.Grow(len(text))
		for _, r := range text {
			switch {
			case b.clean && dropped(r):
			case b.clean && unicode.Is(unicode.White_Space, r):
				out.WriteByte(' ')
			case b.chinese && han(r):
				out.WriteByte(' ')
				out.WriteRune(r)
				out.WriteByte(' ')
			default:
				out.WriteRune(r)
			}
		}
		text = out.String()
	}
	if b.strip {
		text = without(unicode.Mn, norm.NFD.String(text))
	}
	if b.lower {
		text = lower(text)
	}
	return text
}

// dropped says which characters BERT's cleaning removes: controls but for the
// three that are space, formats and private ones, and U+FFFD, which is also what
// a byte that is no UTF-8 reads as.
func dropped(r rune) bool {
	switch {
	case r == '\t' || r == '\n' || r == '\r':
		return false
	case r == utf8.RuneError:
		return true
	case r < utf8.RuneSelf:
		return r < ' ' || r == 0x7F
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co)
}

// han lists the blocks BERT puts spaces around: the ideographs, not kana nor
// Hangul.
func han(r rune) bool {
	return 0x4E00 <= r && r <= 0x9FFF ||
		0x3400 <= r && r <= 0x4DBF ||
		0x20000 <= r && r <= 0x2A6DF ||
		0x2A700 <= r && r <= 0x2B73F ||
		0x2B740 <= r && r <= 0x2B81F ||
		0x2B920 <= r && r <= 0x2CEAF || // so in the published code, though the block begins at 2B820
		0xF900 <= r && r <= 0xFAFF ||
		0x2F800 <= r && r <= 0x2FA1F
}

// without leaves out the characters of a class of marks.
func without(marks *unicode.RangeTable, text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0x300 && unicode.Is(marks, r) { // the first mark is U+0300
			return -1
		}
		return r
	}, text)
}

// lower is character by character, without regard to the word. İ is the one
// character whose lower case is two.
func lower(text string) string {
	return strings.ReplaceAll(strings.Map(func(r rune) rune {
		if r == 'İ' {
			return r
		}
		return unicode.ToLower(r)
	}, text), "İ", "i̇")
}

// nextBert gives the word or punctuation mark at or after i.
func nextBert(text string, i int) (from, to, next int) {
	for i < len(text) {
		r, n := utf8.DecodeRuneInString(text[i:])
		if !unicode.Is(unicode.White_Space, r) {
			break
		}
		i += n
	}
	for at := i; at < len(text); {
		r, n := utf8.DecodeRuneInString(text[at:])
		switch {
		case bertPunctuation(r) && at == i:
			return i, at + n, at + n
		case bertPunctuation(r) || unicode.Is(unicode.White_Space, r):
			return i, at, at
		}
		at += n
	}
	return i, len(text), len(text)
}

// bertPunctuation takes all of ASCII's marks, also those Unicode calls symbols.
func bertPunctuation(r rune) bool {
	if r < utf8.RuneSelf {
		return '!' <= r && r <= '/' || ':' <= r && r <= '@' || '[' <= r && r <= '`' || '{' <= r && r <= '~'
	}
	return unicode.Is(unicode.P, r)
}
