package backtest

import "slices"

// shocks is, by origin (Window.Back), what the outcomes of all series had in
// common: the median over the series of a scaled quantity.
//
// A year in which everything rose is one event, however many series saw it
// and however many overlapping origins look at it; the next one may as well
// fall. So what is shared says how large such an event is, not which way the
// next will go: it is taken out where changes are compared, and counted with
// both signs where errors are.
type shocks map[int]float64

// shockSeries is how many series make what they share half believed. With
// one series "what all share" would be its own error, which is evidence and
// must stay.
const shockSeries = 10

func newShocks(values map[int][]float64) shocks {
	s := shocks{}
	for back, v := range values {
		slices.Sort(v)
		median := (v[(len(v)-1)/2] + v[len(v)/2]) / 2
		n := float64(len(v))
		s[back] = median * n / (n + shockSeries)
	}
	return s
}

// errorShocks is what the errors of the horizon's mean had in common.
func errorShocks(past [][]told) shocks {
	values := map[int][]float64{}
	for _, ws := range past {
		for _, w := range ws {
			values[w.Back] = append(values[w.Back], MeanError(w.Actual, w.f)/w.Scale)
		}
	}
	return newShocks(values)
}
