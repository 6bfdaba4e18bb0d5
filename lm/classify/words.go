package classify

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// words cuts a text into lower-case words: runs of letters and digits, and of
// Han characters where they stand together; any other visible character is a
// word by itself, since an exclamation mark or a heart says much about a mood.
// A capital right after a small letter starts a word ("SongOf" is a headline
// glued to its summary), and so does a change between Han and other letters.
func words(text string, out []string) []string {
	text = cut(text, MaxTextBytes)
	start, last := -1, rune(0)
	flush := func(end int) {
		if start >= 0 {
			out = append(out, lower(text[start:end]))
			start = -1
		}
	}
	for i, r := range text {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			if start >= 0 && (unicode.IsUpper(r) && unicode.IsLower(last) || isHan(r) != isHan(last)) {
				flush(i)
			}
			if start < 0 {
				start = i
			}
		case (r == '\'' || r == '’') && start >= 0 && followedByLetter(text[i:]):
			// "don't" is one word.
		default:
			flush(i)
			if !unicode.IsSpace(r) && !unicode.IsControl(r) {
				out = append(out, string(r))
			}
		}
		last = r
	}
	flush(len(text))
	return out
}

func followedByLetter(s string) bool {
	_, n := utf8.DecodeRuneInString(s)
	r, _ := utf8.DecodeRuneInString(s[n:])
	return unicode.IsLetter(r) && !isHan(r)
}

func isHan(r rune) bool { return r >= 0x2E80 && unicode.Is(unicode.Han, r) }

// lower is strings.ToLower with full-width forms made narrow and the curly
// apostrophe made straight.
func lower(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '’':
			return '\''
		case r >= '！' && r <= '～': // the full-width block is ASCII moved up
			r -= '！' - '!'
		}
		return unicode.ToLower(r)
	}, s)
}

// cut is at most the first n bytes of a text, ending at a character.
func cut(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}
