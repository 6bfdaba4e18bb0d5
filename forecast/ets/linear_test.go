package ets

import (
	"math"
	"testing"

	"hemline/forecast/internal/smooth"
)

// TestPass: no first level and slope do better than those the pass solves for,
// and its errors and last states are those of the plain recursion from them.
func TestPass(t *testing.T) {
	y := []float64{3, 5, 2, 4, 6, 3, 5, 7, 4, 5.5, 6, 8}
	for _, trend := range trends {
		at := weights{alpha: 0.4, beta: 0.3, phi: 1}
		if trend == damped {
			at.phi = 0.9
		}
		squares := func(l, b float64) (sum float64, last state) {
			for _, v := range y {
				if trend == none {
					b = 0
				}
				base := l + at.phi*b
				e := v - base
				l, b = base+at.alpha*e, at.phi*b+at.alpha*at.beta*e
				sum += e * e
			}
			if trend == none {
				b = 0
			}
			return sum, state{l, b}
		}
		m := linear{x: y, trend: trend, level: 9, slope: -1}
		r := m.pass(at)
		want, last := squares(r.firstLevel, r.firstSlope)
		if math.Abs(r.squares-want) > 1e-9 || math.Abs(r.last.level-last.level) > 1e-9 || math.Abs(r.last.slope-last.slope) > 1e-9 {
			t.Errorf("trend %d: %+v, want %v, %+v", trend, r, want, last)
		}
		for _, d := range []float64{-0.01, 0.01} {
			if near, _ := squares(r.firstLevel+d, r.firstSlope); near < want {
				t.Errorf("trend %d: another level is better", trend)
			}
			if near, _ := squares(r.firstLevel, r.firstSlope+d); near < want {
				t.Errorf("trend %d: another slope is better", trend)
			}
		}
	}
}

// TestSearch: a fine grid over the whole box finds nothing much better.
func TestSearch(t *testing.T) {
	for name, y := range map[string][]float64{"deaths": deaths, "passengers": passengers} {
		for _, trend := range trends {
			m := newLinear(y, trend, initialStates(y, smooth.Course{}))
			got, best := m.pass(m.search()).squares, math.Inf(1)
			for a := 0.0; a <= 1; a += 0.02 {
				for b := 0.0; b <= 1; b += 0.04 {
					for phi := minDamping; phi <= maxDamping; phi += 0.02 {
						p := weights{a, b, 1}
						if trend == damped {
							p.phi = phi
						}
						best = min(best, m.pass(p.clamp(trend)).squares)
						if trend != damped {
							break
						}
					}
					if trend == none {
						break
					}
				}
			}
			if got > 1.003*best {
				t.Errorf("%s, trend %d: %.6g, a grid finds %.6g", name, trend, got, best)
			}
		}
	}
}
