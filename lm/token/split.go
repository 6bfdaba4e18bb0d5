package token

import "strings"

// The split patterns of published byte-level tokenizers. They need look-ahead,
// which Go's regexp has not, so each is a hand-written function recognised by
// the pattern's text.
const (
	gpt2Text   = `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`
	llama3Text = `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
	gpt4Text   = `'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+`
	qwen2Text  = `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
)

// pattern is one published rule for cutting text into pieces.
type pattern struct {
	name   string
	gpt2   bool // the older rule: only a space may open a piece, numbers are runs
	digits int  // most digits in a piece, newer rule
}

// patternOf recognises a pattern; nil if it is none of the known ones.
func patternOf(text string) *pattern {
	switch text {
	case gpt2Text:
		return &pattern{name: "gpt-2", gpt2: true}
	case llama3Text, gpt4Text: // the same language: \s*[\r\n]+ and \s*[\r\n] end at the same line end
		return &pattern{name: "llama-3", digits: 3}
	case qwen2Text:
		return &pattern{name: "qwen2", digits: 1}
	}
	return nil
}

// end gives the end of the piece that starts at s[i:]; there is always one.
func (p *pattern) end(c *classes, s string, i int) int {
	if s[i] == '\'' {
		if e := contraction(s, i, !p.gpt2); e > 0 {
			return e
		}
	}
	if p.gpt2 {
		return endGPT2(c, s, i)
	}
	class, n := c.at(s, i)
	switch {
	case class&letter != 0:
		return c.while(s, i+n, letter, letter)
	case class&number != 0:
		i += n
		for range p.digits - 1 {
			if i == len(s) {
				break
			}
			class, n = c.at(s, i)
			if class&number == 0 {
				break
			}
			i += n
		}
		return i
	case class&lineEnd == 0 && i+n < len(s):
		// [^\r\n\p{L}\p{N}]?\p{L}+: one character of any other kind opens a word.
		if next, m := c.at(s, i+n); next&letter != 0 {
			return c.while(s, i+n+m, letter, letter)
		}
	}
	from := i
	if s[i] == ' ' {
		from++
	}
	if e := c.while(s, from, letter|number|space, 0); e > from {
		return c.while(s, e, lineEnd, lineEnd)
	}
	return c.spaces(s, i, true)
}

func endGPT2(c *classes, s string, i int) int {
	from := i
	if s[i] == ' ' && i+1 < len(s) {
		from++
	}
	class, n := c.at(s, from)
	switch {
	case class&letter != 0:
		return c.while(s, from+n, letter, letter)
	case class&number != 0:
		return c.while(s, from+n, number, number)
	case class&space == 0:
		return c.while(s, from+n, letter|number|space, 0)
	}
	return c.spaces(s, i, false)
}

// spaces ends a piece of white space: with lines, at the last line end of the
// run (\s*[\r\n]+); else before the last character of the run, which opens the
// next piece, unless the text ends there or it is the only one (\s+(?!\S)|\s+).
func (c *classes) spaces(s string, i int, lines bool) int {
	end, last, line := i, i, 0
	for end < len(s) {
		class, n := c.at(s, end)
		if class&space == 0 {
			break
		}
		last = end
		end += n
		if class&lineEnd != 0 {
			line = end
		}
	}
	switch {
	case lines && line > 0:
		return line
	case end < len(s) && last > i:
		return last
	}
	return end
}

// contraction gives the end of 's 't 're 've 'm 'll 'd at s[i:], 0 if there is
// none. fold takes capitals too, and the long s, which folds to s.
func contraction(s string, i int, fold bool) int {
	rest := s[i+1 : min(len(s), i+3)]
	if fold {
		if rest == "ſ" {
			return i + 3
		}
		rest = lowerASCII(rest)
	}
	switch {
	case rest == "":
		return 0
	case strings.IndexByte("stmd", rest[0]) >= 0:
		return i + 2
	case rest == "re" || rest == "ve" || rest == "ll":
		return i + 3
	}
	return 0
}

// lowerASCII lowers at most two bytes without touching memory when they are
// lower case already, as they nearly always are.
func lowerASCII(s string) string {
	for i := range len(s) {
		if 'A' <= s[i] && s[i] <= 'Z' {
			return strings.ToLower(s)
		}
	}
	return s
}
