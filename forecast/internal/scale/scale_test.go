package scale

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v, s := rapid.Float64Range(0, 1e6).Draw(t, "v"), Scale{Logarithm: rapid.Bool().Draw(t, "logarithm")}
		if got := s.From(s.To(v)); math.Abs(got-v) > 1e-9*(1+v) {
			t.Fatalf("%v comes back as %v", v, got)
		}
	})
}

// TestChoose: steps in proportion to the level want the logarithm, equal steps
// do not, and nothing negative has one.
func TestChoose(t *testing.T) {
	grow, plain, negative := make([]float64, 100), make([]float64, 100), make([]float64, 100)
	for i := range grow {
		noise := math.Sin(float64(i * i))
		grow[i] = math.Exp(0.05*float64(i) + 0.2*noise)
		plain[i] = 1 + 0.01*float64(i) + 0.2*noise
		negative[i] = -grow[i]
	}
	for name, c := range map[string]struct {
		y    []float64
		want bool
	}{"growing": {grow, true}, "plain": {plain, false}, "negative": {negative, false}} {
		unit := MeanSize(c.y)
		for i := range c.y {
			c.y[i] /= unit
		}
		if got := Choose(c.y); got.Logarithm != c.want {
			t.Errorf("%s: logarithm %v", name, got.Logarithm)
		}
	}
}
