package arima_test

import (
	"errors"
	"math"
	"testing"

	"hemline/forecast"
	"hemline/forecast/arima"
	"hemline/forecast/forecasttest"
)

func TestConformance(t *testing.T) {
	forecasttest.Run(t, arima.Method{})
}

// TestHugeSeason: a season no series can hold is no season, or too short.
func TestHugeSeason(t *testing.T) {
	for _, season := range []int{math.MinInt, -1, 0, math.MaxInt/2 + 1, math.MaxInt} {
		f, err := arima.Method{}.Forecast(bench(60, 12), season, 3)
		if err != nil && !errors.Is(err, forecast.ErrTooShort) || err == nil && len(f) != 3 {
			t.Errorf("season %d: %v, %v", season, f, err)
		}
	}
}

// bench is a level that wanders, a season and noise.
func bench(n, season int) []float64 {
	y := make([]float64, n)
	level := 5.0
	for i := range y {
		level += 0.1 * math.Sin(float64(i*i*i))
		y[i] = max(0, level+2*math.Sin(2*math.Pi*float64(i)/float64(season))+math.Sin(float64(i*i)))
	}
	return y
}

func BenchmarkForecast(b *testing.B) {
	for _, c := range []struct {
		name         string
		n, season, h int
	}{{"209x52", 209, 52, 52}, {"960x24", 960, 24, 48}, {"2300x52", 2300, 52, 13}} {
		y := bench(c.n, c.season)
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := (arima.Method{}).Forecast(y, c.season, c.h); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
