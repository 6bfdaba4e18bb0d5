package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// operation is a vector function as the tests call it: on slices of one
// length, changed in place, with whatever it returns.
type operation struct {
	name   string
	slices int
	run    func(d *Device, s [][]float32) []float64
	// near is how far a level may be from the generic code, as a part of the
	// value or of typical, whichever is larger. 0 is the same bits.
	near, typical float64
	each          bool // each result depends on the values at its place only
	unit          bool // needs values in (-1, 1) only
	steady        bool // benchmark on zeros: repetition would drive values to denormals
}

func nothing() []float64 { return nil }

const eps = 1e-5

var operations = []operation{
	{"Add", 2, func(d *Device, s [][]float32) []float64 { d.Add(s[0], s[1]); return nothing() }, 0, 1, true, false, false},
	{"Axpy", 2, func(d *Device, s [][]float32) []float64 { d.Axpy(s[0], 1.25, s[1]); return nothing() }, 2e-7, 10, true, false, false},
	{"Mul", 2, func(d *Device, s [][]float32) []float64 { d.Mul(s[0], s[1]); return nothing() }, 0, 1, true, false, true},
	{"Scale", 1, func(d *Device, s [][]float32) []float64 { d.Scale(s[0], 0.75); return nothing() }, 0, 1, true, false, true},
	{"Dot", 2, func(d *Device, s [][]float32) []float64 { return []float64{float64(d.Dot(s[0], s[1]))} }, 2e-6, 200, false, false, false},
	{"SumSquares", 1, func(d *Device, s [][]float32) []float64 { return []float64{d.SumSquares(s[0])} }, 1e-6, 0, false, false, false},
	{"Max", 1, func(d *Device, s [][]float32) []float64 { return []float64{float64(d.Max(s[0]))} }, 0, 0, false, false, false},
	{"ArgMax", 1, func(d *Device, s [][]float32) []float64 { return []float64{float64(d.ArgMax(s[0]))} }, 0, 0, false, false, false},
	{"Exp", 2, func(d *Device, s [][]float32) []float64 { d.Exp(s[0], s[1]); return nothing() }, 2e-7, 0, true, false, false},
	{"LogSumExp", 1, func(d *Device, s [][]float32) []float64 { return []float64{float64(d.LogSumExp(s[0], 0.5))} }, 1e-6, 1, false, false, false},
	{"Softmax", 1, func(d *Device, s [][]float32) []float64 { return []float64{float64(d.Softmax(s[0], 0.5))} }, 2e-6, 1e-30, false, false, false},
	{"SoftmaxFirst", 1, func(d *Device, s [][]float32) []float64 {
		return []float64{float64(d.SoftmaxFirst(s[0], len(s[0])*2/3, 0.5))}
	}, 2e-6, 1e-30, false, false, false},
	{"SoftmaxAgain", 1, func(d *Device, s [][]float32) []float64 { d.SoftmaxAgain(s[0], 0.5, 2); return nothing() }, 4e-7, 0, true, false, false},
	{"SoftmaxBackward", 2, func(d *Device, s [][]float32) []float64 { d.SoftmaxBackward(s[0], s[1], 0.5); return nothing() }, 2e-6, 2000, false, false, true},
	{"CrossEntropy", 1, func(d *Device, s [][]float32) []float64 {
		if len(s[0]) == 0 {
			return nothing()
		}
		return []float64{float64(d.CrossEntropy(s[0], len(s[0])/2, 0.5))}
	}, 2e-6, 1e-4, false, false, false},
	{"RMSNorm", 3, func(d *Device, s [][]float32) []float64 {
		return []float64{float64(d.RMSNorm(s[0], s[1], s[2], eps))}
	}, 1e-6, 0, false, false, false},
	{"AddRMSNorm", 4, func(d *Device, s [][]float32) []float64 {
		return []float64{float64(d.AddRMSNorm(s[0], s[1], s[2], s[3], eps))}
	}, 1e-6, 0, false, false, false},
	{"RMSNormBackward", 5, func(d *Device, s [][]float32) []float64 {
		d.RMSNormBackward(s[0], s[1], s[2], s[3], s[4], 0.8)
		return nothing()
	}, 2e-6, 1, false, false, false},
	{"LayerNorm", 4, func(d *Device, s [][]float32) []float64 {
		mean, rstd := d.LayerNorm(s[0], s[1], s[2], s[3], eps)
		if len(s[0]) < 2 {
			return nothing() // 1/sqrt(eps) of what rounding left
		}
		return []float64{float64(mean), float64(rstd)}
	}, 1e-5, 1, false, false, false},
	{"LayerNormBackward", 6, func(d *Device, s [][]float32) []float64 {
		d.LayerNormBackward(s[0], s[1], s[2], s[3], s[4], s[5], 0.1, 0.8)
		return nothing()
	}, 2e-6, 1, false, false, false},
	{"SwiGLU", 3, func(d *Device, s [][]float32) []float64 { d.SwiGLU(s[0], s[1], s[2]); return nothing() }, 6e-7, 0, true, false, false},
	{"SwiGLUBackward", 5, func(d *Device, s [][]float32) []float64 {
		d.SwiGLUBackward(s[0], s[1], s[2], s[3], s[4])
		return nothing()
	}, 1e-6, 1, true, false, false},
	{"SiLU", 2, func(d *Device, s [][]float32) []float64 { d.SiLU(s[0], s[1]); return nothing() }, 6e-7, 0, true, false, false},
	{"SiLUBackward", 3, func(d *Device, s [][]float32) []float64 { d.SiLUBackward(s[0], s[1], s[2]); return nothing() }, 1e-6, 1, true, false, false},
	{"GELU", 2, func(d *Device, s [][]float32) []float64 { d.GELU(s[0], s[1]); return nothing() }, 4e-6, 0, true, false, false},
	{"GELUBackward", 3, func(d *Device, s [][]float32) []float64 { d.GELUBackward(s[0], s[1], s[2]); return nothing() }, 1e-6, 1, true, false, false},
	{"GELUTanh", 2, func(d *Device, s [][]float32) []float64 { d.GELUTanh(s[0], s[1]); return nothing() }, 1e-5, 1e-30, true, false, false},
	{"GELUTanhBackward", 3, func(d *Device, s [][]float32) []float64 { d.GELUTanhBackward(s[0], s[1], s[2]); return nothing() }, 2e-6, 1, true, false, false},
	{"Tanh", 2, func(d *Device, s [][]float32) []float64 { d.Tanh(s[0], s[1]); return nothing() }, 4e-7, 0, true, false, false},
	{"TanhBackward", 3, func(d *Device, s [][]float32) []float64 { d.TanhBackward(s[0], s[1], s[2]); return nothing() }, 2e-7, 1, true, true, false},
	{"Sigmoid", 2, func(d *Device, s [][]float32) []float64 { d.Sigmoid(s[0], s[1]); return nothing() }, 4e-7, 1e-30, true, false, false},
	{"ReLU", 2, func(d *Device, s [][]float32) []float64 { d.ReLU(s[0], s[1]); return nothing() }, 0, 1, true, false, false},
	{"ReLUBackward", 3, func(d *Device, s [][]float32) []float64 { d.ReLUBackward(s[0], s[1], s[2]); return nothing() }, 0, 1, true, false, false},
	{"Rope", 4, func(d *Device, s [][]float32) []float64 { rope(d, s, false); return nothing() }, 3e-7, 3, false, true, true},
	{"RopeInverse", 4, func(d *Device, s [][]float32) []float64 { rope(d, s, true); return nothing() }, 3e-7, 3, false, true, true},
	{"AdamW", 4, func(d *Device, s [][]float32) []float64 {
		for i, v := range s[3] {
			s[3][i] = max(v, -v)
		}
		d.AdamW(s[0], s[1], s[2], s[3], AdamWStep{Rate: 1e-3, Beta1: 0.9, Beta2: 0.99, Epsilon: 1e-8, Decay: 0.1, GradScale: 0.5, Step: 3})
		return nothing()
	}, 1e-6, 0.1, true, true, true},
	{"Dropout", 1, func(d *Device, s [][]float32) []float64 { d.Dropout(s[0], 0.25, 12345); return nothing() }, 0, 1, false, false, true},
	{"AddColumns", 6, func(d *Device, s [][]float32) []float64 {
		// Five rows, further apart than they are wide.
		n := len(s[0])
		x := Mat{Data: make([]float32, 5*(n+3)), Rows: 5, Cols: n, Stride: n + 3}
		for i := range 5 {
			copy(x.Row(i), s[1+i])
		}
		d.AddColumns(s[0], x)
		return nothing()
	}, 0, 1, true, false, false},
}

