package backtest

import (
	"context"
	"errors"
	"fmt"

	"hemline/forecast"
	"hemline/forecast/seasonalnaive"
	"hemline/series"
)

// Ensemble is the name of the row that plays the whole procedure: at each
// origin, the mix it would have made then, tempered and with the intervals
// known then.
const Ensemble = "ensemble"

// Evaluate measures methods on rolling origins of ss. The first row is
// seasonal naive, then come the methods in the order given (seasonal naive is
// not repeated), then Ensemble, which mixes them. Every row is scored on
// the origins where seasonal naive could run, a full season after the series
// was born; a method too short there has fewer windows. Intervals and verdicts
// at an origin come from earlier windows that had ended by then, so the oldest
// origins have none; they count in the point measures and the directions only.
// The result is the same for any number of workers.
func Evaluate(ctx context.Context, ss []series.Series, methods []forecast.Forecaster, o Options) (Table, error) {
	o, err := o.Defaults()
	if err != nil {
		return Table{}, err
	}
	if len(methods) == 0 {
		return Table{}, errors.New("backtest: no methods to evaluate: give at least one forecaster")
	}
	baseline := seasonalnaive.Method{}
	all := []forecast.Forecaster{baseline}
	prior := []float64{0}
	for i, m := range methods {
		share := 1.0
		if o.Prior != nil {
			share = o.Prior[i]
		}
		if m.Name() == baseline.Name() {
			prior[0] = share
			continue
		}
		all, prior = append(all, m), append(prior, share)
	}
	o.Prior = prior
	scores := make([]Score, len(all)+1)
	for _, group := range Groups(ss) {
		tracks, err := Roll(ctx, Pick(ss, group), all, o)
		if err != nil {
			return Table{}, err
		}
		for j := range o.Origins {
			if err := score(ctx, scores, tracks, o.Horizon+j*o.Step, o); err != nil {
				return Table{}, fmt.Errorf("backtest: evaluate: %w", err)
			}
		}
	}
	t := Table{Horizon: o.Horizon, Origins: o.Origins, Step: o.Step, Series: len(ss)}
	for m, f := range all {
		t.Rows = append(t.Rows, scores[m].Row(f.Name()))
	}
	t.Rows = append(t.Rows, scores[len(all)].Row(Ensemble))
	return t, nil
}

// score adds the origin back periods before the end to the scores of all
// methods and, last, of the procedure.
func score(ctx context.Context, scores []Score, tracks []Track, back int, o Options) error {
	var at []Track
	var now []Window
	for _, t := range tracks {
		for _, w := range t.Windows {
			if w.At == t.Series.Len()-back && w.Forecasts[0] != nil {
				at, now = append(at, t), append(now, w)
			}
		}
	}
	if len(at) == 0 {
		return nil
	}
	tested := false
	for i := range at {
		for j := range at[i].Windows {
			tested = tested || ended(&at[i], &at[i].Windows[j], back, o)
		}
	}
	for m := range scores {
		var looks []Outlook
		var err error
		if m == len(scores)-1 {
			looks, err = Outlooks(ctx, at, now, back, o)
		} else {
			by := alone(at, m, now)
			looks, err = outlooks(ctx, at, by, tell(at, by, back, o), untempered(), lags{}, now, back, o)
		}
		if err != nil {
			return err
		}
		for i, look := range looks {
			if look.Mean == nil {
				continue
			}
			c := Case{
				Actual: now[i].Actual, Mean: look.Mean, Verdict: look.Verdict,
				Scale: now[i].MASEScale, LastYear: now[i].LastYear, Margin: now[i].Margin,
			}
			if tested {
				c.Q10, c.Q50, c.Q90 = look.Q10, look.Q50, look.Q90
			}
			scores[m].Add(c)
		}
	}
	return nil
}
