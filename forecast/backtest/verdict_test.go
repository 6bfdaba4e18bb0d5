package backtest

import (
	"math"
	"testing"

	"hemline/forecast"
)

func TestCall(t *testing.T) {
	for _, c := range []struct {
		odds Odds
		lean forecast.Verdict
		want forecast.Verdict
	}{
		{Odds{0.6, 0.1, 0.3}, forecast.Rise, forecast.Rise},
		{Odds{0.3, 0.1, 0.6}, forecast.Rise, forecast.Rise}, // never against the forecast beside it
		{Odds{0.3, 0.5, 0.2}, forecast.Rise, forecast.Flat},
		{Odds{0.3, 0.1, 0.6}, forecast.Flat, forecast.Fall},
		{Odds{0.6, 0.1, 0.3}, forecast.Flat, forecast.Rise},
		{Odds{0.45, 0.1, 0.45}, forecast.Flat, forecast.Rise},
		{Odds{0.3, 0.4, 0.3}, forecast.Flat, forecast.Flat},
		{Odds{0.2, 0.1, 0.7}, forecast.Fall, forecast.Fall},
		{Odds{0.2, 0.5, 0.3}, forecast.Fall, forecast.Flat},
	} {
		if got := c.odds.call(c.lean); got != c.want {
			t.Errorf("%+v leaning to %s: %s, want %s", c.odds, c.lean, got, c.want)
		}
	}
}

func TestRecord(t *testing.T) {
	var r record
	odds := Odds{0.8, 0.1, 0.1}
	if got := r.correct(odds, Steady, forecast.Rise); got != odds {
		t.Errorf("without a record the odds became %+v", got)
	}
	// Ten rises were forecast, two came.
	r[Steady] = map[forecast.Verdict]Odds{forecast.Rise: {2, 0, 8}}
	got := r.correct(odds, Steady, forecast.Rise)
	near(t, "rise", got.Rise, 0.75*0.8+0.25*0.2)
	near(t, "sum", got.Rise+got.Flat+got.Fall, 1)
	if other := r.correct(odds, Sparse, forecast.Rise); other != odds {
		t.Errorf("another regime's record counted: %+v", other)
	}
}

func TestTemper(t *testing.T) {
	w := &Window{Regime: Sparse, LastYear: 2}
	half := untempered()
	half[Sparse].keep = 0.5
	for _, c := range []struct{ f, want []float64 }{
		{[]float64{4, 8}, []float64{8.0 / 3, 16.0 / 3}}, // a rise from 2 to 6 becomes one to 4, in shape
		{[]float64{0, 1}, []float64{0.75, 1.75}},        // a fall is lifted
		{[]float64{1, 3}, []float64{1, 3}},              // no change to temper
	} {
		got := half.apply(c.f, w, lags{})
		for k := range got {
			near(t, "tempered", got[k], c.want[k])
		}
	}
	w.LastYear = math.NaN()
	if got := half.apply([]float64{4}, w, lags{}); got[0] != 4 {
		t.Errorf("without a last year: %v", got)
	}
}

func TestRegime(t *testing.T) {
	zeros := make([]float64, 12)
	for _, c := range []struct {
		name   string
		past   []float64
		before int
		want   Regime
	}{
		{"young", []float64{0.4, 1.4}, 10, Young},
		{"begun", []float64{0.4, 1.4}, 9, Begun},
		{"steady", append([]float64{1, 2, 3, 1, 2, 3}, 1, 2, 3, 1, 2, 3), 0, Steady},
		{"sparse", append([]float64{1, 2, 3}, append(make([]float64, 8), 1)...), 0, Sparse},
		{"dormant", append([]float64{1}, make([]float64, 12)...), 0, Dormant},
		{"source down for a season", append([]float64{1, 2}, nan, nan, nan, nan, nan, nan, nan, nan, nan, nan, nan, nan), 0, Steady},
	} {
		if got := RegimeOf(c.past, c.before, 12); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
		if s := ErrorScale(c.past, 12); !(s > 0) || math.IsInf(s, 0) {
			t.Errorf("%s: error scale %v", c.name, s)
		}
	}
	if s := ErrorScale(zeros, 12); s != 0 {
		t.Errorf("error scale of zeros %v", s)
	}
}
