package ets

import "hemline/forecast/internal/smooth"

// initial holds the states before the first value, where the search starts
// (level and slope) or stays (season).
type initial struct {
	mean             float64 // level without a trend
	intercept, slope float64 // level and slope with one
	season           []float64
}

// initialStates follows Hyndman & Khandakar 2008, section 2.4: the season is a
// classical decomposition's, the level and slope are those of a line through
// the first ten seasonally adjusted values (two cycles when that is more).
func initialStates(y []float64, course smooth.Course) initial {
	in := initial{season: course.Index}
	n := min(len(y), max(10, 2*len(course.Index)))
	adjusted := y[:n]
	if len(course.Index) > 0 {
		adjusted = append([]float64(nil), adjusted...)
		course.Remove(adjusted)
	}
	var sumY, sumT, sumTY, sumTT float64
	for i, v := range adjusted {
		t := float64(i + 1)
		sumY, sumT, sumTY, sumTT = sumY+v, sumT+t, sumTY+t*v, sumTT+t*t
	}
	c := float64(n)
	in.mean = sumY / c
	in.slope = (sumTY - sumT*sumY/c) / (sumTT - sumT*sumT/c)
	in.intercept = in.mean - in.slope*sumT/c
	return in
}
