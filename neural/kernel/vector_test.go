package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

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
		if o.is(unit) {
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
		if o.slices != 1 {
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
		if !o.is(each) || o.name == "AddColumns" || o.name == "AdamW" {
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
					if o.is(unit) && !(v >= -1 && v <= 1) {
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
		if !o.is(each) {
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

// TestSameBits runs everything twice, on differently aligned copies.
func TestSameBits(t *testing.T) {
	forEach(t, func(t *testing.T, o operation, d, _ *Device) {
		o.near = 0
		rng := rand.New(rand.NewPCG(15, 16))
		for _, n := range []int{1, 50, 333, 8192} {
			for range 4 {
				o.same(t, d, d, rng, o.random(rng, n))
			}
		}
	})
}

func TestShapesPanic(t *testing.T) {
	devices := assembled(t)
	devices["generic"] = reference(t)
	for name, d := range devices {
		for what, f := range map[string]func(){
			"Add of 20 to 32 values":         func() { d.Add(make([]float32, 32), make([]float32, 32)[:20]) },
			"AddColumns of a wider matrix":   func() { d.AddColumns(make([]float32, 32), NewMat(8, 33)) },
			"RopeHeads of half a head":       func() { d.RopeHeads(make([]float32, 96), 64, someValues(32), someValues(32), false) },
			"RopeHeads with short cosines":   func() { d.RopeHeads(make([]float32, 64), 64, someValues(32)[:31:31], someValues(32), false) },
			"Dropout of everything":          func() { d.Dropout(make([]float32, 32), 1, 0) },
			"CrossEntropy beyond the logits": func() { d.CrossEntropy(make([]float32, 32), 32, 1) },
		} {
			func() {
				defer func() {
					if recover() == nil {
						t.Errorf("%s: %s did not panic", name, what)
					}
				}()
				f()
			}()
		}
	}
}

// TestAliases runs functions whose output may be an input.
func TestAliases(t *testing.T) {
	type unary = func(d *Device, y, x []float32)
	functions := map[string]unary{
		"Exp": (*Device).Exp, "Sigmoid": (*Device).Sigmoid, "Tanh": (*Device).Tanh, "ReLU": (*Device).ReLU,
		"SiLU": (*Device).SiLU, "GELU": (*Device).GELU,
		"RMSNorm":   func(d *Device, y, x []float32) { d.RMSNorm(y, x, someValues(len(x)), eps) },
		"LayerNorm": func(d *Device, y, x []float32) { d.LayerNorm(y, x, someValues(len(x)), someValues(len(x)), eps) },
		"GELU'":     func(d *Device, y, x []float32) { d.GELUBackward(y, x, someValues(len(x))) },
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

// TestDotsAreDots: a row's product with a vector has the same bits whether it
// is taken alone or as one of four.
func TestDotsAreDots(t *testing.T) {
	rng := rand.New(rand.NewPCG(17, 18))
	for name, d := range assembled(t) {
		for _, n := range lengths()[1:] {
			x, w := make([]float32, n), make([]float32, 4*(n+5))
			operation{}.fill(rng, x)
			operation{}.fill(rng, w)
			took, sums := d.CPU().Level.vecDots(w, n+5, x)
			for i := range 4 {
				if dot := d.Dot(w[i*(n+5):][:n], x); took != n || sums[i] != dot {
					t.Fatalf("%s: n %d: row %d is %g among four, %g alone (%d taken)", name, n, i, sums[i], dot, took)
				}
			}
		}
	}
}
