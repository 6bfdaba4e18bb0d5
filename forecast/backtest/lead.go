package backtest

import (
	"math"
	"time"

	"hemline/series"
)

// leads is how many figures are read off a leading series.
const leads = 2

// leading reads off another series, which may move before this one does (what
// influencers wear, what people search for), how much larger its last half
// season and its last season were than the same a season before. Only periods
// before the origin are read. ok is false when they are not known.
func leading(s series.Series, origin time.Time, season int) (growth [leads]float64, ok bool) {
	y := s.Until(origin).Values
	if season < 2 || s.Freq == "" || !s.Until(origin).End().Equal(origin) || len(y) < 2*season {
		return growth, false
	}
	// A part of the mean is added to both, so that two small numbers make a
	// ratio near one.
	const calm = 0.05
	add := calm * math.Abs(series.Mean(y))
	for i, window := range [leads]int{(season + 1) / 2, season} {
		now := series.Mean(y[len(y)-window:])
		before := series.Mean(y[len(y)-window-season : len(y)-season])
		if !(now+add > 0) || !(before+add > 0) {
			return growth, false
		}
		growth[i] = math.Log((now + add) / (before + add))
	}
	return growth, true
}
