package kernel

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// onLevels runs a benchmark for each level.
func onLevels(b *testing.B, name string, n, bytes int, f func(d *Device)) {
	devices := assembled(b)
	devices["generic"] = reference(b)
	for _, level := range []string{"generic", "AVX2", "AVX512"} {
		d := devices[level]
		if d == nil {
			continue
		}
		b.Run(fmt.Sprintf("%s/%s/%d", name, level, n), func(b *testing.B) {
			b.SetBytes(int64(bytes))
			for b.Loop() {
				f(d)
			}
		})
	}
}

// BenchmarkVector counts each slice once, read or written.
func BenchmarkVector(b *testing.B) {
	rng := rand.New(rand.NewPCG(13, 14))
	for _, n := range []int{256, 688, 8192} {
		for _, o := range operations {
			if o.is(copies) {
				continue
			}
			s := o.random(rng, n)
			if o.is(steady) {
				for i := range s {
					clear(s[i])
				}
			}
			onLevels(b, o.name, n, 4*n*o.slices, func(d *Device) { o.run(d, s) })
		}

		cos, sin := someValues(32), someValues(32)
		heads := make([]float32, n/64*64)
		onLevels(b, "RopeHeads", n, 4*len(heads), func(d *Device) { d.RopeHeads(heads, 64, cos, sin, false) })

		x := NewMat(64, n)
		sum := make([]float32, n)
		onLevels(b, "AddColumns", n, 4*64*n, func(d *Device) { d.AddColumns(sum, x) })
	}
	// The last is more than the caches hold: 4 slices read and written.
	for _, n := range []int{256, 688, 8192, 4 << 20} {
		w, g, m, v := make([]float32, n), make([]float32, n), make([]float32, n), make([]float32, n)
		step := AdamWStep{Rate: 1e-3, Beta1: 0.9, Beta2: 0.99, Epsilon: 1e-8, Decay: 0.1, Step: 3}
		onLevels(b, "AdamW", n, 8*4*n, func(d *Device) { d.AdamW(w, g, m, v, step) })
	}
}
