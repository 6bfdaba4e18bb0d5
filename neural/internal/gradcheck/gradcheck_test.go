package gradcheck

import (
	"math/rand/v2"
	"testing"
)

// A right gradient passes; that a wrong one fails is tried on a t of its own.
func TestCheck(t *testing.T) {
	w := []float32{0.5, -1, 2}
	loss := func() (s float64) {
		for _, v := range w {
			s += float64(v) * float64(v)
		}
		return s
	}
	check := Slope{Step: 1. / 64, Relative: 1e-2, Least: 1e-3, Directions: 2}
	check.Check(t, "w", w, []float32{1, -2, 4}, rand.New(rand.NewPCG(1, 1)), loss)
	for name, g := range map[string][]float32{"sign": {1, 2, 4}, "scale": {2, -4, 8}, "nothing": {0, 0, 0}, "short": {1}} {
		var other testing.T
		check.Check(&other, name, w, g, rand.New(rand.NewPCG(1, 1)), loss)
		if !other.Failed() {
			t.Errorf("%s: a wrong gradient passes", name)
		}
	}
	if w[0] != 0.5 || w[1] != -1 || w[2] != 2 {
		t.Errorf("the values are not put back: %v", w)
	}
}
