// Package multiseason smooths two seasons at once, a short one within a long
// one: the hours of a day and the days of a week.
//
//	y -> plain or logarithm -> level + short season + long season + error that remembers -> forecast
//
// Double seasonal exponential smoothing with an autoregressive error (Taylor
// 2003, "Short-term electricity demand forecasting using double seasonal
// exponential smoothing"), in the single-source form of De Livera, Hyndman &
// Snyder 2011 (BATS without a trend: over two days a trend is noise). Where no
// long season shows, the short one stands alone.
package multiseason

import (
	"fmt"
	"math"

	"hemline/forecast"
	"hemline/forecast/internal/scale"
	"hemline/series"
)

// Method is exponential smoothing of a level and one or two seasons.
type Method struct{}

// Name is "multi-season".
func (Method) Name() string { return "multi-season" }

// warmup, in cycles of the longest season, starts the states; what comes after
// judges the weights.
const warmup = 2

// Forecast needs a season of two or more and three cycles of it, half of
// them known. It keeps forecast.Bound.
func (Method) Forecast(y []float64, season, h int) ([]float64, error) {
	for len(y) > 0 && math.IsNaN(y[0]) {
		y = y[1:]
	}
	if season < 2 || season > len(y)/(warmup+1) || series.Known(y) < len(y)/2 {
		return nil, fmt.Errorf("multi-season: needs a season and %d cycles of it, half known: %w", warmup+1, forecast.ErrTooShort)
	}
	out := make([]float64, h)
	stats := series.Describe(y)
	if stats.Min == stats.Max {
		for k := range out {
			out[k] = stats.Min
		}
		return out, nil
	}
	z := series.Impute(y, season)
	unit := scale.MeanSize(z)
	for i := range z {
		z[i] /= unit
	}
	s := scale.Choose(z)
	for i, v := range z {
		z[i] = s.To(v)
	}
	m := newModel(z, season)
	m.search()
	m.forecast(out)
	for k, v := range out {
		out[k] = s.From(v) * unit
	}
	return forecast.Bound(y, out), nil
}
