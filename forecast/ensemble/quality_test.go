package ensemble_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"hemline/forecast"
	"hemline/forecast/backtest"
	"hemline/forecast/ensemble"
	"hemline/forecast/naive2"
	"hemline/forecast/seasonalnaive"
	"hemline/series"
)

var update = flag.Bool("update", false, "rewrite testdata/quality.golden")

// held is a set whose end is held out.
type held struct {
	name            string
	series          []series.Series
	leading         map[string]series.Series
	horizon, season int
	lag             int // of the denominator of MASE
}

// quality is one line of the golden file.
type quality struct {
	set                     string
	horizon                 int
	mase, naive             float64
	owa, cover, msis, right float64
}

func (q quality) String() string {
	return fmt.Sprintf("%-14s %3d %8.3f %8.3f %8.3f %8.3f %8.2f %8.3f", q.set, q.horizon, q.mase, q.naive, q.owa, q.cover, q.msis, q.right)
}

const header = "# set, horizon, MASE, MASE of seasonal naive, OWA, coverage of the 80 % interval, MSIS at 95 %, verdicts that came true\n"

// TestQuality holds out the end of each set, forecasts it and compares with
// testdata/quality.golden. It fails when a number got worse; after a change
// for the better, record it with
//
//	go test ./forecast/ensemble -run Quality -update
//
// with HEMLINE_DATA set.
func TestQuality(t *testing.T) {
	sets := []held{
		{name: "synthetic", series: synthetic(), horizon: 6, season: 12, lag: 12},
		{name: "synthetic", series: synthetic(), horizon: 12, season: 12, lag: 12},
	}
	if data := os.Getenv("HEMLINE_DATA"); data != "" && !testing.Short() {
		sets = append(sets, realSets(t, data)...)
	} else if *update {
		t.Fatal("-update needs HEMLINE_DATA and no -short, or lines would be lost")
	}
	golden := filepath.Join("testdata", "quality.golden")
	var got []quality
	for _, s := range sets {
		got = append(got, measure(t, s))
	}
	if *update {
		var b bytes.Buffer
		b.WriteString(header)
		for _, q := range got {
			fmt.Fprintln(&b, q)
		}
		if err := os.WriteFile(golden, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want := readGolden(t, golden)
	for _, q := range got {
		t.Log(q)
		w, ok := want[fmt.Sprint(q.set, q.horizon)]
		switch {
		case !ok:
			t.Errorf("%s is not in %s", q, golden)
		case q.mase > w.mase*1.005, q.owa > w.owa*1.005, math.Abs(q.cover-0.8) > math.Abs(w.cover-0.8)+0.01, q.msis > w.msis*1.02, q.right < w.right-0.02:
			t.Errorf("worse:\n%s\nrecorded:\n%s", q, w)
		}
	}
	if testing.Short() || os.Getenv("HEMLINE_DATA") == "" {
		t.Skip("HEMLINE_DATA is not set, or -short: only the synthetic set was measured")
	}
}

// realSets are the public sets, each with its own end held out.
func realSets(t *testing.T, data string) []held {
	hermes := readHermes(t, filepath.Join(data, "hermes_main_100.csv"))
	leading := map[string]series.Series{}
	for _, s := range readHermes(t, filepath.Join(data, "hermes_influencers_100.csv")) {
		leading[s.ID] = s
	}
	var before []series.Series
	for _, s := range hermes {
		before = append(before, s.Until(s.Period(s.Len()-52)))
	}
	return []held{
		{"hermes-2017", hermes, nil, 52, 52, 52},
		{"hermes-2017-led", hermes, leading, 52, 52, 52},
		{"hermes-2016-led", before, leading, 52, 52, 52},
		{"m4-weekly", readM4(t, "m4_weekly_train.csv.gz", series.Step), nil, 13, 52, 1},
		{"m4-hourly", readM4(t, "m4_hourly_train.csv.gz", series.Step), nil, 48, 24, 24},
		{"google-trends", readTrends(t), nil, 26, 52, 52},
	}
}

// measure forecasts the last periods of every series from what was before.
func measure(t *testing.T, set held) quality {
	t.Helper()
	h := set.horizon
	known := make([]series.Series, len(set.series))
	for i, s := range set.series {
		known[i] = s.Until(s.Period(s.Len() - h))
	}
	fs, err := ensemble.Predict(context.Background(), known, ensemble.Options{Backtest: backtest.Options{
		Horizon: h, Season: set.season, Leading: set.leading, Levels: backtest.Taus(),
	}})
	if err != nil {
		t.Fatal(err)
	}
	var own, naive backtest.Score
	for i, f := range fs {
		past := known[i].Values
		lastYear := series.Mean(series.Tail(past, set.season))
		c := backtest.Case{
			Actual: set.series[i].Values[len(past):], Verdict: f.Verdict, LastYear: lastYear,
			Margin: backtest.Margin(lastYear, series.Mean(past), 0.05),
			Scale:  backtest.SeasonalScale(past[forecast.Born(past):], set.lag),
		}
		if c.Naive2, err = (naive2.Method{}).Forecast(past, set.lag, h); err != nil {
			t.Fatal(err)
		}
		if repeat, err := (seasonalnaive.Method{}).Forecast(past, set.season, h); err == nil {
			c.Mean = repeat
			naive.Add(c)
		}
		c.Mean = nil
		for _, st := range f.Steps {
			c.Mean = append(c.Mean, st.Mean)
		}
		if len(f.Mix) > 0 {
			c.Quantiles = make([][]float64, len(backtest.Taus()))
			for _, st := range f.Steps {
				for q, v := range st.Quantiles {
					c.Quantiles[q] = append(c.Quantiles[q], v)
				}
			}
		}
		own.Add(c)
	}
	r := own.Row("")
	return quality{set.name, h, float64(r.MASE), float64(naive.Row("").MASE), float64(r.OWA), float64(r.Coverage80), float64(r.MSIS95), float64(r.Direction)}
}

func readGolden(t *testing.T, path string) map[string]quality {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	out := make(map[string]quality)
	for line := range bytes.Lines(b) {
		var q quality
		if bytes.HasPrefix(line, []byte("#")) {
			continue
		}
		if _, err := fmt.Sscan(string(line), &q.set, &q.horizon, &q.mase, &q.naive, &q.owa, &q.cover, &q.msis, &q.right); err != nil {
			t.Fatalf("%s: %q: %v", path, line, err)
		}
		out[fmt.Sprint(q.set, q.horizon)] = q
	}
	return out
}
