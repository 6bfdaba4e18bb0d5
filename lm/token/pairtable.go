package token

import "math"

// merge is one BPE rule: two neighbours become one token. Rules are kept in the
// order they apply; the place in that order is the rank.
type merge struct{ left, right, result int32 }

// none is the value of a pair that no rule joins; it is above every rule's.
const none uint64 = math.MaxUint64

// pairTable finds the rule of a pair: open addressing, at most half full, key
// and value side by side, so that a look-up touches one cache line.
type pairTable struct {
	slots []pairSlot
	shift uint
}

type pairSlot struct {
	key   uint64 // left<<32 | right; none: empty
	value uint64 // rank<<32 | result, so that values order by rank
}

func newPairTable(merges []merge) *pairTable {
	bits := uint(4)
	for 1<<bits < 2*len(merges) {
		bits++
	}
	t := &pairTable{slots: make([]pairSlot, 1<<bits), shift: 64 - bits}
	for i := range t.slots {
		t.slots[i].key = none
	}
	for rank, m := range merges {
		s := t.slot(m.left, m.right)
		// Of two rules for one pair the later counts, as in the reference.
		s.key, s.value = pairKey(m.left, m.right), uint64(rank)<<32|uint64(uint32(m.result))
	}
	return t
}

func pairKey(left, right int32) uint64 { return uint64(uint32(left))<<32 | uint64(uint32(right)) }

// spread is 2^64 divided by the golden ratio: Fibonacci hashing (Knuth, TAOCP
// vol. 3, 6.4).
const spread = 0x9E3779B97F4A7C15

func (t *pairTable) slot(left, right int32) *pairSlot {
	key := pairKey(left, right)
	h := key ^ key>>29
	for at := h * spread >> t.shift; ; at++ {
		s := &t.slots[at&uint64(len(t.slots)-1)]
		if s.key == key || s.key == none {
			return s
		}
	}
}

// value gives the value of the rule for a pair, none if there is none.
func (t *pairTable) value(left, right int32) uint64 {
	s := t.slot(left, right)
	if s.key == none {
		return none
	}
	return s.value
}

// shortPiece is the length up to which looking through all pairs for the best
// one beats a heap.
const shortPiece = 48

// merge applies the rules to s.ids, best rank first and leftmost of equals,
// until none applies (Sennrich, Haddow and Birch 2016).
func (t *pairTable) merge(s *scratch) {
	if len(s.ids) <= shortPiece {
		t.mergeShort(s)
	} else {
		t.mergeLong(s)
	}
}

func (t *pairTable) mergeShort(s *scratch) {
	ids := s.ids
	n := len(ids)
	if n < 2 {
		return
	}
	var room [shortPiece]uint64
	values := room[:n-1]
	for i := range values {
		values[i] = t.value(ids[i], ids[i+1])
	}
	for len(values) > 0 {
		best, at := none, 0
		for i, v := range values {
			if v < best {
				best, at = v, i
			}
		}
		if best == none {
			break
		}
		ids[at] = int32(uint32(best))
		n--
		copy(ids[at+1:n], ids[at+2:n+1])
		copy(values[at:], values[at+1:])
		values = values[:n-1]
		if at > 0 {
			values[at-1] = t.value(ids[at-1], ids[at])
		}
		if at < len(values) {
			values[at] = t.value(ids[at], ids[at+1])
		}
	}
	s.ids = ids[:n]
}

// mergeLong is the same with a heap of pairs over a linked list, for pieces so
// long that a search through all pairs at each step would be quadratic.
func (t *pairTable) mergeLong(s *scratch) {
	ids := s.ids
	n := int32(len(ids))
	s.links = s.links[:0]
	s.heap = s.heap[:0]
	for i := range n {
		s.links = append(s.links, link{prev: i - 1, next: i + 1})
		if i+1 < n {
			if v := t.value(ids[i], ids[i+1]); v != none {
				s.heap = append(s.heap, place(v>>32<<32|uint64(i)))
			}
		}
	}
	links := s.links
	s.heap.order()
	push := func(i int32) {
		if v := t.value(ids[i], ids[links[i].next]); v != none {
			s.heap.push(place(v>>32<<32 | uint64(uint32(i))))
		}
	}
	for len(s.heap) > 0 {
		top := uint64(s.heap.pop())
		i := int32(uint32(top))
		if ids[i] == None || links[i].next >= n {
			continue
		}
		next := links[i].next
		v := t.value(ids[i], ids[next])
		if v == none || v>>32 != top>>32 {
			continue // the pair has changed since it was noted
		}
		ids[i], ids[next] = int32(uint32(v)), None
		links[i].next = links[next].next
		if links[i].next < n {
			links[links[i].next].prev = i
			push(i)
		}
		if links[i].prev >= 0 {
			push(links[i].prev)
		}
	}
	out := ids[:0]
	for i := int32(0); i < n; i = links[i].next {
		out = append(out, ids[i])
	}
	s.ids = out
}

type link struct{ prev, next int32 }

// place is a pair in a piece: rank<<32 | where its left half stands.
type place uint64

// Before orders places by rank, then from left to right.
func (p place) Before(q place) bool { return p < q }
