package ets

// initial holds the states before the first value, where the search starts
// (level and slope) or stays (season).
type initial struct {
	mean             float64 // level without a trend
	intercept, slope float64 // level and slope with one
	season           []float64
}

// initialStates follows Hyndman & Khandakar 2008, section 2.4: the season from
// a classical decomposition of the first three cycles, then the level and
// slope from a line through the first ten seasonally adjusted values (two
// cycles' worth when that is more, so that a season left unmodelled does not
// tilt the line).
func initialStates(y []float64, season int, kind component) initial {
	var in initial
	adjusted := y
	if kind != none {
		in.season = decompose(y, season, kind)
		adjusted = make([]float64, len(y))
		for t, v := range y {
			if kind == additive {
				adjusted[t] = v - in.season[t%season]
			} else {
				adjusted[t] = v / in.season[t%season]
			}
		}
	}
	n := min(len(y), max(10, 2*season))
	var sumY, sumT, sumTY, sumTT float64
	for i, v := range adjusted[:n] {
		t := float64(i + 1)
		sumY, sumT, sumTY, sumTT = sumY+v, sumT+t, sumTY+t*v, sumTT+t*t
	}
	c := float64(n)
	in.mean = sumY / c
	in.slope = (sumTY - sumT*sumY/c) / (sumTT - sumT*sumT/c)
	in.intercept = in.mean - in.slope*sumT/c
	return in
}

// decompose gives one cycle of seasonal states by classical decomposition
// with a 2 x season moving average, normalised to sum 0 (additive) or mean 1
// (multiplicative). y has at least two cycles.
func decompose(y []float64, season int, kind component) []float64 {
	sum := make([]float64, season)
	count := make([]float64, season)
	half := season / 2
	for t := half; t+half < len(y); t++ {
		var window float64
		for i := t - half; i <= t+half; i++ {
			window += y[i]
		}
		if season%2 == 0 {
			window -= (y[t-half] + y[t+half]) / 2
		}
		level := window / float64(season)
		d := y[t] - level
		if kind == multiplicative {
			d = y[t] / level
		}
		sum[t%season] += d
		count[t%season]++
	}
	var mean float64
	for p := range sum {
		sum[p] /= max(1, count[p])
		mean += sum[p] / float64(season)
	}
	for p := range sum {
		if kind == multiplicative {
			// A state near zero would make the first forecasts of its phase
			// nothing and their relative errors endless.
			sum[p] = max(0.01, sum[p]/mean)
		} else {
			sum[p] -= mean
		}
	}
	return sum
}
