package zh

import (
	"unicode/utf8"

	"hemline/text/zh/internal/lexicon"
)

const (
	// windowSize is how many characters are cut at a time. Text without
	// punctuation or an unknown character in so many is rare; the window's
	// arrays then fit the first-level cache and the stack.
	windowSize = 192
	// windowTail is how many characters at the end of a window that was
	// broken off are cut again with what follows: as many as the longest
	// word has, for a word may begin there and end beyond.
	windowTail = lexicon.MaxWord
)

// window is the stretch of text being cut.
type window struct {
	n      int                    // characters in it
	full   bool                   // it was broken off, not ended by a character that is in no word
	symbol [windowSize]symbol     //
	end    [windowSize]uint16     // byte offset behind each character, from the window's start
	cost   [windowSize + 1]uint32 // of the best cut from here to the end
	next   [windowSize]uint8      // where that cut's first word ends
}

// barred is the cost of a place where no word may start: more than any sum of
// word costs in a window, and small enough to add them to.
const barred = 1 << 30

// Cut appends to dst the byte offset behind each word of s, the last being
// len(s), and returns it: word i is s[dst[i-1]:dst[i]]. Letters and digits
// standing together stay together (A4, 3.5, t-shirt) unless a dictionary word
// such as T恤 begins there; every other character that is in no word,
// white space and bytes that are not UTF-8 included, is a word of its own.
func (s *Segmenter) Cut(dst []int, text string) []int {
	var w window
	for at := 0; at < len(text); {
		w.fill(s.alphabet, text, at)
		s.solve(&w)
		last := w.n
		if w.full {
			last -= windowTail
		}
		k := 0
		for k < w.n && int(w.next[k]) <= last {
			k = int(w.next[k])
			dst = append(dst, at+int(w.end[k-1]))
		}
		if k == 0 { // one run of letters longer than the window
			at = s.runEnd(text, at)
			dst = append(dst, at)
			continue
		}
		at += int(w.end[k-1])
	}
	return dst
}

// runEnd returns where the run of joined characters that starts at byte at
// ends.
func (s *Segmenter) runEnd(text string, at int) int {
	var prev symbol
	for at < len(text) {
		r, size := utf8.DecodeRuneInString(text[at:])
		sym := s.alphabet.inContext(r, prev, text[at+size:])
		if prev != 0 && !joins(prev, sym) {
			break
		}
		prev = sym
		at += size
	}
	return at
}

// joins reports whether b continues the run a is in.
func joins(a, b symbol) bool { return a.group() != single && a.group() == b.group() }

// inContext is the symbol of r with joints resolved: a joint between two
// letters or digits is one of them, elsewhere it is punctuation.
func (a *alphabet) inContext(r rune, prev symbol, rest string) symbol {
	sym := a.of(r)
	if sym.group() < joint {
		return sym
	}
	g := single
	if prev.group() == alnum && rest != "" && rest[0] < utf8.RuneSelf && a[rest[0]].group() == alnum &&
		(sym.group() == joint || rest[0] <= '9') {
		g = alnum
	}
	return symbol(sym.code()) | symbol(g)<<groupShift
}

// fill reads characters from byte at on until one that is in no word and no
// run, which ends every word: what stands before and behind it can be cut
// apart.
func (w *window) fill(a *alphabet, text string, at int) {
	n, prev, start := 0, symbol(0), at
	w.full = false
	for at < len(text) {
		if n == windowSize {
			w.full = true
			break
		}
		r, size := rune(text[at]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[at:])
		}
		at += size
		sym := a.of(r)
		if sym>>groupShift != 0 {
			if sym.group() >= joint {
				sym = a.inContext(r, prev, text[at:])
			}
			if joins(prev, sym) {
				sym |= joined
			}
		}
		w.symbol[n] = sym
		w.end[n] = uint16(at - start)
		n++
		prev = sym
		if sym == 0 {
			break
		}
	}
	w.n = n
}

// solve finds the best cut from every place in the window to its end, from
// the last to the first.
func (s *Segmenter) solve(w *window) {
	units := s.trie.Units
	n := w.n
	w.cost[n] = 0
	runEnd := n
	for k := n - 1; k >= 0; k-- {
		sym := w.symbol[k]
		if k+1 < n && w.symbol[k+1]&joined == 0 {
			runEnd = k + 1
		}
		if sym&joined != 0 {
			w.cost[k] = barred
			continue
		}
		best, end := w.cost[runEnd]+lexicon.UnknownCost, runEnd
		// The root's children are at their own codes.
		at := uint32(sym.code())
		for e := k + 1; int(at) < len(units); e++ {
			u := units[at]
			if u.Label != w.symbol[e-1].code() {
				break
			}
			if u.Cost != 0 {
				if c := w.cost[e] + uint32(u.Cost); c < best {
					best, end = c, e
				}
			}
			if u.Base == 0 || e == n {
				break
			}
			at = u.Base + uint32(w.symbol[e].code())
		}
		w.cost[k], w.next[k] = best, uint8(end)
	}
}
