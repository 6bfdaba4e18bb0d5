package kernel

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// levels are the sets of instructions this machine can be held to.
func levels(t testing.TB) []CPU {
	t.Helper()
	var out []CPU
	for l := Generic; l <= Detect().Level; l++ {
		c := Detect()
		c.Level = l
		out = append(out, c)
	}
	return out
}

func (l Level) String() string { return [...]string{"generic", "AVX2", "AVX-512"}[l] }

func fill(r *rand.Rand, n int) []float32 {
	v := make([]float32, n)
	for i := range v {
		v[i] = float32(r.NormFloat64())
	}
	return v
}

// view is a random matrix lying inside a larger one, perhaps transposed.
func view(r *rand.Rand, rows, cols int) Mat {
	trans := r.IntN(2) == 1
	if trans {
		rows, cols = cols, rows
	}
	stride := cols + r.IntN(5)
	m := Mat{Data: fill(r, max(rows*stride, 1)), Rows: rows, Cols: cols, Stride: max(stride, 1)}
	if trans {
		m = m.T()
	}
	return m
}

func TestGemmOfEveryShape(t *testing.T) {
	for _, cpu := range levels(t) {
		for workers := 1; workers <= 3; workers++ {
			d := NewWith(cpu, workers)
			defer d.Close()
			r := rand.New(rand.NewPCG(uint64(workers), 1))
			for range 150 {
				m, n, k := r.IntN(70), r.IntN(90), r.IntN(70)
				if r.IntN(8) == 0 {
					k += 500 // several blocks deep
				}
				if r.IntN(20) == 0 {
					n, k = n+1100, k%40 // several blocks wide
				}
				checkProduct(t, d, r, m, n, k)
			}
		}
	}
}

func checkProduct(t *testing.T, d *Device, r *rand.Rand, m, n, k int) {
	t.Helper()
	a, b := view(r, m, k), view(r, k, n)
	alpha := []float32{1, -0.5}[r.IntN(2)]
	beta := []float32{0, 1, 0.25}[r.IntN(3)]
	stride := n + r.IntN(4)
	c := Mat{Data: fill(r, m*stride+1), Rows: m, Cols: n, Stride: stride}
	want := make([]float64, len(c.Data))
	for i, v := range c.Data {
		want[i] = float64(v)
		if beta == 0 && r.IntN(3) == 0 && stride > 0 && i/stride < m && i%stride < n {
			c.Data[i] = float32(math.NaN()) // beta 0 does not read c
		}
	}
	for i := range m {
		for j := range n {
			s := 0.0
			for p := range k {
				s += float64(a.at(i, p)) * float64(b.at(p, j))
			}
			at := i*stride + j
			want[at] = float64(alpha)*s + float64(beta)*want[at]
		}
	}
	if r.IntN(2) == 0 {
		d.Gemm(F32, c, a, b, alpha, beta)
	} else {
		d.GemmOn(d.Workers()-1, F32, c, a, b, alpha, beta)
	}
	for i, v := range c.Data {
		if !(math.Abs(float64(v)-want[i]) < 1e-4*(1+math.Sqrt(float64(k)))) {
			t.Fatalf("%v, %d workers, %dx%dx%d (a transposed %v, b %v), alpha %g, beta %g: value %d is %g, want %g",
				d.cpu.Level, d.Workers(), m, n, k, a.Trans, b.Trans, alpha, beta, i, v, want[i])
		}
	}
}

func TestGemmRefusesWhatDoesNotFit(t *testing.T) {
	d := New(1)
	defer d.Close()
	for name, f := range map[string]func(){
		"shapes":       func() { d.Gemm(F32, NewMat(2, 2), NewMat(2, 3), NewMat(2, 2), 1, 0) },
		"transposed c": func() { d.Gemm(F32, NewMat(2, 2).T(), NewMat(2, 2), NewMat(2, 2), 1, 0) },
		"short data": func() {
			d.Gemm(F32, NewMat(2, 2), Mat{Data: make([]float32, 3), Rows: 2, Cols: 2, Stride: 2}, NewMat(2, 2), 1, 0)
		},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: taken", name)
				}
			}()
			f()
		}()
	}
}

// A convolution reads its windows as a matrix whose rows overlap.
func TestGemmOverOverlappingRows(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	data, w := fill(r, 40*8), AsMat(fill(r, 24*30), 24, 30)
	windows := Mat{Data: data, Rows: 38, Cols: 24, Stride: 8}
	for _, cpu := range levels(t) {
		d := NewWith(cpu, 2)
		c := NewMat(38, 30)
		d.Gemm(F32, c, windows, w, 1, 0)
		for i := range c.Rows {
			for j, got := range c.Row(i) {
				want := 0.0
				for k := range 24 {
					want += float64(data[i*8+k]) * float64(w.at(k, j))
				}
				if math.Abs(float64(got)-want) > 1e-4 {
					t.Fatalf("%v: (%d, %d) is %g, want %g", cpu.Level, i, j, got, want)
				}
			}
		}
		d.Close()
	}
}

// A tile's sums run in the same order wherever the tile lies, so the number of
// workers does not matter either.
func TestGemmIsDeterministic(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	a, b := AsMat(fill(r, 300*600), 300, 600), AsMat(fill(r, 200*600), 200, 600)
	for _, prec := range []Precision{F32, BF16} {
		var first []float32
		for _, workers := range []int{1, 2, 2, 3} {
			d := New(workers)
			c := NewMat(300, 200)
			d.Gemm(prec, c, a, b.T(), 1, 0)
			d.Close()
			if first == nil {
				first = c.Data
			} else if !slices.Equal(first, c.Data) {
				t.Errorf("precision %d, %d workers: other bits than with one", prec, workers)
			}
		}
	}
}
