// Package seasonalnaive repeats the last season. It is the baseline of every
// backtest: a method that does not beat it has learned nothing but the
// calendar.
package seasonalnaive

import (
	"fmt"
	"math"

	"hemline/forecast"
	"hemline/series"
)

// Method repeats the last known value of the same phase of the season
// (Hyndman & Athanasopoulos, Forecasting: Principles and Practice, 3rd ed.
// 2021, 5.2). A phase no cycle knows gets the mean of what is known.
type Method struct{}

// Name is "seasonal-naive".
func (Method) Name() string { return "seasonal-naive" }

// Forecast needs one full season, missing periods counted, and one known
// value in it or before. season 1 or less repeats the last known value.
func (Method) Forecast(y []float64, season, h int) ([]float64, error) {
	season = max(1, season)
	if len(y) < season || series.Known(y) == 0 {
		return nil, fmt.Errorf("seasonal-naive: needs %d periods with a known value: %w", season, forecast.ErrTooShort)
	}
	cycle := make([]float64, min(season, h))
	for k := range cycle {
		cycle[k] = math.NaN()
		for i := len(y) - season + k; i >= 0 && math.IsNaN(cycle[k]); i -= season {
			cycle[k] = y[i]
		}
		if math.IsNaN(cycle[k]) {
			cycle[k] = series.Mean(y)
		}
	}
	out := make([]float64, h)
	for k := range out {
		out[k] = cycle[k%season]
	}
	return out, nil
}
