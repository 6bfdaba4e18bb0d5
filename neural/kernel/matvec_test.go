package kernel

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestMatVec(t *testing.T) {
	for _, cpu := range levels(t) {
		d := NewWith(cpu, 2)
		defer d.Close()
		r := rand.New(rand.NewPCG(5, 5))
		for range 100 {
			rows, cols := r.IntN(140), r.IntN(80)
			stride := cols + r.IntN(3)
			w := Mat{Data: fill(r, rows*stride), Rows: rows, Cols: cols, Stride: stride}
			x, y, on := fill(r, cols), make([]float32, rows), make([]float32, rows)
			d.MatVec(y, w, x)
			d.MatVecOn(on, w, x)
			for i := range y {
				want := 0.0
				for j := range x {
					want += float64(w.at(i, j)) * float64(x[j])
				}
				if math.Abs(float64(y[i])-want) > 1e-4 || on[i] != y[i] {
					t.Fatalf("%v: row %d of %dx%d is %g shared and %g alone, want %g", cpu.Level, i, rows, cols, y[i], on[i], want)
				}
			}
		}
	}
}

func TestVecMat(t *testing.T) {
	for _, cpu := range levels(t) {
		d := NewWith(cpu, 1)
		defer d.Close()
		r := rand.New(rand.NewPCG(6, 5))
		for range 100 {
			rows, cols := r.IntN(20), r.IntN(200)
			stride := cols + r.IntN(3)
			w := Mat{Data: fill(r, rows*stride), Rows: rows, Cols: cols, Stride: stride}
			x, y := fill(r, rows), fill(r, cols+1)
			after := y[cols]
			d.VecMatOn(y[:cols], x, w)
			for j := range cols {
				want := 0.0
				for i := range x {
					want += float64(w.at(i, j)) * float64(x[i])
				}
				if math.Abs(float64(y[j])-want) > 1e-4 {
					t.Fatalf("%v: column %d of %dx%d is %g, want %g", cpu.Level, j, rows, cols, y[j], want)
				}
			}
			if y[cols] != after {
				t.Fatalf("%v: %dx%d writes beyond its columns", cpu.Level, rows, cols)
			}
		}
	}
}

// TestMatVecIsDots: many rows at once have the bits that four at a time have,
// in a product of few rows.
func TestMatVecIsDots(t *testing.T) {
	for _, cpu := range levels(t) {
		d := NewWith(cpu, 2)
		defer d.Close()
		r := rand.New(rand.NewPCG(7, 5))
		for _, n := range []int{1, 15, 16, 31, 64, 70, 200} {
			w, x := AsMat(fill(r, 37*n), 37, n), AsMat(fill(r, 2*n), 2, n)
			y, few := make([]float32, 37), NewMat(2, 37)
			d.Gemm(F32, few, x, w.T(), 1, 0)
			for i := range x.Rows {
				d.MatVec(y, w, x.Row(i))
				if !slices.Equal(y, few.Row(i)) {
					t.Fatalf("%v: rows of %d values are multiplied otherwise than in a product of two rows", cpu.Level, n)
				}
			}
		}
	}
}

func TestSteadyStateAllocatesNothing(t *testing.T) {
	d := New(2)
	defer d.Close()
	c, a, b := NewMat(200, 100), NewMat(200, 70), NewMat(70, 100)
	w := NewMat(100, 70)
	q := QuantizeInt8(w)
	var v Int8Vec
	x, y := make([]float32, 70), make([]float32, 100)
	for name, f := range map[string]func(){
		"Gemm":       func() { d.Gemm(F32, c, a, b, 1, 0) },
		"Gemm BF16":  func() { d.Gemm(BF16, c, a, w.T(), 2, 1) },
		"GemmOn":     func() { d.GemmOn(1, F32, c, a, w.T(), 1, 0) },
		"few rows":   func() { d.Gemm(F32, c.Slice(0, 3, 0, 100), a.Slice(0, 3, 0, 70), w.T(), 1, 0) },
		"MatVec":     func() { d.MatVec(y, w, x) },
		"MatVecInt8": func() { v.Set(d, y); v.Set(d, x); d.MatVecInt8On(y, &q, 0, &v) },
	} {
		f()
		if n := testing.AllocsPerRun(10, f); n > 0 {
			t.Errorf("%s allocates %g times", name, n)
		}
	}
}
