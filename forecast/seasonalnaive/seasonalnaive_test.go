package seasonalnaive_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"hemline/forecast"
	"hemline/forecast/forecasttest"
	"hemline/forecast/seasonalnaive"
)

func TestConformance(t *testing.T) {
	forecasttest.Run(t, seasonalnaive.Method{})
}

func TestForecast(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		name   string
		y      []float64
		season int
		want   []float64
	}{
		{"repeats the last season", []float64{9, 9, 9, 1, 2, 3}, 3, []float64{1, 2, 3, 1, 2}},
		{"phase follows the end", []float64{9, 9, 1, 2, 3, 4}, 4, []float64{1, 2, 3, 4, 1}},
		{"a gap takes the year before", []float64{7, 8, 9, 1, nan, 3}, 3, []float64{1, 8, 3, 1, 8}},
		{"a phase never known takes the mean", []float64{2, nan, 4, 2, nan, 4}, 3, []float64{2, 3, 4, 2, 3}},
		{"no season", []float64{1, 5}, 1, []float64{5, 5, 5, 5, 5}},
		{"season 0 is none", []float64{1, 5}, 0, []float64{5, 5, 5, 5, 5}},
	} {
		got, err := seasonalnaive.Method{}.Forecast(c.y, c.season, 5)
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, %v; want %v", c.name, got, err, c.want)
		}
	}
	if _, err := (seasonalnaive.Method{}).Forecast([]float64{1, 2}, 3, 1); !errors.Is(err, forecast.ErrTooShort) {
		t.Errorf("two values, season three: %v", err)
	}
}
