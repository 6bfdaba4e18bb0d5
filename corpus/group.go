package corpus

import (
	"cmp"
	"slices"
)

// grouper decides which documents are copies of which story.
//
// Documents stand in one order: by time, then by id. In that order each joins
// the first story it is near to that began at most a window before, or else
// begins a story. So the grouping is a function of the set of documents: the
// order of import makes no difference, and what is dated later never changes
// what is dated earlier. A story does not grow by its copies: both nearness
// and the window are taken from its first document, so that a topic which
// returns every day becomes a story a window, not one without end.
//
// A document that arrives late can begin a story before one that is there
// already. Then whatever is near and later is decided again, in order, and so
// on while stories begin or cease; each document at most once a batch.
//
// Headlines of one pattern that are alike but for a name cannot be kept apart
// before they are compared: a window that holds tens of thousands of one
// pattern costs time by their square (15,000 take 8 seconds).
//
// The index is kept in memory by stretches of half a window and loaded as
// they are needed, so an import in order of time holds three or four.
type grouper struct {
	rule   rule
	load   func(from, to int64, add func(d member) error) error // committed documents, from <= time < to
	slabs  map[int64]*slab
	rows   int // in all slabs
	batch  int
	lookup uint32 // counts the calls of candidates
	sg     shingler
	sig    []uint32

	aroundKey int64
	around    []*slab // those a window before to a window after aroundKey
}

// member is a document as the grouper sees it.
type member struct {
	id          uint64
	time        int64 // Unix seconds
	n           int64
	story       int64
	title, body string
}

// moved is a stored document that changed its story.
type moved struct{ n, story int64 }

// place is a document in the index.
type place struct {
	slab *slab
	i    uint32
}

func (p place) before(time int64, id uint64) bool {
	return order(p.slab.time(p.i), p.slab.slots[p.i].id, time, id) < 0
}

func order(atime int64, aid uint64, btime int64, bid uint64) int {
	if c := cmp.Compare(atime, btime); c != 0 {
		return c
	}
	return cmp.Compare(aid, bid)
}

// slabLength is the time one slab covers, in seconds.
func (g *grouper) slabLength() int64 { return max(g.rule.window/2, 1<<16) }

func (g *grouper) keyOf(time int64) int64 {
	l := g.slabLength()
	k := time / l
	if time%l < 0 {
		k--
	}
	return k
}

// surroundings loads and returns the slabs a window around time, in order. The
// slice is used again.
func (g *grouper) surroundings(time int64) ([]*slab, error) {
	key := g.keyOf(time)
	if g.around != nil && key == g.aroundKey {
		return g.around, nil
	}
	reach := (g.rule.window + g.slabLength() - 1) / g.slabLength()
	g.around = g.around[:0]
	for k := key - reach; k <= key+reach; k++ {
		s, err := g.slab(k)
		if err != nil {
			g.around = nil
			return nil, err
		}
		s.used = g.batch
		g.around = append(g.around, s)
	}
	g.aroundKey = key
	return g.around, nil
}

func (g *grouper) slab(key int64) (*slab, error) {
	if s := g.slabs[key]; s != nil {
		return s, nil
	}
	s := &slab{start: key * g.slabLength()}
	err := g.load(s.start, s.start+g.slabLength(), func(d member) error {
		g.sig = g.sg.signature(g.sig[:0], d.title, d.body)
		keys := bandKeys(viewOf(g.sig))
		s.add(d.id, d.time, uint32(d.n), uint32(d.story), g.sig, &keys)
		return nil
	})
	if err != nil {
		return nil, err
	}
	g.slabs[key] = s
	g.rows += len(s.slots)
	return s, nil
}

