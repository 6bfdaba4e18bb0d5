package classify

import (
	"math"
	"slices"
	"unicode/utf8"
)

// Ngrams says which pieces of a text are features. The zero value has none.
type Ngrams struct {
	Words int `json:"words"` // runs of up to so many words
	Chars int `json:"chars"` // runs of up to so many characters inside a word, of Han characters across words
}

// hashBits is the width of a feature's number: 4 M buckets, twenty times what
// a model keeps, so that two kept features seldom share one.
const hashBits = 22

// The groups of features. Words and characters are each scaled to the same
// length whatever the number of features (as a union of two vectorisers would
// be).
const (
	wordGroup = iota
	charGroup
	sizeGroup // one feature: how long the text is
	groups
)

// bucketsOf is how many numbers the features of a group can have.
func bucketsOf(group int) int {
	if group == sizeGroup {
		return sizeBuckets
	}
	return 1 << hashBits
}

// hash is FNV-1a (Fowler, Noll and Vo 1991) with a last stir, because the low
// bits of FNV of short strings are poor.
type hash uint64

const fnvOffset, fnvPrime = 14695981039346656037, 1099511628211

func (h hash) text(s string) hash {
	for i := range len(s) {
		h = (h ^ hash(s[i])) * fnvPrime
	}
	return h
}

func (h hash) bucket() uint32 {
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93 // the multiplier of Evensen's rrmxmx
	h ^= h >> 32
	return uint32(h) & (1<<hashBits - 1)
}

// extractor turns texts into buckets; its memory is reused.
type extractor struct {
	Ngrams
	words   []string
	buckets [groups][]uint32
	padded  []byte
	starts  []int
}

// buckets fills the buckets of each group, sorted, with repetitions.
func (x *extractor) read(text string) {
	x.words = words(text, x.words[:0])
	for g := range x.buckets {
		x.buckets[g] = x.buckets[g][:0]
	}
	if x.Words > 0 {
		x.wordGrams()
	}
	if x.Chars > 0 {
		x.charGrams()
	}
	for g := range x.buckets {
		slices.Sort(x.buckets[g])
	}
	x.buckets[sizeGroup] = append(x.buckets[sizeGroup], sizeOf(text))
}

// sizesPerDoubling is how finely lengths are told apart. Moods go with other
// lengths of reviews, sections with other lengths of headlines: with four the
// errors of a linear model on moods of Chinese reviews fell by a sixth, with two
// by an eighth.
const (
	sizesPerDoubling = 4
	sizeBuckets      = 17 * sizesPerDoubling // MaxTextBytes is 16 doublings
)

// sizeOf is the step of the logarithm of a text's number of characters.
func sizeOf(text string) uint32 {
	return uint32(sizesPerDoubling * math.Log2(float64(1+utf8.RuneCountInString(cut(text, MaxTextBytes)))))
}

func (x *extractor) wordGrams() {
	for i := range x.words {
		h := hash(fnvOffset)
		for n := range min(x.Words, len(x.words)-i) {
			if unsegmented(x.words[i+n]) {
				break
			}
			h = h.text(x.words[i+n]).text(" ")
			x.buckets[wordGroup] = append(x.buckets[wordGroup], h.bucket())
		}
	}
}

// longestHan is the most Han characters that are taken for a word: idioms have
// four, and more mean that nobody put spaces between the words.
const longestHan = 4

func unsegmented(word string) bool {
	first, n := utf8.DecodeRuneInString(word)
	return isHan(first) && len(word) > longestHan*n
}

// charGrams takes the runs inside each word with a blank at both ends ("dress"
// gives " d", "dre", "ess ") and joins neighbouring Han words first: there,
// white space is only someone's opinion of where words end.
func (x *extractor) charGrams() {
	for i := 0; i < len(x.words); {
		x.padded = x.padded[:0]
		first, _ := utf8.DecodeRuneInString(x.words[i])
		han := isHan(first)
		if !han {
			x.padded = append(append(append(x.padded, ' '), x.words[i]...), ' ')
			i++
		}
		for han && i < len(x.words) {
			x.padded = append(x.padded, x.words[i]...)
			i++
			if i < len(x.words) {
				r, _ := utf8.DecodeRuneInString(x.words[i])
				han = isHan(r)
			}
		}
		x.runs()
	}
}

func (x *extractor) runs() {
	x.starts = x.starts[:0]
	for i := range string(x.padded) {
		x.starts = append(x.starts, i)
	}
	x.starts = append(x.starts, len(x.padded))
	runes := len(x.starts) - 1
	for i := range runes {
		h := hash(fnvOffset ^ 1)
		for n := range min(x.Chars, runes-i) {
			for _, b := range x.padded[x.starts[i+n]:x.starts[i+n+1]] {
				h = (h ^ hash(b)) * fnvPrime
			}
			x.buckets[charGroup] = append(x.buckets[charGroup], h.bucket())
		}
	}
}
