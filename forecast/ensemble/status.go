package ensemble

import (
	"math"

	"hemline/forecast/backtest"
	"hemline/series"
)

// What was unusual about a series, the gravest first; a forecast carries the
// first that holds.
const (
	Zeros    = "zeros"    // no known value, or none but zero
	Constant = "constant" // one and the same value in every known period
	Short    = "short"    // too little since the first non-zero value for a scored backtest
	Gaps     = "gaps"     // a tenth of the last two seasons is missing, or the last period is
)

// gapPart is where gaps begin to shape the forecast rather than dot it.
const gapPart = 0.1

func status(t *backtest.Track, mase float64) string {
	s := series.Describe(t.Series.Values)
	switch {
	case s.Known == s.Zeros:
		return Zeros
	case s.Min == s.Max:
		return Constant
	case math.IsNaN(mase):
		return Short
	}
	y := series.Tail(t.Series.Values[t.Born:], 2*t.Season)
	missing := float64(len(y)-series.Known(y)) / float64(len(y))
	if missing >= gapPart || math.IsNaN(y[len(y)-1]) {
		return Gaps
	}
	return ""
}
