// Package seasonalshape forecasts a season's shape times a level.
//
//	y -> cycles -> mean shape, shrunk by how well it repeats
//	             -> level of the last cycle x damped growth on the year before
//
// Seasonal naive copies the last cycle with all its noise. Here the shape is
// smoothed and averaged over cycles, so what one year had by accident is left
// out, and the level follows the growth of the last weeks or months over the
// same ones a year before. The parts are old: seasonal indices as a ratio to
// the cycle's level (Persons 1919), damped growth (Gardner & McKenzie 1985).
// Shape and growth are shrunk as James & Stein (1961) shrink means: of either,
// keep as much as is not scatter.
package seasonalshape

import (
	"fmt"
	"math"

	"hemline/forecast"
	"hemline/series"
)

// Method is the mean of several shape-times-level forecasts that differ in
// smoothing, memory and growth: no single setting is right for every series,
// and their mean is steadier than the best of them chosen in hindsight (Bates
// & Granger 1969).
type Method struct{}

// Name is "seasonal-shape".
func (Method) Name() string { return "seasonal-shape" }

// setting is one member of the mean.
type setting struct {
	smooth float64 // half width of the moving mean over the shape, as part of a season
	memory float64 // weight of a cycle against the one after it
	window float64 // growth is measured over the last window, as part of a season
	damp   float64 // exponent of the growth carried into the forecast, before trust
}

// settings spread over what is plausible for a year of weeks: smoothing over
// three, five or seven of them (one month or three, for months), growth read
// off a quarter or half a year, a quarter to three quarters of it carried on.
// They were set by hand, not searched for; rounding to whole periods rather
// than down, and trust, were kept because they lowered errors on HERMES 2015 to
// 2018 and on monthly shares of search titles.
var settings = [...]setting{
	{0.02, 0.8, 0.25, 0.25},
	{0.02, 0.8, 0.5, 0.5},
	{0.04, 0.4, 0.25, 0.5},
	{0.04, 0.8, 0.5, 0.5},
	{0.06, 0.8, 0.25, 0.25},
	{0.06, 0.4, 0.5, 0.75},
}

// Growth on the year before is held between these; beyond them the ratio says
// more about a small denominator than about demand.
const (
	minGrowth, maxGrowth = 0.4, 2.5
)

// Forecast needs a season of two or more periods and one full cycle. It keeps
// forecast.Bound. Past the first year the level stays where growth has taken
// it: growth is carried once, not compounded.
func (Method) Forecast(y []float64, season, h int) ([]float64, error) {
	if season < 2 || len(y) < season || series.Known(y) < (season+1)/2 {
		return nil, fmt.Errorf("seasonal-shape: needs a season and one cycle of it, half known: %w", forecast.ErrTooShort)
	}
	out := make([]float64, h)
	p := newPast(y, season)
	for _, s := range settings {
		shape := p.shape(p.periods(s.smooth), s.memory)
		level := p.latest() * p.growth(max(1, p.periods(s.window)), s.damp)
		for k := range out {
			out[k] += level * shape[k%season] / float64(len(settings))
		}
	}
	return forecast.Bound(y, out), nil
}

// past is a series cut into full cycles, the latest first.
type past struct {
	y      []float64
	season int
	level  []float64 // mean of each cycle, NaN where nothing is known
	mean   float64   // of all known values
}

func newPast(y []float64, season int) *past {
	p := &past{y: y, season: season, mean: series.Mean(y)}
	for end := len(y); end >= season; end -= season {
		p.level = append(p.level, series.Mean(y[end-season:end]))
	}
	return p
}

// latest is the level of the last cycle of which anything is known.
func (p *past) latest() float64 {
	for _, level := range p.level {
		if !math.IsNaN(level) {
			return level
		}
	}
	return p.mean
}

func (p *past) periods(part float64) int { return int(math.Round(part * float64(p.season))) }

// growth is the ratio of the last window to the same window a year before,
// clamped and damped. A tenth of the overall mean is added to both, so that
// two small numbers give a ratio near one and nothing divides by zero. A window
// out of season says as little about the year as it holds of it: growth counts
// by the window's level, this year's or the last's, against the year's.
func (p *past) growth(window int, damp float64) float64 {
	n := len(p.y)
	if n < window+p.season {
		return 1
	}
	now := series.Mean(p.y[n-window:])
	before := series.Mean(p.y[n-window-p.season : n-p.season])
	calm := 0.1 * math.Abs(p.mean)
	if math.IsNaN(now) || math.IsNaN(before) || before+calm <= 0 || now+calm <= 0 {
		return 1
	}
	weight := 1.0
	if year := p.latest(); year > 0 {
		weight = min(1, max(now, before)/year)
	}
	return math.Pow(min(maxGrowth, max(minGrowth, (now+calm)/(before+calm))), damp*p.trust(window, calm)*weight)
}

