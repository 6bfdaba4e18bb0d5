package token

// scratch is the working memory of one call of Encode.
type scratch struct {
	ids   []int32
	links []link
	heap  queue[place]
	cache []cacheLine
}

// keepScratch is the number of symbols above which working memory is given back
// to the collector rather than kept: one text of 10 MB should not hold 200 MB.
const keepScratch = 1 << 16

func (t *Tokenizer) borrow() *scratch {
	if s, ok := t.scratch.Get().(*scratch); ok {
		return s
	}
	return &scratch{cache: make([]cacheLine, cacheLines)}
}

func (t *Tokenizer) giveBack(s *scratch) {
	if cap(s.ids) > keepScratch || cap(s.links) > keepScratch {
		s.ids, s.links, s.heap = nil, nil, nil
	}
	t.scratch.Put(s)
}

// The cache of pieces is direct-mapped: a piece has one place, where it
// replaces what was there. So it is bounded and never allocates. Words follow
// Zipf's law; 16,384 lines (1 MB, half of a core's second-level cache) hold
// nearly all of running text.
const (
	cacheBits  = 14
	cacheLines = 1 << cacheBits
	cachePiece = 15 // longest piece kept, in bytes: two words, less one byte for the length
	cacheIDs   = 11 // most ids kept: the rest of a 64-byte line
)

// spread2 is a second odd multiplier, so that the two halves of a key do not
// cancel (Steele, Lea and Flood 2014, the first of SplitMix64's).
const spread2 = 0xBF58476D1CE4E5B9

// cacheLine is one remembered piece; it fills one line of a processor's cache.
type cacheLine struct {
	low, high uint64 // the bytes; the top byte of high is their number, so an empty line matches no piece
	ids       [cacheIDs]int32
	n         int32
}

// cacheKey packs a piece of 1 to cachePiece bytes.
func cacheKey(piece string) (low, high uint64) {
	n := len(piece)
	switch {
	case n >= 8:
		low = load8(piece)
		// The last eight bytes overlap the first ones; the shift drops those.
		high = load8(piece[n-8:]) >> (8 * uint(16-n))
	default:
		for i := range n {
			low |= uint64(piece[i]) << (8 * uint(i))
		}
	}
	return low, high | uint64(n)<<56
}

func load8(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}
