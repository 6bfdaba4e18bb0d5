package report

import (
	"math"
	"slices"

	"hemline/forecast"
	"hemline/signal"
	"hemline/taxonomy"
)

// Rank sets the newsworthiness of every trend and sorts them by it, largest
// first:
//
//	probability x magnitude x log volume x evidence x specificity x kind x trust x course
//
// Each factor is a plain number anybody can redo: what is likely, large, loud,
// shown by sentences, narrow, and about clothes rather than people comes
// first. The weights are choices of an editor, not estimates; they are the
// constants below.
func Rank(trends []Trend) {
	children := make(map[string]int, len(trends))
	for i := range trends {
		for _, p := range trends[i].Concept.Parents {
			children[p]++
		}
	}
	for i := range trends {
		trends[i].Newsworthiness = newsworthiness(&trends[i], max(trends[i].Narrower, children[trends[i].Concept.ID]))
	}
	slices.SortStableFunc(trends, byNews)
}

const (
	// A call of "flat" is news only as a contrast.
	flatWeight = 0.15
	// Eightfold is as large as a change counts: beyond it the base was so
	// small that the ratio says more about the base.
	maxRatio = 8
	// Half a story in 10,000 is added to both sides of a ratio, so that a rise
	// from nothing is finite (additive smoothing).
	shareSmoothing = 0.5
	// Three quotes convince as much as any number does.
	enoughEvidence = 3
	// What no sentence shows counts half.
	noEvidence = 0.5
	// A forecast with a doubt beside it (see doubts) counts less.
	doubtWeight = 0.6
	// A rise called for what declines or sleeps, or a fall for what grows, is
	// a bet on a turn: it comes after what is already under way, and what is
	// new comes first.
	turnWeight     = 0.5
	underWayWeight = 1.5
	newWeight      = 2
)

func newsworthiness(t *Trend, children int) float64 {
	p := clamp(t.Forecast.Probability, 0, 1)
	switch t.Forecast.Verdict {
	case forecast.Rise, forecast.Fall:
	case forecast.Flat:
		p *= flatWeight
	default:
		return 0
	}
	volume := math.Log10(1 + clamp(t.Signal.Total, 0, math.MaxFloat64))
	shown := min(float64(len(t.Evidence)), enoughEvidence) / enoughEvidence
	// A concept with n narrower ones under it says little by itself.
	specific := 1 / (1 + math.Log2(1+float64(children))/2)
	trust := 1.0
	if len(t.doubts()) > 0 {
		trust = doubtWeight
	}
	return t.course() * p * t.magnitude() * volume * (noEvidence + (1-noEvidence)*shown) * specific * kindWeight(t.Concept.Kind) * trust
}

// course weighs a call by what the stage shows already.
func (t *Trend) course() float64 {
	rise := t.Forecast.Verdict == forecast.Rise
	fall := t.Forecast.Verdict == forecast.Fall
	switch t.Signal.Stage {
	case signal.Emerging:
		if rise {
			return newWeight
		}
		return turnWeight
	case signal.Growing:
		if rise {
			return underWayWeight
		}
		return turnWeight
	case signal.Declining, signal.Dormant:
		if fall {
			return underWayWeight
		}
		return turnWeight
	}
	return 1
}

// magnitude is the size of the expected change in doublings, at most
// log2(maxRatio). Without a forecast level the growth seen so far stands in.
func (t *Trend) magnitude() float64 {
	ratio := (t.Expected() + shareSmoothing) / (t.Signal.LastYear + shareSmoothing)
	if !finite(ratio) {
		ratio = 1 + t.Growth()
	}
	if math.IsNaN(ratio) {
		return 0
	}
	return math.Abs(math.Log2(clamp(ratio, 1.0/maxRatio, maxRatio)))
}

// kindWeight puts what a buyer can buy before whom it is talked about with:
// brands, people and events are in the news for reasons that are not clothes.
func kindWeight(k taxonomy.Kind) float64 {
	switch k {
	case taxonomy.Brand, taxonomy.Person:
		return 0.25
	case taxonomy.Event:
		return 0.5
	case taxonomy.Occasion:
		return 0.7
	default:
		return 1
	}
}

