package text

import (
	"strings"
	"unicode/utf8"

	"hemline/text/en"
)

// Terms appends to dst the terms s is found by in full-text search and
// returns it: folded, in reading order, repeats kept. A document and a query
// go through the same function and so meet.
//
// Words of alphabets are lower-cased and reduced to their English stem
// whatever the language, because a query of one or two words does not tell
// its language; English stop words are dropped unless lang is another
// language of the Latin alphabet, where they are words (die, on). Chinese,
// Japanese and Korean runs give every pair of neighbouring characters, a run
// of one character that one. A short word of letters right before a Chinese
// run gives a term with its first character too, so that T恤 is found among
// all that ends in 恤. Hashtags and mentions give their text, web addresses
// nothing. A term holds only letters, marks and digits: it needs no quoting
// in a query language and separates with spaces.
func Terms(dst []string, s string, lang Lang) []string {
	f := FoldString(s)
	stop := !otherLatin(lang)
	bridged := -1 // where the run begins whose first character a word took
	for i := 0; i < len(f); {
		r, n := decode(f, i)
		c := classOf(r)
		switch {
		case c.cjk():
			end := runEnd(f, i, c)
			if end > i+n || i != bridged {
				dst = pairs(dst, f[i:end])
			}
			i = end
		case c.word():
			if skip := addressLen(f, i); skip > 0 {
				i += skip
				continue
			}
			end := termEnd(f, i)
			if w := f[i:end]; !clitic(f, i, w) && !(stop && en.Stop(w)) {
				dst = append(dst, en.Stem(w))
			}
			if end-i <= maxBridge && hanAfter(f, end) {
				_, n := decode(f, end)
				dst = append(dst, f[i:end+n])
				bridged = end
			}
			i = end
		default:
			i += n
		}
	}
	return dst
}

// maxBridge is how many letters the words before a Chinese character have
// that form one word with it: T恤, A字裙, V领, 3D, Y2K风.
const maxBridge = 3

// otherLatin reports whether lang is written in Latin letters and is not
// English.
func otherLatin(lang Lang) bool {
	switch lang {
	case French, Italian, Spanish, German, Portuguese:
		return true
	}
	return false
}

// decode is utf8.DecodeRuneInString with a fast path.
func decode(s string, i int) (rune, int) {
	if c := s[i]; c < utf8.RuneSelf {
		return rune(c), 1
	}
	return utf8.DecodeRuneInString(s[i:])
}

// pairs appends the overlapping pairs of the characters of run, or the only
// character it has.
func pairs(dst []string, run string) []string {
	_, at := decode(run, 0)
	if at == len(run) {
		return append(dst, run)
	}
	for prev := 0; at < len(run); {
		_, n := decode(run, at)
		dst = append(dst, run[prev:at+n])
		prev, at = at, at+n
	}
	return dst
}

// termEnd returns where the run of letters, marks and digits at byte i ends.
func termEnd(f string, i int) int {
	for i < len(f) {
		r, n := decode(f, i)
		if c := classOf(r); c != latin && c != digit && c != mark {
			break
		}
		i += n
	}
	return i
}

// clitic reports whether w, at byte i of f, is what English hangs on a word
// with an apostrophe: women's, don't, we're.
func clitic(f string, i int, w string) bool {
	if i < 2 || f[i-1] != '\'' || classOf(rune(f[i-2])) != latin {
		return false
	}
	switch w {
	case "s", "t", "d", "m", "ll", "re", "ve":
		return true
	}
	return false
}

// addressLen returns the length of the web address at byte i of f, or 0.
func addressLen(f string, i int) int {
	rest := f[i:]
	if !strings.HasPrefix(rest, "http://") && !strings.HasPrefix(rest, "https://") && !strings.HasPrefix(rest, "www.") {
		return 0
	}
	end := 0
	for end < len(rest) {
		r, n := decode(rest, end)
		if c := classOf(r); c == space || c.cjk() || r >= utf8.RuneSelf && c == other {
			break
		}
		end += n
	}
	return len(strings.TrimRight(rest[:end], ".,;:!?'\")]}>"))
}
