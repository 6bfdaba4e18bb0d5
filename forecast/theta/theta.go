// Package theta is the Theta method: a long-run line and a smoothed level,
// averaged.
//
//	y -> season off -> line with half its slope + simple smoothing -> season on
//
// The method won the M3 competition (Assimakopoulos & Nikolopoulos 2000, "The
// theta model: a decomposition approach to forecasting"); Hyndman & Billah
// (2003, "Unmasking the Theta method") showed it to be simple exponential
// smoothing with drift. Optimised and Dynamic are the state space models of
// Fiorucci, Pellegrini, Louzada, Petropoulos & Koehler (2016, "Models for
// optimising the theta method and their relationship to state space models").
//
// The season comes off by its harmonics, each as far as it repeats (see
// forecast/internal/smooth), because 52 indices of three years are mostly
// noise. Classical asks for what the M4 competition's benchmarks do instead: a
// test of the autocorrelation at the season, then a classical decomposition
// (Makridakis, Spiliotis & Assimakopoulos 2020).
package theta

import (
	"hemline/forecast/internal/smooth"
)

// minKnown: a weight, a level and a slope, and one value to tell them apart.
const minKnown = 4

// Method is the standard method: the line extrapolated, the theta line 2
// smoothed, and their mean.
type Method struct {
	Classical bool // season tested and taken off as in the M4 benchmarks
}

// Name is "theta", or "theta-classical".
func (m Method) Name() string { return name("theta", m.Classical) }

// Forecast needs four known values. Missing ones are imputed (series.Impute).
// It keeps forecast.Bound.
func (m Method) Forecast(y []float64, season, h int) ([]float64, error) {
	return run(m.Name(), y, season, h, m.Classical, model{fixed: true})
}

// Optimised weighs the line by what fits best instead of by a half (OTM).
type Optimised struct {
	Classical bool // season tested and taken off as in the M4 benchmarks
}

// Name is "theta-optimised", or "theta-optimised-classical".
func (m Optimised) Name() string { return name("theta-optimised", m.Classical) }

// Forecast needs four known values, like Method.
func (m Optimised) Forecast(y []float64, season, h int) ([]float64, error) {
	return run(m.Name(), y, season, h, m.Classical, model{})
}

// Dynamic fits the line anew at each period to what was known then, and
// weighs it by what fits best (DOTM), so that the fit is tested on lines that
// did not know the end.
type Dynamic struct {
	Classical bool // season tested and taken off as in the M4 benchmarks
}

// Name is "theta-dynamic", or "theta-dynamic-classical".
func (m Dynamic) Name() string { return name("theta-dynamic", m.Classical) }

// Forecast needs four known values, like Method.
func (m Dynamic) Forecast(y []float64, season, h int) ([]float64, error) {
	return run(m.Name(), y, season, h, m.Classical, model{dynamic: true})
}

func name(plain string, classical bool) string {
	if classical {
		return plain + "-classical"
	}
	return plain
}

func run(name string, y []float64, season, h int, classical bool, m model) ([]float64, error) {
	r, err := smooth.Prepare(name, y, season, minKnown)
	if err != nil {
		return nil, err
	}
	out := make([]float64, h)
	if r.Constant {
		return r.Finish(y, out), nil
	}
	off := r.Off
	if classical {
		off = r.OffClassical
	}
	course := off(season)
	m.fit(r.X)
	m.forecast(out)
	course.Apply(out, len(r.X))
	return r.Finish(y, out), nil
}
