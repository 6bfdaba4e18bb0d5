// Package auto forecasts series with the method that has earned it.
//
//	series -> backtest.Roll -> choice, interval, odds -> [auto] -> Forecast
//
// It is to the methods what internal/app is to the program: the one place
// that knows them all. backtest below it knows only the two baselines, and a
// method never knows another.
package ensemble

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"hemline/forecast"
	"hemline/forecast/arima"
	"hemline/forecast/backtest"
	"hemline/forecast/ets"
	"hemline/forecast/harmonic"
	"hemline/forecast/multiseason"
	"hemline/forecast/naive"
	"hemline/forecast/seasonalnaive"
	"hemline/forecast/seasonalshape"
	"hemline/forecast/theta"
	"hemline/forecast/tsb"
	"hemline/forecast/windowaverage"
	"hemline/series"
)

// Options says how to forecast. Only Backtest.Horizon is required.
type Options struct {
	Backtest backtest.Options
	Methods  []forecast.Forecaster // what to choose from, simpler first; nil means Methods()
	Origin   time.Time             // forecast as of this instant: later periods are not read; zero, or past its end, means a series' own end
}

// members are the methods mixed by default, each with its share before anything
// was measured. The simple ones are there for series too short for the others.
var members = [...]struct {
	method forecast.Forecaster
	prior  float64
}{
	{naive.Level{}, 0.1},
	{naive.Last{}, 0.1},
	{seasonalnaive.Method{}, 0.3},
	{seasonalshape.Method{}, 1},
	{ets.Method{}, 1},
	{theta.Dynamic{}, 0.5},
	{arima.Method{}, 1},
	{multiseason.Method{}, 0.3},
}

// Methods are the methods mixed by default.
func Methods() []forecast.Forecaster {
	var out []forecast.Forecaster
	for _, m := range members {
		out = append(out, m.method)
	}
	return out
}

// All are the methods that can be asked for by name: those mixed by default, and
// those that added nothing to them on the sets of the quality file.
func All() []forecast.Forecaster {
	return append(Methods(),
		naive.Drift{}, windowaverage.Method{}, ets.SES{}, ets.Holt{}, ets.Damped{}, theta.Method{}, theta.Optimised{},
		harmonic.Method{}, tsb.Method{})
}

// Prior is the shares of Methods before anything was measured.
func Prior() []float64 {
	var out []float64
	for _, m := range members {
		out = append(out, m.prior)
	}
	return out
}

// Predict forecasts every series, in the order given, as it was known at the
// origin: the method with the lowest rolling-origin error (backtest.Choose)
// runs on all data up to there, its change from the last year's mean is
// tempered by how much of such changes came true, and the interval and the
// odds of the verdict come from the errors of earlier windows, the series' own
// and, where those are few, those of the others of its frequency that reach as
// far. Nothing after a series' end touches its forecast. Series should end
// together: every further end is a further backtest.
//
// Series without a known non-zero value get zeros and no method. Infinite
// values are an error. "Last year" is the last season: twelve months, 52
// weeks, but seven days. The result is the same for any number of workers. MASE
// and Baseline are NaN when no window could be scored.
func Predict(ctx context.Context, ss []series.Series, o Options) ([]forecast.Forecast, error) {
	if o.Backtest.Origins == 0 {
		o.Backtest.Origins = origins(len(ss))
	}
	b, err := o.Backtest.Defaults()
	if err != nil {
		return nil, err
	}
	if len(o.Methods) == 0 {
		o.Methods, b.Prior = Methods(), append(Prior(), make([]float64, len(b.Globals))...)
	}
	cut := make([]series.Series, len(ss))
	for i, s := range ss {
		if !o.Origin.IsZero() {
			s = s.Until(o.Origin)
		}
		cut[i] = s
	}
	out := make([]forecast.Forecast, len(ss))
	for _, group := range backtest.Groups(cut) {
		if err := predict(ctx, cut, group, out, o.Methods, b); err != nil {
			return nil, fmt.Errorf("ensemble: %w", err)
		}
	}
	return out, nil
}

