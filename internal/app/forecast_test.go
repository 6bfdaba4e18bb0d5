package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"hemline/forecast"
	"hemline/series"
)

func TestParseLevels(t *testing.T) {
	for _, c := range []struct {
		in    string
		names string
		taus  []float64
	}{
		{"80", "q10 q50 q90", []float64{0.1, 0.5, 0.9}},
		{"80,95", "q2.5 q10 q50 q90 q97.5", []float64{0.025, 0.1, 0.5, 0.9, 0.975}},
		{" 95 % ", "q2.5 q50 q97.5", []float64{0.025, 0.5, 0.975}},
		{"80,80,99.9", "q0.05 q10 q50 q90 q99.95", []float64{0.0005, 0.1, 0.5, 0.9, 0.9995}},
		{"", "q50", []float64{0.5}},
	} {
		got, err := parseLevels(c.in)
		if err != nil {
			t.Errorf("%q: %v", c.in, err)
			continue
		}
		var names []string
		var taus []float64
		for _, q := range got {
			names, taus = append(names, q.name), append(taus, q.tau)
		}
		if strings.Join(names, " ") != c.names || !slices.EqualFunc(taus, c.taus, func(a, b float64) bool { return math.Abs(a-b) < 1e-12 }) {
			t.Errorf("%q gives %v %v, want %s %v", c.in, names, taus, c.names, c.taus)
		}
	}
	for _, bad := range []string{"0", "100", "-5", "0.8", "x", "NaN", strings.Repeat("1,2,3,4,5,6,7,8,9,10,", 1) + "11,12,13,14,15,16,17,18,19,20,21"} {
		var wrong *UsageError
		if _, err := parseLevels(bad); !errors.As(err, &wrong) {
			t.Errorf("%q: %v, want wrong use", bad, err)
		}
	}
}

