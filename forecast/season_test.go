package forecast

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestSeason(t *testing.T) {
	wave := func(m int, noise float64) [][]float64 {
		r := rand.New(rand.NewPCG(uint64(m), 1))
		var ys [][]float64
		for range 20 {
			y := make([]float64, 6*52)
			level := 10.0
			for k := range y {
				level += 0.2 * r.NormFloat64()
				y[k] = level + math.Exp(math.Sin(2*math.Pi*float64(k)/float64(m))) + noise*r.NormFloat64()
			}
			ys = append(ys, y)
		}
		return ys
	}
	for _, m := range cycles {
		if got := Season(wave(m, 0.2)); got != m {
			t.Errorf("a cycle of %d is taken for one of %d", m, got)
		}
	}
	if got := Season(wave(10_000, 1)); got != 1 {
		t.Errorf("noise around a walk has a cycle of %d", got)
	}
	flat := [][]float64{make([]float64, 200), {1, 2}, nil}
	if got := Season(flat); got != 1 {
		t.Errorf("zeros have a cycle of %d", got)
	}
}
