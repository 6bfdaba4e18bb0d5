// Package windowaverage repeats the mean of the last few seasons: seasonal
// naive without the accidents of one year.
package windowaverage

import (
	"fmt"
	"math"

	"hemline/forecast"
	"hemline/series"
)

// Method is the mean of the last known values of the same phase of the season:
// the moving average (Hyndman & Athanasopoulos, Forecasting: Principles and
// Practice, 3rd ed. 2021, 3.3) of one phase. statsforecast knows it by this
// name.
type Method struct {
	Seasons int // how many values of each phase; 0 means 2
}

// defaultSeasons halves the variance of an accident. A third season was worse
// on HERMES, M4 Weekly and M4 Hourly: what lies that far back is of another
// level.
const defaultSeasons = 2

// Name is "window-average".
func (Method) Name() string { return "window-average" }

// Forecast needs one full season, missing periods counted, and one known
// value. Fewer seasons than asked for give the mean of those there are; a
// phase without a known value gets the mean of all known ones. season 1 or
// less is the mean of the last Seasons known values.
func (m Method) Forecast(y []float64, season, h int) ([]float64, error) {
	season = max(1, season)
	if len(y) < season || series.Known(y) == 0 {
		return nil, fmt.Errorf("window-average: needs %d periods with a known value: %w", season, forecast.ErrTooShort)
	}
	want := m.Seasons
	if want <= 0 {
		want = defaultSeasons
	}
	cycle := make([]float64, min(season, h))
	for k := range cycle {
		var sum float64
		n := 0
		for i := len(y) - season + k; i >= 0 && n < want; i -= season {
			if !math.IsNaN(y[i]) {
				sum += y[i] / float64(want) // the plain sum of huge values overflows
				n++
			}
		}
		if cycle[k] = sum * float64(want) / float64(n); n == 0 {
			cycle[k] = series.Mean(y)
		}
	}
	out := make([]float64, h)
	for k := range out {
		out[k] = cycle[k%season]
	}
	return out, nil
}
