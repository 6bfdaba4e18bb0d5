package kernel

import (
	"fmt"
	"testing"
	"time"
)

// shapes are cubes and the products of a training step at 2048 tokens:
// y = x*wT, dx = dy*w and dw = dyT*x of a layer with out x in weights.
func shapes() []shape {
	out := []shape{
		{"512", 512, 512, 512, false, false},
		{"1024", 1024, 1024, 1024, false, false},
		{"2048", 2048, 2048, 2048, false, false},
	}
	for _, w := range [][2]int{{768, 256}, {256, 256}, {1376, 256}, {256, 688}, {8192, 256}} {
		n, k := w[0], w[1]
		out = append(out,
			shape{fmt.Sprintf("y_%dx%d", n, k), 2048, n, k, false, true},
			shape{fmt.Sprintf("dx_%dx%d", n, k), 2048, k, n, false, false},
			shape{fmt.Sprintf("dw_%dx%d", n, k), n, k, 2048, true, false})
	}
	return out
}

type shape struct {
	name    string
	m, n, k int
	ta, tb  bool
}

func (s shape) operations() float64 { return 2 * float64(s.m) * float64(s.n) * float64(s.k) }

func (s shape) operands() (c, a, b Mat) {
	c, a, b = NewMat(s.m, s.n), NewMat(s.m, s.k), NewMat(s.k, s.n)
	if s.ta {
		a = NewMat(s.k, s.m).T()
	}
	if s.tb {
		b = NewMat(s.n, s.k).T()
	}
	for _, m := range []Mat{a, b} {
		for i := range m.Data {
			m.Data[i] = float32(i%7) - 3
		}
	}
	return c, a, b
}

// best is the least time f took, and reports its rate beside the best rate of
// a unit's loop over registers measured in turn with it.
func best(b *testing.B, d *Device, u Unit, operations float64, f func()) {
	took, peak := time.Hour, 0.0
	turns := 0
	for b.Loop() {
		start := time.Now()
		f()
		took = min(took, time.Since(start))
		if turns++; turns%4 == 1 {
			start = time.Now()
			n := d.Peak(u, 100_000)
			peak = max(peak, n/time.Since(start).Seconds())
		}
	}
	rate := operations / took.Seconds()
	b.ReportMetric(rate/1e9, "GFLOP/s")
	if peak > 0 {
		b.ReportMetric(100*rate/peak, "%peak")
	}
	b.ReportMetric(0, "ns/op") // the time of the peak's loop is in it
}

func BenchmarkGemm(b *testing.B) {
	for _, prec := range []Precision{F32, BF16} {
		unit, name := UnitF32, "f32"
		if prec == BF16 {
			unit, name = UnitBF16, "bf16"
		}
		for _, workers := range []int{1, 2} {
			d := New(workers)
			defer d.Close()
			for _, s := range shapes() {
				b.Run(fmt.Sprintf("%s/%d/%s", name, workers, s.name), func(b *testing.B) {
					c, x, y := s.operands()
					best(b, d, unit, s.operations(), func() { d.Gemm(prec, c, x, y, 1, 0) })
				})
			}
		}
	}
}

// BenchmarkAttention is the products of one head of attention over 128 tokens,
// on views of rows that hold all heads.
func BenchmarkAttention(b *testing.B) {
	d := New(1)
	defer d.Close()
	for _, dim := range []int{32, 64} {
		q, k := NewMat(128, 256).Slice(0, 128, 64, 64+dim), NewMat(128, 256).Slice(0, 128, 64, 64+dim)
		p, y := NewMat(128, 128), NewMat(128, 256).Slice(0, 128, 64, 64+dim)
		operations := 2 * 128 * 128 * float64(dim)
		b.Run(fmt.Sprintf("scores/%d", dim), func(b *testing.B) {
			best(b, d, UnitF32, operations, func() { d.GemmOn(0, F32, p, q, k.T(), 1, 0) })
		})
		b.Run(fmt.Sprintf("mix/%d", dim), func(b *testing.B) {
			best(b, d, UnitF32, operations, func() { d.GemmOn(0, F32, y, p, k, 1, 0) })
		})
		b.Run(fmt.Sprintf("back/%d", dim), func(b *testing.B) {
			best(b, d, UnitF32, operations, func() { d.GemmOn(0, F32, y, p.T(), q, 1, 1) })
		})
	}
}
