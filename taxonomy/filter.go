package taxonomy

// filter turns away most places where no name starts before the trie, which
// is larger than the caches next to the processor, is looked at. It may let a
// place pass in vain, never turn a name away.
//
// A name that starts with Han is known by its first two symbols, any other of
// four symbols or more by its first four: the beginnings of English words are
// too much alike.
type filter struct {
	pairs, quads [1 << 10]uint64 // bit sets of hashes: 8 KiB each
}

// newFilter knows the names keys, spelled in symbols by words.
func newFilter(words []word, t *symbols, keys []string) *filter {
	f := new(filter)
	for i, w := range words {
		first, _ := t.at(keys[i], 0)
		switch s := w.symbols; {
		case len(s) == 1: // symbols knows
		case len(s) < 4 || first.class() == han:
			set(&f.pairs, pair(s[0], s[1]))
		default:
			set(&f.quads, quad(s[0], s[1], s[2], s[3]))
		}
	}
	return f
}

// pass reports whether a name may start at s[i:], where a rune of traits at
// and of size bytes stands.
func (f *filter) pass(t *symbols, s string, i int, at traits, size int) bool {
	i += size
	if i < len(s) {
		second, n := t.at(s, i)
		if has(&f.pairs, pair(at.symbol(), second.symbol())) {
			return true
		}
		if i += n; at.class() != han && i < len(s) {
			third, n := t.at(s, i)
			if i += n; i < len(s) {
				fourth, _ := t.at(s, i)
				if has(&f.quads, quad(at.symbol(), second.symbol(), third.symbol(), fourth.symbol())) {
					return true
				}
			}
		}
	}
	return at.alone()
}

// The multiplier is 2^64 divided by the golden ratio, as in Fibonacci hashing
// (Knuth, The Art of Computer Programming 3, 6.4); the top 16 bits are used.
const golden = 0x9e3779b97f4a7c15

func pair(a, b uint32) uint64 { return (uint64(a)<<32 | uint64(b)) * golden >> 48 }

func quad(a, b, c, d uint32) uint64 {
	return (uint64(a)<<48 ^ uint64(b)<<32 ^ uint64(c)<<16 ^ uint64(d)) * golden >> 48
}

func set(bits *[1 << 10]uint64, h uint64)      { bits[h>>6] |= 1 << (h & 63) }
func has(bits *[1 << 10]uint64, h uint64) bool { return bits[h>>6]>>(h&63)&1 != 0 }
