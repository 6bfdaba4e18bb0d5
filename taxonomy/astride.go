package taxonomy

import "unicode/utf8"

// around is how many Han runes either side of a name the segmenter sees. Its
// words are shorter than that, so more would not change its mind.
const around = 8

// astride reports whether s[start:end], a short Han name, is only a part of
// other words there: a word of the segmenter reaches over one of its edges.
// A longer word that ends with the name is no objection when the name has two
// runes or more, since a Chinese compound is a kind of its last part (军大衣
// is a 大衣); one rune has to be a word of its own (包 in 面包 is no bag).
func (m *Matcher) astride(s string, start, end int) bool {
	left, right := start, end
	for n := 0; n < around && left > 0; n++ {
		r, size := utf8.DecodeLastRuneInString(s[:left])
		if classOf(r) != han {
			break
		}
		left -= size
	}
	for n := 0; n < around && right < len(s); n++ {
		at, size := m.symbols.at(s, right)
		if at.class() != han {
			break
		}
		right += size
	}
	if left == start && right == end {
		return false
	}
	w := m.scratch.Get().(*scratch)
	w.ends = m.seg.Cut(w.ends[:0], s[left:right])
	astride := crosses(w.ends, start-left, end-left, utf8.RuneCountInString(s[start:end]) == 1)
	m.scratch.Put(w)
	return astride
}

// crosses reports whether a word reaches over start or end; ends are the
// words' ends. Unless strict, one that starts earlier may end at end.
func crosses(ends []int, start, end int, strict bool) bool {
	at := 0
	for _, next := range ends {
		if at < end && next > end || strict && at < start && next > start {
			return true
		}
		if at < start && next > start && next < end {
			return true
		}
		at = next
	}
	return false
}
