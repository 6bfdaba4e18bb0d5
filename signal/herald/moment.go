package herald

import (
	"math"

	"hemline/signal"
)

// Moment is a concept before a period: how it stood, and whether it rose after.
type Moment struct {
	Concept string
	Period  int
	signal.Standing
	Rose bool
}

// Moments are those of a signal whose outcome is known and whose concept was
// mentioned in the rule's Periods up to and including that one: others are of
// concepts nobody talks about, which no text asks for.
func Moments(s *signal.Signal, standings []signal.Standing, outcomes []signal.Outcome) []Moment {
	var out []Moment
	for p, o := range outcomes {
		if o == signal.Unknown || !(standings[p].Mentions > 0 || s.Mentions[p] > 0) {
			continue
		}
		out = append(out, Moment{Concept: s.Concept, Period: p, Standing: standings[p], Rose: o == signal.Rose})
	}
	return out
}

// A View is what a Logit sees of a standing.
type View struct {
	Names []string
	Of    func(signal.Standing) []float64
}

// Whole sees all of a standing. The square lets the chance of doubling be
// largest at some middle number of mentions: few do not come to enough, many
// seldom double.
func Whole() View {
	return View{
		Names: []string{"log mentions", "log mentions squared", "lately", "last year", "season"},
		Of: func(s signal.Standing) []float64 {
			level := math.Log1p(s.Mentions)
			return []float64{level, level * level, s.Recent, s.Year, s.Season}
		},
	}
}

// Momentum sees only whether the concept has been growing lately.
func Momentum() View {
	return View{Names: []string{"lately"}, Of: func(s signal.Standing) []float64 { return []float64{s.Recent} }}
}

// Season sees only what the coming time was a year ago.
func Season() View {
	return View{Names: []string{"season"}, Of: func(s signal.Standing) []float64 { return []float64{s.Season} }}
}

// Fit learns from the moments for which keep is true.
func (v View) Fit(moments []Moment, keep func(*Moment) bool) (Logit, error) {
	var x [][]float64
	var y []bool
	for i := range moments {
		if m := &moments[i]; keep(m) {
			x, y = append(x, v.Of(m.Standing)), append(y, m.Rose)
		}
	}
	return FitLogit(v.Names, x, y)
}

// Any is the probability that at least one of several things of the given
// probabilities happens, each by itself (noisy or; Pearl 1988).
func Any(p []float64) float64 {
	none := 1.0
	for _, v := range p {
		none *= 1 - v
	}
	return 1 - none
}
