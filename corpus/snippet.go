package corpus

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"hemline/text"
)

// Runes of context a snippet shows on each side of the match.
const (
	snippetBefore = 40
	snippetAfter  = 80
)

// snippet cuts the text around the first match of any of the phrases, word
// for word, and gives the match's place in it. The two are equal when the
// match cannot be told (the phrase spans punctuation); the snippet is then
// the beginning of the text.
func snippet(s string, phrases []phrase, lang text.Lang) (cut string, start, end int) {
	for i := range phrases {
		if start, end = phrases[i].find(s, lang); end > start {
			break
		}
	}
	from, to := start, end
	for range snippetBefore {
		_, n := utf8.DecodeLastRuneInString(s[:from])
		from -= n
	}
	for range snippetAfter {
		_, n := utf8.DecodeRuneInString(s[to:])
		to += n
	}
	return s[from:to], start - from, end - from
}

// find returns the bytes of s the phrase first matches, (0, 0) for none.
func (p *phrase) find(s string, lang text.Lang) (start, end int) {
	if strings.ContainsFunc(p.words, wide) {
		return findFolded(s, p.words)
	}
	return findStems(s, p.terms, lang)
}

// findFolded looks for words, which are folded, in s, which is not. Folding
// keeps the number of runes but not of bytes.
func findFolded(s, words string) (start, end int) {
	f := text.FoldString(s)
	at := strings.Index(f, words)
	if at < 0 {
		return 0, 0
	}
	start = skipRunes(s, 0, utf8.RuneCountInString(f[:at]))
	return start, skipRunes(s, start, utf8.RuneCountInString(words))
}

func skipRunes(s string, at, n int) int {
	for range n {
		_, size := utf8.DecodeRuneInString(s[at:])
		at += size
	}
	return at
}

// findStems looks for words in a row that reduce to terms. Words that reduce
// to nothing, the stop words, may stand between.
func findStems(s string, terms []string, lang text.Lang) (start, end int) {
	var cut []string
	matched := 0
	for at := 0; at < len(s); {
		from, to := nextWord(s, at)
		if to == from {
			break
		}
		at = to
		cut = text.Terms(cut[:0], s[from:to], lang)
		switch {
		case len(cut) == 0:
			continue
		case cut[0] != terms[matched] && cut[0] == terms[0]:
			matched = 0
		case cut[0] != terms[matched]:
			matched = 0
			continue
		}
		if matched == 0 {
			start = from
		}
		if matched++; matched == len(terms) {
			return start, to
		}
	}
	return 0, 0
}

// nextWord returns the next run of letters and digits of an alphabet at or
// after byte at; an empty one at the end.
func nextWord(s string, at int) (from, to int) {
	letter := func(r rune) bool { return (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)) && !wide(r) }
	i := strings.IndexFunc(s[at:], letter)
	if i < 0 {
		return len(s), len(s)
	}
	from = at + i
	if n := strings.IndexFunc(s[from:], func(r rune) bool { return !letter(r) }); n >= 0 {
		return from, from + n
	}
	return from, len(s)
}
