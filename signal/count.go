package signal

import (
	"slices"
	"time"

	"hemline/corpus"
	"hemline/series"
)

// Counter turns a stream of appearances, in order of time, into signals.
// It makes one pass and keeps, beside the counts, one period number per
// story and scope; it is for one goroutine.
type Counter struct {
	freq      series.Freq
	until     time.Time
	ancestors func(concept string) []string
	scopes    []*scopeCount

	start   time.Time // first day of period 0
	periods int
	ids     map[string]int // concept id to its number
	names   []string
	expand  [][]int // per concept: itself and its ancestors, as numbers
	scratch []int
}

// scopeCount is what one scope has collected.
type scopeCount struct {
	scope     Scope
	documents []float64         // per period, distinct stories
	last      []int32           // per story: 1 + the last period it was counted in
	concepts  []*conceptCount   // by concept number, nil until first seen
	seen      map[storyOf]int32 // 1 + the last period the pair was counted in
}

type conceptCount struct{ mentions, heat []float64 }

type storyOf struct {
	story   int64
	concept int
}

// NewCounter counts in the given scopes, the empty Scope{} being everything.
// Only periods that end at or before until are counted (a zero until takes
// every period that has begun). ancestors names the broader concepts that a
// mention also counts for; nil means none.
func NewCounter(freq series.Freq, until time.Time, scopes []Scope, ancestors func(string) []string) *Counter {
	if len(scopes) == 0 {
		scopes = []Scope{{}}
	}
	c := &Counter{freq: freq, until: until, ancestors: ancestors, ids: map[string]int{}}
	for _, s := range scopes {
		c.scopes = append(c.scopes, &scopeCount{scope: s, seen: map[storyOf]int32{}})
	}
	return c
}

// Add counts one appearance. Appearances come in order of time; one that
// falls into a period not yet over at the cut is left out.
func (c *Counter) Add(a corpus.Appearance) {
	day := c.freq.Floor(a.Time)
	if !c.until.IsZero() && c.freq.Next(day).After(c.until) {
		return
	}
	if c.periods == 0 {
		c.start = day
	}
	p := c.freq.Index(c.start, day)
	c.periods = max(c.periods, p+1)
	concepts := c.numbers(a.Concepts)
	for _, s := range c.scopes {
		if s.scope.holds(a) {
			s.add(a, p, concepts)
		}
	}
}

// holds reports whether an appearance belongs to the scope.
func (s Scope) holds(a corpus.Appearance) bool {
	return (s.Market == "" || s.Market == a.Market) &&
		(s.Channel == "" || s.Channel == a.Channel) &&
		(s.Segment == "" || s.Segment == a.Segment)
}

// numbers gives the distinct numbers of the concepts and all that is broader.
func (c *Counter) numbers(ids []string) []int {
	c.scratch = c.scratch[:0]
	for _, id := range ids {
		c.scratch = append(c.scratch, c.expand[c.number(id)]...)
	}
	slices.Sort(c.scratch)
	c.scratch = slices.Compact(c.scratch)
	return c.scratch
}

func (c *Counter) number(id string) int {
	if n, ok := c.ids[id]; ok {
		return n
	}
	n := len(c.names)
	c.ids[id] = n
	c.names = append(c.names, id)
	c.expand = append(c.expand, []int{n})
	if c.ancestors != nil {
		for _, up := range c.ancestors(id) {
			m := c.number(up)
			c.expand[n] = append(c.expand[n], m)
		}
	}
	return n
}

func (s *scopeCount) add(a corpus.Appearance, p int, concepts []int) {
	s.documents = reach(s.documents, p)
	if int(a.Story) >= len(s.last) {
		s.last = append(s.last, make([]int32, int(a.Story)+1-len(s.last)+len(s.last)/2)...)
	}
	if s.last[a.Story] != int32(p)+1 {
		s.last[a.Story] = int32(p) + 1
		s.documents[p]++
	}
	for _, n := range concepts {
		for n >= len(s.concepts) {
			s.concepts = append(s.concepts, nil)
		}
		if s.concepts[n] == nil {
			s.concepts[n] = &conceptCount{}
		}
		cc := s.concepts[n]
		cc.mentions = reach(cc.mentions, p)
		cc.heat = reach(cc.heat, p)
		cc.heat[p] += a.Heat
		pair := storyOf{a.Story, n}
		if s.seen[pair] != int32(p)+1 {
			s.seen[pair] = int32(p) + 1
			cc.mentions[p]++
		}
	}
}

// reach makes v long enough to hold index p.
func reach(v []float64, p int) []float64 {
	for len(v) <= p {
		v = append(v, 0)
	}
	return v
}
