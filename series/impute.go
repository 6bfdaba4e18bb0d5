package series

import "math"

// Impute returns a copy of y with missing values filled, for methods that
// need every period. A gap gets the local level (the mean over one season
// around it) plus the mean deviation from their own local level of the same
// phase in other seasons; without a known peer it gets the straight line
// between its neighbours, and before the first or after the last known value
// that value. A fill never leaves the range of the known values, so a
// non-negative series stays so. All missing gives all zero. season 1 or less
// means none.
func Impute(y []float64, season int) []float64 {
	out := append([]float64(nil), y...)
	known := Known(y)
	if known == len(y) {
		return out
	}
	if known == 0 {
		clear(out)
		return out
	}
	line(out)
	if season < 2 || len(y) <= season {
		return out
	}
	level := centred(out, season)
	s := Describe(y)
	for t, v := range y {
		if !math.IsNaN(v) {
			continue
		}
		var sum float64
		n := 0
		for p := t % season; p < len(y); p += season {
			if !math.IsNaN(y[p]) {
				sum += y[p] - level[p]
				n++
			}
		}
		if n > 0 {
			out[t] = min(s.Max, max(s.Min, level[t]+sum/float64(n)))
		}
	}
	return out
}

// line fills gaps in place: straight between known neighbours, flat outside.
// At least one value is known.
func line(y []float64) {
	last := -1
	for t := range y {
		if math.IsNaN(y[t]) {
			continue
		}
		for g := last + 1; g < t; g++ {
			if last < 0 {
				y[g] = y[t]
			} else {
				w := float64(g-last) / float64(t-last)
				y[g] = y[last]*(1-w) + y[t]*w
			}
		}
		last = t
	}
	for g := last + 1; g < len(y); g++ {
		y[g] = y[last]
	}
}

// centred is the moving mean over about one season around each value; near
// the ends the window is cut, not mirrored.
func centred(y []float64, season int) []float64 {
	sum := make([]float64, len(y)+1)
	for i, v := range y {
		sum[i+1] = sum[i] + v
	}
	out := make([]float64, len(y))
	for i := range y {
		lo, hi := max(0, i-season/2), min(len(y), i-season/2+season)
		out[i] = (sum[hi] - sum[lo]) / float64(hi-lo)
	}
	return out
}
