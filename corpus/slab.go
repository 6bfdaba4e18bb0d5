package corpus

// bands and rowsPerBand shape the MinHash index (Broder, 1997; banding after
// Indyk and Motwani, Approximate nearest neighbors, 1998): texts are compared
// when both minima of one band agree. A pair with Jaccard index J is missed
// with probability (1-J²)^6: 0.2 % at 0.8, 1.8 % at 0.7. Whether a pair is
// compared depends on the pair alone.
const (
	bands       = 6
	rowsPerBand = 2
)

// minHashers are the multipliers of the hash functions h(x) = (x·a) >> 32:
// the first outputs of SplitMix64 from state 0, made odd.
var minHashers = func() (a [bands * rowsPerBand]uint64) {
	for i := range a {
		a[i] = mix(uint64(i)*0x9e3779b97f4a7c15) | 1
	}
	return a
}()

// slot is a document in a slab.
type slot struct {
	id    uint64
	brief brief
	n     uint32 // row number; a workspace ends at 2^32 rows
	story uint32 // row number of the story's first document
	at    uint32 // seconds from the slab's start
	sig   uint32 // offset of the signature
}

// slab indexes the documents of one stretch of time: those that start a story
// and those that are copies in tables of their own, because almost every
// lookup is for stories. It costs 40 bytes a document for the slot, 28 for
// the chains, 25 to 50 for the two tables, and 4 bytes a shingle: 145 to 165
// for a headline of a dozen Chinese characters.
type slab struct {
	start   int64 // Unix seconds
	used    int   // batch that used it last
	slots   []slot
	sigs    []uint32
	seen    []uint32 // by slot: the lookup that met it last
	next    []uint32 // by entry: the next entry of its chain, plus one
	heads   table
	members table
}

// table is one hash directory over entries; an entry is slot*bands+band.
type table struct {
	dir   []uint32 // first entry of each chain, plus one; a power of two
	count int      // slots in the table
}

func (s *slab) time(i uint32) int64 { return s.start + int64(s.slots[i].at) }

func (s *slab) view(i uint32) view { return viewOf(s.sigs[s.slots[i].sig:]) }

func (s *slab) isHead(i uint32) bool { return s.slots[i].n == s.slots[i].story }

// add appends a document and returns its place.
func (s *slab) add(id uint64, time int64, n, story uint32, sig []uint32, keys *[bands]uint32) uint32 {
	i := uint32(len(s.slots))
	s.slots = append(s.slots, slot{id: id, brief: briefOf(viewOf(sig)), n: n, story: story, at: uint32(time - s.start), sig: uint32(len(s.sigs))})
	s.sigs = append(s.sigs, sig...)
	s.next = append(s.next, make([]uint32, bands)...)
	s.seen = append(s.seen, 0)
	s.link(i, keys)
	return i
}

// setStory changes a document's story, and its table where that makes or
// unmakes a story.
func (s *slab) setStory(i, story uint32) {
	was := s.isHead(i)
	is := s.slots[i].n == story
	if was == is {
		s.slots[i].story = story
		return
	}
	keys := bandKeys(s.view(i))
	s.unlink(i, &keys)
	s.slots[i].story = story
	s.link(i, &keys)
}

func (s *slab) tableOf(i uint32) *table {
	if s.isHead(i) {
		return &s.heads
	}
	return &s.members
}

func (s *slab) link(i uint32, keys *[bands]uint32) {
	t := s.tableOf(i)
	t.count++
	if t.count*bands > len(t.dir) {
		s.grow(t)
		return // i is linked with all the others
	}
	s.chain(t, i, keys)
}

func (s *slab) chain(t *table, i uint32, keys *[bands]uint32) {
	for b, k := range keys {
		e := i*bands + uint32(b)
		p := &t.dir[k&uint32(len(t.dir)-1)]
		s.next[e] = *p
		*p = e + 1
	}
}

func (s *slab) unlink(i uint32, keys *[bands]uint32) {
	t := s.tableOf(i)
	t.count--
	for b, k := range keys {
		e := i*bands + uint32(b)
		p := &t.dir[k&uint32(len(t.dir)-1)]
		for *p != e+1 {
			p = &s.next[*p-1]
		}
		*p = s.next[e]
	}
}

// grow doubles a table. Keys are worked out again rather than kept: it is
// rare, and they would be the largest part of a slot.
func (s *slab) grow(t *table) {
	size := max(64, 2*len(t.dir))
	t.dir = make([]uint32, size)
	for i := range s.slots {
		if s.tableOf(uint32(i)) == t {
			keys := bandKeys(s.view(uint32(i)))
			s.chain(t, uint32(i), &keys)
		}
	}
}

// bandKeys gives the hash of each band of a text. The numbers of a short text
// are part of it: near wants them equal there, and without them a flood of
// headlines that differ in a figure would all be compared with each other.
func bandKeys(v view) (keys [bands]uint32) {
	var low [bands * rowsPerBand]uint32
	for i := range low {
		low[i] = 1<<32 - 1
	}
	for _, x := range v.shingles {
		for i := range low {
			low[i] = min(low[i], uint32(uint64(x)*minHashers[i]>>32))
		}
	}
	seed := uint64(0)
	if v.size <= maxShingles {
		for _, x := range v.numbers {
			seed = mix(seed ^ uint64(x))
		}
	}
	for b := range keys {
		k := uint64(low[b*rowsPerBand])<<32 | uint64(low[b*rowsPerBand+1])
		keys[b] = uint32(mix(k^seed^uint64(b)) >> 32)
	}
	return keys
}
