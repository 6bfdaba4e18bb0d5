package backtest

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hemline/forecast"
	"hemline/series"
)

// fixed forecasts one value; it needs a minimum of values.
type fixed struct {
	name  string
	value float64
	need  int
}

func (f fixed) Name() string { return f.name }

func (f fixed) Forecast(y []float64, _, h int) ([]float64, error) {
	if len(y) < f.need {
		return nil, fmt.Errorf("%s: %w", f.name, forecast.ErrTooShort)
	}
	return slices.Repeat([]float64{f.value}, h), nil
}

// noisy wobbles around 10 without a pattern; offset moves the wobble.
func noisy(id string, n, offset int) series.Series {
	s := series.Series{ID: id, Freq: series.Month, Start: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)}
	for i := range n {
		s.Values = append(s.Values, 10+2*math.Sin(float64((i+offset)*(i+offset))))
	}
	return s
}

// mixesOf is the mix of every series at its end.
func mixesOf(t *testing.T, ss []series.Series, methods []forecast.Forecaster, o Options) []Mix {
	t.Helper()
	o, err := o.Defaults()
	if err != nil {
		t.Fatal(err)
	}
	tracks, err := Roll(context.Background(), ss, methods, o)
	if err != nil {
		t.Fatal(err)
	}
	now := make([]Window, len(tracks))
	for i, tr := range tracks {
		if now[i], err = Look(tr.Series, tr.Born, tr.Series.Len(), methods, o); err != nil {
			t.Fatal(err)
		}
	}
	by, err := weigh(t.Context(), tracks, now, 0, o)
	if err != nil {
		t.Fatal(err)
	}
	var out []Mix
	for _, w := range by {
		out = append(out, w.now)
	}
	return out
}

func TestWeighPrefersWhatWasRight(t *testing.T) {
	methods := []forecast.Forecaster{fixed{"low", 2, 0}, fixed{"right", 10, 0}, fixed{"lower", 0, 0}}
	if m := mixesOf(t, []series.Series{noisy("s", 60, 0)}, methods, Options{Horizon: 6})[0]; m[1] < 0.9 {
		t.Errorf("mix %v of low, right and lower", m)
	}
}

// Two that err to opposite sides are better together than either alone.
func TestWeighMixesOpposites(t *testing.T) {
	methods := []forecast.Forecaster{fixed{"low", 7, 0}, fixed{"high", 13, 0}}
	if m := mixesOf(t, []series.Series{noisy("s", 60, 0)}, methods, Options{Horizon: 6})[0]; m[0] < 0.35 || m[1] < 0.35 {
		t.Errorf("mix %v of two that are as far off", m)
	}
}

func TestWeighOnlyWhatRuns(t *testing.T) {
	methods := []forecast.Forecaster{fixed{"poor", 3, 0}, fixed{"needs more", 10, 1000}}
	m := mixesOf(t, []series.Series{noisy("s", 60, 0)}, methods, Options{Horizon: 6})[0]
	if m[0] != 1 || m[1] != 0 {
		t.Errorf("mix %v, the second cannot run", m)
	}
	if m := mixesOf(t, []series.Series{noisy("s", 60, 0)}, methods[1:], Options{Horizon: 6})[0]; !m.empty() {
		t.Errorf("mix %v of a method that cannot run", m)
	}
}

// With no window of its own a series trusts what the others showed.
func TestWeighBorrows(t *testing.T) {
	methods := []forecast.Forecaster{fixed{"wrong", 20, 0}, fixed{"right", 10, 0}}
	ss := []series.Series{noisy("young", 15, 0)}
	for i := range 10 {
		ss = append(ss, noisy(fmt.Sprint(i), 15, i))
	}
	for i := range ss[1:] {
		long := noisy(ss[i+1].ID, 60, i)
		long.Start = ss[0].Start.AddDate(0, -45, 0)
		ss[i+1] = long
	}
	if m := mixesOf(t, ss, methods, Options{Horizon: 12})[0]; m[1] < 0.8 {
		t.Errorf("mix %v, and ten others showed that the second is right", m)
	}
}

// TestSolve: no other mix of the allowed methods has a smaller error.
func TestSolve(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "methods")
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		g := newGram(n)
		for range 8 {
			e := make([]float64, n)
			for i := range e {
				e[i] = r.NormFloat64() * math.Exp(r.NormFloat64()) // of different sizes
			}
			for a := range n {
				for b := range n {
					g.sums[a*n+b] += e[a] * e[b]
				}
			}
		}
		may := make([]bool, n)
		for i := range may {
			may[i] = r.IntN(4) > 0
		}
		least := math.Inf(1)
		for i := range may {
			if may[i] {
				least = min(least, g.sums[i*n+i])
			}
		}
		const pull = 0.1
		drawn := prior(may, nil)
		cost := func(m Mix) float64 {
			sum := 0.0
			for a := range n {
				for b := range n {
					sum += m[a] * m[b] * g.sums[a*n+b]
				}
				sum += pull * least * (m[a] - drawn[a]) * (m[a] - drawn[a])
			}
			return sum
		}
		got := g.solve(drawn, may, pull)
		if !slices.Contains(may, true) {
			if !got.empty() {
				t.Fatalf("nothing may be used, mix %v", got)
			}
			return
		}
		total := 0.0
		for i, w := range got {
			if w < 0 || !may[i] && w != 0 {
				t.Fatalf("mix %v, allowed %v", got, may)
			}
			total += w
		}
		if math.Abs(total-1) > 1e-9 {
			t.Fatalf("weights sum to %v", total)
		}
		for range 50 {
			other, sum := make(Mix, n), 0.0
			for i := range other {
				if may[i] {
					other[i] = -math.Log(1 - r.Float64())
					sum += other[i]
				}
			}
			for i := range other {
				other[i] /= sum
			}
			if cost(got) > cost(other)+1e-6*least {
				t.Fatalf("mix %v costs %v, %v only %v", got, cost(got), other, cost(other))
			}
		}
	})
}

// A method that could not run at a window is neither recommended nor spoken
// against by it.
func TestGramOfWhatDidNotRun(t *testing.T) {
	g := newGram(3)
	g.add(&Window{Actual: []float64{10, 12}, Forecasts: [][]float64{{8, 8}, nil, {12, 12}}}, 1, nil)
	if middle, least := g.sums[1*3+1], min(g.sums[0], g.sums[8]); middle > least {
		t.Errorf("products %v: the mean of both has error %v, more than %v", g.sums, middle, least)
	}
}

func TestRecentHalves(t *testing.T) {
	o := Options{Horizon: 6}
	now, before := recent(&Window{At: 92, Back: 8}, 2, o), recent(&Window{At: 82, Back: 18}, 2, o)
	if now != 1 || math.Abs(math.Log2(before)+10/9.8) > 1e-9 {
		t.Errorf("weights %v and, ten periods earlier on a track of 98, %v", now, before)
	}
}
