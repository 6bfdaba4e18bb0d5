package ensemble_test

import (
	"context"
	"math"
	"testing"
	"time"

	"hemline/forecast"
	"hemline/forecast/backtest"
	"hemline/forecast/ensemble"
	"hemline/forecast/forecasttest"
	"hemline/series"
)

var nan = math.NaN()

// monthly is a series whose last period is the one before end.
func monthly(id string, end time.Time, y []float64) series.Series {
	return series.Series{ID: id, Freq: series.Month, Start: series.Month.Add(end, -len(y)), Values: y}
}

func month(y int, m time.Month) time.Time { return time.Date(y, m, 1, 0, 0, 0, 0, time.UTC) }

func predict(t *testing.T, h int, ss ...series.Series) []forecast.Forecast {
	t.Helper()
	fs, err := ensemble.Predict(context.Background(), ss, ensemble.Options{Backtest: backtest.Options{Horizon: h}})
	if err != nil {
		t.Fatal(err)
	}
	if len(fs) != len(ss) {
		t.Fatalf("%d forecasts of %d series", len(fs), len(ss))
	}
	for i, f := range fs {
		wellFormed(t, ss[i], f, h)
	}
	return fs
}

// wellFormed checks what holds for every forecast of a non-negative series.
func wellFormed(t *testing.T, s series.Series, f forecast.Forecast, h int) {
	t.Helper()
	if f.ID != s.ID || f.Freq != s.Freq || !f.Origin.Equal(s.End()) || len(f.Steps) != h {
		t.Fatalf("%s: wrong frame: %+v", s.ID, f)
	}
	if !(f.Probability >= 0 && f.Probability <= 1) {
		t.Fatalf("%s: probability %v", s.ID, f.Probability)
	}
	for k, st := range f.Steps {
		if !st.Period.Equal(s.Period(s.Len() + k)) {
			t.Fatalf("%s: step %d is %v", s.ID, k, st.Period)
		}
		if !(0 <= st.Q10 && st.Q10 <= st.Q50 && st.Q50 <= st.Q90 && st.Q10 <= st.Mean && st.Mean <= st.Q90) || math.IsInf(st.Q90, 0) {
			t.Fatalf("%s: step %d: %+v", s.ID, k, st)
		}
	}
}

func mean(f forecast.Forecast) float64 {
	var sum float64
	for _, s := range f.Steps {
		sum += s.Mean / float64(len(f.Steps))
	}
	return sum
}

// crowd is what the other concepts of a corpus look like: thin, noisy counts
// at various levels. It is fixed, not random.
func crowd(end time.Time, n, months int) []series.Series {
	var out []series.Series
	noise := uint64(1)
	next := func() float64 { // splitmix64 (Steele, Lea & Flood 2014)
		noise += 0x9e3779b97f4a7c15
		z := noise
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		return float64((z^z>>31)>>11) / (1 << 53)
	}
	for i := range n {
		level := 0.1 * math.Pow(30, next())
		y := make([]float64, months)
		for t := range y {
			level *= math.Exp(0.4 * (next() - 0.5))
			// A count with that mean, in units of 0.3: thin months are zero.
			for count := -math.Log(1 - next()); count < level/0.3; count -= math.Log(1 - next()) {
				y[t] += 0.3
			}
		}
		out = append(out, monthly(string(rune('a'+i%26))+string(rune('a'+i/26)), end, y))
	}
	return out
}

func TestNewRiser(t *testing.T) {
	end := month(2023, 10)
	for name, tail := range map[string][]float64{
		"one month":    {1.4},
		"two months":   {0.4, 1.4},
		"three months": {0.4, 1.4, 1.8},
	} {
		y := append(make([]float64, 34-len(tail)), tail...)
		s := monthly("riser", end, y)
		for where, ss := range map[string][]series.Series{
			"alone": {s}, "in a crowd": append([]series.Series{s}, crowd(end, 40, 34)...),
		} {
			f := predict(t, 6, ss...)[0]
			t.Logf("%s, %s: %s %.2f by %v, mean %.2f, [%.2f, %.2f] to [%.2f, %.2f], %q", name, where, f.Verdict, f.Probability, f.Mix, mean(f),
				f.Steps[0].Q10, f.Steps[0].Q90, f.Steps[5].Q10, f.Steps[5].Q90, f.Status)
			if f.Verdict != forecast.Rise || f.Probability < 0.5 || f.Probability > 0.97 {
				t.Errorf("%s, %s: %s with probability %.2f, want rise between 0.5 and 0.97", name, where, f.Verdict, f.Probability)
			}
			if f.Status != ensemble.Short {
				t.Errorf("%s, %s: status %q, want short", name, where, f.Status)
			}
		}
	}
}

func TestFadedFad(t *testing.T) {
	end := month(2025, 1)
	y := append(make([]float64, 31), 0, 0.4, 1.8, 1.8, 0.9, 0.3, 0.1, 0, 0.1, 0, 0, 0.1, 0, 0, 0, 0, 0, 0)
	s := monthly("fad", end, y)
	for where, ss := range map[string][]series.Series{
		"alone": {s}, "in a crowd": append([]series.Series{s}, crowd(end, 40, len(y))...),
	} {
		f := predict(t, 6, ss...)[0]
		last := series.Mean(y[len(y)-12:])
		t.Logf("%s: %s %.2f by %v, mean %.3f against %.3f", where, f.Verdict, f.Probability, f.Mix, mean(f), last)
		if f.Verdict != forecast.Fall {
			t.Errorf("%s: %s, want fall", where, f.Verdict)
		}
		if mean(f) > last {
			t.Errorf("%s: mean %.3f is above the last year's %.3f", where, mean(f), last)
		}
	}
}

