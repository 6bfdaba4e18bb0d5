// Package gradcheck holds gradients against slopes that are measured: what
// every test of a layer or model needs, written once.
package gradcheck

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"hemline/neural/kernel"
)

// Slope says how a gradient is compared with the slope along random
// directions, measured by central differences in float32. One step goes as far
// whatever the number of values.
type Slope struct {
	Step       float64 // length of a step to either side
	Relative   float64 // error allowed, as a part of the gradient's length
	Absolute   float64 // and as a part of the direction's
	Least      float64 // a shorter gradient checks nothing and is an error
	Directions int     // 0: 1
}

// Check compares the gradient g of loss at w. It changes w and puts it back.
func (s Slope) Check(t *testing.T, name string, w, g []float32, r *rand.Rand, loss func() float64) {
	t.Helper()
	if len(g) != len(w) {
		t.Errorf("%s: %d values and a gradient of %d", name, len(w), len(g))
		return
	}
	length := 0.0
	for _, v := range g {
		length += float64(v) * float64(v)
	}
	if length = math.Sqrt(length); !(length >= s.Least) {
		t.Errorf("%s: a gradient of length %g checks nothing", name, length)
	}
	kept, direction := slices.Clone(w), make([]float32, len(w))
	for range max(s.Directions, 1) {
		want, scale := 0.0, 0.0
		for i := range direction {
			direction[i] = float32(r.NormFloat64())
			want += float64(direction[i]) * float64(g[i])
			scale += float64(direction[i]) * float64(direction[i])
		}
		scale = math.Sqrt(scale)
		h := s.Step / scale
		at := func(h float64) float64 {
			for i := range w {
				w[i] = kept[i] + float32(h)*direction[i]
			}
			return loss()
		}
		got := (at(h) - at(-h)) / (2 * h)
		copy(w, kept)
		if !(math.Abs(got-want) <= s.Relative*length+s.Absolute*scale) {
			t.Errorf("%s: slope %g, want %g by a gradient of length %g", name, got, want, length)
		}
	}
}

// Levels are this machine's devices of two workers, one for each set of
// instructions, the plainest first.
func Levels(t *testing.T) []*kernel.Device {
	t.Helper()
	var out []*kernel.Device
	for l := kernel.Generic; l <= kernel.Detect().Level; l++ {
		d := kernel.NewWith(kernel.CPU{Level: l}, 2)
		t.Cleanup(d.Close)
		out = append(out, d)
	}
	return out
}
