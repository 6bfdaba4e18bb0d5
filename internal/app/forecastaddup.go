package app

import (
	"math"
	"slices"

	"hemline/forecast"
	"hemline/forecast/backtest"
	"hemline/forecast/reconcile"
	"hemline/series"
)

// addUp makes the forecasts of q.totals and of their parts add up. Each gives
// way by the square of its usual error: weighted least squares. Correlations
// are left out: errors of every node at every origin are not kept, and those
// of a simple method such as seasonal naive add up like the series themselves,
// so that they cancel from the projection and leave its diagonal.
func addUp(q *question, answers []answer) error {
	if len(q.totals) == 0 {
		return nil
	}
	nodes, totals := compact(q.totals)
	base, sizes, positive := make([][]float64, len(nodes)), make([][]float64, len(nodes)), make([]bool, len(nodes))
	for j, i := range nodes {
		f := &answers[i]
		for _, s := range f.Steps {
			base[j] = append(base[j], s.Mean)
		}
		sizes[j] = []float64{f.usualError()}
		positive[j] = !slices.ContainsFunc(f.wanted.Values, func(v float64) bool { return v < 0 })
	}
	to, err := reconcile.MinT(base, sizes, totals)
	if err != nil {
		return err
	}
	if err := reconcile.Clip(to, positive, totals); err != nil {
		return err
	}
	for j, i := range nodes {
		answers[i].move(to[j], positive[j])
	}
	return nil
}

// compact numbers only the series that are in a total.
func compact(totals []reconcile.Total) (nodes []int, out []reconcile.Total) {
	at := map[int]int{}
	number := func(n int) int {
		j, ok := at[n]
		if !ok {
			j = len(nodes)
			at[n] = j
			nodes = append(nodes, n)
		}
		return j
	}
	for _, t := range totals {
		c := reconcile.Total{Node: number(t.Node)}
		for _, p := range t.Parts {
			c.Parts = append(c.Parts, number(p))
		}
		out = append(out, c)
	}
	return nodes, out
}

// usualError is, up to a factor that all share, how far a series' forecasts
// have been off: the mean width of the 80 % interval, which comes from errors
// at earlier origins, pooled with those of like series. The error of the
// series' own backtest is of few origins, and was too noisy a weight: on the
// HERMES set parts and totals got worse with it, better with this.
func (f *answer) usualError() float64 {
	var width float64
	for _, s := range f.Steps {
		width += (s.Q90 - s.Q10) / float64(len(f.Steps))
	}
	return width
}

// move puts the mean where it is told and takes the quantiles along. Where
// that turns the direction, the direction is the new mean's, and nothing is
// known of its probability.
func (f *answer) move(to []float64, positive bool) {
	before := f.leans()
	for k := range f.Steps {
		s := &f.Steps[k]
		by := to[k] - s.Mean
		shift := func(v *float64) {
			if *v += by; positive && to[k] >= 0 {
				*v = max(0, *v)
			}
		}
		s.Mean = to[k]
		shift(&s.Q10)
		shift(&s.Q50)
		shift(&s.Q90)
		for j := range s.Quantiles {
			shift(&s.Quantiles[j])
		}
	}
	if after := f.leans(); after != before {
		f.Verdict, f.Probability = after, math.NaN()
	}
}

// leans is the direction of the mean.
func (f *answer) leans() forecast.Verdict {
	var mean float64
	for _, s := range f.Steps {
		mean += s.Mean / float64(len(f.Steps))
	}
	y := f.wanted.Values
	last := series.Mean(series.Tail(y, f.season))
	if math.IsNaN(last) {
		last = series.Mean(y)
	}
	const threshold = 0.05 // backtest.Options.Threshold as `hemline forecast` leaves it
	return backtest.Direction(mean, last, backtest.Margin(last, series.Mean(y), threshold))
}
