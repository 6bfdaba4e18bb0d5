package auto_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"hemline/forecast"
	"hemline/forecast/auto"
	"hemline/forecast/backtest"
	"hemline/forecast/seasonalnaive"
	"hemline/series"
)

var update = flag.Bool("update", false, "rewrite testdata/quality.golden")

// quality is one line of the golden file.
type quality struct {
	set                       string
	horizon                   int
	mase, naive, cover, right float64
}

func (q quality) String() string {
	return fmt.Sprintf("%-10s %3d %8.3f %8.3f %8.3f %8.3f", q.set, q.horizon, q.mase, q.naive, q.cover, q.right)
}

const header = "# set, horizon, MASE, MASE of seasonal naive, coverage of the 80 % interval, verdicts that came true\n"

// TestQuality holds out the end of each set, forecasts it and compares with
// testdata/quality.golden. It fails when a number got worse; after a change
// for the better, record it with
//
//	go test ./forecast/auto -run Quality -update
//
// with HEMLINE_DATA set.
func TestQuality(t *testing.T) {
	got := []quality{measure(t, "synthetic", synthetic(), 6), measure(t, "synthetic", synthetic(), 12)}
	data := os.Getenv("HEMLINE_DATA")
	t.Run("hermes", func(t *testing.T) {
		if data == "" {
			t.Skip("HEMLINE_DATA is not set: only the synthetic set is measured")
		}
		hermes := readHermes(t, filepath.Join(data, "hermes_main_100.csv"))
		// Floors that hold whatever the golden file says.
		year := measure(t, "hermes", hermes, 52)
		if year.mase > 0.9*year.naive {
			t.Errorf("hermes: MASE %.3f does not clearly beat seasonal naive's %.3f", year.mase, year.naive)
		}
		if year.cover < 0.70 || year.cover > 0.88 {
			t.Errorf("hermes: the 80 %% interval covers %.3f", year.cover)
		}
		got = append(got, year, measure(t, "hermes", hermes, 26))
	})
	golden := filepath.Join("testdata", "quality.golden")
	if *update {
		if data == "" {
			t.Fatal("-update needs HEMLINE_DATA, or lines would be lost")
		}
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
		case q.mase > w.mase+0.002, math.Abs(q.cover-0.8) > math.Abs(w.cover-0.8)+0.01, q.right < w.right-0.02:
			t.Errorf("worse:\n%s\nrecorded:\n%s", q, w)
		}
	}
}

// measure forecasts the last h periods of every series from what was before.
func measure(t *testing.T, set string, ss []series.Series, h int) quality {
	t.Helper()
	known := make([]series.Series, len(ss))
	for i, s := range ss {
		known[i] = s.Until(s.Period(s.Len() - h))
	}
	fs, err := auto.Predict(context.Background(), known, auto.Options{Backtest: backtest.Options{Horizon: h}})
	if err != nil {
		t.Fatal(err)
	}
	var own, naive backtest.Score
	for i, f := range fs {
		past, season := known[i].Values, f.Freq.Season()
		lastYear := series.Mean(series.Tail(past, season))
		c := backtest.Case{
			Actual: ss[i].Values[len(past):], Verdict: f.Verdict, LastYear: lastYear,
			Margin: backtest.Margin(lastYear, series.Mean(past), 0.05),
			Scale:  backtest.SeasonalScale(past[forecast.Born(past):], season),
		}
		repeat, err := seasonalnaive.Method{}.Forecast(past, season, h)
		if err != nil {
			t.Fatal(err)
		}
		c.Mean = repeat
		naive.Add(c)
		c.Mean = nil
		for _, st := range f.Steps {
			c.Mean = append(c.Mean, st.Mean)
			c.Q10, c.Q50, c.Q90 = append(c.Q10, st.Q10), append(c.Q50, st.Q50), append(c.Q90, st.Q90)
		}
		own.Add(c)
	}
	r := own.Row("auto")
	return quality{set, h, float64(r.MASE), float64(naive.Row("").MASE), float64(r.Coverage), float64(r.Direction)}
}

// synthetic is a made-up corpus of 72 months: thin concepts, winter and summer
// courses that grow or shrink from year to year, and fads.
func synthetic() []series.Series {
	end := month(2025, 1)
	const months = 72
	ss := crowd(end, 40, months)
	for i := range 40 {
		phase, growth := float64(i%12), 0.85+0.3*float64(i)/39
		y := make([]float64, months)
		for t := range y {
			season := math.Exp(1.2 * math.Cos(2*math.Pi*(float64(t)-phase)/12))
			noise := 1 + 0.25*math.Sin(float64((i+3)*t*t))
			y[t] = season * math.Pow(growth, float64(t)/12) * noise
		}
		ss = append(ss, monthly(fmt.Sprint("season ", i), end, y))
	}
	for i := range 20 {
		y := make([]float64, months)
		for t, born := 0, 30+2*i; t+born < months; t++ {
			x := float64(t) / float64(2+i%5)
			y[born+t] = math.Round(30*x*math.Exp(-x)*(1+0.3*math.Sin(float64(i+t*t)))) / 10
		}
		ss = append(ss, monthly(fmt.Sprint("fad ", i), end, y))
	}
	return ss
}

func readHermes(t *testing.T, path string) []series.Series {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	start, err := time.Parse("2006-01-02", rows[1][0])
	if err != nil {
		t.Fatal(err)
	}
	ss := make([]series.Series, len(rows[0])-1)
	for i := range ss {
		ss[i] = series.Series{ID: rows[0][i+1], Freq: series.Week, Start: series.Week.Floor(start)}
		for _, row := range rows[1:] {
			v, err := strconv.ParseFloat(row[i+1], 64)
			if err != nil {
				v = series.Missing()
			}
			ss[i].Values = append(ss[i].Values, v)
		}
	}
	return ss
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
		if _, err := fmt.Sscan(string(line), &q.set, &q.horizon, &q.mase, &q.naive, &q.cover, &q.right); err != nil {
			t.Fatalf("%s: %q: %v", path, line, err)
		}
		out[fmt.Sprint(q.set, q.horizon)] = q
	}
	return out
}
