package signal

import "math"

// The figures of the rules. A change has to be both large and unlikely to be
// chance: z is the deviate of Huffman's test (surprise), 2 leaves a chance of
// about one in forty on each side.
const (
	clearly    = 2.0  // z from which a change is not chance
	moved      = 0.20 // a fifth more or less than a year ago is a move
	doubled    = 1.00 // twice the share of before: the least an emerging concept shows
	youngPart  = 0.5  // emerging: at least half of all its mentions fall in the last year
	faded      = 0.10 // dormant: a tenth of its best window is left
	plateau    = 0.50 // peak: at least half of its best window
	silentYear = 1    // dormant: fewer mentions than this in a year
)

// heard is the number of periods up to the last in which the scope had any
// document. What is read off a signal is read there: that a source fell silent
// afterwards says nothing about the concept.
func (s *Signal) heard() int {
	n := len(s.Documents)
	for n > 0 && s.Documents[n-1] == 0 {
		n--
	}
	return n
}

// read fills the figures of a signal from its counts.
func (s *Signal) read() {
	n, w, year := s.heard(), s.Freq.Recent(), s.Freq.PerYear()
	now := s.window(n-w, n)
	before := s.window(n-2*w, n-w)
	yearAgo := s.window(n-w-year, n-year)
	if n < w+year {
		yearAgo = count{}
	}
	if n < 2*w {
		before = count{}
	}
	s.LastYear = math.NaN()
	if last := s.window(n-year, n); last.documents > 0 {
		s.LastYear = last.rate()
	}
	s.GrowthYear = growth(now, yearAgo)
	s.GrowthRecent = growth(now, before)
	s.Seasonality, s.PeakPeriods = s.season()
	s.stage(now, before, yearAgo)
}

// stage applies the rules in order; the first that holds gives the stage.
func (s *Signal) stage(now, before, yearAgo count) {
	n, w, year := s.heard(), s.Freq.Recent(), s.Freq.PerYear()
	last := s.window(n-year, n)
	past := s.window(n-w-year, n-w) // the year that led up to the recent window
	best := s.bestWindow(w)
	set := func(stage Stage, name RuleName, figures ...float64) {
		s.Stage, s.Rule = stage, Rule{name, figures}
	}
	// Against a year ago where that is known, so that a season is not taken
	// for growth; else against the window before.
	then, against := yearAgo, AgainstYear
	if yearAgo.documents == 0 {
		then, against = before, AgainstBefore
	}
	change, z := growth(now, then), surprise(now, then)

	switch {
	case last.mentions < silentYear:
		set(Dormant, RuleSilent, last.mentions)
	case s.PeakPeriods != nil:
		set(Seasonal, RuleSeason, 100*s.Seasonality)
	case now.rate() < faded*best && surprise(now, past) < clearly:
		set(Dormant, RuleFaded, now.rate(), best)
	case growth(now, past) >= doubled && surprise(now, past) >= clearly && last.mentions >= youngPart*s.Total:
		set(Emerging, RuleYoung, now.rate(), 1+growth(now, past), surprise(now, past), last.mentions, s.Total)
	case change >= moved && z >= clearly:
		set(Growing, RuleUp+against, 100*change, z)
	case change <= -moved && z <= -clearly:
		set(Declining, RuleDown+against, -100*change, z)
	case now.rate() < plateau*best && n >= 2*w:
		set(Declining, RulePast, now.rate(), best)
	default:
		set(Peak, RuleHolds+against, now.rate(), z, best)
	}
}

// bestWindow is the highest rate of any window of w periods.
func (s *Signal) bestWindow(w int) float64 {
	best := 0.0
	for p := w; p <= len(s.Mentions); p++ {
		if c := s.window(p-w, p); c.documents > 0 {
			best = math.Max(best, c.rate())
		}
	}
	return best
}