// Selection is trends sorted into the sections of a report.
type Selection struct{ Rising, Falling, Seasonal, Watch []Trend }

// Select takes the first limit called rising, called falling and seasonal
// trends of a ranked list; whatever is left is Watch. A concept appears once,
// in its most newsworthy scope. A seasonal concept is seasonal whatever its verdict: that
// coats rise in autumn is no trend. When a broad concept and a narrower one
// move the same way, the narrower is chosen and the broad one is watched,
// unless the narrower has less than half its newsworthiness and so cannot be
// what moves it.
func Select(ranked []Trend, limit int) Selection {
	var s Selection
	seen := make(map[string]bool, len(ranked))
	unique := make([]Trend, 0, len(ranked))
	for _, t := range ranked {
		if !seen[t.Concept.ID] {
			seen[t.Concept.ID] = true
			unique = append(unique, t)
		}
	}
	covered := coveredByNarrower(unique)
	for _, t := range unique {
		list := &s.Watch
		switch {
		case t.seasonal():
			list = &s.Seasonal
		case covered[t.Concept.ID]:
		case t.Called() && t.Forecast.Verdict == forecast.Rise:
			list = &s.Rising
		case t.Called() && t.Forecast.Verdict == forecast.Fall:
			list = &s.Falling
		}
		if list != &s.Watch && len(*list) >= limit {
			list = &s.Watch
		}
		*list = append(*list, t)
	}
	return s
}

// Called reports whether a rise or fall is called: it is more likely than
// not. A verdict below that leans that way, no more.
func (t *Trend) Called() bool {
	return (t.Forecast.Verdict == forecast.Rise || t.Forecast.Verdict == forecast.Fall) && t.Forecast.Probability >= 0.5
}

// Calls counts the trends of all lists that are called to rise or fall, and
// the seasonal ones. The lists show at most so many of them.
func (r *Report) Calls() (rising, falling, seasonal int) {
	for _, list := range [][]Trend{r.Rising, r.Falling, r.SeasonalTrends, r.Watch} {
		for i := range list {
			switch t := &list[i]; {
			case t.seasonal():
				seasonal++
			case !t.Called():
			case t.Forecast.Verdict == forecast.Rise:
				rising++
			default:
				falling++
			}
		}
	}
	return rising, falling, seasonal
}

func (t *Trend) seasonal() bool {
	return t.Signal.Stage == signal.Seasonal
}

// narrowerShare is how newsworthy a narrower concept must be, relative to the
// broad one, to stand for it.
const narrowerShare = 0.5

// coveredByNarrower finds the concepts that a narrower one stands for.
func coveredByNarrower(trends []Trend) map[string]bool {
	byID := make(map[string]*Trend, len(trends))
	for i := range trends {
		byID[trends[i].Concept.ID] = &trends[i]
	}
	covered := make(map[string]bool)
	for i := range trends {
		child := &trends[i]
		if child.seasonal() || !child.Called() {
			continue // it gets no card that could stand for another
		}
		seen := map[string]bool{child.Concept.ID: true} // a pack may hold a cycle
		for queue := slices.Clone(child.Concept.Parents); len(queue) > 0; queue = queue[1:] {
			if seen[queue[0]] {
				continue
			}
			seen[queue[0]] = true
			parent := byID[queue[0]]
			if parent == nil {
				continue
			}
			if parent.Forecast.Verdict == child.Forecast.Verdict && child.Newsworthiness >= narrowerShare*parent.Newsworthiness {
				covered[parent.Concept.ID] = true
			}
			queue = append(queue, parent.Concept.Parents...)
		}
	}
	return covered
}

// clamp keeps v between lo and hi; NaN becomes lo.
func clamp(v, lo, hi float64) float64 {
	if math.IsNaN(v) {
		return lo
	}
	return min(max(v, lo), hi)
}
