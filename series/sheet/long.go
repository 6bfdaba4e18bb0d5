package sheet

import (
	"io"
	"math"
)

// pile is the rows of one series of a long file.
type pile struct {
	id     string
	times  []int64
	values []float64
	lines  []int
	tally  tally
}

// long reads a row for each value.
func (b *builder) long(r rows, p *plan, comma bool) error {
	if len(p.ignored) > 0 {
		b.table.note("series from %q, dates from %q, values from %q; not read: %s", p.names[p.id], p.names[p.time], p.names[p.value], list(p.ignored))
	}
	need := max(p.id, p.time, p.value) + 1
	byName := map[string]*pile{} // read by key only
	var piles []*pile
	var now *pile // rows of a series follow each other as a rule
	total := 0
	for {
		cells, err := r.row()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		if len(cells) < need {
			b.skip(r.at(), "fewer cells than it needs")
			continue
		}
		at, ok := p.dates.read(cells[p.time])
		if !ok {
			b.skip(r.at(), "the date was not understood")
			continue
		}
		if raw := cells[p.id]; now == nil || string(raw) != now.id {
			id := string(raw)
			if now = byName[id]; now == nil {
				if id = clean(id); id == "" {
					b.skip(r.at(), "no name of a series")
					continue
				}
				if now = byName[id]; now == nil {
					if len(piles) == b.in.limits.Series {
						return &LimitError{b.in.name, "Series", int64(b.in.limits.Series)}
					}
					now = &pile{id: id}
					piles, byName[id] = append(piles, now), now
				}
			}
		}
		if total++; total > b.in.limits.Values {
			return &LimitError{b.in.name, "Values", int64(b.in.limits.Values)}
		}
		v := value(cells[p.value], comma, r.at(), &now.tally)
		if !math.IsNaN(v) {
			b.last = max(b.last, at)
		}
		now.times, now.values, now.lines = append(now.times, at), append(now.values, v), append(now.lines, r.at())
	}
	return b.pile(piles)
}

// pile makes series of the rows. The file's rhythm is that of all together.
func (b *builder) pile(piles []*pile) error {
	calendar := b.dates.spelling != integers
	var all gaps
	orders, sorts := make([][]int, len(piles)), make([][]int64, len(piles))
	for i, s := range piles {
		var t tally
		orders[i], sorts[i], t = sortRows(s.times, s.lines)
		for _, f := range t.found {
			s.tally.add(f.Kind, f.Count, f.Row, f.Text)
		}
		all.add(sorts[i], calendar)
	}
	file := b.rhythm(&all)
	for i, s := range piles {
		r := file
		if b.freq == "" {
			var mine gaps
			mine.add(sorts[i], calendar)
			r = b.against(&mine, file, &s.tally)
		}
		g := newGrid(b.dates, r, s.times, orders[i], sorts[i], s.lines, b.in.limits.Periods)
		if b.values+g.n > b.in.limits.Values {
			return &LimitError{b.in.name, "Values", int64(b.in.limits.Values)}
		}
		for _, f := range g.tally.found {
			s.tally.add(f.Kind, f.Count, f.Row, f.Text)
		}
		values := g.fill(func(row int) float64 { return s.values[row] }, s.lines, &s.tally)
		if err := b.add(s.id, g.axis, values, &s.tally); err != nil {
			return err
		}
		*s, orders[i], sorts[i] = pile{}, nil, nil // half the memory can go again
	}
	return nil
}
