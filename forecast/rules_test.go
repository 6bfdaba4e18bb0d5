package forecast

import (
	"math"
	"slices"
	"testing"
)

func TestBorn(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		y    []float64
		want int
	}{
		{[]float64{0, nan, 0, 0.4, 0}, 3},
		{[]float64{2}, 0},
		{[]float64{0, nan}, 2},
		{[]float64{-1, 0}, 0},
		{nil, 0},
	} {
		if got := Born(c.y); got != c.want {
			t.Errorf("Born(%v) = %d, want %d", c.y, got, c.want)
		}
	}
}

func TestBound(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		name       string
		y, f, want []float64
	}{
		{"below zero", []float64{1, 3}, []float64{-2, 2}, []float64{0, 2}},
		{"one range above", []float64{1, nan, 3}, []float64{9, 4}, []float64{5, 4}},
		{"one range below", []float64{5, 6}, []float64{1}, []float64{4}},
		{"negative values may go on", []float64{-1, 1}, []float64{-2.5, -5}, []float64{-2.5, -3}},
		{"constant", []float64{2, 2}, []float64{7}, []float64{2}},
		{"nothing known", []float64{nan}, []float64{7}, []float64{7}},
	} {
		if got := Bound(c.y, slices.Clone(c.f)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
