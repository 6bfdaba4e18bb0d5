// Package tsb forecasts intermittent series: many zeros, now and then a value.
//
// Teunter, Syntetos & Babai (2011, "Intermittent demand: Linking forecasting
// to inventory obsolescence") smooth the size of the values that are not zero
// and, at every period, the probability that there is one; the forecast is
// their product. Unlike Croston's (1972) it falls while nothing happens, so
// that what went out of fashion is given up.
package tsb

import (
	"fmt"
	"math"

	"hemline/forecast"
	"hemline/series"
)

// Method chooses both weights on the series itself.
type Method struct{}

// Name is "tsb".
func (Method) Name() string { return "tsb" }

// The weights tried, for sizes and for the probability. Teunter et al. 2011
// (section 5) and Kourentzes (2014, "On intermittent demand model
// optimisation and selection") find small ones best: sparse series have little
// to learn fast from.
var weights = [...]float64{0.02, 0.05, 0.1, 0.2, 0.3}

// Forecast needs one known value. A missing period teaches nothing. Weights
// are those of least squared error between each forecast and the mean of what
// came next, as single periods of zeros say little; see loss.
func (Method) Forecast(y []float64, _, h int) ([]float64, error) {
	if series.Known(y) == 0 {
		return nil, fmt.Errorf("tsb: needs 1 known value, has none: %w", forecast.ErrTooShort)
	}
	unit := 0.0
	for _, v := range y {
		if !math.IsNaN(v) {
			unit = max(unit, math.Abs(v))
		}
	}
	out := make([]float64, h)
	if unit == 0 {
		return out, nil
	}
	best, value := math.Inf(1), 0.0
	for _, size := range weights {
		for _, chance := range weights {
			if l, f := smooth(y, unit, size, chance); l < best {
				best, value = l, f
			}
		}
	}
	for k := range out {
		out[k] = value * unit
	}
	return forecast.Bound(y, out), nil
}

// smooth runs the recursion from the mean size and the share of periods that
// have one, and returns the mean squared one-step error and the forecast, both
// in units.
func smooth(y []float64, unit, alpha, beta float64) (loss, forecast float64) {
	var sum, hits, known float64
	for _, v := range y {
		if math.IsNaN(v) {
			continue
		}
		known++
		if v != 0 {
			sum, hits = sum+v/unit, hits+1
		}
	}
	size, chance := sum/hits, hits/known
	for _, v := range y {
		if math.IsNaN(v) {
			continue
		}
		e := v/unit - size*chance
		loss += e * e / known
		if v != 0 {
			size += alpha * (v/unit - size)
			chance += beta * (1 - chance)
		} else {
			chance -= beta * chance
		}
	}
	return loss, size * chance
}

// Intermittent reports whether the mean distance between values that are not
// zero is above 1.32 periods, the border that Syntetos, Boylan & Croston
// (2005, "On the categorization of demand patterns") derive between smooth
// series and those a method like this one is made for. Leading zeros count:
// cut them off first when nothing could have been there (forecast.Born).
func Intermittent(y []float64) bool {
	known, hits := 0, 0
	for _, v := range y {
		if math.IsNaN(v) {
			continue
		}
		if known++; v != 0 {
			hits++
		}
	}
	const border = 1.32
	return known > 0 && float64(known) > border*float64(hits)
}
