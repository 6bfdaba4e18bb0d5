package backtest

import (
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
