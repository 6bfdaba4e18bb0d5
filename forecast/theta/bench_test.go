package theta_test

import (
	"fmt"
	"math"
	"testing"

	"hemline/forecast"
	"hemline/forecast/theta"
)

func BenchmarkForecast(b *testing.B) {
	for _, size := range []struct{ n, season, h int }{{209, 52, 52}, {960, 24, 48}, {2300, 52, 13}} {
		y := make([]float64, size.n)
		for t := range y {
			y[t] = 5 + 2*math.Sin(2*math.Pi*float64(t)/float64(size.season)) + float64(t*7919%13)/7
		}
		for _, m := range []forecast.Forecaster{theta.Method{}, theta.Optimised{}, theta.Dynamic{}} {
			b.Run(fmt.Sprintf("%s/n=%d", m.Name(), size.n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, err := m.Forecast(y, size.season, size.h); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