// group decides the stories of new documents, setting their story, and
// returns the stored ones it moved, by row number. The new ones must have
// their final row numbers and not be stored yet. After an error, or when the
// batch is not committed in the end, the grouper must be thrown away.
func (g *grouper) group(batch []member) ([]moved, error) {
	g.batch++
	g.around = nil
	todo := make([]int, len(batch))
	for i := range todo {
		todo[i] = i
	}
	slices.SortFunc(todo, func(a, b int) int {
		return order(batch[a].time, batch[a].id, batch[b].time, batch[b].id)
	})
	var again queue
	var out []moved
	for len(todo) > 0 || len(again) > 0 {
		if len(todo) > 0 && (len(again) == 0 || !again[0].before(batch[todo[0]].time, batch[todo[0]].id)) {
			if err := g.insert(&batch[todo[0]], &again); err != nil {
				return nil, err
			}
			todo = todo[1:]
			continue
		}
		p := again.pop()
		for len(again) > 0 && again[0] == p {
			again.pop()
		}
		m, err := g.decideAgain(p, &again)
		if err != nil {
			return nil, err
		}
		if m.n != 0 {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(a, b moved) int { return cmp.Compare(a.n, b.n) })
	return out, nil
}

// insert decides the story of a new document and puts it into the index.
func (g *grouper) insert(d *member, again *queue) error {
	around, err := g.surroundings(d.time)
	if err != nil {
		return err
	}
	g.sig = g.sg.signature(g.sig[:0], d.title, d.body)
	v := viewOf(g.sig)
	keys := bandKeys(v)
	d.story = d.n
	if head, ok := g.head(around, d.time, d.id, v, &keys); ok {
		d.story = int64(head.slab.slots[head.i].n)
	}
	s := g.slabs[g.keyOf(d.time)]
	i := s.add(d.id, d.time, uint32(d.n), uint32(d.story), g.sig, &keys)
	g.rows++
	if d.story == d.n {
		g.later(around, place{s, i}, &keys, again)
	}
	return nil
}

// decideAgain decides the story of an indexed document anew.
func (g *grouper) decideAgain(p place, again *queue) (moved, error) {
	d := p.slab.slots[p.i]
	time := p.slab.time(p.i)
	around, err := g.surroundings(time)
	if err != nil {
		return moved{}, err
	}
	v := p.slab.view(p.i)
	keys := bandKeys(v)
	story := d.n
	if head, ok := g.head(around, time, d.id, v, &keys); ok {
		story = head.slab.slots[head.i].n
	}
	if story == d.story {
		return moved{}, nil
	}
	flips := (d.story == d.n) != (story == d.n)
	p.slab.setStory(p.i, story)
	if flips {
		g.later(around, p, &keys, again)
	}
	return moved{n: int64(d.n), story: int64(story)}, nil
}

// head finds the first story before (time, id) and within the window that v
// is near to.
func (g *grouper) head(around []*slab, time int64, id uint64, v view, keys *[bands]uint32) (best place, ok bool) {
	for _, s := range around {
		if ok || s.start > time {
			break // slabs are in order of time: what follows began later
		}
		g.candidates(s, &s.heads, v, keys, func(i uint32) {
			c := place{s, i}
			if t := s.time(i); t > time || time-t > g.rule.window || !c.before(time, id) {
				return
			}
			if ok && !c.before(s.time(best.i), s.slots[best.i].id) {
				return
			}
			if g.rule.near(s.view(i), v) {
				best, ok = c, true
			}
		})
	}
	return best, ok
}

// later puts everything near p, later and within the window on the queue.
func (g *grouper) later(around []*slab, p place, keys *[bands]uint32, again *queue) {
	time, id, v := p.slab.time(p.i), p.slab.slots[p.i].id, p.slab.view(p.i)
	for _, s := range around {
		if s.start+g.slabLength() <= time {
			continue
		}
		for _, t := range [...]*table{&s.heads, &s.members} {
			g.candidates(s, t, v, keys, func(i uint32) {
				c := place{s, i}
				if c != p && !c.before(time, id) && s.time(i)-time <= g.rule.window && g.rule.near(s.view(i), v) {
					again.push(c)
				}
			})
		}
	}
}

// candidates calls fn once with each document of a table that shares a band
// with v and may be near it.
func (g *grouper) candidates(s *slab, t *table, v view, keys *[bands]uint32, fn func(i uint32)) {
	if t.count == 0 {
		return
	}
	if g.lookup++; g.lookup == 0 { // came round: forget what old lookups met
		for _, s := range g.slabs {
			clear(s.seen)
		}
		g.lookup = 1
	}
	short := briefOf(v)
	mask := uint32(len(t.dir) - 1)
	for _, k := range keys {
		for e := t.dir[k&mask]; e != 0; e = s.next[e-1] {
			i := (e - 1) / bands
			if s.seen[i] == g.lookup {
				continue
			}
			s.seen[i] = g.lookup
			if g.rule.mayBeNear(s.slots[i].brief, short) {
				fn(i)
			}
		}
	}
}

// trim drops the slabs longest unused while more than limit documents are
// held; those of the last batch stay.
func (g *grouper) trim(limit int) {
	for g.rows > limit {
		oldest, found := int64(0), false
		for k, s := range g.slabs {
			if s.used == g.batch {
				continue
			}
			if o := g.slabs[oldest]; !found || s.used < o.used || s.used == o.used && k < oldest {
				oldest, found = k, true
			}
		}
		if !found {
			return
		}
		g.rows -= len(g.slabs[oldest].slots)
		delete(g.slabs, oldest)
	}
}
