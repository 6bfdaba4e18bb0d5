// Package arima chooses and fits a seasonal ARIMA(p,d,q)(1,0,1).
//
//	y -> plain or logarithm -> difference? -> seasonal weights? -> ARMA by AICc -> undone -> forecast
//
// The choices follow Hyndman & Khandakar 2008 ("Automatic time series
// forecasting: the forecast package for R"): a seasonal difference by the
// strength of the season, a plain one by the test of Kwiatkowski, Phillips,
// Schmidt & Shin (1992), p and q by steps to neighbours. The seasonal part is
// (1,0,1), its two weights tried over a grid, which costs no more for 168 hours
// than for twelve months; on a strong season the first weight is one, a
// difference. A week of hours is found from the day (internal/rhythm). Orders
// that the past can hardly tell apart are averaged rather than chosen from.
package arima

import (
	"fmt"
	"math"

	"hemline/forecast"
	"hemline/forecast/internal/scale"
	"hemline/series"
)

// Method fits the ARIMA that the series asks for.
type Method struct{}

// Name is "arima".
func (Method) Name() string { return "arima" }

// minKnown leaves an autoregression of one and a variance after two differences.
const minKnown = 15

// Forecast needs fifteen known values; a season of which two cycles have not
// been seen is left out. It keeps forecast.Bound.
func (Method) Forecast(y []float64, season, h int) ([]float64, error) {
	for len(y) > 0 && math.IsNaN(y[0]) {
		y = y[1:]
	}
	if k := series.Known(y); k < minKnown {
		return nil, fmt.Errorf("arima: needs %d known values, has %d: %w", minKnown, k, forecast.ErrTooShort)
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
	m := build(z, season)
	for k, v := range m.forecast(z, h) {
		out[k] = s.From(v) * unit
	}
	return forecast.Bound(y, out), nil
}
