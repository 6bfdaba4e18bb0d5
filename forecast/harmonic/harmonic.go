// Package harmonic forecasts a season as a sum of sines, with errors that
// remember.
//
//	y -> plain or logarithm -> sines + level, errors ARMA(p,q) -> forecast
//
// Dynamic harmonic regression (Young, Pedregal & Tych 1999; Hyndman &
// Athanasopoulos, Forecasting: Principles and Practice, 3rd ed. 2021, 10.5):
// a few sines describe a season of 52 weeks or 168 hours that has too many
// states for exponential smoothing, and what they leave is an autoregressive
// moving average. The corrected information criterion (Hurvich & Tsai 1989)
// chooses the order of the errors and weighs the numbers of sines.
package harmonic

import (
	"fmt"
	"math"

	"hemline/forecast"
	"hemline/forecast/internal/scale"
	"hemline/series"
)

// Method mixes two regressions that disagree about where the level goes: back
// to its mean, or on from where it is (differenced once). Where the past looks
// like noise around a level they count alike, because which is right shows only
// afterwards and their mean is steadier than either (Bates & Granger 1969);
// the more the level wanders, the less its mean counts.
//
// When seven of the season given make a longer rhythm (24 hours in a week of
// 168) and three cycles of that are there, the sines are those of the longer
// one; the data decide.
type Method struct{}

// Name is "harmonic".
func (Method) Name() string { return "harmonic" }

// minKnown leaves an error variance after a level, one pair of sines and an
// autoregression of two.
const minKnown = 12

// Forecast needs twelve known values; a season of which two cycles have not
// been seen is left out. It keeps forecast.Bound.
func (Method) Forecast(y []float64, season, h int) ([]float64, error) {
	for len(y) > 0 && math.IsNaN(y[0]) {
		y = y[1:]
	}
	if k := series.Known(y); k < minKnown {
		return nil, fmt.Errorf("harmonic: needs %d known values, has %d: %w", minKnown, k, forecast.ErrTooShort)
	}
	stats := series.Describe(y)
	out := make([]float64, h)
	if stats.Min == stats.Max {
		for k := range out {
			out[k] = stats.Min
		}
		return out, nil
	}
	x := series.Impute(y, season)
	unit := scale.MeanSize(x)
	for i := range x {
		x[i] /= unit
	}
	s := scale.Choose(x)
	z := make([]float64, len(x))
	for i, v := range x {
		z[i] = s.To(v)
	}
	w := newWaves(z, season, h)
	level := w.regress(z, 0)
	part := returning(level.rest)
	for k, v := range w.regress(z, 1).forecast() {
		out[k] = (1 - part) * s.From(v)
	}
	if part > 0 {
		for k, v := range level.forecast() {
			out[k] += part * s.From(v)
		}
	}
	for k := range out {
		out[k] *= unit
	}
	return forecast.Bound(y, out), nil
}
