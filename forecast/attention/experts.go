package attention

import "math"

// experts is how many simple forecasts the network weighs.
const experts = 8

// growthParts are the windows, as parts of a season, whose mean is compared
// with the same window a season before: a month, a quarter, half a year and a
// year, for seasons of a year.
var growthParts = [...]float64{1.0 / 13, 0.25, 0.5, 1}

// past is the known history of a window, gaps filled from what came before.
type past struct {
	y      []float64
	sum    []float64 // prefix sums
	season int
	level  float64 // mean of the last cycle
	size   float64 // mean size of all values
	signed bool    // some value is below zero
	moved  bool    // some value is not like the first
}

func (p *past) set(y []float64, season int) {
	p.y, p.season, p.signed, p.moved, p.size = y, season, false, false, 0
	p.sum = append(p.sum[:0], 0)
	for i, v := range y {
		p.sum = append(p.sum, p.sum[i]+v)
		p.signed, p.moved = p.signed || v < 0, p.moved || v != y[0]
		p.size += math.Abs(v)
	}
	p.size /= float64(max(len(y), 1))
	p.level = p.mean(len(y)-season, len(y))
}

// mean is that of values [lo, hi), cut to what there is.
func (p *past) mean(lo, hi int) float64 {
	lo, hi = max(lo, 0), min(hi, len(p.y))
	if hi <= lo {
		return 0
	}
	return (p.sum[hi] - p.sum[lo]) / float64(hi-lo)
}

func (p *past) smooth(i, half int) float64 { return p.mean(i-half, i+half+1) }

// growth is the logarithm of the last window's mean over the same one's a
// season before, a tenth of the overall size added to both; 0 when unknown.
func (p *past) growth(window int) float64 {
	n := len(p.y)
	if n < window+p.season || p.size == 0 {
		return 0
	}
	now, before := p.mean(n-window, n)+0.1*p.size, p.mean(n-window-p.season, n-p.season)+0.1*p.size
	if now <= 0 || before <= 0 {
		return 0
	}
	return min(1, max(-1, math.Log(now/before)))
}

// part is a part of a season in whole periods, at least one.
func (p *past) part(x float64) int { return max(1, int(math.Round(x*float64(p.season)))) }

// shape writes the season's course, the first period after y first: as ratios
// to the cycle's level, or as differences from it when values may be negative.
// Cycles are averaged, later ones with more weight, after smoothing.
func (p *past) shape(out []float64) {
	n, m := len(p.y), p.season
	half := int(math.Round(0.05 * float64(m)))
	for i := range out {
		out[i] = 0
	}
	total, w := 0.0, 1.0
	for end := n; end >= m && end > n-3*m; end -= m {
		level := p.mean(end-m, end)
		for i := range out {
			out[i] += w * (p.smooth(end-m+i, half) - level)
		}
		if p.signed {
			total += w
		} else {
			total += w * level // so a cycle's ratios count by its size
		}
		w *= 0.7
	}
	for i := range out {
		if total > 0 {
			out[i] /= total
		}
	}
}

// forecasts writes the experts' forecasts, each as long as the horizon:
// shape times level with and without the last quarter's growth (by its square
// root), the last cycle smoothed and as it was, the last value, the mean of the
// last quarter, the last value with the season's changes, and drift.
func (p *past) forecasts(out *[experts][]float64, shape []float64) {
	n, m := len(p.y), p.season
	last := p.y[n-1]
	p.shape(shape)
	grown := p.level * math.Exp(0.5*p.growth(p.part(0.25)))
	half := int(math.Round(0.02 * float64(m)))
	recent := p.mean(n-p.part(0.25), n)
	h := len(out[0])
	reach := min(n-1, max(m, h))
	slope := 0.0
	if reach > 0 {
		slope = (last - p.y[n-1-reach]) / float64(reach)
	}
	for k := range h {
		s := shape[k%m]
		if p.signed {
			out[0][k], out[1][k] = p.level+s, p.level+s
		} else {
			out[0][k], out[1][k] = grown*(1+s), p.level*(1+s)
		}
		if m > 1 && n >= m {
			at := n - m + k%m
			out[2][k], out[3][k] = p.smooth(at, half), p.y[at]
			out[6][k] = last + p.smooth(at, half) - p.smooth(n-m-1, half)
			if n == m {
				out[6][k] = out[2][k]
			}
		} else {
			out[2][k], out[3][k], out[6][k] = last, last, last
		}
		out[4][k], out[5][k] = last, recent
		out[7][k] = last + slope*float64(k+1)
		if !p.signed {
			out[6][k], out[7][k] = max(0, out[6][k]), max(0, out[7][k])
		}
	}
}

// scale is the size of error that is usual over the horizon: the smallest mean
// absolute error, within y, of repeating the last cycle, the value a horizon
// ago, or the mean, of those there are enough cases of. 0: y is constant.
func (p *past) scale(horizon int) float64 {
	n := len(p.y)
	if !p.moved {
		return 0
	}
	mean := p.mean(0, n)
	best := 0.0
	for _, v := range p.y {
		best += math.Abs(v - mean)
	}
	best /= float64(max(n, 1))
	for _, lag := range [...]int{p.season, horizon} {
		if lag < 1 || n-lag < max(4, lag/4) {
			continue
		}
		sum := 0.0
		for t := lag; t < n; t++ {
			sum += math.Abs(p.y[t] - p.y[t-lag])
		}
		best = min(best, sum/float64(n-lag))
	}
	return max(best, leastScale*p.size)
}

// leastScale keeps a series that hardly ever moved from counting its smallest
// stir as a huge error.
const leastScale = 1e-4
