package en

import (
	"unicode"
	"unicode/utf8"
)

// Tokenize appends to dst the byte spans of the words of s and returns it. A
// word is a run of letters, digits and marks, with single apostrophes,
// hyphens, points and ampersands inside it where both neighbours are letters
// or digits (don't, off-the-shoulder, 3.5, U.S, H&M), and commas between
// digits. Letters of every alphabet count, so that a foreign name is one
// word; Chinese, Japanese and Korean characters do not.
func Tokenize(dst [][2]int, s string) [][2]int {
	for i := 0; i < len(s); {
		if n := WordLen(s[i:]); n > 0 {
			dst = append(dst, [2]int{i, i + n})
			i += n
			continue
		}
		_, n := utf8.DecodeRuneInString(s[i:])
		i += n
	}
	return dst
}

// WordLen returns how many bytes at the start of s belong to the word that
// begins there; 0 when none does.
func WordLen(s string) int {
	i, before := 0, ' '
	for i < len(s) {
		r, n := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(s[i:])
		}
		switch {
		case letter(r):
		case i > 0 && unicode.Is(unicode.M, r):
			i += n
			continue // the letter it marks stays the one before
		case i == 0 || !inside(before, r, s[i+n:]):
			return i
		}
		before = r
		i += n
	}
	return i
}

// inside reports whether the sign r, with before and rest around it, belongs
// to a word.
func inside(before, r rune, rest string) bool {
	after, _ := utf8.DecodeRuneInString(rest)
	switch r {
	case '\'', '’', '-', '.', '&':
		return letter(before) && letter(after)
	case ',':
		return unicode.IsDigit(before) && unicode.IsDigit(after)
	}
	return false
}

// letter reports whether r is a letter or digit that words of an alphabet are
// written with.
func letter(r rune) bool {
	if r < utf8.RuneSelf {
		return r|0x20 >= 'a' && r|0x20 <= 'z' || r >= '0' && r <= '9'
	}
	return !eastAsian(r) && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// eastAsian reports whether r is in a block of Chinese, Japanese or Korean
// characters.
func eastAsian(r rune) bool {
	switch {
	case r < 0x1100:
		return false
	case r <= 0x11FF, // Hangul letters
		r >= 0x2E80 && r <= 0x9FFF,  // radicals, kana, ideographs
		r >= 0xA960 && r <= 0xA97F,  // more Hangul letters
		r >= 0xAC00 && r <= 0xD7FF,  // Hangul syllables
		r >= 0xF900 && r <= 0xFAFF,  // compatibility ideographs
		r >= 0xFF66 && r <= 0xFFDC,  // half-width kana and Hangul
		r >= 0x1B000 && r < 0x1B300, // historic kana
		r >= 0x20000:
		return true
	}
	return false
}
