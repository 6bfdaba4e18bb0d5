package app

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"hemline/forecast"
	"hemline/forecast/backtest"
	"hemline/forecast/ensemble"
	"hemline/series"
)

// madeUp are made-up series that rise, fall and have their seasons.
func madeUp(n, length int) []series.Series {
	var out []series.Series
	for i := range n {
		s := series.Series{ID: fmt.Sprint("kind", i%2, "/", i), Freq: series.Month, Start: series.Month.At(500)}
		for t := range length {
			x := float64(t)
			s.Values = append(s.Values, (20+float64(i))*(1+0.01*float64(i-4)*x/3)*(1+0.3*math.Sin(x*math.Pi/6))+3*math.Sin(x*x*float64(i+2)))
		}
		out = append(out, s)
	}
	return out
}

// anchor is a global method that says the mean of all last values, and counts
// its lessons.
type anchor struct{ lessons *int }

func (anchor) Name() string { return "anchor" }

func (a anchor) Learn(_ context.Context, set []forecast.Past, _, h int) ([][]float64, error) {
	*a.lessons++
	sum := 0.0
	for _, p := range set {
		sum += p.Values[len(p.Values)-1]
	}
	out := make([][]float64, len(set))
	for i := range out {
		for range h {
			out[i] = append(out[i], sum/float64(len(set)))
		}
	}
	return out, nil
}

// TestBacktestPlaysTheForecast: the ensemble's row is what Predict would have
// said at each origin, to the last digit, whatever came after and whichever
// other origins are looked at.
func TestBacktestPlaysTheForecast(t *testing.T) {
	const horizon = 6
	ss := madeUp(12, 90)
	lessons := 0
	trial := backtest.Trial{Backs: []int{7, 10, 24}}
	trial.Horizon, trial.Globals = horizon, []forecast.Global{anchor{&lessons}}
	teach(&trial, len(ss))
	table, err := backtest.Evaluate(t.Context(), ss, trial)
	if err != nil {
		t.Fatal(err)
	}
	// At each origin, and one horizon before it.
	if lessons != 6 {
		t.Errorf("%d lessons of the global method, want 6", lessons)
	}
	var own backtest.Score
	for _, back := range trial.Backs {
		cut := make([]series.Series, len(ss))
		for i, s := range ss {
			cut[i] = s
			cut[i].Values = s.Values[:s.Len()-back]
		}
		o := backtest.Options{Horizon: horizon, Levels: backtest.Taus(), Globals: trial.Globals}
		forecasts, err := ensemble.Predict(t.Context(), cut, ensemble.Options{Backtest: o})
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range forecasts {
			past := cut[i].Values
			lastYear := series.Mean(series.Tail(past, 12))
			c := backtest.Case{
				Actual: ss[i].Values[len(past) : len(past)+horizon], Quantiles: make([][]float64, len(backtest.Taus())),
				Scale: backtest.SeasonalScale(past, 12), Scale1: backtest.SeasonalScale(past, 1),
				Verdict: f.Verdict, LastYear: lastYear, Margin: backtest.Margin(lastYear, series.Mean(past), 0.05), Quarter: 3,
			}
			for _, step := range f.Steps {
				c.Mean = append(c.Mean, step.Mean)
				for q, v := range step.Quantiles {
					c.Quantiles[q] = append(c.Quantiles[q], v)
				}
			}
			own.Add(c)
		}
	}
	want, got := own.Row(backtest.Ensemble), table.Rows[len(table.Rows)-1]
	want.OWA, want.Seconds = got.OWA, got.Seconds // naive 2 is not asked here
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the backtest has\n%+v\nforecasts made then\n%+v", got, want)
	}
	if table.Rows[0].Method != "seasonal-naive" || table.Rows[1].Method != "naive2" || table.Rows[1].OWA != 1 {
		t.Errorf("the baselines are %s and %s with an OWA of %v", table.Rows[0].Method, table.Rows[1].Method, table.Rows[1].OWA)
	}
}

// TestBacktestRows: only what is asked for runs, and the baselines.
func TestBacktestRows(t *testing.T) {
	for _, c := range []struct {
		methods []string
		want    string
		lessons int // of the global method
	}{
		{[]string{"theta"}, "seasonal-naive naive2 theta", 0},
		{[]string{"attention", "naive2"}, "seasonal-naive naive2 attention", 1},
		{[]string{"statistical", "ets"}, "seasonal-naive naive2 ets ensemble", 0},
	} {
		o := BacktestOptions{Input: "-", Horizon: 6, Origins: 1, Methods: c.methods}
		trial, err := o.trial()
		if err != nil {
			t.Fatal(err)
		}
		lessons := 0
		if trial.Globals != nil {
			trial.Globals = []forecast.Global{named{anchor{&lessons}}}
		}
		trial.Backs = []int{6}
		teach(&trial, 3)
		table, err := backtest.Evaluate(t.Context(), madeUp(3, 40), trial)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, r := range table.Rows {
			names = append(names, r.Method)
		}
		if got := strings.Join(names, " "); got != c.want || lessons != c.lessons && lessons != 2*c.lessons {
			t.Errorf("%v: rows %s and %d lessons, want %s and %d", c.methods, got, lessons, c.want, c.lessons)
		}
	}
}

// named goes by the network's name.
type named struct{ anchor }

func (named) Name() string { return "attention" }

// Series that end earlier than others are compared at the same moments; one
// that ended long ago takes no part.
func TestBacktestRaggedEnds(t *testing.T) {
	ss := madeUp(4, 60)
	ss[1].Values = ss[1].Values[:58] // two of the six that followed are missing
	ss[2].Values = ss[2].Values[:55] // all but one are
	ss[3].Values = ss[3].Values[:20]
	trial := backtest.Trial{Backs: []int{6}, By: []backtest.Grouping{{By: "kind", Of: kindOfConcept}}}
	trial.Horizon = 6
	calls, last := 0, 0
	trial.Progress = func(done, total int) {
		if calls++; done < last || done > total {
			t.Errorf("progress %d of %d after %d", done, total, last)
		}
		last = done
		if done == total {
			last = -1
		}
	}
	teach(&trial, 4)
	table, err := backtest.Evaluate(t.Context(), ss, trial)
	if err != nil {
		t.Fatal(err)
	}
	if table.Scored != 2 || table.Rows[0].Windows != 2 {
		t.Errorf("%d series and %d windows scored, want 2", table.Scored, table.Rows[0].Windows)
	}
	if last != -1 {
		t.Error("progress never reached its total")
	}
	if len(ss[1].Values) != 58 {
		t.Error("the caller's series was lengthened")
	}
	if len(table.Groups) != 2 || table.Groups[0].Name != "kind0" || table.Groups[0].Rows[0].Windows != 1 {
		t.Errorf("groups %+v", table.Groups)
	}
}
