package token

// pair is two neighbouring ids, how often they occur, and the words that may
// hold them: a word is noted when it gains the pair and not struck out when it
// loses it.
type pair struct {
	left, right int32
	merged      bool
	count       int64
	where       []uint32
}

func (p *pair) note(w uint32) {
	if n := len(p.where); n == 0 || p.where[n-1] != w {
		p.where = append(p.where, w)
	}
}

// pairSet finds pairs by their ids: open addressing over a list, which keeps
// the order in which pairs were first seen.
type pairSet struct {
	list  []pair
	slots []int32 // index in list, plus one; 0: empty
	shift uint
}

func (s *pairSet) grow(slots int) {
	s.slots = make([]int32, slots)
	s.shift = 64
	for n := slots; n > 1; n >>= 1 {
		s.shift--
	}
	for i := range s.list {
		*s.slot(s.list[i].left, s.list[i].right) = int32(i + 1)
	}
}

func (s *pairSet) slot(left, right int32) *int32 {
	key := pairKey(left, right)
	for at := (key ^ key>>29) * spread >> s.shift; ; at++ {
		slot := &s.slots[at&uint64(len(s.slots)-1)]
		if *slot == 0 || s.list[*slot-1].left == left && s.list[*slot-1].right == right {
			return slot
		}
	}
}

// index gives the place of a pair in the list, where it is put if it is new.
func (s *pairSet) index(left, right int32) int32 {
	slot := s.slot(left, right)
	if *slot == 0 {
		if 2*len(s.list) >= len(s.slots) {
			s.grow(2 * len(s.slots))
			slot = s.slot(left, right)
		}
		s.list = append(s.list, pair{left: left, right: right})
		*slot = int32(len(s.list))
	}
	return *slot - 1
}

// at gives a pair; the pointer is good until the next call.
func (s *pairSet) at(left, right int32) *pair { return &s.list[s.index(left, right)] }

// change is what one merge does to the pairs with one neighbour.
type change struct {
	symbol int32
	count  int64
	where  []uint32
}

// tally adds up changes by neighbour, in a table as large as the vocabulary, so
// that the many occurrences of a merge cost no look-up in the pair set.
type tally struct {
	at   []int32 // by symbol: index in list, plus one
	list []change
}

func newTally(size int) tally { return tally{at: make([]int32, size)} }

func (t *tally) take(symbol int32, n int64) *change {
	if t.at[symbol] == 0 {
		t.list = append(t.list, change{symbol: symbol})
		t.at[symbol] = int32(len(t.list))
	}
	c := &t.list[t.at[symbol]-1]
	c.count += n
	return c
}

func (t *tally) give(symbol int32, n int64, w uint32) {
	c := t.take(symbol, n)
	if k := len(c.where); k == 0 || c.where[k-1] != w {
		c.where = append(c.where, w)
	}
}

// drain gives the changes in the order they first came, and forgets them. The
// list is good until the tally is used again.
func (t *tally) drain() []change {
	for _, c := range t.list {
		t.at[c.symbol] = 0
	}
	list := t.list
	t.list = t.list[:0]
	return list
}

// changes are the four kinds: pairs lost before and after the merged one, and
// pairs gained there.
type changes struct{ before, after, beforeMade, afterMade tally }

func newChanges(size int) changes {
	return changes{newTally(size), newTally(size), newTally(size), newTally(size)}
}

// candidate is a pair offered for merging with its count at that time.
type candidate struct {
	count       int64
	left, right int32
	pair        int32
}

// Before puts the highest count first, of equals the lower ids, so that the
// order does not depend on when a pair was offered.
func (c candidate) Before(d candidate) bool {
	switch {
	case c.count != d.count:
		return c.count > d.count
	case c.left != d.left:
		return c.left < d.left
	}
	return c.right < d.right
}
