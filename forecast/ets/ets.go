// Package ets is exponential smoothing as a state space model, chosen among
// its variants by information criterion.
//
//	y -> (harmonics off, when the season is long) -> fit every admissible model -> lowest AICc -> forecast
//
// Error is additive or multiplicative, trend none, additive or damped, season
// none, additive or multiplicative (Hyndman, Koehler, Snyder & Grose 2002, "A
// state space framework for automatic forecasting using exponential
// smoothing methods"; Hyndman & Khandakar 2008, "Automatic time series
// forecasting: the forecast package for R", whose choices are followed where
// nothing else is said).
package ets

import (
	"fmt"
	"math"

	"hemline/forecast"
	"hemline/series"
)

// Method fits every admissible model and forecasts with the one of lowest
// AICc. Missing values are imputed (series.Impute) before fitting.
//
// A season longer than 24 periods has too many seasonal states to estimate
// (Hyndman & Khandakar 2008 stop there too): with two cycles or more, a
// harmonic regression takes the season off first and puts it back after.
type Method struct{}

// Name is "ets".
func (Method) Name() string { return "ets" }

const (
	// minKnown is one more than a weight, a level and a variance leave degrees
	// of freedom for (see newFit).
	minKnown = 5
	// longestStates is the longest season carried as states.
	longestStates = 24
)

// Forecast needs five known values. It keeps forecast.Bound.
func (Method) Forecast(y []float64, season, h int) ([]float64, error) {
	f, _, err := Fit(y, season, h)
	return f, err
}

// Fit forecasts like Method and also says which model was chosen, in the
// usual three letters: "MAdM" is multiplicative error, damped additive trend,
// multiplicative season; "+harmonics" follows when the season was taken off
// first.
func Fit(y []float64, season, h int) (forecasts []float64, model string, err error) {
	for len(y) > 0 && math.IsNaN(y[0]) {
		y = y[1:]
	}
	if k := series.Known(y); k < minKnown {
		return nil, "", fmt.Errorf("ets: needs %d known values, has %d: %w", minKnown, k, forecast.ErrTooShort)
	}
	stats := series.Describe(y)
	if stats.Min == stats.Max { // nothing to fit: the likelihood of a constant is infinite
		out := make([]float64, h)
		for k := range out {
			out[k] = stats.Min
		}
		return out, "constant", nil
	}
	// Fitting happens in units of the mean size, so that tolerances mean the
	// same for a share of 0.01 and a count of 10,000.
	var unit float64
	for _, v := range y {
		if !math.IsNaN(v) {
			unit += math.Abs(v)
		}
	}
	unit /= float64(stats.Known)
	x := series.Impute(y, season)
	for i := range x {
		x[i] /= unit
	}

	out := make([]float64, h)
	suffix := ""
	if season > longestStates {
		if wave, ok := fitHarmonics(x, season); ok {
			for t := range x {
				x[t] -= wave.at(t)
			}
			for k := range out {
				out[k] = wave.at(len(x) + k)
			}
			suffix = "+harmonics"
		}
		season = 1
	}
	best := choose(x, season)
	best.add(out)
	for k := range out {
		out[k] *= unit
	}
	return forecast.Bound(y, out), best.name() + suffix, nil
}

// choose fits all admissible models and keeps the one of lowest AICc; of
// equals the one listed first, which is the simpler.
func choose(x []float64, season int) *fit {
	positive := true
	for _, v := range x {
		positive = positive && v > 0
	}
	seasons := []component{none}
	if season > 1 && len(x) >= 2*season {
		seasons = []component{none, additive, multiplicative}
	}
	var best *fit
	for _, s := range seasons {
		if s == multiplicative && !positive {
			continue
		}
		init := initialStates(x, season, s)
		for _, trend := range []component{none, damped, additive} {
			for _, e := range []component{additive, multiplicative} {
				// Additive error with multiplicative season is unstable
				// (Hyndman & Khandakar 2008, section 2.5), and zeros rule out
				// multiplicative parts altogether.
				if e == multiplicative && !positive || e == additive && s == multiplicative {
					continue
				}
				f := newFit(spec{e, trend, s}, x, season, init)
				if f == nil {
					continue
				}
				f.estimate(coarse)
				if best == nil || f.aicc < best.aicc {
					best = f
				}
			}
		}
	}
	best.estimate(fine)
	return best
}
