package backtest

import (
	"math"

	"hemline/series"
)

// Regime is the kind of past a forecast had to work with. Errors of a concept
// born last month say nothing about those of one with five winters behind it,
// so errors are compared and pooled within a regime.
type Regime int

// The regimes.
const (
	Steady  Regime = iota // a full season or more, mostly non-zero
	Sparse                // a full season or more, of which the last two are mostly zeros
	Young                 // less than a full season since the first non-zero value, and zeros before it
	Begun                 // less than a full season is known: what went before nobody counted
	Dormant               // nothing but zeros for a season or more
)

const regimes = 5

// RegimeOf reads the regime off a past that begins where the series was born,
// after so many periods of zeros or of nothing.
func RegimeOf(past []float64, before, season int) Regime {
	switch {
	case len(past) >= season:
	case len(past)+before >= season:
		return Young
	default:
		return Begun
	}
	if last := series.Describe(series.Tail(past, season)); last.Known > 0 && last.Zeros == last.Known {
		return Dormant
	}
	s := series.Describe(series.Tail(past, 2*season))
	if 2*s.Zeros > s.Known {
		return Sparse
	}
	return Steady
}

// ErrorScale is the typical size of a forecast error after a past that begins
// where the series was born, used to pool errors of large and small series:
// the mean change from season to season over the last two, but not less than
// a part of the level, which is all there is for young series. 0 only without
// a known non-zero value.
func ErrorScale(past []float64, season int) float64 {
	level := math.Abs(series.Mean(series.Tail(past, season)))
	if math.IsNaN(level) || level == 0 {
		level = math.Abs(series.Mean(past))
	}
	if math.IsNaN(level) {
		return 0
	}
	part := levelPart
	if RegimeOf(past, 0, season) != Steady {
		part = thinPart
	}
	change := SeasonalScale(series.Tail(past, 3*season), season)
	if math.IsNaN(change) {
		change = 0
	}
	return max(change, part*level)
}

// levelPart floors the scale of steady series: even a smooth one is not known
// to better than a tenth. thinPart is that of young and sparse series, whose
// errors are nearly as large as their level. Both are rough: scaling only has
// to make errors comparable, their size is measured.
const (
	levelPart = 0.1
	thinPart  = 0.8
)