func TestLongDead(t *testing.T) {
	y := append(make([]float64, 10), append([]float64{1, 3, 1}, make([]float64, 24)...)...)
	f := predict(t, 6, monthly("dead", month(2025, 1), y))[0]
	if f.Verdict != forecast.Flat || mean(f) > 0.05 {
		t.Errorf("two years after its end: %s, mean %.3f; want flat near zero", f.Verdict, mean(f))
	}
}

func TestWinterPeak(t *testing.T) {
	for _, years := range []int{3, 5} {
		y := forecasttest.Winter(years)
		f := predict(t, 12, monthly("down jacket", month(2025, 1), y))[0]
		peak := 0
		for k := range f.Steps {
			if f.Steps[k].Mean > f.Steps[peak].Mean {
				peak = k
			}
		}
		if m := f.Steps[peak].Period.Month(); m != time.December && m != time.January {
			t.Errorf("%d years: peak in %s", years, m)
		}
		if f.Steps[6].Mean > 0.3*f.Steps[11].Mean {
			t.Errorf("%d years: July %.2f is not far below December %.2f", years, f.Steps[6].Mean, f.Steps[11].Mean)
		}
		if f.Verdict != forecast.Flat {
			t.Errorf("%d years: a year like the last is %s, want flat", years, f.Verdict)
		}
		if !(f.MASE > 0) || !(f.Baseline > 0) {
			t.Errorf("%d years: MASE %v, baseline %v", years, f.MASE, f.Baseline)
		}
		// Half a year: from January the season comes down, from July it goes up.
		if f := predict(t, 6, monthly("from July", month(2025, 7), y[:len(y)-6]))[0]; f.Steps[5].Mean < 5*f.Steps[0].Mean {
			t.Errorf("%d years: no rise from July (%.2f) to December (%.2f)", years, f.Steps[0].Mean, f.Steps[5].Mean)
		}
	}
}

func TestSteadyGrowth(t *testing.T) {
	y := make([]float64, 60)
	for i := range y {
		y[i] = 2 * math.Pow(1.03, float64(i)) * (1 + 0.05*math.Sin(float64(i*i)))
	}
	if f := predict(t, 6, monthly("grower", month(2025, 1), y))[0]; f.Verdict != forecast.Rise || f.Probability < 0.8 {
		t.Errorf("3 %% a month: %s with probability %.2f", f.Verdict, f.Probability)
	}
	for i, j := 0, len(y)-1; i < j; i, j = i+1, j-1 {
		y[i], y[j] = y[j], y[i]
	}
	if f := predict(t, 6, monthly("shrinker", month(2025, 1), y))[0]; f.Verdict != forecast.Fall || f.Probability < 0.8 {
		t.Errorf("minus 3 %% a month: %s with probability %.2f", f.Verdict, f.Probability)
	}
}

func TestStatus(t *testing.T) {
	same := make([]float64, 40)
	for i := range same {
		same[i] = 2.5
	}
	holes := forecasttest.Winter(4)
	for i := 30; i < 36; i++ {
		holes[i] = nan
	}
	last := forecasttest.Winter(4)
	last[47] = nan
	for _, c := range []struct {
		name, want string
		y          []float64
	}{
		{"fine", "", forecasttest.Winter(4)},
		{"zeros", ensemble.Zeros, make([]float64, 40)},
		{"missing", ensemble.Zeros, []float64{nan, nan, nan}},
		{"empty", ensemble.Zeros, nil},
		{"constant", ensemble.Constant, same},
		{"one value", ensemble.Constant, []float64{3}},
		{"short", ensemble.Short, []float64{1, 2, 3, 2, 3}},
		{"gaps", ensemble.Gaps, holes},
		{"last missing", ensemble.Gaps, last},
	} {
		f := predict(t, 6, monthly(c.name, month(2025, 1), c.y))[0]
		if f.Status != c.want {
			t.Errorf("%s: status %q, want %q", c.name, f.Status, c.want)
		}
		if (c.want == ensemble.Zeros) != (len(f.Mix) == 0) {
			t.Errorf("%s: method %v", c.name, f.Mix)
		}
	}
}

func TestBadInput(t *testing.T) {
	ctx := context.Background()
	if _, err := ensemble.Predict(ctx, nil, ensemble.Options{}); err == nil {
		t.Error("no horizon, no error")
	}
	s := monthly("infinite", month(2025, 1), []float64{1, math.Inf(1), 2})
	if _, err := ensemble.Predict(ctx, []series.Series{s}, ensemble.Options{Backtest: backtest.Options{Horizon: 6}}); err == nil {
		t.Error("an infinite value, no error")
	}
	done, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := ensemble.Predict(done, []series.Series{monthly("s", month(2025, 1), []float64{1, 2})}, ensemble.Options{Backtest: backtest.Options{Horizon: 6}}); err == nil {
		t.Error("a cancelled context, no error")
	}
	if fs, err := ensemble.Predict(ctx, nil, ensemble.Options{Backtest: backtest.Options{Horizon: 6}}); len(fs) != 0 || err != nil {
		t.Errorf("no series: %v, %v", fs, err)
	}
}

// A series without a method still has every quantile that was asked for.
func TestZerosHaveQuantiles(t *testing.T) {
	fs, err := ensemble.Predict(t.Context(), []series.Series{monthly("none", month(2025, 1), make([]float64, 30))},
		ensemble.Options{Backtest: backtest.Options{Horizon: 3, Levels: []float64{0.025, 0.5}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range fs[0].Steps {
		if len(step.Quantiles) != 2 || step.Quantiles[0] != 0 || step.Quantiles[1] != 0 {
			t.Fatalf("quantiles %v, want two zeros", step.Quantiles)
		}
	}
}
