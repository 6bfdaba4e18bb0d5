package windowaverage_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"hemline/forecast"
	"hemline/forecast/forecasttest"
	"hemline/forecast/windowaverage"
)

func TestConformance(t *testing.T) {
	for _, seasons := range []int{0, 1, 3} {
		forecasttest.Run(t, windowaverage.Method{Seasons: seasons})
	}
}

func TestForecast(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		name    string
		seasons int
		y       []float64
		season  int
		want    []float64
	}{
		{"mean of two", 0, []float64{9, 9, 1, 2, 3, 6}, 2, []float64{2, 4, 2, 4}},
		{"mean of three", 3, []float64{5, 10, 1, 2, 3, 6}, 2, []float64{3, 6, 3, 6}},
		{"one is seasonal naive", 1, []float64{9, 9, 1, 2, 3, 6}, 2, []float64{3, 6, 3, 6}},
		{"no more seasons than there are", 5, []float64{1, 2, 3, 6}, 2, []float64{2, 4, 2, 4}},
		{"a gap reaches further back", 2, []float64{5, 8, 1, nan, 3, 6}, 2, []float64{2, 7, 2, 7}},
		{"a phase never known takes the mean", 2, []float64{2, nan, 4, nan}, 2, []float64{3, 3, 3, 3}},
		{"no season", 2, []float64{9, 1, 5}, 1, []float64{3, 3, 3, 3}},
	} {
		got, err := windowaverage.Method{Seasons: c.seasons}.Forecast(c.y, c.season, 4)
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, %v; want %v", c.name, got, err, c.want)
		}
	}
	if _, err := (windowaverage.Method{}).Forecast([]float64{1, 2}, 3, 1); !errors.Is(err, forecast.ErrTooShort) {
		t.Errorf("two values, season three: %v", err)
	}
}

func BenchmarkForecast(b *testing.B) {
	y := forecasttest.Winter(18)[:209]
	b.ReportAllocs()
	for b.Loop() {
		if _, err := (windowaverage.Method{}).Forecast(y, 52, 52); err != nil {
			b.Fatal(err)
		}
	}
}
