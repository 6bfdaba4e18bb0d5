package ensemble_test

import (
	"bytes"
	"context"
	"fmt"
	"testing"
	"time"

	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"hemline/forecast/backtest"
	"hemline/forecast/ensemble"
	"hemline/series"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var value = rapid.OneOf(rapid.Just(0.0), rapid.Just(nan), rapid.Float64Range(0, 3), rapid.Float64Range(0, 50))

// TestNoLookAhead: whatever comes after the origin, in any of the series or of
// those that lead them, forecasts, choices, intervals, odds and errors of that origin stay the same
// to the bit.
func TestNoLookAhead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		origin := month(2024, 1)
		o := ensemble.Options{Origin: origin, Backtest: backtest.Options{
			Horizon: rapid.IntRange(1, 8).Draw(t, "horizon"),
			Origins: rapid.IntRange(1, 6).Draw(t, "origins"),
			Workers: 1,
		}}
		var known, later []series.Series
		leads, longer := map[string]series.Series{}, map[string]series.Series{}
		for i := range rapid.IntRange(1, 4).Draw(t, "series") {
			past := rapid.SliceOfN(value, 0, 50).Draw(t, "past")
			s := monthly(fmt.Sprint(i), origin, past)
			known = append(known, s)
			s.Values = append(append([]float64(nil), past...), rapid.SliceOfN(value, 0, 12).Draw(t, "future")...)
			later = append(later, s)
			if rapid.Bool().Draw(t, "led") {
				lead := monthly(s.ID, origin, rapid.SliceOfN(value, 20, 50).Draw(t, "lead"))
				leads[s.ID] = lead
				lead.Values = append(append([]float64(nil), lead.Values...), rapid.SliceOfN(value, 0, 12).Draw(t, "lead's future")...)
				longer[s.ID] = lead
			}
		}
		o.Backtest.Leading, o.Backtest.Levels = leads, []float64{0.025, 0.975}
		a := text(t, known, o)
		o.Backtest.Leading = longer
		b := text(t, later, o)
		if !bytes.Equal(a, b) {
			t.Fatalf("before\n%s\nafter\n%s", a, b)
		}
		// Without an origin a series that ends there is forecast from there,
		// and the others growing past it must not matter either.
		mixed := append([]series.Series{known[0]}, later[1:]...)
		o.Origin, o.Backtest.Leading = time.Time{}, nil
		c, err := ensemble.Predict(context.Background(), mixed, o)
		if err != nil {
			t.Fatal(err)
		}
		o.Origin = origin
		d, err := ensemble.Predict(context.Background(), known, o)
		if err != nil {
			t.Fatal(err)
		}
		if x, y := fmt.Sprint(c[0]), fmt.Sprint(d[0]); x != y {
			t.Fatalf("others grew:\n%s\nthen\n%s", y, x)
		}
	})
}

type fataler interface{ Fatal(...any) }

func text(t fataler, ss []series.Series, o ensemble.Options) []byte {
	fs, err := ensemble.Predict(context.Background(), ss, o)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	for _, f := range fs {
		fmt.Fprintf(&b, "%+v\n", f)
	}
	return b.Bytes()
}

// TestWorkers: the number of goroutines does not show in the result.
func TestWorkers(t *testing.T) {
	ss := crowd(month(2025, 1), 30, 48)
	o := ensemble.Options{Backtest: backtest.Options{Horizon: 6, Workers: 1}}
	want := text(t, ss, o)
	for _, workers := range []int{2, 7, 64} {
		o.Backtest.Workers = workers
		if got := text(t, ss, o); !bytes.Equal(got, want) {
			t.Errorf("%d workers give other bytes than 1", workers)
		}
	}
}
