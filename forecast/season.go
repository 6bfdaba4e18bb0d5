package forecast

import "math"

// The cycles steps without a calendar may have: quarters, days of a week,
// months, hours, half hours, weeks of a year.
var cycles = [...]int{4, 7, 12, 24, 48, 52}

const (
	// seasonal is the part of the variance of changes that a cycle has to
	// explain in the mean of the series to be believed. Of noise it explains
	// nothing: the parts are adjusted for the number of phases.
	seasonal = 0.05
	// longer is how much more a longer cycle has to explain: 48 explains what
	// 24 does.
	longer = 0.05
	// looked is how many series are looked at, evenly spaced, and latest how
	// many of a series' last cycles.
	looked, latest = 500, 20
)

// Season tells the cycle of series whose periods have no calendar, from all of
// them together: for each candidate the part of the variance of the changes from
// step to step that its phases explain, adjusted for their number (Theil 1961),
// in the mean over the series that hold it three times. 1 without a cycle.
func Season(ys [][]float64) int {
	best, most := 1, seasonal-longer
	stride := (len(ys) + looked - 1) / looked
	for _, m := range cycles {
		sum, n := 0.0, 0
		for i := 0; i < len(ys); i += max(1, stride) {
			y := ys[i]
			y = y[max(0, len(y)-latest*m-1):]
			if len(y) < 3*m+1 {
				continue
			}
			if part, ok := explained(y, m); ok {
				sum += part
				n++
			}
		}
		// A cycle few of the series are long enough for is none of the set's.
		if n > 0 && 2*n*stride >= len(ys) && sum/float64(n) > most+longer {
			best, most = m, sum/float64(n)
		}
	}
	return best
}

// explained is the adjusted part of the variance of y's changes that their
// phase in a cycle of m explains.
func explained(y []float64, m int) (float64, bool) {
	sums, counts := make([]float64, m), make([]float64, m)
	var total, squares, n float64
	for t := 1; t < len(y); t++ {
		if d := y[t] - y[t-1]; !math.IsNaN(d) {
			sums[t%m] += d
			counts[t%m]++
			total += d
			squares += d * d
			n++
		}
	}
	within := squares
	for p, s := range sums {
		if counts[p] > 0 {
			within -= s * s / counts[p]
		}
	}
	all := squares - total*total/n
	if n <= float64(m)+1 || !(all > 0) || math.IsInf(all, 0) {
		return 0, false
	}
	return 1 - (within/(n-float64(m)))/(all/(n-1)), true
}