func TestMeant(t *testing.T) {
	names := []string{"auto", "naive", "seasonal-naive", "ets"}
	for in, want := range map[string]string{"etz": "ets", "naiv": "naive", "season": "seasonal-naive", "gradient-boosting": ""} {
		if got := meant(in, names); (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("meant(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestFigure(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0", 1.5: "1.5", 1234567: "1234567", 1e-7: "1e-07", 1e22: "1e+22", -0.25: "-0.25", math.Inf(1): "",
	} {
		if got := string(figure(nil, v)); got != want {
			t.Errorf("figure(%v) = %q, want %q", v, got, want)
		}
	}
	if got := figure(nil, math.NaN()); len(got) > 0 {
		t.Errorf("NaN is %q", got)
	}
}

// someAnswers are a forecast series and one of which nothing is known.
func someAnswers() ([]answer, []quantile) {
	label := func(i int) string { return fmt.Sprint(i + 1) }
	known := answer{
		wanted: wanted{Series: series.Series{ID: `a "b"`, Freq: series.Step, Values: []float64{1, 2}}, label: label, status: "gaps 1"},
		Forecast: forecast.Forecast{
			Method: "naive", MASE: math.NaN(), Baseline: 0.5, Status: "gaps",
			Steps: []forecast.Step{{Mean: 2, Quantiles: []float64{1, 2, 3}}, {Mean: 2.5, Quantiles: []float64{1.5, 2.5, 3.5}}},
		},
		known: true,
	}
	unknown := answer{wanted: wanted{Series: series.Series{ID: "none", Freq: series.Step}, label: label, status: "no values"}}
	return []answer{known, unknown}, []quantile{{"q10", 0.1}, {"q50", 0.5}, {"q90", 0.9}}
}

func TestForecastWriters(t *testing.T) {
	answers, levels := someAnswers()
	var b bytes.Buffer
	if err := forecastCSV(&b, answers, levels, 2); err != nil {
		t.Fatal(err)
	}
	want := "unique_id,ds,mean,q10,q50,q90\n\"a \"\"b\"\"\",3,2,1,2,3\n\"a \"\"b\"\"\",4,2.5,1.5,2.5,3.5\nnone,1,,,,\nnone,2,,,,\n"
	if b.String() != want {
		t.Errorf("CSV\n%s\nwant\n%s", b.String(), want)
	}
	b.Reset()
	if err := statusCSV(&b, answers); err != nil {
		t.Fatal(err)
	}
	if want = "unique_id,status,freq,first,last,periods,missing,method,mase,mase_seasonal_naive\n\"a \"\"b\"\"\",gaps 1,step,1,2,2,0,naive,,0.5\nnone,no values,step,,,0,0,,,\n"; b.String() != want {
		t.Errorf("status\n%s\nwant\n%s", b.String(), want)
	}
	b.Reset()
	if err := forecastJSON(&b, answers, levels, 2); err != nil {
		t.Fatal(err)
	}
	var back []struct {
		ID    string   `json:"unique_id"`
		MASE  *float64 `json:"mase"`
		Base  *float64 `json:"mase_seasonal_naive"`
		Steps []struct {
			DS        string
			Mean, Q90 *float64
		}
	}
	if err := json.Unmarshal(b.Bytes(), &back); err != nil {
		t.Fatalf("%v in %s", err, b.String())
	}
	if len(back) != 2 || back[0].ID != `a "b"` || back[0].MASE != nil || *back[0].Base != 0.5 || *back[0].Steps[1].Q90 != 3.5 || back[1].Steps[1].DS != "2" || back[1].Steps[1].Mean != nil {
		t.Errorf("JSON reads back as %+v", back)
	}
}

// A writer that fails leaves what was there before.
func TestForecastIsWrittenWholeOrNotAtAll(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.csv")
	if err := os.WriteFile(path, []byte("before"), 0o600); err != nil {
		t.Fatal(err)
	}
	a := &App{Stdout: io.Discard}
	broken := errors.New("broken")
	err := a.writeOut(path, func(w io.Writer) error {
		if _, err := w.Write(make([]byte, 1<<20)); err != nil {
			return err
		}
		return broken
	})
	if got, _ := os.ReadFile(path); !errors.Is(err, broken) || string(got) != "before" {
		t.Errorf("%v, and the file holds %d bytes", err, len(got))
	}
}

// tide is two wide files of weekly series, the second leading the first.
func tide(weeks int, after float64) (string, string) {
	var own, lead strings.Builder
	own.WriteString("ds,a,b\n")
	lead.WriteString("ds,a,b\n")
	start := time.Date(2020, 1, 2, 0, 0, 0, 0, time.UTC)
	for i := range weeks + 8 {
		ds := start.AddDate(0, 0, 7*i).Format(time.DateOnly)
		if i < weeks {
			fmt.Fprintf(&own, "%s,%d,%d\n", ds, 10+i%4, 20-i%5)
		}
		v := float64(i % 7)
		if i >= weeks {
			v = after
		}
		fmt.Fprintf(&lead, "%s,%g,%g\n", ds, v, v)
	}
	return own.String(), lead.String()
}

// TestForecastLooksAtNothingLater: what leading series did after the end
// changes nothing, and a cancelled command writes nothing.
func TestForecastLooksAtNothingLater(t *testing.T) {
	dir := t.TempDir()
	run := func(ctx context.Context, after float64) ([]byte, error) {
		own, lead := tide(40, after)
		in, by, out := filepath.Join(dir, "in.csv"), filepath.Join(dir, "lead.csv"), filepath.Join(dir, fmt.Sprintf("out%g.csv", after))
		if err := errors.Join(os.WriteFile(in, []byte(own), 0o600), os.WriteFile(by, []byte(lead), 0o600)); err != nil {
			t.Fatal(err)
		}
		a := &App{Stdout: io.Discard, Stderr: io.Discard, Now: time.Now}
		err := a.Forecast(ctx, ForecastOptions{Input: in, Leading: by, Horizon: 5, Season: 4, Levels: "80", Out: out, Seed: 1})
		got, _ := os.ReadFile(out)
		return got, err
	}
	one, err := run(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	other, err := run(t.Context(), 1e6)
	if err != nil {
		t.Fatal(err)
	}
	if len(one) == 0 || !bytes.Equal(one, other) {
		t.Errorf("another future of the leading series, other forecasts:\n%s\n%s", one, other)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got, err := run(ctx, 3); !errors.Is(err, context.Canceled) || len(got) > 0 {
		t.Errorf("cancelled: %v, %d bytes", err, len(got))
	}
}

// TestStepsEndTogether: integer steps have no calendar in common, so that
// each series' last one is its now; what leads it is cut there.
func TestStepsEndTogether(t *testing.T) {
	dir := t.TempDir()
	in, by := filepath.Join(dir, "in.csv"), filepath.Join(dir, "lead.csv")
	err := errors.Join(
		os.WriteFile(in, []byte("unique_id,ds,y\na,1,1\na,2,2\nb,1,1\nb,2,2\nb,3,3\nb,4,4\n"), 0o600),
		os.WriteFile(by, []byte("unique_id,ds,y\na,1,5\na,2,6\na,3,7\n"), 0o600))
	if err != nil {
		t.Fatal(err)
	}
	a := &App{Stderr: io.Discard}
	q, err := a.askFile(t.Context(), ForecastOptions{Input: in, Leading: by})
	if err != nil {
		t.Fatal(err)
	}
	x, y, lead := q.series[0], q.series[1], q.leading["a"]
	if !x.End().Equal(y.End()) || x.label(x.Len()) != "3" || y.label(y.Len()) != "5" {
		t.Errorf("ends %v and %v, next labels %s and %s", x.End(), y.End(), x.label(x.Len()), y.label(y.Len()))
	}
	if !slices.Equal(lead.Values, []float64{5, 6}) || !lead.End().Equal(x.End()) {
		t.Errorf("leading %v to %v, want what was known at %v", lead.Values, lead.End(), x.End())
	}
}
