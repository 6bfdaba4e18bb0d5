package attention

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"hemline/forecast"
	"hemline/forecast/seasonalnaive"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// growers are made-up monthly series: a course of their own through the year,
// times growth that goes on from year to year.
func growers(count, months int) [][]float64 {
	r := rand.New(rand.NewPCG(3, 3))
	out := make([][]float64, count)
	for i := range out {
		growth, phase, level := 0.8+0.5*r.Float64(), 12*r.Float64(), math.Exp(4*r.Float64())
		for t := range months {
			v := level * math.Pow(growth, float64(t)/12) * (1 + 0.5*math.Cos(2*math.Pi*(float64(t)-phase)/12))
			out[i] = append(out[i], v*(1+0.05*r.NormFloat64()))
		}
	}
	return out
}

// small is a quick network over months.
func small() Options {
	return Options{Horizon: 12, Season: 12, Seeds: 2, Steps: 30, Batch: 8, Dim: 16, Heads: 2, Layers: 1, Workers: 1}
}

func until(ys [][]float64, origin int) []Series {
	var out []Series
	for _, y := range ys {
		out = append(out, Series{Values: y[:min(origin, len(y))]})
	}
	return out
}

func trained(tb testing.TB, set []Series, o Options) *Model {
	tb.Helper()
	m, err := Train(context.Background(), set, o)
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

func forecasts(tb testing.TB, m *Model, set []Series) []Prediction {
	tb.Helper()
	ps, err := m.ForecastAll(context.Background(), set)
	if err != nil {
		tb.Fatal(err)
	}
	return ps
}

// The loss falls, and growth that goes on is foretold, which repeating the last
// year cannot.
func TestLearnsGrowth(t *testing.T) {
	ys := growers(60, 72)
	set := until(ys, 60)
	o := small()
	o.Steps, o.Batch = 300, 16
	var first, last float64
	o.Progress = func(p Progress) {
		if p.Network != 1 {
			return
		}
		if p.Step <= 20 {
			first += p.Loss
		} else if p.Step > p.Steps-20 {
			last += p.Loss
		}
	}
	ps := forecasts(t, trained(t, set, o), set)
	if last > 0.8*first {
		t.Errorf("the loss went from %.3f to %.3f over 20 steps", first, last)
	}
	var own, naive float64
	covered := 0
	for i, p := range ps {
		repeat, err := seasonalnaive.Method{}.Forecast(set[i].Values, 12, 12)
		if err != nil {
			t.Fatal(err)
		}
		for k, v := range ys[i][60:] {
			own, naive = own+math.Abs(v/p.Mean[k]-1), naive+math.Abs(v/repeat[k]-1)
			if v >= p.Quantiles[k][0] && v <= p.Quantiles[k][8] {
				covered++
			}
		}
	}
	if own > 0.7*naive {
		t.Errorf("relative error %.3f, seasonal naive's is %.3f", own/720, naive/720)
	}
	if share := float64(covered) / 720; share < 0.5 || share > 0.99 {
		t.Errorf("the 80 %% interval covers %.2f", share)
	}
}

// The same again, whatever the number of workers.
func TestDeterministic(t *testing.T) {
	set := until(growers(8, 60), 60)
	o := small()
	o.Seeds = 3
	first := forecasts(t, trained(t, set, o), set)
	o.Workers = 3
	again := forecasts(t, trained(t, set, o), set)
	for i := range first {
		if !slices.Equal(first[i].Mean, again[i].Mean) {
			t.Fatalf("series %d: %v and then %v", i, first[i].Mean, again[i].Mean)
		}
	}
	o.Seed = 9
	if slices.Equal(first[0].Mean, forecasts(t, trained(t, set, o), set)[0].Mean) {
		t.Error("another seed gives the same forecast")
	}
}

// Nothing after the origin is read: not of the series, beyond the end of its
// slice, nor of a leading series that goes on.
func TestReadsNothingAfterTheOrigin(t *testing.T) {
	ys := growers(6, 60)
	o := small()
	o.Steps, o.Seeds = 3, 1
	run := func(future func(i, t int) float64, room int) []Prediction {
		var set []Series
		for i, y := range ys {
			lead := slices.Clone(y)
			own := slices.Clone(y)
			for k := 48; k < len(y); k++ {
				lead[k], own[k] = future(i, k), future(i, k)
			}
			set = append(set, Series{Values: own[:48], Leading: [][]float64{lead[:room]}})
		}
		return forecasts(t, trained(t, set, o), set)
	}
	want := run(func(_, _ int) float64 { return 0 }, 48)
	rapid.Check(t, func(rt *rapid.T) {
		v := rapid.Float64Range(-1e6, 1e6).Draw(rt, "future")
		room := rapid.IntRange(48, 60).Draw(rt, "room")
		got := run(func(i, k int) float64 { return v * float64(i+k) }, room)
		for i := range got {
			if !slices.Equal(got[i].Mean, want[i].Mean) {
				rt.Fatalf("series %d depends on the future", i)
			}
		}
	})
}

// Leading series are read where they may be.
func TestReadsLeadingSeries(t *testing.T) {
	ys := growers(6, 48)
	o := small()
	o.Steps, o.Seeds = 20, 1
	set := until(ys, 48)
	for i := range set {
		set[i].Leading = [][]float64{ys[(i+1)%len(ys)]}
	}
	m := trained(t, set, o)
	before := forecasts(t, m, set)
	set[0].Leading = [][]float64{growers(1, 96)[0][48:]}
	if slices.Equal(before[0].Mean, forecasts(t, m, set)[0].Mean) {
		t.Error("another leading series gives the same forecast")
	}
	if _, err := m.Forecast(Series{Values: ys[0]}); err == nil {
		t.Error("a series without the leading series of the others is accepted")
	}
}

// Any lengths, gaps and sizes give finite, ascending quantiles.
func TestAnySeries(t *testing.T) {
	ys := growers(6, 60)
	ys[1], ys[2] = ys[1][:20], ys[2][:5]
	for k := 3; k < 60; k += 7 {
		ys[3][k] = math.NaN()
	}
	m := trained(t, until(ys, 60), small())
	value := rapid.OneOf(rapid.Just(0.0), rapid.Just(math.NaN()), rapid.Float64Range(0, 1), rapid.Float64Range(-1e6, 1e6), rapid.Float64Range(1e-200, 1e-150))
	rapid.Check(t, func(rt *rapid.T) {
		y := rapid.SliceOfN(value, 1, 80).Draw(rt, "y")
		p, err := m.Forecast(Series{Values: y, Phase: rapid.IntRange(-100, 100).Draw(rt, "phase")})
		if errors.Is(err, forecast.ErrTooShort) {
			return
		}
		if err != nil {
			rt.Fatal(err)
		}
		if len(p.Mean) != 12 || len(p.Quantiles) != 12 {
			rt.Fatalf("%d means, %d rows of quantiles", len(p.Mean), len(p.Quantiles))
		}
		for k, row := range p.Quantiles {
			if len(row) != 9 || !slices.IsSorted(row) || !slices.Contains(row, p.Mean[k]) {
				rt.Fatalf("period %d: %v around %v", k, row, p.Mean[k])
			}
			for _, v := range row {
				if math.IsNaN(v) || math.IsInf(v, 0) {
					rt.Fatalf("period %d: %v", k, row)
				}
			}
		}
	})
}

func TestStatus(t *testing.T) {
	ys := growers(4, 60)
	m := trained(t, until(ys, 60), small())
	level := make([]float64, 60)
	for i := range level {
		level[i] = 7
	}
	ps := forecasts(t, m, []Series{{Values: ys[0]}, {Values: ys[0][:15]}, {Values: level}, {Values: make([]float64, 40)}, {Values: []float64{math.NaN()}}})
	for i, want := range []string{"", Short, Constant, Constant, Empty} {
		if ps[i].Status != want {
			t.Errorf("series %d has status %q, want %q", i, ps[i].Status, want)
		}
	}
	if ps[2].Mean[3] != 7 || ps[3].Mean[11] != 0 {
		t.Errorf("constant series are forecast as %v and %v", ps[2].Mean, ps[3].Mean)
	}
}

// Counting in other units changes the units of the forecast and nothing else.
func TestScale(t *testing.T) {
	ys := growers(6, 60)
	m := trained(t, until(ys, 60), small())
	x := slices.Clone(ys[0])
	for i := range x {
		x[i] *= 1024
	}
	a, err := m.Forecast(Series{Values: ys[0]})
	if err != nil {
		t.Fatal(err)
	}
	b, err := m.Forecast(Series{Values: x})
	if err != nil {
		t.Fatal(err)
	}
	for k := range a.Mean {
		if math.Abs(b.Mean[k]-1024*a.Mean[k]) > 1e-3*math.Abs(b.Mean[k]) {
			t.Errorf("period %d: %v times 1024 is forecast as %v", k, a.Mean[k], b.Mean[k])
		}
	}
}

func TestRefuses(t *testing.T) {
	ys := until(growers(2, 40), 40)
	for name, c := range map[string]struct {
		set []Series
		o   Options
	}{
		"nothing":          {nil, Options{Horizon: 4}},
		"no horizon":       {ys, Options{}},
		"descending":       {ys, Options{Horizon: 4, Levels: []float64{0.5, 0.1}}},
		"heads":            {ys, Options{Horizon: 4, Dim: 10, Heads: 3}},
		"infinite":         {[]Series{{Values: []float64{1, math.Inf(1), 2, 3, 4}}}, Options{Horizon: 1}},
		"short":            {[]Series{{Values: []float64{1, 2}}}, Options{Horizon: 1}},
		"constant":         {[]Series{{Values: make([]float64, 50)}}, Options{Horizon: 1}},
		"ragged influence": {[]Series{{Values: ys[0].Values, Leading: [][]float64{ys[0].Values}}, {Values: ys[1].Values}}, Options{Horizon: 1}},
	} {
		if _, err := Train(context.Background(), c.set, c.o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Train(ctx, ys, small()); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
