package signal

import (
	"time"

	"hemline/series"
)

// Scope is the part of the corpus a series counts: market x channel x
// segment. An empty field means all.
type Scope struct {
	Market, Channel, Segment string
}

// String renders a scope as "market/channel/segment", "all" for an empty one.
func (s Scope) String() string {
	or := func(v string) string {
		if v == "" {
			return "all"
		}
		return v
	}
	return or(s.Market) + "/" + or(s.Channel) + "/" + or(s.Segment)
}

// Stage is where a trend stands in its life.
type Stage string

// The stages of the design, each given by a rule that Signal.Rule names.
const (
	Emerging  Stage = "emerging"
	Growing   Stage = "growing"
	Peak      Stage = "peak"
	Declining Stage = "declining"
	Dormant   Stage = "dormant"
	Seasonal  Stage = "seasonal"
)

// Signal is a concept's series in one scope with what was read off it. The
// slices have equal length, one value a period from Start on, NaN where the
// period is missing.
type Signal struct {
	Concept string
	Scope   Scope
	Freq    series.Freq
	Start   time.Time

	Mentions  []float64 // distinct stories that mention the concept
	Heat      []float64 // summed heat of all their appearances, copies included
	Share     []float64 // mentions per 10,000 documents of the scope and period, shrunk when the period is thin
	Documents []float64 // distinct stories of the scope, the base of Share (shared between signals: read only)

	Total        float64 // mentions over all periods
	LastYear     float64 // share over the last year, NaN when unknown
	GrowthYear   float64 // relative change, recent window against the same window a year before; NaN when unknown
	GrowthRecent float64 // relative change, recent window against the one before it; NaN when unknown
	Seasonality  float64 // strength in [0,1]
	PeakPeriods  []int   // the seasonal peak: months 1..12 in calendar order, at every frequency; nil when not seasonal
	Stage        Stage
	Rule         Rule // why it has this stage
}

// ShareSeries is the share as a series for forecasting, with id concept.
func (s *Signal) ShareSeries() series.Series {
	return series.Series{ID: s.Concept, Freq: s.Freq, Start: s.Start, Values: s.Share}
}
