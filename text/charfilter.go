package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// CharFilter rewrites a text before it is cut into words. A filter keeps no
// state between calls and may be used by several goroutines at once.
type CharFilter interface {
	FilterText(s string) string
}

// NFKC composes characters and replaces compatibility forms (full-width
// letters, ligatures, circled numbers) by their plain ones: Unicode Standard
// Annex 15.
type NFKC struct{}

// FilterText implements CharFilter.
func (NFKC) FilterText(s string) string {
	if norm.NFKC.QuickSpanString(s) == len(s) {
		return s
	}
	return norm.NFKC.String(s)
}

// Invisible removes control, format and zero-width characters and variation
// selectors, which readers do not see and matching would trip over. Line
// feeds and tabs stay; a zero-width joiner stays between two pictographs, an
// emoji variation selector after one. Bytes that are not UTF-8 become U+FFFD,
// text decoded wrongly before it came here is left as it is.
type Invisible struct{}

// FilterText implements CharFilter.
func (Invisible) FilterText(s string) string {
	i := visibleSpan(s)
	if i == len(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	b.WriteString(s[:i])
	prev, _ := utf8.DecodeLastRuneInString(s[:i])
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		if invisible(r) && !holdsEmoji(prev, r, s[i:]) {
			continue
		}
		b.WriteRune(r)
		prev = r
	}
	return b.String()
}

// visibleSpan is the length of the prefix that surely has nothing to remove.
func visibleSpan(s string) int {
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			if c < ' ' && c != '\n' && c != '\t' || c == 0x7F {
				return i
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 || invisible(r) {
			return i
		}
		i += n
	}
	return len(s)
}

// invisible reports whether a reader sees nothing of r.
func invisible(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case r < ' ', r >= 0x7F && r < 0xA0, r == 0xAD:
		return true
	case r < 0x034F || r >= 0x3400 && r < 0xFE00: // nothing to find in most of the plane
		return r >= 0xD800 && r < 0xE000
	case r >= 0xFE00 && r <= 0xFE0F, r >= 0xE0000 && r <= 0xE0FFF:
		return true // variation selectors and tags
	case r == 0x034F, r == 0x115F, r == 0x1160, r == 0x3164, r == 0xFFA0, r == 0x2028, r == 0x2029:
		return r != 0x2028 && r != 0x2029 // fillers, not the line separators
	}
	return unicode.Is(unicode.Cf, r)
}

// holdsEmoji reports whether the invisible r belongs to a pictograph: a
// joiner between two, or the selector of the coloured form after one (or
// after the digit of a keycap).
func holdsEmoji(prev, r rune, rest string) bool {
	const selector, keycap = '\uFE0F', '\u20E3'
	next, _ := utf8.DecodeRuneInString(rest)
	switch r {
	case zwj:
		return (classOf(prev) == emoji || prev == selector) && classOf(next) == emoji
	case selector:
		return classOf(prev) == emoji || next == keycap && prev < utf8.RuneSelf
	}
	return false
}

// Whitespace makes every run of spaces and tabs one space and every run of
// white space with a line break in it one line feed, and trims both ends.
type Whitespace struct{}

// FilterText implements CharFilter.
func (Whitespace) FilterText(s string) string {
	if tidy(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	gap := byte(0)
	for _, r := range s {
		if classOf(r) == space {
			if breaksLine(r) {
				gap = '\n'
			} else if gap == 0 {
				gap = ' '
			}
			continue
		}
		if gap != 0 && b.Len() > 0 {
			b.WriteByte(gap)
		}
		gap = 0
		b.WriteRune(r)
	}
	return b.String()
}

// breaksLine reports whether the white space r ends a line.
func breaksLine(r rune) bool {
	return r >= '\n' && r <= '\r' || r == 0x85 || r == 0x2028 || r == 0x2029
}

// tidy reports whether Whitespace has nothing to do.
func tidy(s string) bool {
	gap := true
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == ' ' || c == '\n':
			if gap {
				return false
			}
			gap = true
		case c < ' ', c == 0xC2, c == 0xE1, c == 0xE2, c == 0xE3 && strings.HasPrefix(s[i:], "\u3000"):
			// Control characters, and the lead bytes of every other white space.
			if r, _ := utf8.DecodeRuneInString(s[i:]); classOf(r) == space {
				return false
			}
			gap = false
		default:
			gap = false
		}
	}
	return !gap || s == ""
}

// OneLine makes line feeds spaces: a title has one line.
type OneLine struct{}

// FilterText implements CharFilter.
func (OneLine) FilterText(s string) string { return strings.ReplaceAll(s, "\n", " ") }
