package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

// round16 rounds to the nearest bfloat16, ties to even.
func round16(x float32) float32 {
	b := math.Float32bits(x)
	return math.Float32frombits((b + 0x7fff + b>>16&1) &^ 0xffff)
}

// halfway are the ways this machine can multiply bfloat16.
func halfway(t *testing.T) map[string]CPU {
	have := Detect()
	ways := map[string]CPU{}
	if have.AMX {
		ways["AMX"] = have
	}
	if have.BF16 {
		have.AMX, have.BF16Fast = false, true
		ways["VDPBF16PS"] = have
	}
	if len(ways) == 0 {
		t.Skip("this processor has no bfloat16 products")
	}
	return ways
}

func TestGemmOverBF16(t *testing.T) {
	for name, cpu := range halfway(t) {
		for workers := 1; workers <= 2; workers++ {
			d := NewWith(cpu, workers)
			defer d.Close()
			if !d.halves(BF16, 100) {
				t.Fatalf("%s: not used", name)
			}
			r := rand.New(rand.NewPCG(uint64(workers), 2))
			for range 80 {
				m, n, k := 16+r.IntN(150), 1+r.IntN(150), 1+r.IntN(100)
				if r.IntN(8) == 0 {
					k += 500
				}
				if r.IntN(20) == 0 {
					n += 2100
				}
				checkHalf(t, name, d, r, m, n, k)
			}
		}
	}
}

func checkHalf(t *testing.T, name string, d *Device, r *rand.Rand, m, n, k int) {
	t.Helper()
	a, b := view(r, m, k), view(r, k, n)
	alpha := []float32{1, -0.5}[r.IntN(2)]
	beta := []float32{0, 1, 0.25}[r.IntN(3)]
	stride := n + r.IntN(4)
	c := Mat{Data: fill(r, m*stride), Rows: m, Cols: n, Stride: stride}
	want := make([]float64, len(c.Data))
	for i, v := range c.Data {
		want[i] = float64(v)
		if beta == 0 && i%stride < n {
			c.Data[i] = float32(math.NaN())
		}
	}
	rounded := func(m Mat) Mat {
		data := make([]float32, len(m.Data))
		for i, v := range m.Data {
			data[i] = round16(v)
		}
		m.Data = data
		return m
	}
	ra, rb := rounded(a), rounded(b)
	for i := range m {
		for j := range n {
			s := 0.0
			for p := range k {
				s += float64(ra.at(i, p)) * float64(rb.at(p, j))
			}
			want[i*stride+j] = float64(alpha)*s + float64(beta)*want[i*stride+j]
		}
	}
	if r.IntN(2) == 0 {
		d.Gemm(BF16, c, a, b, alpha, beta)
	} else {
		d.GemmOn(d.Workers()-1, BF16, c, a, b, alpha, beta)
	}
	for i, v := range c.Data {
		if !(math.Abs(float64(v)-want[i]) < 1e-4*(1+math.Sqrt(float64(k)))) {
			t.Fatalf("%s, %d workers, %dx%dx%d (a transposed %v, b %v), alpha %g, beta %g: value %d is %g, want %g",
				name, d.Workers(), m, n, k, a.Trans, b.Trans, alpha, beta, i, v, want[i])
		}
	}
}
