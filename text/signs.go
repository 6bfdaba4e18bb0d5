package text

import (
	"strings"
	"unicode/utf8"
)

const (
	// maxTag and maxName are the most characters a tag between two signs and
	// a name may have: Weibo allows 32 and 30, others less.
	maxTag  = 40
	maxName = 40
)

// hashtag reads #tag# or #tag at byte i. Text of languages other than Chinese
// has no closing sign; in Chinese text one that follows within maxTag
// characters of the same line closes.
func hashtag(s string, i int, lang Lang) (Token, bool) {
	_, n := utf8.DecodeRuneInString(s[i:])
	from := i + n
	if inner := closedTag(s[from:]); inner > 0 && (lang.Chinese() || lang == Und) {
		_, n := utf8.DecodeRuneInString(s[from+inner:])
		return Token{s[from : from+inner], i, from + inner + n, Hashtag}, true
	}
	end := nameEnd(s, from, "_")
	if end == from || !hasLetter(s[from:end]) {
		return Token{}, false // #1 is a number
	}
	return Token{s[from:end], i, end, Hashtag}, true
}

// closedTag returns how many bytes stand before the closing sign, 0 when the
// tag is not closed or is empty.
func closedTag(s string) int {
	runes := 0
	for i, r := range s {
		switch {
		case r == '#' || r == '＃':
			if tag := s[:i]; !hasWord(tag) || strings.TrimSpace(tag) != tag {
				return 0 // "#a #b" are two open tags
			}
			return i
		case r == '\n' || runes == maxTag:
			return 0
		}
		runes++
	}
	return 0
}

// atName reads @name at byte i. An e-mail address is none: a letter before
// the sign says so.
func atName(s string, i int) (Token, bool) {
	if before, _ := utf8.DecodeLastRuneInString(s[:i]); i > 0 && before < utf8.RuneSelf && classOf(before).word() {
		return Token{}, false
	}
	_, n := utf8.DecodeRuneInString(s[i:])
	from := i + n
	end := nameEnd(s, from, "_-.")
	end = from + len(strings.TrimRight(s[from:end], "-."))
	if end == from {
		return Token{}, false
	}
	return Token{s[from:end], i, end, AtName}, true
}

// nameEnd returns where the letters, digits and allowed signs from byte i on
// end, at most maxName characters on.
func nameEnd(s string, i int, allowed string) int {
	for range maxName {
		if i == len(s) {
			break
		}
		r, n := decode(s, i)
		if c := classOf(r); !c.word() && c != mark && !strings.ContainsRune(allowed, r) {
			break
		}
		i += n
	}
	return i
}

func hasLetter(s string) bool {
	for _, r := range s {
		if c := classOf(r); c.word() && c != digit {
			return true
		}
	}
	return false
}

// emojiEnd returns where the pictograph at byte i ends: its selector, skin
// colour and joined parts belong to it, two regional letters are one flag.
func emojiEnd(s string, i int) int {
	r, n := utf8.DecodeRuneInString(s[i:])
	i += n
	if regional(r) {
		if r, n := utf8.DecodeRuneInString(s[i:]); regional(r) {
			i += n
		}
		return i
	}
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == zwj:
			next, m := utf8.DecodeRuneInString(s[i+n:])
			if classOf(next) != emoji {
				return i
			}
			i += n + m
		case r == '\uFE0F' || r >= 0x1F3FB && r <= 0x1F3FF:
			i += n
		default:
			return i
		}
	}
	return i
}

// regional reports whether r is one of the letters flags are written with.
func regional(r rune) bool { return r >= 0x1F1E6 && r <= 0x1F1FF }
