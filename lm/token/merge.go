package token

// pairTable finds what two tokens merge into: open addressing over a power of
// two of slots, at most half of them full.
type pairTable struct {
	keys  []uint64 // left<<32 | right, plus one; 0: empty
	rank  []int32
	id    []int32
	shift uint
}

func newPairTable(n int) pairTable {
	size, shift := 16, uint(60)
	for size < 2*n {
		size, shift = size*2, shift-1
	}
	return pairTable{keys: make([]uint64, size), rank: make([]int32, size), id: make([]int32, size), shift: shift}
}

func pairKey(a, b int32) uint64 { return uint64(uint32(a))<<32 | uint64(uint32(b)) + 1 }

// slot is where a key is or would be: Fibonacci hashing (Knuth 1998, 6.4).
func (p *pairTable) slot(key uint64) int {
	i := int(key * 0x9e3779b97f4a7c15 >> p.shift)
	for p.keys[i] != 0 && p.keys[i] != key {
		i = (i + 1) & (len(p.keys) - 1)
	}
	return i
}

// put adds a merge; the first of two for the same pair stays.
func (p *pairTable) put(a, b, rank, id int32) {
	i := p.slot(pairKey(a, b))
	if p.keys[i] == 0 {
		p.keys[i], p.rank[i], p.id[i] = pairKey(a, b), rank, id
	}
}

// never is the rank of a pair that does not merge.
const never = int32(1<<31 - 1)

func (p *pairTable) get(a, b int32) (rank, id int32) {
	i := p.slot(pairKey(a, b))
	if p.keys[i] == 0 {
		return never, 0
	}
	return p.rank[i], p.id[i]
}

// part is a token of a piece under work, with its neighbours and what it would
// merge into with the next.
type part struct {
	id         int32
	rank       int32 // of the merge with the next part
	merged     int32
	prev, next int32
}

// shortPiece is the longest piece whose lowest rank is looked for by scanning;
// beyond it a heap keeps the work from growing with the square of the length.
const shortPiece = 48

// merge applies the merges to a piece, lowest rank first, leftmost of equals.
func (e *Encoder) merge(dst []int32, s string) []int32 {
	e.parts = e.parts[:0]
	for i := range len(s) {
		e.parts = append(e.parts, part{id: e.t.single[s[i]], rank: never, prev: int32(i) - 1, next: int32(i) + 1})
	}
	for i := range len(s) - 1 {
		p := &e.parts[i]
		p.rank, p.merged = e.t.merges.get(p.id, e.parts[i+1].id)
	}
	if len(s) <= shortPiece {
		return e.scan(dst)
	}
	return e.queue(dst)
}

// scan merges in place, keeping the parts dense.
func (e *Encoder) scan(dst []int32) []int32 {
	parts := e.parts
	for {
		best, at := never, -1
		for i := range parts {
			if parts[i].rank < best {
				best, at = parts[i].rank, i
			}
		}
		if at < 0 {
			break
		}
		parts[at].id = parts[at].merged
		copy(parts[at+1:], parts[at+2:])
		parts = parts[:len(parts)-1]
		parts[at].rank = never
		if at+1 < len(parts) {
			parts[at].rank, parts[at].merged = e.t.merges.get(parts[at].id, parts[at+1].id)
		}
		if at > 0 {
			parts[at-1].rank, parts[at-1].merged = e.t.merges.get(parts[at-1].id, parts[at].id)
		}
	}
	for i := range parts {
		dst = append(dst, parts[i].id)
	}
	return dst
}

// merge is a pair waiting in the heap; it is stale when the part has changed.
type merge struct {
	rank int32
	at   int32
	id   int32 // the left part when it was queued
	next int32 // and its neighbour
}

func (a merge) before(b merge) bool { return a.rank < b.rank || a.rank == b.rank && a.at < b.at }

// queue merges by a heap over a linked list of parts.
func (e *Encoder) queue(dst []int32) []int32 {
	e.heap = e.heap[:0]
	push := func(i int32) {
		if p := &e.parts[i]; p.rank != never {
			e.push(merge{p.rank, i, p.id, p.next})
		}
	}
	for i := range e.parts {
		push(int32(i))
	}
	end := int32(len(e.parts))
	for len(e.heap) > 0 {
		m := e.pop()
		p := &e.parts[m.at]
		if p.id != m.id || p.next != m.next || p.rank != m.rank {
			continue
		}
		gone := &e.parts[p.next]
		p.id, p.next = p.merged, gone.next
		gone.id, gone.rank = -1, never
		p.rank = never
		if p.next < end {
			e.parts[p.next].prev = m.at
			p.rank, p.merged = e.t.merges.get(p.id, e.parts[p.next].id)
			push(m.at)
		}
		if p.prev >= 0 {
			q := &e.parts[p.prev]
			q.rank, q.merged = e.t.merges.get(q.id, p.id)
			push(p.prev)
		}
	}
	for i := int32(0); i < end; i = e.parts[i].next {
		dst = append(dst, e.parts[i].id)
	}
	return dst
}

func (e *Encoder) push(m merge) {
	h := append(e.heap, m)
	for i := len(h) - 1; i > 0; {
		up := (i - 1) / 2
		if !h[i].before(h[up]) {
			break
		}
		h[i], h[up] = h[up], h[i]
		i = up
	}
	e.heap = h
}

func (e *Encoder) pop() merge {
	h := e.heap
	top := h[0]
	h[0] = h[len(h)-1]
	h = h[:len(h)-1]
	for i := 0; ; {
		c := 2*i + 1
		if c >= len(h) {
			break
		}
		if c+1 < len(h) && h[c+1].before(h[c]) {
			c++
		}
		if !h[c].before(h[i]) {
			break
		}
		h[i], h[c] = h[c], h[i]
		i = c
	}
	e.heap = h
	return top
}