// rope turns two heads made of the first two slices' even part.
func rope(d *Device, s [][]float32, inverse bool) {
	h := len(s[0])
	row := make([]float32, 4*h)
	copy(row, s[0])
	copy(row[h:], s[1])
	copy(row[2*h:], s[1])
	copy(row[3*h:], s[0])
	if h > 0 {
		d.RopeHeads(row, 2*h, s[2], s[3], inverse)
	}
	copy(s[0], row[:h])
	copy(s[1], row[h:])
	copy(s[2], row[2*h:])
	copy(s[3], row[3*h:])
}

// assembled are the devices with assembly that this machine has.
func assembled(tb testing.TB) map[string]*Device {
	tb.Helper()
	devices := map[string]*Device{}
	for name, l := range map[string]Level{"AVX2": AVX2, "AVX512": AVX512} {
		d := NewWith(CPU{Level: l}, 1)
		tb.Cleanup(d.Close)
		if d.CPU().Level == l {
			devices[name] = d
		}
	}
	return devices
}

func reference(tb testing.TB) *Device {
	tb.Helper()
	d := NewWith(CPU{}, 1)
	tb.Cleanup(d.Close)
	return d
}

const canary = 1234.5

// fenced is n values from some odd place of a larger slice full of canaries,
// and a function that says whether those live.
func fenced(rng *rand.Rand, n int) (s []float32, alive func() bool) {
	const fence = 40
	all := make([]float32, n+2*fence)
	for i := range all {
		all[i] = canary
	}
	lo := 17 + rng.IntN(16)
	return all[lo : lo+n : lo+n], func() bool {
		for i, v := range all {
			if (i < lo || i >= lo+n) && v != canary {
				return false
			}
		}
		return true
	}
}

