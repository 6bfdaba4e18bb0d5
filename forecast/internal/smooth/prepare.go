// Package smooth holds what exponential smoothing and Theta share: a series
// made ready, its season taken off and put back, and a search in one
// dimension.
package smooth

import (
	"fmt"
	"math"

	"hemline/forecast"
	"hemline/series"
)

// Ready is a series the methods can run on.
type Ready struct {
	// X has no missing values, starts at the first known one and is counted in
	// units of the mean size, so that tolerances mean the same for a share of
	// 0.01 and a count of 10,000. It is the caller's to change.
	X        []float64
	Unit     float64 // what X was divided by
	Constant bool    // all known values are equal; X is not filled then
	Value    float64 // of a constant
	Positive bool    // every known value is above zero
}

// Prepare readies y for the method called name, which needs so many known
// values; with fewer it returns forecast.ErrTooShort, wrapped.
func Prepare(name string, y []float64, season, need int) (Ready, error) {
	for len(y) > 0 && math.IsNaN(y[0]) {
		y = y[1:]
	}
	known, lo, hi := 0, math.Inf(1), math.Inf(-1)
	for _, v := range y {
		if !math.IsNaN(v) {
			known++
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	if known < need {
		return Ready{}, fmt.Errorf("%s: needs %d known values, has %d: %w", name, need, known, forecast.ErrTooShort)
	}
	if lo == hi {
		return Ready{Constant: true, Value: lo}, nil
	}
	var unit float64
	for _, v := range y {
		if !math.IsNaN(v) {
			unit += math.Abs(v) / float64(known) // the plain sum of huge values overflows
		}
	}
	r := Ready{Unit: unit, Positive: lo > 0}
	if known == len(y) {
		r.X = append([]float64(nil), y...)
	} else {
		r.X = series.Impute(y, season)
	}
	for i := range r.X {
		r.X[i] /= unit
	}
	return r, nil
}

// Finish takes forecasts of X back to the units of y and keeps forecast.Bound.
func (r Ready) Finish(y, f []float64) []float64 {
	if r.Constant {
		for k := range f {
			f[k] = r.Value
		}
		return f
	}
	for k := range f {
		f[k] *= r.Unit
	}
	return forecast.Bound(y, f)
}
