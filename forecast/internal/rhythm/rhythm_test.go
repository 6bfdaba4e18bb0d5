package rhythm

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestOf: the week in the hours is found; weeks of equal days, too few weeks and
// noise keep the season given.
func TestOf(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	days, weeks, noise := make([]float64, 672), make([]float64, 672), make([]float64, 672)
	for i := range days {
		noise[i] = 0.1 * random.NormFloat64()
		days[i] = math.Sin(2*math.Pi*float64(i)/24) + noise[i]
		weeks[i] = days[i]
		if i/24%7 >= 5 {
			weeks[i] /= 2
		}
	}
	for name, c := range map[string]struct {
		z    []float64
		want int
	}{"equal days": {days, 24}, "weekends": {weeks, 168}, "noise": {noise, 24}, "two weeks": {weeks[:336], 24}} {
		if got := Of(c.z, 24, 3); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}