func (o operation) fill(rng *rand.Rand, s []float32) {
	for i := range s {
		s[i] = float32(rng.NormFloat64() * 2)
		if o.unit {
			s[i] = rng.Float32()*2 - 1
		}
	}
}

func close32(got, want, near, typical float64) bool {
	if got == want || math.IsNaN(got) && math.IsNaN(want) {
		return true
	}
	return math.Abs(got-want) <= near*max(math.Abs(want), typical)
}

// same runs the operation on copies of s in both devices.
func (o operation) same(t *testing.T, d, ref *Device, rng *rand.Rand, s [][]float32) {
	t.Helper()
	want, got := make([][]float32, len(s)), make([][]float32, len(s))
	var alive []func() bool
	for i := range s {
		want[i] = append([]float32(nil), s[i]...)
		g, a := fenced(rng, len(s[i]))
		copy(g, s[i])
		got[i], alive = g, append(alive, a)
	}
	wantR, gotR := o.run(ref, want), o.run(d, got)
	for i := range want {
		for j := range want[i] {
			if !close32(float64(got[i][j]), float64(want[i][j]), o.near, o.typical) {
				t.Fatalf("n %d: slice %d at %d is %g, generic %g", len(s[0]), i, j, got[i][j], want[i][j])
			}
		}
		if !alive[i]() {
			t.Fatalf("n %d: wrote outside slice %d", len(s[0]), i)
		}
	}
	for i := range wantR {
		if !close32(gotR[i], wantR[i], o.near, o.typical) {
			t.Fatalf("n %d: result %d is %g, generic %g", len(s[0]), i, gotR[i], wantR[i])
		}
	}
}

func lengths() []int {
	var n []int
	for i := range 101 {
		n = append(n, i)
	}
	return append(n, 255, 256, 688, 1023, 1025, 2500, 8192, 8197)
}

