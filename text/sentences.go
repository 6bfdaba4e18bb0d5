package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sentences returns the byte spans of the sentences of s, in order, without
// the white space around them. A sentence ends at a line feed, at Chinese
// 。！？；… or at . ! ? followed by white space, the end or Chinese, with the
// quotes and brackets that close after it; not where the next word begins
// small. A full stop after an abbreviation (Dr., e.g.), an initial or inside
// a number ends none. After one that also ends sentences a capital decides
// (etc., Inc.), after capitals with points (U.S.) a word that begins sentences.
func Sentences(s string) [][2]int {
	var spans [][2]int
	start := 0
	for i := 0; i < len(s); {
		r, n := decode(s, i)
		i += n
		switch r {
		case '\n':
			spans = appendSpan(spans, s, start, i)
			start = i
		case '。', '！', '？', '；', '…', '!', '?', '.':
			end := closed(s, i)
			if ends(s, start, i, end, r) {
				spans = appendSpan(spans, s, start, end)
				start = end
			}
			i = end
		}
	}
	return appendSpan(spans, s, start, len(s))
}

// appendSpan adds s[start:end] without the white space around it, if
// anything is left.
func appendSpan(spans [][2]int, s string, start, end int) [][2]int {
	t := strings.TrimLeftFunc(s[start:end], unicode.IsSpace)
	start = end - len(t)
	t = strings.TrimRightFunc(t, unicode.IsSpace)
	if t == "" {
		return spans
	}
	return append(spans, [2]int{start, start + len(t)})
}

// closed returns where further stops and the quotes and brackets that close
// after a stop end.
func closed(s string, i int) int {
	for i < len(s) {
		r, n := decode(s, i)
		if !strings.ContainsRune("。！？…!?.\"'”’」』）)】》]", r) {
			break
		}
		i += n
	}
	return i
}

// ends reports whether the stop r, before byte i and closed before byte end,
// ends the sentence that began at start.
func ends(s string, start, i, end int, r rune) bool {
	next, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(s[end:], unicode.IsSpace))
	if end == len(s) {
		return true
	}
	if unicode.IsLower(next) && (r == '.' || r == '…' || end > i) {
		return false
	}
	switch r {
	case '。', '！', '？', '；', '…':
		return true
	}
	before, _ := utf8.DecodeLastRuneInString(s[start : i-1])
	after, _ := utf8.DecodeRuneInString(s[end:])
	switch {
	case classOf(after).cjk():
		return r != '.' || end > i || classOf(before).cjk() // 3.5折 and U.S.市场 go on
	case !unicode.IsSpace(after):
		return false // 3.5, vogue.com
	case r == '.' && end == i:
		return !abbreviated(s[start:i-1], s[i:], next)
	}
	return true
}

// abbreviated reports whether a full stop between before and after, whose
// first letter is next, belongs to the word it follows.
func abbreviated(before, after string, next rune) bool {
	word := before[strings.LastIndexAny(before, " \t\n")+1:]
	word = strings.TrimLeft(word, "(\"'“‘[")
	lower := strings.ToLower(word)
	switch {
	case neverLast[lower] || initial(word):
		return true
	case numbered[lower]:
		return unicode.IsDigit(next)
	case maybeLast[lower]:
		return !unicode.IsUpper(next)
	case strings.Contains(strings.Trim(lower, "."), ".") && !strings.ContainsAny(lower, "0123456789/@"):
		first, _, _ := strings.Cut(strings.TrimLeft(after, " \t"), " ")
		return !starters[first]
	}
	return false
}

// initial reports whether word is one capital, as in "J. Crew" and "Carolina
// A. Herrera". "I" ends sentences.
func initial(word string) bool {
	r, n := utf8.DecodeRuneInString(word)
	return n == len(word) && unicode.IsUpper(r) && r != 'I'
}

// Abbreviations, all only read: what something always follows, what a number
// follows, what also ends sentences; and the words sentences begin with.
var (
	neverLast = set("dr mr mrs ms mx prof st ste mt capt lt sgt rev gov sen rep vs cf e.g i.e feat")
	numbered  = set("no nos vol fig figs p pp approx est ca")
	maybeLast = set("etc al inc ltd co corp jr sr bros dept ave blvd rd ft jan feb mar apr jun jul aug sep sept oct nov dec")
	starters  = set("The A An It He She They We You I This That These Those There In On At But And So If When While Their Its His Her Our My After Before")
)

// set makes a set of the words of a list.
func set(list string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		m[w] = true
	}
	return m
}
