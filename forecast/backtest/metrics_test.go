package backtest

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"hemline/forecast"
)

var nan = math.NaN()

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.IsNaN(want) != math.IsNaN(got) || math.Abs(got-want) > 1e-12 {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

func TestMetrics(t *testing.T) {
	// Differences over two periods: 2, 2, and one with a hole.
	near(t, "scale", SeasonalScale([]float64{1, 2, 3, 4, nan}, 2), 2)
	near(t, "scale of an exact repetition", SeasonalScale([]float64{1, 2, 1, 2}, 2), 0)
	near(t, "scale of one season", SeasonalScale([]float64{1, 2}, 2), nan)
	near(t, "MAE", MAE([]float64{1, nan, 5}, []float64{2, 9, 2}), 2)
	near(t, "MAE of nothing", MAE([]float64{nan}, []float64{2}), nan)
	near(t, "mean error", MeanError([]float64{1, nan, 5}, []float64{2, 9, 2}), 1)
	near(t, "sMAPE", SMAPE(1, 3), 100)
	near(t, "sMAPE of two zeros", SMAPE(0, 0), 0)
	near(t, "sMAPE of a miss", SMAPE(0, 0.001), 200)
	near(t, "pinball below", Pinball(10, 8, 0.9), 1.8)
	near(t, "pinball above", Pinball(8, 10, 0.9), 0.2)
	near(t, "interval hit", IntervalScore(5, 4, 7, 0.2), 3)
	near(t, "interval missed by 2", IntervalScore(9, 4, 7, 0.2), 23)
}

func TestDirection(t *testing.T) {
	for _, c := range []struct {
		mean, last, longRun float64
		want                forecast.Verdict
	}{
		{1.06, 1, 1, forecast.Rise},
		{1.04, 1, 1, forecast.Flat},
		{0.94, 1, 1, forecast.Fall},
		{0, 0, 0, forecast.Flat},
		{0.01, 0, 1, forecast.Flat}, // a trace after a year of zeros
		{0.2, 0, 1, forecast.Rise},
		{-1.2, -1, -1, forecast.Fall},
	} {
		if got := Direction(c.mean, c.last, Margin(c.last, c.longRun, 0.05)); got != c.want {
			t.Errorf("%v after %v is %s, want %s", c.mean, c.last, got, c.want)
		}
	}
}

// fan is the quantiles of Taus around the same three for every period: those
// below the median are low, those above high.
func fan(low, middle, high []float64) [][]float64 {
	var out [][]float64
	for _, tau := range Taus() {
		switch {
		case tau < 0.5:
			out = append(out, low)
		case tau == 0.5:
			out = append(out, middle)
		default:
			out = append(out, high)
		}
	}
	return out
}

func TestScore(t *testing.T) {
	var s Score
	s.Add(Case{
		Actual: []float64{2, nan, 4}, Mean: []float64{1, 1, 5}, Scale: 2, Scale1: 4,
		Quantiles: fan([]float64{0, 0, 4}, []float64{1, 1, 5}, []float64{1, 2, 6}),
		Naive2:    []float64{0, 0, 4},
		Verdict:   forecast.Rise, LastYear: 2, Margin: 0.1, Quarter: 3,
	})
	// A scale of 0: out of MASE, in the rest.
	s.Add(Case{Actual: []float64{1}, Mean: []float64{0}, Verdict: forecast.Fall, LastYear: 0.5, Margin: 0.01})
	s.Add(Case{Actual: []float64{nan}, Mean: []float64{9}, Scale: 1})
	r := s.Row("m")
	if r.Windows != 2 || r.Confusion != (Confusion{{1, 0, 0}, {}, {1, 0, 0}}) {
		t.Errorf("windows %d, confusion %v", r.Windows, r.Confusion)
	}
	near(t, "MASE", float64(r.MASE), 0.5)
	near(t, "MASE at lag 1", float64(r.MASE1), 0.25)
	near(t, "WAPE", float64(r.WAPE), 3.0/7)
	near(t, "direction", float64(r.Direction), 0.5)
	near(t, "sMAPE", float64(r.SMAPE), (200.0/3+200.0/9+200)/3)
	// Naive 2 missed by 2 and by nothing: 200 and 0 per cent.
	near(t, "OWA", float64(r.OWA), ((200.0/3+200.0/9)/200+1)/2)
	for i, c := range []Number{r.Coverage50, r.Coverage80, r.Coverage95} {
		near(t, fmt.Sprint("coverage ", i), float64(c), 0.5)
	}
	// The first interval, 1 wide, missed by 1; the second is 2 wide.
	near(t, "width", float64(r.Width80), (1.0+2)/2/2)
	near(t, "MSIS at 0.2", float64(r.MSIS80), (1+10+2.0)/2/2)
	near(t, "MSIS at 0.05", float64(r.MSIS95), (1+40+2.0)/2/2)
	// Of the deciles those below the middle miss by 2 and 0, the middle by 1 and
	// 1, those above by 1 and 2.
	loss := (2*(0.1+0.2+0.3+0.4) + (0.5 + 0.5) + (0.6 + 0.7 + 0.8 + 0.9) + 2*(0.4+0.3+0.2+0.1)) / 9
	near(t, "pinball", float64(r.Pinball), loss/2/2)
	near(t, "WQL", float64(r.WQL), 2*loss/6)
	near(t, "quarter error", float64(r.Quarter), 0)
	var none Score
	if r := none.Row("none"); !math.IsNaN(float64(r.MASE)) || !math.IsNaN(float64(r.WAPE)) || !math.IsNaN(float64(r.OWA)) || !math.IsNaN(float64(r.Quarter)) {
		t.Errorf("nothing scored: %+v", r)
	}
}

func TestQuarterErrors(t *testing.T) {
	got := QuarterErrors([]float64{2, 4, nan, nan, nan, 5, 0, 0, 0, 1}, []float64{1, 3, 9, 9, 9, 9, 1, 1, 1, 7}, 3)
	// The first is known by two thirds, the second by a third, the third came
	// to nothing, the fourth is not whole.
	if len(got) != 1 {
		t.Fatalf("%v, want one quarter", got)
	}
	near(t, "first quarter", got[0], 1.0/3)
	if got := QuarterErrors([]float64{1, 2}, []float64{1, 2}, 0); got != nil {
		t.Errorf("without quarters: %v", got)
	}
}

// Parts of the horizon are those that intervals are told apart by, and cover it.
func TestPartBounds(t *testing.T) {
	for horizon := 1; horizon < 100; horizon++ {
		parts := min(horizon, maxBuckets)
		s := spread{buckets: parts}
		for p, next := 0, 0; p < parts; p++ {
			from, to := partBounds(p, parts, horizon)
			if from != next || to <= from || p == parts-1 && to != horizon {
				t.Fatalf("horizon %d: part %d is %d to %d", horizon, p, from, to)
			}
			for k := from; k < to; k++ {
				if s.bucket(k, horizon) != p {
					t.Fatalf("horizon %d: step %d is in part %d and in bucket %d", horizon, k, p, s.bucket(k, horizon))
				}
			}
			next = to
		}
	}
}

func TestWiden(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.SliceOf(rapid.Float64Range(0, 10)).Draw(t, "v")
		sum := 0.0
		for _, x := range v {
			sum += x
		}
		widen(v)
		for i, x := range v {
			sum -= x
			if i > 0 && x < v[i-1] {
				t.Fatalf("%v falls at %d", v, i)
			}
		}
		if math.Abs(sum) > 1e-9 {
			t.Fatalf("the mean moved by %v", sum)
		}
	})
	v := []float64{1, 3, 2, 4}
	widen(v)
	near(t, "pooled pair", v[1], 2.5)
	near(t, "left alone", v[3], 4)
}

func TestBoil(t *testing.T) {
	v := boil([]mass{{2, 0.5}, {0, 0.25}, {-1, 0.25}})
	near(t, "lowest", v.quantile(0.05), -1)
	near(t, "between the middles of -1 and 0", v.quantile(0.25), -0.5)
	near(t, "above the last middle", v.quantile(0.95), 2)
	even := make([]mass, 1000)
	for i := range even {
		even[i] = mass{float64(999 - i), 1}
	}
	for _, tau := range []float64{0.025, 0.1, 0.5, 0.9, 0.975} {
		if got := boil(even).quantile(tau); math.Abs(got-1000*tau) > 1 {
			t.Errorf("quantile %v of 0 to 999 is %v", tau, got)
		}
	}
}
