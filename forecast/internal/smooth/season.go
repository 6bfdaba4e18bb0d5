package smooth

import "math"

// Seasonal is the test of the M4 competition's benchmarks (Makridakis,
// Spiliotis & Assimakopoulos 2020): the autocorrelation at the season is
// beyond the 90 % limits of Bartlett (1946), which allow for the
// autocorrelations below it. It wants two full seasons.
func Seasonal(x []float64, season int) bool {
	n := len(x)
	if season < 2 || n < 2*season {
		return false
	}
	var mean float64
	for _, v := range x {
		mean += v
	}
	mean /= float64(n)
	d := make([]float64, n)
	var total float64
	for i, v := range x {
		d[i] = v - mean
		total += d[i] * d[i]
	}
	if total == 0 {
		return false
	}
	var squares, last float64
	for lag := 1; lag <= season; lag++ {
		squares += last * last
		last = dot(d[lag:], d[:n-lag]) / total
	}
	const z90 = 1.645 // two-sided 90 % of the standard normal
	return math.Abs(last) > z90*math.Sqrt((1+2*squares)/float64(n))
}

// dot runs four sums side by side, which the processor adds up in parallel.
func dot(a, b []float64) float64 {
	var s0, s1, s2, s3 float64
	b = b[:len(a)]
	i := 0
	for ; i+4 <= len(a); i += 4 {
		s0 += a[i] * b[i]
		s1 += a[i+1] * b[i+1]
		s2 += a[i+2] * b[i+2]
		s3 += a[i+3] * b[i+3]
	}
	for ; i < len(a); i++ {
		s0 += a[i] * b[i]
	}
	return s0 + s1 + s2 + s3
}

// Course is one cycle of a season; Index[t%len(Index)] belongs to period t of
// the series it was read off, also past its end. Without Index there is none.
type Course struct {
	Index          []float64 // factors around 1, or terms around 0
	Multiplicative bool
}

// Remove takes the course off x, in place.
func (c Course) Remove(x []float64) {
	phase := 0
	for t := range x {
		if len(c.Index) == 0 {
			return
		}
		if c.Multiplicative {
			x[t] /= c.Index[phase]
		} else {
			x[t] -= c.Index[phase]
		}
		if phase++; phase == len(c.Index) {
			phase = 0
		}
	}
}

// Apply puts the course back on forecasts that follow n periods.
func (c Course) Apply(f []float64, n int) {
	if len(c.Index) == 0 {
		return
	}
	for k := range f {
		if s := c.Index[(n+k)%len(c.Index)]; c.Multiplicative {
			f[k] *= s
		} else {
			f[k] += s
		}
	}
}

// least is the smallest factor of a multiplicative course; below it the M4
// benchmarks' implementations turn to an additive one, because what is
// divided by next to nothing explodes.
const least = 0.01

// Classical is the classical decomposition with a 2 x season moving average
// (Persons 1919; as R's decompose), multiplicative where asked and no factor
// falls below 0.01, else additive. x has two full seasons or more.
func Classical(x []float64, season int, multiplicative bool) Course {
	level := movingAverage(x, season)
	half := season / 2
	if multiplicative {
		if c := phases(x, level, season, half, true); c != nil {
			return Course{c, true}
		}
	}
	return Course{phases(x, level, season, half, false), false}
}

// phases averages what is left of each phase where the moving average exists.
// It returns nil for a multiplicative course with a factor that is too small.
func phases(x, level []float64, season, half int, multiplicative bool) []float64 {
	index := make([]float64, season)
	for p := range index {
		var sum, count float64
		for t := p; t < len(x)-half; t += season {
			if t < half {
				continue
			}
			if multiplicative {
				sum += x[t] / level[t]
			} else {
				sum += x[t] - level[t]
			}
			count++
		}
		index[p] = sum / count
	}
	var mean float64
	for _, v := range index {
		mean += v / float64(season)
	}
	for p := range index {
		if multiplicative {
			if index[p] /= mean; !(index[p] >= least) { // also NaN
				return nil
			}
		} else {
			index[p] -= mean
		}
	}
	return index
}

// movingAverage is the centred mean over one season, an even one with half
// weights at its ends; zero where it does not fit.
func movingAverage(x []float64, season int) []float64 {
	out := make([]float64, len(x))
	half := season / 2
	for t := half; t+half < len(x); t++ {
		var sum float64
		for _, v := range x[t-half : t+half+1] {
			sum += v
		}
		if season%2 == 0 {
			sum -= (x[t-half] + x[t+half]) / 2
		}
		out[t] = sum / float64(season)
	}
	return out
}
