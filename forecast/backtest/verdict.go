package backtest

import (
	"hemline/forecast"
	"hemline/series"
)

// Odds are the probabilities of the verdicts.
type Odds struct{ Rise, Flat, Fall float64 }

// Of is the probability of v.
func (o Odds) Of(v forecast.Verdict) float64 {
	switch v {
	case forecast.Rise:
		return o.Rise
	case forecast.Fall:
		return o.Fall
	}
	return o.Flat
}

func (o *Odds) add(v forecast.Verdict, weight float64) {
	switch v {
	case forecast.Rise:
		o.Rise += weight
	case forecast.Fall:
		o.Fall += weight
	default:
		o.Flat += weight
	}
}

// call picks the verdict: the more probable of flat and the way the forecast's
// mean leans, so that a verdict never contradicts the forecast beside it. A
// forecast that leans neither way leaves it to the odds alone: with a wide
// interval "about the same" is the least likely of the three.
func (o Odds) call(lean forecast.Verdict) forecast.Verdict {
	switch {
	case lean != forecast.Flat && o.Of(lean) >= o.Flat:
		return lean
	case lean == forecast.Flat && o.Rise > o.Flat && o.Rise >= o.Fall:
		return forecast.Rise
	case lean == forecast.Flat && o.Fall > o.Flat:
		return forecast.Fall
	}
	return forecast.Flat
}

// record counts, by regime and by where forecasts leaned, what came: a
// confusion matrix of the past.
type record [regimes]map[forecast.Verdict]Odds

// What all series shared is counted with both signs (see shocks).
func newRecord(past [][]told, common shocks, o Options) record {
	var r record
	for i := range r {
		r[i] = make(map[forecast.Verdict]Odds)
	}
	for _, ws := range past {
		for _, w := range ws {
			lean := Direction(series.Mean(w.f), w.LastYear, w.Margin)
			row := r[w.Regime][lean]
			came := series.Mean(w.Actual)
			row.add(Direction(came, w.LastYear, w.Margin), overlap(o)/2)
			row.add(Direction(came-2*common[w.Back]*w.Scale, w.LastYear, w.Margin), overlap(o)/2)
			r[w.Regime][lean] = row
		}
	}
	return r
}

// recordWindows is how many windows of a kind give their hit rate half of its
// full say, which is as much as the error distribution has: that distribution
// knows how large this series' errors are, the record knows that forecast
// rises come true less often than errors of both signs make them look. Set by
// hand.
const recordWindows = 10

// correct mixes the odds of the error distribution with the record of
// forecasts that leaned the same way.
func (r record) correct(odds Odds, regime Regime, lean forecast.Verdict) Odds {
	row := r[regime][lean]
	n := row.Rise + row.Flat + row.Fall
	if n == 0 {
		return odds
	}
	w := 0.5 * n / (n + recordWindows)
	mix := func(a, b float64) float64 { return (1-w)*a + w*b/n }
	return Odds{mix(odds.Rise, row.Rise), mix(odds.Flat, row.Flat), mix(odds.Fall, row.Fall)}
}
