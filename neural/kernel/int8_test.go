package kernel

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

func TestInt8IsCloseAndTheSameOnEveryLevel(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for range 60 {
		rows, cols, batch := 1+r.IntN(70), r.IntN(300), 1+r.IntN(4)
		w, x := AsMat(fill(r, rows*cols), rows, cols), AsMat(fill(r, batch*cols), batch, cols)
		q := QuantizeInt8(w)
		var first []float32
		for _, cpu := range append(levels(t), CPU{Level: AVX512}) {
			d := NewWith(cpu, 1)
			got := NewMat(batch, rows)
			var v Int8Vec
			for i := range batch {
				v.Set(d, x.Row(i))
				at := r.IntN(rows + 1)
				d.MatVecInt8On(got.Row(i)[:at], &q, 0, &v)
				d.MatVecInt8On(got.Row(i)[at:], &q, at, &v)
			}
			d.Close()
			if first == nil {
				first = got.Data
			} else if !slices.Equal(first, got.Data) {
				t.Fatalf("%v (VNNI %v): %dx%d differs from the generic result", cpu.Level, cpu.VNNI, rows, cols)
			}
		}
		for b := range batch {
			for i := range rows {
				want, size := 0.0, 0.0
				for j, v := range w.Row(i) {
					p := float64(v) * float64(x.Row(b)[j])
					want += p
					size += p * p
				}
				// Each factor errs by up to half a step, 1/254 of the largest.
				if got := float64(first[b*rows+i]); !(math.Abs(got-want) < 0.1*(1+math.Sqrt(size))) {
					t.Fatalf("%dx%d: row %d is %g, want about %g", rows, cols, i, got, want)
				}
			}
		}
	}
}

func TestQuantizeInt8(t *testing.T) {
	q := QuantizeInt8(AsMat([]float32{1, -2, 0.5, 0, 0, 0}, 2, 3))
	if want := []int8{64, -127, 32}; !slices.Equal(q.Data[:3], want) { // 63.5 and 31.75
		t.Errorf("rounded to %v, want %v", q.Data[:3], want)
	}
	if q.Scale[1] != 0 || q.Data[q.Stride] != 0 {
		t.Error("a row of zeros is not zero")
	}
}

func BenchmarkMatVec(b *testing.B) {
	const rows, cols = 8192, 1024 // 32 MiB: beyond the second-level cache
	w, x, y := NewMat(rows, cols), make([]float32, cols), make([]float32, rows)
	for i := range w.Data {
		w.Data[i] = float32(i%13) - 6
	}
	q := QuantizeInt8(w)
	for _, workers := range []int{1, 2} {
		d := New(workers)
		defer d.Close()
		var v Int8Vec
		v.Set(d, x)
		run := func(name string, bytes float64, f func()) {
			b.Run(name, func(b *testing.B) {
				took := time.Hour
				for b.Loop() {
					start := time.Now()
					f()
					took = min(took, time.Since(start))
				}
				b.ReportMetric(bytes/took.Seconds()/1e9, "GB/s")
			})
		}
		suffix := "/" + string(rune('0'+workers))
		run("f32"+suffix, 4*rows*cols, func() { d.MatVec(y, w, x) })
		run("int8"+suffix, rows*cols, func() {
			d.Rows(rows/dotRows, 8, func(_, lo, hi int) { d.MatVecInt8On(y[lo*dotRows:hi*dotRows], &q, lo*dotRows, &v) })
		})
	}
}
