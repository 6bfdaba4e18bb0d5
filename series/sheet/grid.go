package sheet

import (
	"cmp"
	"math"
	"slices"
)

// grid puts rows into periods. In a wide file all series share one.
type grid struct {
	axis   Axis
	order  []int   // rows by time, equal times as in the file; those too far away are left out
	times  []int64 // of all rows
	period []int   // of the rows in order
	n      int     // periods from the first to the last
	tally  tally
}

// sortRows orders rows by time and says how many stood before an earlier one.
func sortRows(times []int64, lines []int) (order []int, sorted []int64, t tally) {
	order = make([]int, len(times))
	late := 0
	for i := range order {
		order[i] = i
	}
	most := int64(math.MinInt64)
	firstLate := 0
	for i, v := range times {
		if v < most {
			if late == 0 {
				firstLate = lines[i]
			}
			late++
		}
		most = max(most, v)
	}
	t.add(Unordered, late, firstLate, "")
	if late == 0 {
		return order, times, t
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(times[a], times[b]) })
	sorted = make([]int64, len(times))
	for i, row := range order {
		sorted[i] = times[row]
	}
	return order, sorted, t
}

// newGrid lays the periods of a rhythm over rows. sorted is times in order.
func newGrid(d *dates, r rhythm, times []int64, order []int, sorted []int64, lines []int, most int) *grid {
	g := &grid{axis: newAxis(d, r, sorted), order: order, times: times}
	lo, hi := near(&g.axis, sorted, most)
	if cut := len(order) - (hi - lo); cut > 0 {
		row := order[0]
		if lo == 0 {
			row = order[hi]
		}
		g.tally.add(Far, cut, lines[row], d.write(times[row]))
		g.order = order[lo:hi]
	}
	if hi > lo {
		g.axis.first = g.axis.number(sorted[lo])
		g.period = make([]int, hi-lo)
		for i, v := range sorted[lo:hi] {
			g.period[i] = int(g.axis.number(v) - g.axis.first)
		}
		g.n = g.period[hi-lo-1] + 1
	}
	return g
}

// near finds the dates that belong together. A mistyped year puts a date
// centuries away from all others; a series may span many more periods than it
// has values, but not that many. At the widest hole the smaller side is left
// out, until what is left fits.
func near(a *Axis, sorted []int64, most int) (lo, hi int) {
	const sparse, least, rounds = 50, 1000, 64
	hi = len(sorted)
	fits := func() bool {
		if hi-lo < 2 {
			return true
		}
		span := a.number(sorted[hi-1]) - a.number(sorted[lo])
		return span < int64(min(max(least, sparse*(hi-lo)), most))
	}
	for round := 0; !fits() && round < rounds; round++ {
		widest, at := int64(0), 0
		for i := lo + 1; i < hi; i++ {
			if gap := sorted[i] - sorted[i-1]; gap > widest {
				widest, at = gap, i
			}
		}
		if at-lo < hi-at {
			lo = at
		} else {
			hi = at
		}
	}
	for !fits() { // nothing but holes: the latest stretch
		lo += max(1, (hi-lo)/2)
	}
	return lo, hi
}

// fill puts the values of one series, by row, into its periods.
func (g *grid) fill(values func(row int) float64, lines []int, t *tally) []float64 {
	out := make([]float64, g.n)
	for i := range out {
		out[i] = math.NaN()
	}
	for i, row := range g.order {
		p := g.period[i]
		v := values(row)
		if i > 0 && p == g.period[i-1] {
			kind := Conflicts
			switch {
			case g.times[row] != g.times[g.order[i-1]]:
				kind = Uneven
			case math.IsNaN(out[p]) || math.IsNaN(v) || out[p] == v:
				kind = Duplicates
			}
			t.add(kind, 1, lines[row], g.axis.dates.write(g.times[row]))
		}
		if !math.IsNaN(v) {
			out[p] = v
		}
	}
	return out
}
