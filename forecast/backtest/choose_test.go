package backtest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"hemline/forecast"
	"hemline/forecast/naive"
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

func choices(t *testing.T, ss []series.Series, methods []forecast.Forecaster, o Options) []Choice {
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
	return Choose(tracks, now, 0, o)
}

func TestChooseBest(t *testing.T) {
	methods := []forecast.Forecaster{fixed{"low", 2, 0}, fixed{"right", 10, 0}, fixed{"high", 30, 0}}
	c := choices(t, []series.Series{noisy("s", 60, 0)}, methods, Options{Horizon: 6})[0]
	if c.Method != 1 || !(c.Score < 1) {
		t.Errorf("chose %+v, want method 1 with a score below 1", c)
	}
}

func TestChooseTies(t *testing.T) {
	methods := []forecast.Forecaster{fixed{"far", 5, 0}, fixed{"simple", 10, 0}, fixed{"clever", 10, 0}, fixed{"luckier", 10.001, 0}}
	if c := choices(t, []series.Series{noisy("s", 60, 0)}, methods, Options{Horizon: 6})[0]; c.Method != 1 {
		t.Errorf("chose %q, want the first of the equals", methods[c.Method].Name())
	}
}

func TestChooseOnlyWhatRuns(t *testing.T) {
	methods := []forecast.Forecaster{fixed{"poor", 3, 0}, fixed{"needs more", 10, 1000}}
	if c := choices(t, []series.Series{noisy("s", 60, 0)}, methods, Options{Horizon: 6})[0]; c.Method != 0 {
		t.Errorf("chose %d, which cannot run", c.Method)
	}
	if c := choices(t, []series.Series{noisy("s", 60, 0)}, methods[1:], Options{Horizon: 6})[0]; c.Method != -1 {
		t.Errorf("chose %d, and nothing can run", c.Method)
	}
}

// TestLuckyOrigin: on one series a bad method happens to be right at the one
// origin there is; forty other series know better.
func TestLuckyOrigin(t *testing.T) {
	methods := []forecast.Forecaster{fixed{"steady", 10, 0}, fixed{"lucky", 13, 0}}
	o := Options{Horizon: 6, Origins: 1}
	lucky := noisy("lucky", 60, 0)
	for i := 54; i < 60; i++ {
		lucky.Values[i] = 12 // nearer 13 than 10
	}
	if c := choices(t, []series.Series{lucky}, methods, o)[0]; c.Method != 1 {
		t.Fatal("alone, the lucky method should win: the test shows nothing")
	}
	ss := []series.Series{lucky}
	for i := range 40 {
		ss = append(ss, noisy(fmt.Sprint(i), 60, i))
	}
	if c := choices(t, ss, methods, o)[0]; c.Method != 0 {
		t.Error("one lucky origin outvoted all other series")
	}
}

func TestRollOrigins(t *testing.T) {
	s := noisy("s", 40, 0)
	for i := range 20 {
		s.Values[i] = 0
	}
	for i := 27; i < 33; i++ {
		s.Values[i] = nan
	}
	tracks, err := Roll(context.Background(), []series.Series{s}, []forecast.Forecaster{naive.Last{}}, Options{Horizon: 4, Step: 2, Origins: 20})
	if err != nil {
		t.Fatal(err)
	}
	var at []int
	for _, w := range tracks[0].Windows {
		at = append(at, w.At)
		if 2*series.Known(w.Actual) < 4 {
			t.Errorf("origin %d is judged on %v", w.At, w.Actual)
		}
	}
	// 26, 28 and 30 have too little to judge by; 20 and before, the series was not
	// born.
	if want := []int{36, 34, 32, 24, 22}; tracks[0].Born != 20 || !slices.Equal(at, want) {
		t.Errorf("born %d, origins %v; want 20, %v", tracks[0].Born, at, want)
	}
}

type broken struct{ f []float64 }

func (broken) Name() string { return "broken" }

func (b broken) Forecast([]float64, int, int) ([]float64, error) {
	if b.f == nil {
		return nil, errors.New("out of order")
	}
	return b.f, nil
}

func TestBrokenMethod(t *testing.T) {
	for want, b := range map[string]broken{
		"out of order": {}, "gave 1 values, not 2": {[]float64{1}}, "value 1 is NaN": {[]float64{1, nan}},
	} {
		_, err := Roll(context.Background(), []series.Series{noisy("新中式", 30, 0)}, []forecast.Forecaster{b}, Options{Horizon: 2})
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "新中式") {
			t.Errorf("error %v, want %q and the series' name", err, want)
		}
	}
}

func TestBlend(t *testing.T) {
	b := Blend{Of: []forecast.Forecaster{fixed{"a", 1, 0}, fixed{"b", 4, 0}}}
	got, err := b.Forecast([]float64{1}, 1, 2)
	if err != nil || !slices.Equal(got, []float64{2.5, 2.5}) || b.Name() != "a+b" {
		t.Errorf("%s: %v, %v", b.Name(), got, err)
	}
	b.Of = append(b.Of, fixed{"c", 1, 10})
	if _, err := b.Forecast([]float64{1}, 1, 2); !errors.Is(err, forecast.ErrTooShort) {
		t.Errorf("a member was too short, error %v", err)
	}
	if _, err := (Blend{}).Forecast([]float64{1}, 1, 2); err == nil {
		t.Error("a blend of nothing, no error")
	}
}

func TestOptions(t *testing.T) {
	for _, o := range []Options{{}, {Horizon: 1, Origins: -1}, {Horizon: 1, Threshold: -0.1}, {Horizon: 1, Threshold: nan}} {
		if _, err := o.Defaults(); err == nil {
			t.Errorf("%+v: no error", o)
		}
	}
	o, err := Options{Horizon: 52}.Defaults()
	if err != nil || o.Step != 13 || o.Origins != 8 || o.Threshold != 0.05 || o.Workers < 1 || o.SeasonOf(series.Week) != 52 {
		t.Errorf("defaults %+v, %v", o, err)
	}
}