func forEach(t *testing.T, f func(t *testing.T, o operation, d, ref *Device)) {
	ref := reference(t)
	for name, d := range assembled(t) {
		for _, o := range operations {
			t.Run(name+"/"+o.name, func(t *testing.T) { f(t, o, d, ref) })
		}
	}
}

func (o operation) random(rng *rand.Rand, n int) [][]float32 {
	s := make([][]float32, o.slices)
	for i := range s {
		s[i] = make([]float32, n)
		o.fill(rng, s[i])
	}
	return s
}

func TestLevelsAgree(t *testing.T) {
	forEach(t, func(t *testing.T, o operation, d, ref *Device) {
		rng := rand.New(rand.NewPCG(1, 2))
		for _, n := range lengths() {
			o.same(t, d, ref, rng, o.random(rng, n))
		}
	})
}

// TestNaNIsKept puts one NaN anywhere: what becomes NaN is the same everywhere,
// and something does.
func TestNaNIsKept(t *testing.T) {
	payloads := []uint32{0x7fc00000, 0xffc00000, 0x7fc00001, 0x7fffffff, 0xffc001ff}
	forEach(t, func(t *testing.T, o operation, d, ref *Device) {
		rng := rand.New(rand.NewPCG(3, 4))
		for _, n := range []int{1, 7, 8, 16, 31, 64, 100, 300} {
			for range 20 {
				s := o.random(rng, n)
				s[rng.IntN(len(s))][rng.IntN(n)] = math.Float32frombits(payloads[rng.IntN(len(payloads))])
				o.same(t, d, ref, rng, s)
			}
		}
	})
	for _, o := range operations {
		if o.slices != 1 || o.name == "ArgMax" || o.name == "SoftmaxFirst" {
			continue
		}
		for name, d := range assembled(t) {
			for at := range 70 {
				s := o.random(rand.New(rand.NewPCG(5, 6)), 70)
				s[0][at] = float32(math.NaN())
				lost := true
				for _, v := range append(o.run(d, s), float64(s[0][at])) {
					lost = lost && !math.IsNaN(v)
				}
				if lost {
					t.Fatalf("%s on %s lost the NaN at %d", o.name, name, at)
				}
			}
		}
	}
}

// TestExtremes mixes infinities, the largest and the smallest numbers into
// functions that do not add over places.
func TestExtremes(t *testing.T) {
	inf := float32(math.Inf(1))
	extreme := []float32{inf, -inf, 3.4e38, -3.4e38, 1e30, -1e30, 1e-40, -1e-40, 0, float32(math.Copysign(0, -1)), 100, -100, 88.8, -87.5, 1e4, -1e4}
	forEach(t, func(t *testing.T, o operation, d, ref *Device) {
		if !o.each || o.name == "AddColumns" || o.name == "AdamW" {
			t.Skip("adds or divides numbers of any size: nothing to hold it to")
		}
		// What is held here are zeros, infinities and NaN: a slope near 0 times
		// 1e30 is no measure of rounding, and e^x is 0 below 1e-38.
		o.near, o.typical = max(o.near, 1e-3), max(o.typical, 1e-33)
		rng := rand.New(rand.NewPCG(7, 8))
		for _, n := range []int{16, 40, 99} {
			for range 50 {
				s := o.random(rng, n)
				for range n / 2 {
					v := extreme[rng.IntN(len(extreme))]
					if o.unit && !(v >= -1 && v <= 1) {
						continue
					}
					// One slice at a time: Inf-Inf is no difference of rounding.
					place := rng.IntN(n)
					s[place%len(s)][place] = v
				}
				o.same(t, d, ref, rng, s)
			}
		}
	})
}

// TestPlaceDoesNotMatter holds the loop over the last values to the others:
// one value alone gives the bits it gives in company.
func TestPlaceDoesNotMatter(t *testing.T) {
	forEach(t, func(t *testing.T, o operation, d, _ *Device) {
		if !o.each {
			t.Skip("depends on other places")
		}
		rng := rand.New(rand.NewPCG(9, 10))
		s := o.random(rng, 100)
		alone := make([][]float32, len(s))
		for j := range 100 {
			one := make([][]float32, len(s))
			for i := range s {
				one[i] = []float32{s[i][j]}
			}
			o.run(d, one)
			for i := range s {
				alone[i] = append(alone[i], one[i][0])
			}
		}
		o.run(d, s)
		for i := range s {
			for j := range s[i] {
				if math.Float32bits(s[i][j]) != math.Float32bits(alone[i][j]) {
					t.Fatalf("slice %d at %d: %g in company, %g alone", i, j, s[i][j], alone[i][j])
				}
			}
		}
	})
}

