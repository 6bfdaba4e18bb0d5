package backtest

import (
	"slices"
	"time"

	"hemline/series"
)

// Groups gathers the series of one frequency that end together, as indexes
// into ss, in order of first appearance. Only these may share choices and
// errors: what happened to another series after this one's end must not touch
// what is said of this one.
func Groups(ss []series.Series) [][]int {
	type key struct {
		freq series.Freq
		end  time.Time
	}
	place := make(map[key]int) // read by key only
	var out [][]int
	for i, s := range ss {
		k := key{s.Freq, s.End()}
		g, ok := place[k]
		if !ok {
			g = len(out)
			place[k] = g
			out = append(out, nil)
		}
		out[g] = append(out[g], i)
	}
	return out
}

// Pick gathers the members of one group.
func Pick(ss []series.Series, group []int) []series.Series {
	out := make([]series.Series, len(group))
	for j, i := range group {
		out[j] = ss[i]
	}
	return out
}

// together gathers the series of each frequency, in order of first appearance,
// and lets them end together: what comes after a series' own end is missing.
// One that ended more than reach periods earlier is emptied.
func together(ss []series.Series, reach int) [][]series.Series {
	place := make(map[series.Freq]int) // read by key only
	var out [][]series.Series
	var ends []time.Time
	for _, s := range ss {
		g, ok := place[s.Freq]
		if !ok {
			g = len(out)
			place[s.Freq] = g
			out, ends = append(out, nil), append(ends, s.End())
		}
		out[g] = append(out[g], s)
		if s.End().After(ends[g]) {
			ends[g] = s.End()
		}
	}
	for g, group := range out {
		for i := range group {
			s := &group[i]
			switch late := s.Freq.Index(s.End(), ends[g]); {
			case late > reach:
				s.Start, s.Values = ends[g], nil
			case late > 0:
				s.Values = slices.Grow(slices.Clip(s.Values), late) // a copy: the caller keeps its own
				for range late {
					s.Values = append(s.Values, series.Missing())
				}
			}
		}
	}
	return out
}
