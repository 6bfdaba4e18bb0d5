package attention

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"hemline/forecast/backtest"
	"hemline/forecast/seasonalnaive"
	"hemline/forecast/seasonalshape"
)

// columns reads the series of a table whose first column are dates.
func columns(tb testing.TB, path string) [][]float64 {
	tb.Helper()
	f, err := os.Open(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	out := make([][]float64, len(rows[0])-1)
	for _, row := range rows[1:] {
		for i := range out {
			v, err := strconv.ParseFloat(row[i+1], 64)
			if err != nil {
				tb.Fatal(err)
			}
			out[i] = append(out[i], v)
		}
	}
	return out
}

// hermes is the set with its influencers, up to an origin, and all of it.
func hermes(tb testing.TB, origin int) (set []Series, all [][]float64) {
	tb.Helper()
	data := os.Getenv("HEMLINE_DATA")
	if data == "" {
		tb.Skip("HEMLINE_DATA is not set: the fashion series are not there")
	}
	all = columns(tb, filepath.Join(data, "hermes_main_100.csv"))
	lead := columns(tb, filepath.Join(data, "hermes_influencers_100.csv"))
	for i, y := range all {
		set = append(set, Series{Values: y[:origin:origin], Leading: [][]float64{lead[i][:origin:origin]}})
	}
	return set, all
}

// A year of HERMES from two origins, by fewer networks than there are by
// default: alone about as good as the best single method, and with it better
// than either. Settings were chosen at the first origin.
func TestHermes(t *testing.T) {
	if testing.Short() {
		t.Skip("takes ten seconds")
	}
	for _, c := range []struct {
		origin          int
		alone, together float64 // MASE that is good enough; together relative to seasonal shape's
	}{{105, 0.69, 0.99}, {157, 0.68, 0.985}} {
		set, all := hermes(t, c.origin)
		o := Options{Horizon: 52, Season: 52, Seeds: 2}
		ps := forecasts(t, trained(t, set, o), set)
		var own, naive, shape, both float64
		covered := 0
		for i, s := range set {
			scale := backtest.SeasonalScale(s.Values, 52) * float64(len(set))
			actual := all[i][c.origin : c.origin+52]
			a, err := seasonalshape.Method{}.Forecast(s.Values, 52, 52)
			if err != nil {
				t.Fatal(err)
			}
			b, err := seasonalnaive.Method{}.Forecast(s.Values, 52, 52)
			if err != nil {
				t.Fatal(err)
			}
			mean := make([]float64, 52)
			for k, v := range actual {
				mean[k] = (a[k] + ps[i].Mean[k]) / 2
				if v >= ps[i].Quantiles[k][0] && v <= ps[i].Quantiles[k][8] {
					covered++
				}
			}
			own += backtest.MAE(actual, ps[i].Mean) / scale
			shape += backtest.MAE(actual, a) / scale
			naive += backtest.MAE(actual, b) / scale
			both += backtest.MAE(actual, mean) / scale
		}
		cover := float64(covered) / float64(52*len(set))
		t.Logf("origin %d: MASE %.4f, with seasonal shape %.4f, that alone %.4f, seasonal naive %.4f, coverage %.3f", c.origin, own, both, shape, naive, cover)
		if own > c.alone || both > c.together*shape {
			t.Errorf("origin %d: MASE %.4f (want %.3f), with seasonal shape %.4f, which alone has %.4f", c.origin, own, c.alone, both, shape)
		}
		if cover < 0.72 || cover > 0.88 {
			t.Errorf("origin %d: the 80 %% interval covers %.3f", c.origin, cover)
		}
	}
}

// BenchmarkWindow is the reading of one window of weeks, the part of a step
// outside the network.
func BenchmarkWindow(b *testing.B) {
	o, err := Options{Horizon: 52, Season: 52}.withDefaults()
	if err != nil {
		b.Fatal(err)
	}
	l, err := o.layout(0)
	if err != nil {
		b.Fatal(err)
	}
	h, err := newHistory(&Series{Values: growers(1, 209)[0]}, 52, 0)
	if err != nil {
		b.Fatal(err)
	}
	var s stretch
	h.cut(209, reach(&l), 0, &s)
	w := newWindow(&l)
	b.ReportAllocs()
	for b.Loop() {
		w.set(&l, &s)
	}
}

// BenchmarkTrain is the training of one network by default on a hundred series
// of three years of weeks.
func BenchmarkTrain(b *testing.B) {
	set := until(growers(100, 157), 157)
	b.ReportAllocs()
	for b.Loop() {
		trained(b, set, Options{Horizon: 52, Season: 52, Seeds: 1, Workers: 1})
	}
}

// BenchmarkForecast is the forecast of a thousand series of 209 weeks by four
// networks on two workers.
func BenchmarkForecast(b *testing.B) {
	ys := growers(1000, 209)
	m := trained(b, until(ys[:50], 157), Options{Horizon: 52, Season: 52, Steps: 5, Workers: 2})
	set := until(ys, 209)
	b.ReportAllocs()
	for b.Loop() {
		forecasts(b, m, set)
	}
}
