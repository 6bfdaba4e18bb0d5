package app

import (
	"math"
	"reflect"
	"testing"
	"time"

	"hemline/internal/demo"
	"hemline/signal"
)

// demoForeseen is a demo as far as its forecasts, without the language model,
// which chooses quotes and makes no number.
func demoForeseen(t *testing.T, seed uint64) (*demo.Plan, *workspace, *analysis) {
	t.Helper()
	if testing.Short() {
		t.Skip("-short is set: this test writes and reads 60,000 posts")
	}
	plan, err := demo.Default()
	if err != nil {
		t.Fatal(err)
	}
	a, _ := quiet(t)
	w, err := a.demoWorkspace(t.Context(), DemoOptions{Out: t.TempDir(), Seed: seed, Lang: "en"}, plan)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	stats, until, err := w.window(t.Context(), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	an, err := w.analyse(t.Context(), stats, until, signal.Scope{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return plan, w, an
}

// The 80 % intervals ought to hold 75 to 85 % of the months after the corpus. They
// hold 94 %: this test does not say that they are right, it says when that figure
// moves. They are too wide for concepts that moved, whose months all lie inside,
// and for the far months of the others, and slightly too narrow for the next
// months. Over the demo's past origins, where concepts leave their level as they
// are forecast, 73 % lie inside (hemline backtest -w, seeds 1 to 3). Chance moves
// the part of a seed by 1.2 points.
func TestDemoIntervalsHoldTheTruth(t *testing.T) {
	sum, seeds := 0.0, uint64(3)
	for seed := uint64(1); seed <= seeds; seed++ {
		plan, w, an := demoForeseen(t, seed)
		truth, err := w.demoTruth(t.Context(), plan, seed, an)
		if err != nil {
			t.Fatal(err)
		}
		c := demo.Judge(plan, rows(an, truth)).Intervals
		if want := len(plan.Concepts) * w.cfg.Ahead(); c.Months != want {
			t.Errorf("seed %d: %d months judged, want %d", seed, c.Months, want)
		}
		t.Logf("seed %d: %.3f inside", seed, c.Part)
		for _, s := range c.ByShape {
			t.Logf("  %-6s %.3f (%d of %d)", s.Shape, s.Part, s.Inside, s.Months)
		}
		sum += c.Part
	}
	if mean := sum / float64(seeds); mean < 0.92 || mean > 0.97 {
		t.Errorf("%.3f of the coming months lie inside their 80 %% interval, it was 0.945: nearer 0.8 is better, so move these bounds; else something got worse", mean)
	}
}

// The year after the corpus is measured as the corpus was, is all new, and
// leaves no trace in the workspace.
func TestDemoTruthIsMeasuredAsTheCorpusWas(t *testing.T) {
	plan, w, an := demoForeseen(t, 1)
	before, err := w.store.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	truth, err := w.demoTruth(t.Context(), plan, 1, an)
	if err != nil {
		t.Fatal(err)
	}
	after, err := w.store.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(before, after) {
		t.Errorf("the workspace changed: %+v, then %+v", before, after)
	}
	year := w.cfg.Ahead()
	var last, coming, spreadLast, spreadComing float64
	flat := 0.0
	for _, p := range plan.Concepts {
		s := truth[p.ID]
		n := plan.Months
		if s.Len() != n+year {
			t.Fatalf("%s: %d months, want %d and %d", p.ID, s.Len(), n, year)
		}
		for _, h := range an.history {
			if h.ID == p.ID && !reflect.DeepEqual(h.Values, s.Values[:n]) {
				t.Errorf("%s: the months of the corpus are not those the forecast saw", p.ID)
			}
		}
		if p.Shape != demo.Flat {
			continue
		}
		flat++
		a, b := meanAndSpread(s.Values[n-year:n]), meanAndSpread(s.Values[n:])
		last, coming = last+a[0], coming+b[0]
		spreadLast, spreadComing = spreadLast+a[1], spreadComing+b[1]
	}
	// 18 concepts, 12 months, about 43 mentions in 1,000 of 1,420 posts: the
	// sums differ by 1.4 % of themselves by chance, the spreads by a tenth.
	if r := coming / last; math.Abs(r-1) > 0.05 {
		t.Errorf("the flat are %.3f times as loud after the corpus as in its last year", r)
	}
	if r := spreadComing / spreadLast; r < 0.75 || r > 1.33 {
		t.Errorf("the flat spread %.2f times as much after the corpus as in its last year", r)
	}
	t.Logf("mean share %.1f, then %.1f; spread %.1f, then %.1f", last/flat, coming/flat, spreadLast/flat, spreadComing/flat)
}

// meanAndSpread is the mean and the standard deviation.
func meanAndSpread(v []float64) [2]float64 {
	mean := total(v) / float64(len(v))
	square := 0.0
	for _, x := range v {
		square += (x - mean) * (x - mean)
	}
	return [2]float64{mean, math.Sqrt(square / float64(len(v)-1))}
}
