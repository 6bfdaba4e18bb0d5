package ensemble_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"hemline/forecast/backtest"
	"hemline/forecast/ensemble"
	"hemline/forecast/forecasttest"
	"hemline/series"
)

// BenchmarkMonthly forecasts 1,000 series of 60 months 6 ahead: 500 thin ones
// and 500 winter courses, all positive, for which ets has the most models.
func BenchmarkMonthly(b *testing.B) {
	ss := crowd(month(2025, 1), 500, 60)
	for i := range 500 {
		y := forecasttest.Winter(5)
		for t := range y {
			y[t] *= 1 + 0.3*math.Sin(float64(i+t*t))
		}
		ss = append(ss, monthly(fmt.Sprint(i), month(2025, 1), y))
	}
	benchmark(b, ss, 6)
}

// BenchmarkWeekly forecasts 500 series of 250 weeks 26 ahead.
func BenchmarkWeekly(b *testing.B) {
	var ss []series.Series
	for i := range 500 {
		y := make([]float64, 250)
		for t := range y {
			y[t] = 5 + 3*math.Sin(2*math.Pi*float64(t)/52) + math.Sin(float64(i+t*t))
		}
		end := series.Week.Floor(month(2025, 1))
		ss = append(ss, series.Series{ID: fmt.Sprint(i), Freq: series.Week, Start: series.Week.Add(end, -250), Values: y})
	}
	benchmark(b, ss, 26)
}

// BenchmarkTenThousand forecasts 10,000 series of 209 weeks a year ahead.
func BenchmarkTenThousand(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	start := series.Week.Floor(month(2015, 1))
	var ss []series.Series
	for i := range 10_000 {
		y := make([]float64, 209)
		phase, swing, growth := 52*r.Float64(), r.Float64(), max(0.3, 1+0.2*r.NormFloat64())
		for t := range y {
			x := math.Exp(swing*math.Sin(2*math.Pi*(float64(t)-phase)/52)) * math.Pow(growth, float64(t)/52)
			y[t] = max(0, x*(1+0.2*r.NormFloat64()))
		}
		ss = append(ss, series.Series{ID: fmt.Sprint(i), Freq: series.Week, Start: start, Values: y})
	}
	benchmark(b, ss, 52)
}

func benchmark(b *testing.B, ss []series.Series, h int) {
	values := 0
	for _, s := range ss {
		values += s.Len()
	}
	b.SetBytes(int64(8 * values))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ensemble.Predict(context.Background(), ss, ensemble.Options{Backtest: backtest.Options{Horizon: h}}); err != nil {
			b.Fatal(err)
		}
	}
}
