package token

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// matcher is a backtracking regular expression for what the published patterns
// use, read from their text: the reference the hand-written splitters are held
// against. It calls next with each end of a match, the preferred first, until
// next is content.
type matcher func(text []rune, i int, next func(int) bool) bool

type patternReader struct {
	text string
	fold bool
}

func (p *patternReader) take(prefix string) bool {
	rest, ok := strings.CutPrefix(p.text, prefix)
	p.text = rest
	return ok
}

func (p *patternReader) alternatives() matcher {
	all := []matcher{p.sequence()}
	for p.take("|") {
		all = append(all, p.sequence())
	}
	return func(text []rune, i int, next func(int) bool) bool {
		return slices.ContainsFunc(all, func(m matcher) bool { return m(text, i, next) })
	}
}

func (p *patternReader) sequence() matcher {
	var parts []matcher
	for p.text != "" && p.text[0] != '|' && p.text[0] != ')' {
		parts = append(parts, p.counted(p.atom()))
	}
	var run func(k int, text []rune, i int, next func(int) bool) bool
	run = func(k int, text []rune, i int, next func(int) bool) bool {
		if k == len(parts) {
			return next(i)
		}
		return parts[k](text, i, func(j int) bool { return run(k+1, text, j, next) })
	}
	return func(text []rune, i int, next func(int) bool) bool { return run(0, text, i, next) }
}

func (p *patternReader) atom() matcher {
	if p.take("(?i:") {
		p.fold = true
		m := p.alternatives()
		p.fold = false
		p.take(")")
		return m
	}
	if p.take("(?!") {
		m := p.alternatives()
		p.take(")")
		return func(text []rune, i int, next func(int) bool) bool {
			return !m(text, i, func(int) bool { return true }) && next(i)
		}
	}
	is := p.class()
	return func(text []rune, i int, next func(int) bool) bool {
		return i < len(text) && is(text[i]) && next(i+1)
	}
}

// invalidByte stands for a byte that is no UTF-8.
const invalidByte = -1

func (p *patternReader) class() func(rune) bool {
	switch {
	case p.take(`\p{L}`):
		return func(r rune) bool { return unicode.In(r, unicode.L, newerLetters()) }
	case p.take(`\p{N}`):
		return func(r rune) bool { return unicode.In(r, unicode.N, newerNumbers()) }
	case p.take(`\s`):
		return unicode.IsSpace
	case p.take(`\S`):
		return func(r rune) bool { return !unicode.IsSpace(r) }
	case p.take(`\r`):
		return func(r rune) bool { return r == '\r' }
	case p.take(`\n`):
		return func(r rune) bool { return r == '\n' }
	case p.take("["):
		not := p.take("^")
		var any []func(rune) bool
		for !p.take("]") {
			any = append(any, p.class())
		}
		return func(r rune) bool {
			return slices.ContainsFunc(any, func(is func(rune) bool) bool { return is(r) }) != not
		}
	}
	want, n := utf8.DecodeRuneInString(p.text)
	p.text = p.text[n:]
	fold := p.fold
	return func(r rune) bool {
		if fold && r != invalidByte {
			return strings.EqualFold(string(r), string(want))
		}
		return r == want
	}
}

func (p *patternReader) counted(m matcher) matcher {
	least, most := 1, 1
	switch {
	case p.take("?"):
		least = 0
	case p.take("+"):
		most = 1 << 30
	case p.take("*"):
		least, most = 0, 1<<30
	case p.take("{1,3}"):
		most = 3
	default:
		return m
	}
	p.take("+") // possessive: the patterns mean the same without
	var run func(k int, text []rune, i int, next func(int) bool) bool
	run = func(k int, text []rune, i int, next func(int) bool) bool {
		if k < most && m(text, i, func(j int) bool { return run(k+1, text, j, next) }) {
			return true
		}
		return k >= least && next(i)
	}
	return func(text []rune, i int, next func(int) bool) bool { return run(0, text, i, next) }
}

// splitByMatcher cuts a text by a pattern's text.
func splitByMatcher(m matcher, text string) []string {
	var runes []rune
	at := []int{0}
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if r == utf8.RuneError && n == 1 {
			r = invalidByte
		}
		i += n
		runes, at = append(runes, r), append(at, i)
	}
	var out []string
	for i := 0; i < len(runes); {
		end := i
		if !m(runes, i, func(j int) bool { end = j; return j > i }) {
			return append(out, "no match at "+strconv.Itoa(at[i]))
		}
		out = append(out, text[at[i]:at[end]])
		i = end
	}
	return out
}

func splitByPattern(p *pattern, c *classes, text string) []string {
	var out []string
	for i := 0; i < len(text); {
		end := p.end(c, text, i)
		out = append(out, text[i:end])
		i = end
	}
	return out
}

func checkSplit(t interface {
	Helper()
	Fatalf(string, ...any)
}, text string,
) {
	t.Helper()
	c := newClasses()
	for _, source := range []string{gpt2Text, llama3Text, gpt4Text, qwen2Text} {
		p := patternOf(source)
		got, want := splitByPattern(p, c, text), splitByMatcher((&patternReader{text: source}).alternatives(), text)
		if !slices.Equal(got, want) {
			t.Fatalf("%s: %q\n got %q\nwant %q", p.name, text, got, want)
		}
	}
}

func TestSplitAsPatternSays(t *testing.T) {
	for _, text := range readGolden(t).Texts {
		checkSplit(t, text)
	}
	parts := []string{
		"a", "B", "s", "S", "ſ", "t", "ll", "LL", "re", "Ve", "'", "’", " ", "\n", "\r", "\t", "\u00a0", "\u3000", "\u2028", "\u0085",
		"1", "23", "٣", "½", "衣", "é", "\u0301", "한", "ก", "😀", "\u200d", "!", "。", "_", "\xff", "\xe8\xa1", "\ufffd", "\U00010d4a", "\U0001ccf0", "\U0002ebf0",
	}
	rapid.Check(t, func(t *rapid.T) {
		checkSplit(t, strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 0, 24).Draw(t, "parts"), ""))
	})
}

func FuzzSplit(f *testing.F) {
	for _, text := range []string{"It's  a\r\n test 123 衣服", "'S'll \n x", " \xff\n\n 1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) < 200 { // the reference tries every way
			checkSplit(t, text)
		}
	})
}
