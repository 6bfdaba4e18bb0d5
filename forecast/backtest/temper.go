package backtest

import (
	"math"

	"hemline/series"
)

// temper is, by regime, how much of a forecast change from the last year's
// mean has come true in the mean: 1 when changes came as forecast, 0 when
// forecasting no change would have been as good. Fads regress to the mean
// (Galton 1886), and no single series is long enough to show by how much, so
// it is measured on all of them.
type temper [regimes]float64

// untempered takes forecasts as they are.
func untempered() temper { return temper{1, 1, 1, 1} }

const (
	// temperWindows is the weight, in windows, of the belief that changes come
	// as forecast: set by hand, so that a few windows cannot silence forecasts.
	temperWindows = 10
	// largest is the largest scaled change that counts; a single explosion
	// must not set the factor for everything.
	largest = 3
)

// newTemper regresses, through the origin, the change that came on the change
// that was forecast, both scaled and without what all series had in common at
// that origin (see shocks).
func newTemper(tracks []Track, choices []Choice, back int, o Options) temper {
	type pair struct {
		w            *Window
		came, called float64
	}
	var pairs []pair
	cameAt, calledAt := map[int][]float64{}, map[int][]float64{}
	for w, f := range said(tracks, choices, back, o) {
		p := pair{w, clip((series.Mean(w.Actual) - w.LastYear) / w.Scale), clip((series.Mean(f) - w.LastYear) / w.Scale)}
		if math.IsNaN(p.called) {
			continue
		}
		pairs = append(pairs, p)
		cameAt[w.Back] = append(cameAt[w.Back], p.came)
		calledAt[w.Back] = append(calledAt[w.Back], p.called)
	}
	came, called := newShocks(cameAt), newShocks(calledAt)
	var xy, xx, windows [regimes]float64
	for _, p := range pairs {
		x, y := p.called-called[p.w.Back], p.came-came[p.w.Back]
		xy[p.w.Regime] += x * y
		xx[p.w.Regime] += x * x
		windows[p.w.Regime]++
	}
	t := untempered()
	for r := range t {
		if xx[r] > 0 {
			belief := temperWindows * xx[r] / windows[r]
			t[r] = min(1, max(0, (xy[r]+belief)/(xx[r]+belief)))
		}
	}
	return t
}

func clip(v float64) float64 { return min(largest, max(-largest, v)) }

// apply moves f's mean towards the last year's by the factor of w's regime.
// Where the move lowers a non-negative forecast it scales it, so that shape
// stays and nothing goes below zero; otherwise it shifts it.
func (t temper) apply(f []float64, w *Window) []float64 {
	keep := t[w.Regime]
	mean := series.Mean(f)
	if f == nil || keep == 1 || math.IsNaN(w.LastYear) {
		return f
	}
	goal := w.LastYear + keep*(mean-w.LastYear)
	out := make([]float64, len(f))
	for k, v := range f {
		if goal < mean && mean > 0 && goal >= 0 {
			out[k] = v * goal / mean
		} else {
			out[k] = v + goal - mean
		}
	}
	return out
}
