package corpus

import (
	"math/bits"
	"time"
)

// The defaults of Dedupe, chosen by reading pairs of real hot-search titles of
// 4 to 30 characters. A Jaccard index of 0.8 lets through one edit in a dozen
// characters and keeps apart titles that differ in a name; a headline that
// lies wholly in another and is seven tenths its size is its cut-off form.
const (
	defaultSimilarity  = 0.8
	defaultContainment = 0.7
	defaultWindow      = 90 * 24 * time.Hour

	// The least shingles a text must have to count as the cut-off form of
	// another: nine Chinese characters, or 27 letters. Below that the shorter
	// text is a topic (the name of a film, "outfit of the day") and what
	// follows it is the news.
	containedWide   = 8
	containedNarrow = 24

	// headline is how many shingles a text of few has: 30 Chinese characters.
	headline = 32
)

// rule is Dedupe made ready for comparing signatures.
type rule struct {
	similarity  float64
	containment float64
	window      int64 // seconds

	slack float64 // (1-similarity)/(1+similarity), rounded up: see mayBeNear
}

func newRule(similarity, containment float64, window int64) rule {
	return rule{similarity, containment, window, (1-similarity)/(1+similarity) + 1e-9}
}

// view is a signature taken apart.
type view struct {
	size     int      // distinct shingles of the text, also those not kept
	narrow   bool     // mostly in an alphabet
	numbers  []uint32 // sorted, with repeats
	shingles []uint32 // sorted, the smallest of the text
}

func viewOf(sig []uint32) view {
	numbers, kept := sig[0]>>8&maxNumbers, sig[0]&0xff
	return view{
		size:     int(sig[0] >> 16),
		narrow:   sig[0]&narrowBit != 0,
		numbers:  sig[1 : 1+numbers],
		shingles: sig[1+numbers : 1+numbers+kept],
	}
}

// near reports whether two texts are near-duplicates. It is symmetric and
// depends on nothing but the two.
func (r *rule) near(a, b view) bool {
	if a.size > b.size {
		a, b = b, a
	}
	if float64(a.size) < min(r.similarity, r.containment)*float64(b.size) {
		return false
	}
	// Another episode, another count, another day's figure is another story,
	// however alike the rest. A longer text may leave a figure out.
	numbers := intersection(a.numbers, b.numbers)
	if b.size > maxShingles {
		return (numbers == len(a.numbers) || numbers == len(b.numbers)) &&
			sketchJaccard(a.shingles, b.shingles) >= r.similarity
	}
	if numbers < max(len(a.numbers), len(b.numbers)) {
		return false
	}
	shared := intersection(a.shingles, b.shingles)
	if replaced(a, b, shared) {
		return false
	}
	if float64(shared) >= r.similarity*float64(a.size+b.size-shared) {
		return true
	}
	least := containedWide
	if a.narrow {
		least = containedNarrow
	}
	return shared == a.size && a.size >= least && float64(a.size) >= r.containment*float64(b.size)
}

// brief is enough of a signature to tell most pairs that are not near, without
// a look at their shingles: many headlines of one pattern share all their
// bands.
type brief struct {
	bits uint64 // one set for each shingle, several may share one
	size uint32
}

func briefOf(v view) brief {
	b := brief{size: uint32(v.size)}
	for _, x := range v.shingles {
		b.bits |= 1 << (x & 63)
	}
	return b
}

// mayBeNear is false only where near is. Bits that differ are fewer than
// shingles that do, of which a Jaccard index of s in texts of m and n allows
// (m+n)(1-s)/(1+s), and containment none on one side.
func (r *rule) mayBeNear(a, b brief) bool {
	if max(a.size, b.size) > maxShingles {
		return true // only a part of the shingles is known
	}
	onlyA, onlyB := bits.OnesCount64(a.bits&^b.bits), bits.OnesCount64(b.bits&^a.bits)
	return onlyA == 0 || onlyB == 0 || float64(onlyA+onlyB) <= float64(a.size+b.size)*r.slack
}

// replaced reports whether one text has something in the place of something
// of the other, rather than more or less of it: who, where and how much are
// what headlines of one pattern differ in. Something put in or left out, or
// cut off, takes at most one pair of characters from the shorter text.
// Replacing takes two of each, at either end (where headlines name who) one.
// In longer texts, and in alphabets where one letter is in four shingles, the
// Jaccard index is enough.
func replaced(a, b view, shared int) bool {
	if a.size-shared == 1 && b.size-shared == 1 {
		return true
	}
	return !a.narrow && b.size < headline && a.size-shared > 1
}

// intersection counts what two sorted lists share, repeats included.
func intersection(a, b []uint32) int {
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			n++
			i++
			j++
		}
	}
	return n
}

// sketchJaccard estimates the Jaccard index of two sets from their smallest
// hashes: of the smallest of the union, the part that is in both (Broder,
// 1997). At least one of the two is a full sketch.
func sketchJaccard(a, b []uint32) float64 {
	i, j, seen, shared := 0, 0, 0, 0
	for seen < maxShingles && (i < len(a) || j < len(b)) {
		seen++
		switch {
		case j == len(b) || i < len(a) && a[i] < b[j]:
			i++
		case i == len(a) || a[i] > b[j]:
			j++
		default:
			shared++
			i++
			j++
		}
	}
	return float64(shared) / float64(seen)
}
