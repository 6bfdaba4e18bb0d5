package token

import (
	"fmt"
	"unicode"
	"unicode/utf8"
)

// Pattern is how text is cut into pieces before pairs are merged: one of the
// published regular expressions, matched by hand, since they look ahead and
// Go's regular expressions do not.
type Pattern struct {
	regex  string
	gpt2   bool // an optional space before words and numbers; contractions in lower case only
	digits int  // the longest run of digits that is one piece; 0: any
}

// The patterns by the families that brought them up.
const (
	regexGPT2   = `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`
	regexLlama3 = `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
	regexQwen2  = `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
)

// GPT2 is the pattern of GPT-2 (Radford et al. 2019).
func GPT2() Pattern { return Pattern{regex: regexGPT2, gpt2: true} }

// Llama3 is the pattern of Llama 3, and of cl100k before it.
func Llama3() Pattern { return Pattern{regex: regexLlama3, digits: 3} }

// Qwen2 is the pattern of Qwen 2 and 3: each digit is a piece.
func Qwen2() Pattern { return Pattern{regex: regexQwen2, digits: 1} }

// patternOf knows a pattern by its text.
func patternOf(regex string) (Pattern, error) {
	for _, p := range []Pattern{GPT2(), Llama3(), Qwen2()} {
		if p.regex == regex {
			return p, nil
		}
	}
	return Pattern{}, fmt.Errorf("token: the split pattern %q is not known; GPT-2's, Llama 3's and Qwen 2's are", regex)
}

// class is what a character counts as.
type class int8

const (
	other class = iota
	letter
	number
	space
)

// classOf tells a character's class. Bytes that are no UTF-8 are none of the
// named ones.
func classOf(r rune) class {
	if r < utf8.RuneSelf {
		switch {
		case r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z':
			return letter
		case r >= '0' && r <= '9':
			return number
		case r == ' ' || r >= '\t' && r <= '\r':
			return space
		}
		return other
	}
	switch {
	case unicode.IsLetter(r):
		return letter
	case unicode.IsNumber(r):
		return number
	case unicode.IsSpace(r):
		return space
	}
	return other
}

// next returns the length of the piece s begins with; s is not empty. The
// alternatives of the expression are tried in their order.
func (p Pattern) next(s string) int {
	r, n := utf8.DecodeRuneInString(s)
	if r == '\'' {
		if m := p.contraction(s); m > 0 {
			return m
		}
	}
	c := classOf(r)
	if p.gpt2 {
		return p.nextGPT2(s, r, n, c)
	}
	// An optional character that is neither letter, number nor line end, then
	// letters.
	if c == letter {
		return n + run(s[n:], letter)
	}
	if c != number && r != '\r' && r != '\n' {
		if m := run(s[n:], letter); m > 0 {
			return n + m
		}
	}
	if c == number {
		for k := 1; k < p.digits; k++ {
			r, m := utf8.DecodeRuneInString(s[n:])
			if m == 0 || classOf(r) != number {
				break
			}
			n += m
		}
		return n
	}
	// An optional space, symbols, and the line ends after them.
	at := 0
	if r == ' ' {
		at = 1
	}
	if m := run(s[at:], other); m > 0 {
		at += m
		for at < len(s) && (s[at] == '\r' || s[at] == '\n') {
			at++
		}
		return at
	}
	return whitespace(s, true)
}

func (p Pattern) nextGPT2(s string, r rune, n int, c class) int {
	at := 0
	if r == ' ' && len(s) > 1 {
		r, n = utf8.DecodeRuneInString(s[1:])
		if k := classOf(r); k != space {
			at, c = 1, k
		}
	}
	if c == space {
		return whitespace(s, false)
	}
	return at + n + run(s[at+n:], c)
}

// whitespace is the length of the piece of white space s begins with. With
// lines, it ends after the last line end of the run, if there is one. Otherwise
// the last character of a run is left to the word after it.
func whitespace(s string, lines bool) int {
	end, last, line := 0, 0, 0
	for end < len(s) {
		r, n := utf8.DecodeRuneInString(s[end:])
		if classOf(r) != space {
			break
		}
		last = end
		end += n
		if r == '\r' || r == '\n' {
			line = end
		}
	}
	switch {
	case lines && line > 0:
		return line
	case end == len(s) || last == 0:
		return end
	}
	return last
}

// run is the length of the run of a class s begins with.
func run(s string, c class) int {
	i := 0
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		if classOf(r) != c {
			break
		}
		i += n
	}
	return i
}

// contraction is the length of 's, 't, 're, 've, 'm, 'll or 'd at the start of
// s, 0 when there is none.
func (p Pattern) contraction(s string) int {
	low := func(i int) rune {
		if i >= len(s) {
			return 0
		}
		if p.gpt2 {
			return rune(s[i])
		}
		r, _ := utf8.DecodeRuneInString(s[i:])
		if r == 'ſ' { // the long s folds to s
			return 's'
		}
		return unicode.ToLower(r)
	}
	switch low(1) {
	case 's':
		_, n := utf8.DecodeRuneInString(s[1:])
		return 1 + n
	case 't', 'm', 'd':
		return 2
	case 'r', 'v':
		if low(2) == 'e' {
			return 3
		}
	case 'l':
		if low(2) == 'l' {
			return 3
		}
	}
	return 0
}
