package text

import (
	"strings"
	"unicode/utf8"

	"hemline/text/en"
	"hemline/text/zh"
)

// Words cuts s into its words in reading order, with their places and types;
// white space and punctuation give none. Spans neither overlap nor go
// backwards. Chinese runs are cut by seg, and by character when seg is nil;
// so are the Chinese characters of Japanese. lang decides only what a '#'
// closes: in Chinese text #tag# ends at the second sign and may hold spaces.
func Words(s string, lang Lang, seg *zh.Segmenter) []Token {
	// A word has five or six bytes in either language: one allocation.
	dst := make([]Token, 0, len(s)/5+1)
	return Tokenizer{Segmenter: seg}.Tokenize(dst, s, lang)
}

// Tokenizer cuts text into tokens. The zero value cuts Chinese into single
// characters. It may be used by several goroutines at once.
type Tokenizer struct {
	Segmenter *zh.Segmenter
}

// Tokenize appends the tokens of s to dst and returns it: see Words.
func (t Tokenizer) Tokenize(dst []Token, s string, lang Lang) []Token {
	for i := 0; i < len(s); {
		r, n := decode(s, i)
		if tok, ok := sign(s, i, r, lang); ok {
			dst = append(dst, tok)
			i = tok.End
			continue
		}
		switch c := classOf(r); c {
		case latin, digit:
			end := i + max(en.WordLen(s[i:]), n)
			if t.Segmenter != nil && hanAfter(s, end) {
				dst, i = t.cut(dst, s, i, lang) // T恤 and A字裙 are one word
				continue
			}
			dst = append(dst, token(s, i, end))
			i = end
		case han:
			dst, i = t.cut(dst, s, i, lang)
		case hiragana, katakana, hangul:
			end := runEnd(s, i, c)
			dst = append(dst, Token{s[i:end], i, end, Word})
			i = end
		default:
			i += n
		}
	}
	return dst
}

// token is the word or number s[i:end].
func token(s string, i, end int) Token {
	typ := Number
	for _, r := range s[i:end] {
		if c := classOf(r); c != digit && c != other {
			typ = Word
			break
		}
	}
	return Token{s[i:end], i, end, typ}
}

// cut appends the words of the run of Chinese characters, letters and digits
// at byte i, and returns where the run ends.
func (t Tokenizer) cut(dst []Token, s string, i int, lang Lang) ([]Token, int) {
	end := mixedEnd(s, i, lang)
	if t.Segmenter == nil {
		for k := i; k < end; {
			_, n := decode(s, k)
			n = max(n, en.WordLen(s[k:end]))
			dst = append(dst, token(s, k, k+n))
			k += n
		}
		return dst, end
	}
	var room [64]int
	start := i
	for _, e := range t.Segmenter.Cut(room[:0], s[i:end]) {
		if e += i; hasWord(s[start:e]) {
			dst = append(dst, token(s, start, e))
		}
		start = e
	}
	return dst, end
}

// mixedEnd returns where the run of Chinese characters, letters and digits at
// byte i ends; an address or a keycap ends it.
func mixedEnd(s string, i int, lang Lang) int {
	for i < len(s) {
		r, n := decode(s, i)
		c := classOf(r)
		if c == latin || c == digit {
			if _, ok := sign(s, i, r, lang); ok {
				break
			}
			n = max(n, en.WordLen(s[i:]))
		} else if c != han {
			break
		}
		i += n
	}
	return i
}

// hasWord reports whether the piece has anything but signs in it.
func hasWord(piece string) bool {
	for _, r := range piece {
		if classOf(r).word() {
			return true
		}
	}
	return false
}

// hanAfter reports whether a Chinese character stands at byte i.
func hanAfter(s string, i int) bool {
	r, _ := utf8.DecodeRuneInString(s[i:])
	return i < len(s) && classOf(r) == han
}

// runEnd returns where the run of class c at byte i ends.
func runEnd(s string, i int, c class) int {
	for i < len(s) {
		r, n := decode(s, i)
		if classOf(r) != c {
			break
		}
		i += n
	}
	return i
}

// sign reads what is more than a word at byte i: an address, a tag, a name or
// a pictograph.
func sign(s string, i int, r rune, lang Lang) (Token, bool) {
	switch {
	case r == '#' || r == '＃':
		return hashtag(s, i, lang)
	case r == '@' || r == '＠':
		return atName(s, i)
	case r == 'h' || r == 'H' || r == 'w' || r == 'W':
		if n := addressLen(s, i); n > 0 {
			return Token{s[i : i+n], i, i + n, URL}, true
		}
	case r >= 0x203C && classOf(r) == emoji:
		end := emojiEnd(s, i)
		return Token{s[i:end], i, end, Emoji}, true
	case r < utf8.RuneSelf && strings.HasPrefix(s[i+1:], "\uFE0F\u20E3"): // keycap 1️⃣
		end := i + 1 + len("\uFE0F\u20E3")
		return Token{s[i:end], i, end, Emoji}, true
	}
	return Token{}, false
}