// trust is the part, in [0,1], of the growth over the last window that is more
// than the scatter of its periods' own growths: 1 minus the squared standard
// error of their mean over its square (James & Stein 1961).
func (p *past) trust(window int, calm float64) float64 {
	n := len(p.y)
	var sum, squares, count float64
	for t := n - window; t < n; t++ {
		r := math.Log((p.y[t] + calm) / (p.y[t-p.season] + calm))
		if !math.IsNaN(r) && !math.IsInf(r, 0) {
			sum, squares, count = sum+r, squares+r*r, count+1
		}
	}
	if count < 2 {
		return 0.5 // one period shows no scatter: neither believe it nor not
	}
	mean := sum / count
	if mean == 0 {
		return 0
	}
	variance := max(0, squares/count-mean*mean) / (count - 1)
	return max(0, 1-variance/(mean*mean))
}

// trace is the part of the overall mean below which a cycle counts as empty.
// Smoothing reaches over a cycle's edge, and a neighbour divided by next to
// nothing is a number whose square overflows.
const trace = 1e-9

// shape is the season's course around 1, position 0 being the first period
// after y. Cycles are weighted by memory and by their level, so that a cycle
// counts by its size and an empty one not at all; the deviations from 1 are
// then shrunk by how well they repeat.
func (p *past) shape(half int, memory float64) []float64 {
	smooth := moving(p.y, half)
	var cycles [][]float64 // deviations of each weighty cycle
	var weights []float64
	total, w := 0.0, 1.0
	for j, level := range p.level {
		if level > trace*math.Abs(p.mean) { // neither empty nor unknown
			start := len(p.y) - (j+1)*p.season
			d := make([]float64, p.season)
			for i := range d {
				if v := smooth[start+i]; !math.IsNaN(v) {
					d[i] = v/level - 1
				}
			}
			cycles, weights = append(cycles, d), append(weights, w*level)
			total += w * level
		}
		w *= memory
	}
	out := make([]float64, p.season)
	for j, d := range cycles {
		weights[j] /= total
		for i, v := range d {
			out[i] += weights[j] * v
		}
	}
	keep := repeats(cycles, weights, out)
	for i, d := range out {
		out[i] = 1 + keep*d
	}
	return out
}

// alone is the sum of squared weights (1 for a single cycle, 1/2 for two equal
// ones) above which one cycle outweighs the rest so far that comparing them
// says nothing.
const alone = 0.9

// repeats estimates, in [0,1], how much of the mean deviations is season
// rather than accident: the products between different cycles, in which
// accidents cancel, over the square of their mean, in which they do not. With
// one cycle there is nothing to compare; then neighbouring periods must agree
// (the lag-1 autocorrelation), for a season comes and goes in steps, and what a
// straight line explains is taken for growth: a season has to come back down.
func repeats(cycles [][]float64, weights, mean []float64) float64 {
	var squares, own, weightSquares, next float64
	for i, m := range mean {
		squares += m * m
		next += m * mean[(i+1)%len(mean)]
	}
	if squares == 0 {
		return 0
	}
	for j, d := range cycles {
		weightSquares += weights[j] * weights[j]
		for _, v := range d {
			own += weights[j] * weights[j] * v * v
		}
	}
	if weightSquares > alone {
		return min(1, max(0, next/squares)) * (1 - climb(mean))
	}
	between := (squares - own) / (1 - weightSquares)
	return min(1, max(0, between/squares))
}

// moving is the mean over the known values within half of each position, NaN
// where there is none.
func moving(y []float64, half int) []float64 {
	out := make([]float64, len(y))
	for i := range y {
		out[i] = series.Mean(y[max(0, i-half):min(len(y), i+half+1)])
	}
	return out
}

// climb is the part of the deviations d, whose mean is near zero, that a
// straight line explains (the coefficient of determination), in [0,1].
func climb(d []float64) float64 {
	middle := float64(len(d)-1) / 2
	var xy, xx, yy float64
	for i, v := range d {
		x := float64(i) - middle
		xy, xx, yy = xy+x*v, xx+x*x, yy+v*v
	}
	if xx == 0 || yy == 0 {
		return 0
	}
	return min(1, xy*xy/(xx*yy))
}
