package ets

import (
	"hemline/forecast/internal/smooth"
)

// SES is simple exponential smoothing (Brown 1959) with the weight and the
// first level of least squared error. The season, if any, is taken off first
// and put back after, as in the benchmarks of the M4 competition (Makridakis,
// Spiliotis & Assimakopoulos 2020).
type SES struct{}

// Name is "ses".
func (SES) Name() string { return "ses" }

// Forecast needs five known values. It keeps forecast.Bound.
func (SES) Forecast(y []float64, season, h int) ([]float64, error) {
	return member("ses", none, y, season, h)
}

// Holt is the linear trend of Holt (1957), fitted and used like SES.
type Holt struct{}

// Name is "holt".
func (Holt) Name() string { return "holt" }

// Forecast needs five known values. It keeps forecast.Bound.
func (Holt) Forecast(y []float64, season, h int) ([]float64, error) {
	return member("holt", additive, y, season, h)
}

// Damped is the fading trend of Gardner & McKenzie (1985), fitted and used
// like SES.
type Damped struct{}

// Name is "damped".
func (Damped) Name() string { return "damped" }

// Forecast needs five known values. It keeps forecast.Bound.
func (Damped) Forecast(y []float64, season, h int) ([]float64, error) {
	return member("damped", damped, y, season, h)
}

func member(name string, trend component, y []float64, season, h int) ([]float64, error) {
	r, err := smooth.Prepare(name, y, season, minKnown)
	if err != nil {
		return nil, err
	}
	out := make([]float64, h)
	if r.Constant {
		return r.Finish(y, out), nil
	}
	course := r.Off(season)
	fitPlain(r.X, trend, initialStates(r.X, smooth.Course{})).extend(out)
	course.Apply(out, len(r.X))
	return r.Finish(y, out), nil
}
