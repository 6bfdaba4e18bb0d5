package corpus

import (
	"slices"
	"unicode"

	"hemline/text"
)

const (
	// maxShingles is how many shingle hashes of a text are kept: all of a
	// headline, the smallest of a longer text, whose Jaccard index they
	// estimate with a standard error of at most 1/(2·√64) = 6 %.
	maxShingles = 64
	// maxNumbers is how many numbers of a text are compared. In a text with
	// more (tables, price lists) numbers say nothing about a single story.
	maxNumbers = 15
	// narrowBit marks, in a signature's first word, a text with more shingles
	// from alphabets than from other scripts. The bits below it hold the two
	// counts, those above it the size.
	narrowBit = 1 << 15
	// maxShingled is how many runes of a text are shingled: enough to tell
	// any two texts apart, and a bound on the work one row can cause.
	maxShingled = 1 << 15
	// gram is the shingle length in alphabetic scripts. CJK texts use 2: a
	// character there carries about what a syllable carries elsewhere.
	gram = 4
)

// shingler turns texts into signatures. It is reused between texts.
//
// A text is read folded (case, width, traditional characters) and without
// anything that is not a letter or digit, so that emoji, punctuation, hash
// marks and spacing make no difference. Chinese, Japanese and Korean runes
// give pairs of neighbours; other letters and digits give runs of four, words
// being separated by one space.
type shingler struct {
	hashes  []uint32
	numbers []uint32

	window [gram]rune // the last runes of the alphabetic run
	run    int        // length of the alphabetic run, 0 outside of one
	gap    bool       // something was left out since the last rune of the run
	prev   rune       // last rune kept, 0 at the start
	number uint64     // hash of the digits being read, 0 outside of a number
	comma  bool       // a comma follows those digits
	narrow int        // alphabetic shingles less others
}

// signature appends the signature of a text to dst: one word with the
// counts, the hashes of its numbers (sorted, repeats kept: 8月8日 is not
// 8月9日), the hashes of its shingles (sorted, distinct).
func (g *shingler) signature(dst []uint32, title, body string) []uint32 {
	*g = shingler{hashes: g.hashes[:0], numbers: g.numbers[:0]}
	left := maxShingled
	for _, s := range [...]string{title, body} {
		for _, r := range s {
			if left--; left < 0 {
				break
			}
			g.add(text.Fold(r))
		}
		g.add('\n')
	}
	g.endRun()
	if len(g.hashes) == 0 {
		g.whole(title, body)
	}
	slices.Sort(g.hashes)
	g.hashes = slices.Compact(g.hashes)
	slices.Sort(g.numbers)
	if len(g.numbers) > maxNumbers {
		g.numbers = g.numbers[:0]
	}
	size := min(len(g.hashes), 1<<16-1)
	kept := g.hashes[:min(len(g.hashes), maxShingles)]
	first := uint32(size)<<16 | uint32(len(g.numbers))<<8 | uint32(len(kept))
	if g.narrow > 0 {
		first |= narrowBit
	}
	dst = append(dst, first)
	dst = append(dst, g.numbers...)
	return append(dst, kept...)
}

// add takes the next folded rune.
func (g *shingler) add(r rune) {
	if r >= 0x200B && !wide(r) && unicode.In(r, unicode.So, unicode.Mn, unicode.Cf) {
		return // an emoji and its parts do not even part a word
	}
	g.digit(r)
	switch {
	case wide(r):
		g.endRun()
		if g.prev != 0 {
			g.emit(g.prev, r)
			g.narrow--
		}
		g.prev = r
	case r < 0x80 && (r >= 'a' && r <= 'z' || r >= '0' && r <= '9'),
		r >= 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r)):
		switch {
		case g.run == 0 && g.prev != 0: // after a wide rune
			g.emit(g.prev, r)
		case g.run > 0 && g.gap:
			g.push(' ')
		}
		g.gap = false
		g.push(r)
		g.prev = r
	default:
		g.gap = true
	}
}

// wide reports whether r is a letter of a script written without spaces
// between words, or Korean.
func wide(r rune) bool {
	return r >= 0x4E00 && r <= 0x9FFF || r >= 0x2E80 && unicode.IsLetter(r)
}

// push adds a rune to the alphabetic run.
func (g *shingler) push(r rune) {
	copy(g.window[:], g.window[1:])
	g.window[gram-1] = r
	g.run++
	if g.run >= gram {
		g.emit(g.window[:]...)
		g.narrow++
	}
}

// endRun closes the alphabetic run; one too short for a shingle is one.
func (g *shingler) endRun() {
	if g.run > 0 && g.run < gram {
		g.emit(g.window[gram-g.run:]...)
	}
	g.run, g.gap = 0, false
}

// digit keeps track of numbers: "12,000" is one number, the same as "12000".
func (g *shingler) digit(r rune) {
	switch {
	case r >= '0' && r <= '9':
		g.number = mix(g.number ^ uint64(r))
		g.comma = false
	case g.number == 0:
	case r == ',' && !g.comma:
		g.comma = true
	default:
		g.numbers = append(g.numbers, uint32(g.number>>32))
		g.number, g.comma = 0, false
	}
}

// emit adds one shingle.
func (g *shingler) emit(rs ...rune) {
	h := uint64(len(rs))
	for _, r := range rs {
		h = mix(h ^ uint64(r))
	}
	g.hashes = append(g.hashes, uint32(h>>32))
}

// whole makes one shingle of a text without any: a single character, or no
// letters at all. Such texts are near-duplicates only of their equals.
func (g *shingler) whole(title, body string) {
	h := uint64(1)
	for _, s := range [...]string{title, body} {
		for _, r := range s {
			h = mix(h ^ uint64(text.Fold(r)))
		}
	}
	g.hashes = append(g.hashes, uint32(h>>32))
}

// mix spreads the bits of x (the finaliser of SplitMix64, Steele, Lea and
// Flood, Fast splittable pseudorandom number generators, 2014).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
