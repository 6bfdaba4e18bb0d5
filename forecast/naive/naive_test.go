package naive_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"hemline/forecast"
	"hemline/forecast/forecasttest"
	"hemline/forecast/naive"
)

func TestConformance(t *testing.T) {
	for _, m := range []forecast.Forecaster{naive.Last{}, naive.Drift{}, naive.Level{}, naive.Level{Alpha: 1}} {
		t.Run(m.Name(), func(t *testing.T) { forecasttest.Run(t, m) })
	}
}

func TestForecast(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		name string
		m    forecast.Forecaster
		y    []float64
		want []float64
	}{
		{"last", naive.Last{}, []float64{3, 7}, []float64{7, 7, 7}},
		{"last known", naive.Last{}, []float64{3, 7, nan}, []float64{7, 7, 7}},
		{"drift", naive.Drift{}, []float64{5, 9, 7}, []float64{8, 9, 10}},
		{"drift counts the gap", naive.Drift{}, []float64{nan, 5, 6, nan}, []float64{7, 7, 7}}, // 8 and 9 are beyond Bound
		{"drift stops at zero", naive.Drift{}, []float64{9, 5, 1}, []float64{0, 0, 0}},
		{"level", naive.Level{Alpha: 0.5}, []float64{2, 5}, []float64{4, 4, 4}},
		{"level over a gap", naive.Level{Alpha: 0.5}, []float64{2, nan, 4}, []float64{3.6, 3.6, 3.6}},
		{"level of one", naive.Level{}, []float64{4}, []float64{4, 4, 4}},
		{"level after a long silence", naive.Level{}, append([]float64{4}, slices.Repeat([]float64{nan}, 3000)...), []float64{4, 4, 4}},
	} {
		got, err := c.m.Forecast(c.y, 12, 3)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		for k, v := range got {
			if math.Abs(v-c.want[k]) > 1e-12 {
				t.Errorf("%s: %v, want %v", c.name, got, c.want)
				break
			}
		}
	}
	for _, m := range []forecast.Forecaster{naive.Last{}, naive.Drift{}, naive.Level{}} {
		if _, err := m.Forecast([]float64{nan}, 1, 1); !errors.Is(err, forecast.ErrTooShort) {
			t.Errorf("%s of nothing: %v", m.Name(), err)
		}
	}
}