func TestShortSlicePanics(t *testing.T) {
	for name, d := range assembled(t) {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: Add of 20 to 32 values did not panic", name)
				}
			}()
			d.Add(make([]float32, 32), make([]float32, 32)[:20])
		}()
	}
}

// TestAliases runs functions whose output may be an input.
func TestAliases(t *testing.T) {
	type unary = func(d *Device, y, x []float32)
	functions := map[string]unary{
		"Exp": (*Device).Exp, "Sigmoid": (*Device).Sigmoid, "Tanh": (*Device).Tanh, "ReLU": (*Device).ReLU,
		"SiLU": (*Device).SiLU, "GELU": (*Device).GELU, "GELUTanh": (*Device).GELUTanh,
		"RMSNorm": func(d *Device, y, x []float32) { d.RMSNorm(y, x, someValues(len(x)), eps) },
		"AddRMSNorm": func(d *Device, y, x []float32) {
			d.AddRMSNorm(y, append([]float32(nil), x...), x, someValues(len(x)), eps)
		},
		"LayerNorm": func(d *Device, y, x []float32) { d.LayerNorm(y, x, someValues(len(x)), someValues(len(x)), eps) },
		"GELU'":     func(d *Device, y, x []float32) { d.GELUBackward(y, x, someValues(len(x))) },
		"GELUTanh'": func(d *Device, y, x []float32) { d.GELUTanhBackward(y, x, someValues(len(x))) },
		"ReLU'":     func(d *Device, y, x []float32) { d.ReLUBackward(y, x, someValues(len(x))) },
		"Tanh'":     func(d *Device, y, x []float32) { d.TanhBackward(y, x, someValues(len(x))) },
		"SwiGLU":    func(d *Device, y, x []float32) { d.SwiGLU(y, x, someValues(len(x))) },
		"SwiGLU'gate": func(d *Device, y, x []float32) {
			d.SwiGLUBackward(y, someValues(len(x)), someValues(len(x)), x, someValues(len(x)))
		},
		"SwiGLU'up": func(d *Device, y, x []float32) {
			d.SwiGLUBackward(someValues(len(x)), y, x, someValues(len(x)), someValues(len(x)))
		},
	}
	devices := assembled(t)
	devices["generic"] = reference(t)
	rng := rand.New(rand.NewPCG(11, 12))
	for level, d := range devices {
		for name, f := range functions {
			x, y := make([]float32, 77), make([]float32, 77)
			operation{}.fill(rng, x)
			f(d, y, x)
			f(d, x, x)
			for i := range x {
				if x[i] != y[i] {
					t.Fatalf("%s/%s at %d: %g in place, %g elsewhere", level, name, i, x[i], y[i])
				}
			}
		}
	}
}

// someValues is some fixed values.
func someValues(n int) []float32 {
	w := make([]float32, n)
	for i := range w {
		w[i] = float32(i%64)/32 - 1
	}
	return w
}

func BenchmarkVector(b *testing.B) {
	devices := assembled(b)
	devices["generic"] = reference(b)
	rng := rand.New(rand.NewPCG(13, 14))
	for _, o := range operations {
		for _, level := range []string{"generic", "AVX2", "AVX512"} {
			d := devices[level]
			if d == nil {
				continue
			}
			for _, n := range []int{256, 688, 8192} {
				b.Run(fmt.Sprintf("%s/%s/%d", o.name, level, n), func(b *testing.B) {
					s := o.random(rng, n)
					if o.steady {
						for i := range s {
							clear(s[i])
						}
					}
					b.SetBytes(int64(4 * n * o.slices))
					for b.Loop() {
						o.run(d, s)
					}
				})
			}
		}
	}
}