// origins is how many rolling origins a set of n series is judged by. A large
// set shows with few of them which methods are good, and every origin costs as
// much time and memory as the forecast itself.
func origins(n int) int {
	const most, least, windows = 12, 3, 20_000
	return min(most, max(least, windows/max(1, n)))
}

// predict forecasts the series of one group, which end together, into their
// places in out. Longer series are cut to the group's end and lend it their
// experience up to there, so that a value added after the end changes nothing.
func predict(ctx context.Context, all []series.Series, group []int, out []forecast.Forecast, methods []forecast.Forecaster, o backtest.Options) error {
	freq, end := all[group[0]].Freq, all[group[0]].End()
	var members []series.Series
	var place []int // in out, -1 for a lender
	for i, s := range all {
		switch e := s.End(); {
		case s.Freq != freq || e.Before(end):
			continue
		case e.After(end):
			place = append(place, -1)
		default:
			place = append(place, i)
		}
		members = append(members, s.Until(end))
	}
	tracks, err := backtest.Roll(ctx, members, methods, o)
	if err != nil {
		return err
	}
	now := make([]backtest.Window, len(tracks))
	err = backtest.Each(ctx, o.Workers, len(tracks), func(j int) error {
		t := &tracks[j]
		var err error
		now[j], err = backtest.Look(t.Series, t.Born, t.Series.Len(), methods, o)
		return err
	})
	if err != nil {
		return err
	}
	if err := backtest.Teach(ctx, tracks, 0, func(i int) *backtest.Window { return &now[i] }, o); err != nil {
		return err
	}
	looks, err := backtest.Outlooks(ctx, tracks, now, 0, o)
	if err != nil {
		return err
	}
	for j, i := range place {
		if i >= 0 {
			out[i] = publish(&tracks[j], &looks[j], methods, o)
		}
	}
	return nil
}

func publish(t *backtest.Track, look *backtest.Outlook, methods []forecast.Forecaster, o backtest.Options) forecast.Forecast {
	s := t.Series
	f := forecast.Forecast{
		ID: s.ID, Freq: s.Freq, Origin: s.End(),
		Verdict: look.Verdict, Probability: look.Odds.Of(look.Verdict),
		MASE: look.MASE, Baseline: look.Baseline, Status: status(t, look.MASE),
		Steps: make([]forecast.Step, o.Horizon),
	}
	for k := range f.Steps {
		f.Steps[k].Period = s.Period(s.Len() + k)
		f.Steps[k].Quantiles = make([]float64, len(o.Levels)) // zeros, as for every series without a method
		if look.Mean != nil {
			f.Steps[k].Mean = look.Mean[k]
			f.Steps[k].Q10, f.Steps[k].Q50, f.Steps[k].Q90 = look.Q10[k], look.Q50[k], look.Q90[k]
			for l, q := range look.Quantiles {
				f.Steps[k].Quantiles[l] = q[k]
			}
		}
	}
	for m, w := range look.Mix {
		if w > 0 {
			f.Mix = append(f.Mix, forecast.Share{Method: nameOf(m, methods, o.Globals), Weight: w})
		}
	}
	f.Method = inWords(f.Mix)
	return f
}

// nameOf is the m-th method's, the global ones being behind the others.
func nameOf(m int, methods []forecast.Forecaster, globals []forecast.Global) string {
	if m < len(methods) {
		return methods[m].Name()
	}
	return globals[m-len(methods)].Name()
}

// inWords is a mix as people read it, the largest share first:
// "seasonal-shape 64 %, ets 30 %, level 6 %".
func inWords(mix []forecast.Share) string {
	shares := slices.Clone(mix)
	slices.SortStableFunc(shares, func(a, b forecast.Share) int { return cmp.Compare(b.Weight, a.Weight) })
	var parts []string
	for _, s := range shares {
		if p := math.Round(100 * s.Weight); p > 0 {
			parts = append(parts, fmt.Sprintf("%s %.0f %%", s.Method, p))
		}
	}
	return strings.Join(parts, ", ")
}
