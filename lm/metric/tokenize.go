package metric

import (
	"regexp"
	"strings"
)

// Language chooses how text is cut into tokens for scoring.
type Language string

// The languages: English is cut as mteval-v13a does, Chinese into characters.
const (
	English Language = "en"
	Chinese Language = "zh"
)

// split13a are mteval-v13a's rules for Western text, in their order:
// punctuation stands alone, but for the stops and commas and dashes of numbers.
type split13a struct {
	symbols, stopAfter, stopBefore, dash *regexp.Regexp
}

func newSplit13a() split13a {
	return split13a{
		symbols:    regexp.MustCompile(`([\x{7b}-\x{7e}\x{5b}-\x{60} -&(-+:-@/])`),
		stopAfter:  regexp.MustCompile(`([^0-9])([.,])`),
		stopBefore: regexp.MustCompile(`([.,])([^0-9])`),
		dash:       regexp.MustCompile(`([0-9])(-)`),
	}
}

func (s split13a) cut(line string) []string {
	line = s.symbols.ReplaceAllString(line, " $1 ")
	line = s.stopAfter.ReplaceAllString(line, "$1 $2 ")
	line = s.stopBefore.ReplaceAllString(line, " $1 $2")
	line = s.dash.ReplaceAllString(line, "$1 $2 ")
	return strings.Fields(line)
}

// bleuTokens cuts a segment as sacrebleu's "13a" (English) or "zh" tokenizer
// does (Post 2018).
func bleuTokens(s split13a, lang Language, text string) []string {
	if lang != Chinese {
		text = strings.NewReplacer("<skipped>", "", "-\n", "").Replace(text)
		text = strings.ReplaceAll(text, "\n", " ")
		for _, e := range [][2]string{{"&quot;", `"`}, {"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}} {
			text = strings.ReplaceAll(text, e[0], e[1])
		}
		return s.cut(" " + text + " ")
	}
	var b strings.Builder
	for _, r := range strings.TrimSpace(text) {
		if standsAlone(r) {
			b.WriteByte(' ')
			b.WriteRune(r)
			b.WriteByte(' ')
		} else {
			b.WriteRune(r)
		}
	}
	return s.cut(b.String())
}

// alone are the ranges of characters that sacrebleu's "zh" tokenizer sets
// apart. The first is not a block of Unicode: the tool writes the planes beyond
// the first with four digits too few, and compares strings; scores can only be
// equal to its own with the same slip.
var alone = [...][2]rune{
	{0x2001, 0x2a6d},
	{0x3400, 0x4db5},
	{0x4e00, 0x9fa5},
	{0x9fa6, 0x9fbb},
	{0xf900, 0xfa2d},
	{0xfa30, 0xfa6a},
	{0xfa70, 0xfad9},
	{0xff00, 0xffef},
	{0x2e80, 0x2eff},
	{0x3000, 0x303f},
	{0x31c0, 0x31ef},
	{0x2f00, 0x2fdf},
	{0x2ff0, 0x2fff},
	{0x3100, 0x312f},
	{0x31a0, 0x31bf},
	{0xfe10, 0xfe1f},
	{0xfe30, 0xfe4f},
	{0x3200, 0x33ff},
}

func standsAlone(r rune) bool {
	for _, a := range alone {
		if a[0] <= r && r <= a[1] {
			return true
		}
	}
	return false
}

// rougeTokens cuts a segment as rouge-score's default tokenizer does (Lin
// 2004): lower case, runs of a-z and 0-9. In Chinese each character that
// standsAlone and is no punctuation is a token too, or nothing would be left.
func rougeTokens(lang Language, text string) []string {
	var tokens []string
	start := -1
	text = strings.ToLower(text)
	for i, r := range text {
		word := r >= 'a' && r <= 'z' || r >= '0' && r <= '9'
		if word && start < 0 {
			start = i
		}
		if !word && start >= 0 {
			tokens = append(tokens, text[start:i])
			start = -1
		}
		if lang == Chinese && isHan(r) {
			tokens = append(tokens, string(r))
		}
	}
	if start >= 0 {
		tokens = append(tokens, text[start:])
	}
	return tokens
}

func isHan(r rune) bool { return r >= 0x3400 && r <= 0x4dbf || r >= 0x4e00 && r <= 0x9fff }
