package token

import "context"

// learner finds the merges of counted words. It holds every word as ids in one
// array, knows for each pair how often it occurs and in which words, and after
// a merge touches only the words that hold the pair.
type learner struct {
	size, longest int
	least         int64

	symbols []int32 // the words, one after the other; a word shrinks in place
	offset  []uint32
	length  []uint16
	count   []int64

	raw    []string         // by id, the bytes of each token
	known  map[string]int32 // the other way, for bytes and merged tokens
	banned map[string]bool  // bytes no token may stand for
	merges []merge

	pairs pairSet
	queue queue[candidate]

	changes changes
}

// newLearner lays out the words and counts their pairs.
func newLearner(c *Trainer, words []word, start *[256]int32) *learner {
	l := &learner{
		size: c.Size, longest: c.MaxToken, least: int64(c.MinFrequency),
		raw: make([]string, len(c.Special)+256, c.Size), known: map[string]int32{}, banned: map[string]bool{},
		changes: newChanges(c.Size),
	}
	for b, id := range start {
		l.raw[id] = string([]byte{byte(b)})
		l.known[l.raw[id]] = id
	}
	// A text must not come to a special token by merging, as it would where the
	// token's name is a word.
	runes := newByteRunes()
	for _, s := range c.Special {
		if raw, ok := runes.raw(s); ok {
			l.banned[raw] = true
		}
	}
	total := 0
	for _, w := range words {
		total += len(w.text)
	}
	l.symbols = make([]int32, 0, total)
	for _, w := range words {
		if len(w.text) < 2 {
			continue
		}
		l.offset = append(l.offset, uint32(len(l.symbols)))
		l.length = append(l.length, uint16(len(w.text)))
		l.count = append(l.count, w.count)
		for i := range len(w.text) {
			l.symbols = append(l.symbols, start[w.text[i]])
		}
	}
	l.pairs.grow(1 << 12)
	for w := range l.offset {
		ids := l.word(w)
		for i := range len(ids) - 1 {
			p := l.pairs.at(ids[i], ids[i+1])
			p.count += l.count[w]
			p.note(uint32(w))
		}
	}
	for i := range l.pairs.list {
		l.enqueue(int32(i))
	}
	return l
}

func (l *learner) word(w int) []int32 {
	return l.symbols[l.offset[w] : l.offset[w]+uint32(l.length[w])]
}

// enqueue offers a pair for merging, if it may become a token.
func (l *learner) enqueue(i int32) {
	p := &l.pairs.list[i]
	if p.count >= l.least && len(l.raw[p.left])+len(l.raw[p.right]) <= l.longest {
		l.queue.push(candidate{count: p.count, left: p.left, right: p.right, pair: i})
	}
}

func (l *learner) learn(ctx context.Context) error {
	for len(l.raw) < l.size && len(l.queue) > 0 {
		top := l.queue.pop()
		p := &l.pairs.list[top.pair]
		if p.count != top.count { // counts in the queue are brought up to date when they come up
			l.enqueue(top.pair)
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		left, right := p.left, p.right
		made := l.raw[left] + l.raw[right]
		if l.banned[made] {
			continue
		}
		id, ok := l.known[made]
		if !ok {
			id = int32(len(l.raw))
			l.raw = append(l.raw, made)
			l.known[made] = id
		}
		// A pair comes up again when a token it holds was made a second way;
		// its rule is there already.
		if !p.merged {
			l.merges = append(l.merges, merge{left, right, id})
			p.merged = true
		}
		where := p.where
		p.where, p.count = nil, 0
		for _, w := range where {
			l.mergeWord(int(w), left, right, id)
		}
		l.apply(left, right, id)
	}
	return nil
}

// mergeWord puts id in the place of each left, right of a word and notes what
// that does to the pairs around.
func (l *learner) mergeWord(w int, left, right, id int32) {
	ids := l.word(w)
	out := 0
	for i := 0; i < len(ids); i++ {
		if ids[i] != left || i+1 == len(ids) || ids[i+1] != right {
			ids[out] = ids[i]
			out++
			continue
		}
		n := l.count[w]
		if out > 0 {
			before := ids[out-1]
			l.changes.before.take(before, n)
			l.changes.beforeMade.give(before, n, uint32(w))
		}
		if i+2 < len(ids) {
			after := ids[i+2]
			l.changes.after.take(after, n)
			l.changes.afterMade.give(after, n, uint32(w))
		}
		ids[out] = id
		out++
		i++
	}
	l.length[w] = uint16(out)
}

// apply brings the counts up to date after a merge.
func (l *learner) apply(left, right, id int32) {
	c := &l.changes
	for _, x := range c.before.drain() {
		l.pairs.at(x.symbol, left).count -= x.count
	}
	for _, x := range c.after.drain() {
		l.pairs.at(right, x.symbol).count -= x.count
	}
	gained := func(x change, left, right int32) {
		p := l.pairs.at(left, right)
		p.count += x.count
		for _, w := range x.where {
			p.note(w)
		}
		l.enqueue(l.pairs.index(left, right))
	}
	for _, x := range c.beforeMade.drain() {
		gained(x, x.symbol, id)
	}
	for _, x := range c.afterMade.drain() {
		gained(x, id, x.symbol)
	}
	// What overlapped with itself ("aaa") is gone, not left over.
	if p := l.pairs.at(left, right); p.count < 0 {
		p.count = 0
	}
}
