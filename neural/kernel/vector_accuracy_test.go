package kernel

import (
	"math"
	"testing"
)

// ulp is the distance to the next float32 of a positive normal number.
func ulp(v float64) float64 {
	f := float32(v)
	return float64(math.Nextafter32(f, float32(math.Inf(1)))) - float64(f)
}

// sweep calls f with batches of all float32 a step of the bits apart between
// two numbers of one sign.
func sweep(from, to float32, step uint32, f func(x []float32)) {
	const batch = 4096
	x := make([]float32, 0, batch)
	for b := uint64(math.Float32bits(from)); b <= uint64(math.Float32bits(to)); b += uint64(step) {
		if x = append(x, math.Float32frombits(uint32(b))); len(x) == batch {
			f(x)
			x = x[:0]
		}
	}
	f(x)
}

// both sweeps 1e-12 to limit and its mirror image.
func both(limit float32, f func(x []float32)) {
	sweep(1e-12, limit, 1021, f)
	sweep(-1e-12, -limit, 1021, f)
}

// TestAccuracy holds the functions to float64 over their whole range, with the
// errors their comments state.
func TestAccuracy(t *testing.T) {
	tests := []struct {
		name  string
		f     func(d *Device, y, x []float32)
		want  func(x float64) float64
		limit float32
		error func(x, want float64) float64 // allowed
	}{
		{"Exp", (*Device).Exp, math.Exp, 86.8, func(_, want float64) float64 { return ulp(want) }},
		{"Sigmoid", (*Device).Sigmoid, sigmoid, 80, func(_, want float64) float64 { return 4e-7 * want }},
		{"SiLU", (*Device).SiLU, func(x float64) float64 { return x * sigmoid(x) }, 80, func(_, want float64) float64 { return 4e-7 * math.Abs(want) }},
		{"Tanh", (*Device).Tanh, math.Tanh, 80, func(_, want float64) float64 { return 3e-7 * math.Abs(want) }},
		{"GELU near", (*Device).GELU, func(x float64) float64 { return x * normal(x) }, 3, func(_, want float64) float64 { return 1e-6 * math.Abs(want) }},
		{"GELU far", (*Device).GELU, func(x float64) float64 { return x * normal(x) }, 13, func(_, want float64) float64 { return 1e-5 * math.Abs(want) }},
	}
	devices := assembled(t)
	devices["generic"] = reference(t)
	for name, d := range devices {
		for _, test := range tests {
			t.Run(name+"/"+test.name, func(t *testing.T) {
				worst := 0.0
				both(test.limit, func(x []float32) {
					y := make([]float32, len(x))
					test.f(d, y, x)
					for i := range x {
						want := test.want(float64(x[i]))
						err := math.Abs(float64(y[i]) - want)
						allowed := test.error(float64(x[i]), want)
						if !(err <= allowed) {
							t.Fatalf("at %g: %g, true %g, off by %g of %g", x[i], y[i], want, err, allowed)
						}
						worst = max(worst, err/allowed)
					}
				})
				if d.CPU().Level != Generic && worst < 0.1 {
					t.Errorf("the stated error is %.0f times the true one", 1/worst)
				}
				t.Logf("worst is %.2f of what is stated", worst)
			})
		}
	}
}

func TestExpLimits(t *testing.T) {
	inf := float32(math.Inf(1))
	x := []float32{-inf, -1e30, -104, -87, 0, float32(math.Copysign(0, -1)), 1e-45, 88.72, 88.73, 1000, inf}
	want := []float32{0, 0, 0, 0, 1, 1, 1, float32(math.Exp(float64(x[7]))), inf, inf, inf}
	devices := assembled(t)
	devices["generic"] = reference(t)
	for name, d := range devices {
		y := make([]float32, len(x))
		d.Exp(y, x)
		for i := range x {
			if !close32(float64(y[i]), float64(want[i]), 2.4e-7, 0) {
				t.Errorf("%s: e^%g is %g, want %g", name, x[i], y[i], want[i])
			}
		}
	}
}

// TestSoftmaxRows holds what a whole row of attention or of a vocabulary must
// give in the cases that come up.
func TestSoftmaxRows(t *testing.T) {
	inf := float32(math.Inf(1))
	devices := assembled(t)
	devices["generic"] = reference(t)
	for name, d := range devices {
		masked := []float32{1, 2, -inf, -inf}
		if lse := d.Softmax(masked, 1); masked[2] != 0 || masked[3] != 0 || math.Abs(float64(lse)-2.3132617) > 1e-6 {
			t.Errorf("%s: masked row %v, log-sum-exp %g", name, masked, lse)
		}
		large := []float32{3e38, 3e38, -3e38}
		if d.Softmax(large, 1); large[0] != 0.5 || large[2] != 0 {
			t.Errorf("%s: large values give %v", name, large)
		}
		nan := make([]float32, 40)
		nan[39] = float32(math.NaN())
		if loss := d.CrossEntropy(nan, 3, 1); loss == loss || nan[0] == nan[0] || nan[20] == nan[20] {
			t.Errorf("%s: cross-entropy of NaN is %g, gradient %v", name, loss, nan)
		}
		x := make([]float32, 8192)
		for i := range x {
			x[i] = 200
		}
		if loss := d.CrossEntropy(x, 0, 1); math.Abs(float64(loss)-math.Log(8192)) > 2e-6 {
			t.Errorf("%s: cross-entropy of equal logits is %g, want log 8192", name, loss)
		}
		if lse := d.LogSumExp(nil, 1); !math.IsInf(float64(lse), -1) {
			t.Errorf("%s: log-sum-exp of nothing is %g", name, lse)
		}
	}
}

func TestDropoutRate(t *testing.T) {
	d := reference(t)
	const n = 1 << 16
	patterns := make([][]float32, 2)
	for seed := range patterns {
		x := make([]float32, n)
		for i := range x {
			x[i] = 1
		}
		d.Dropout(x, 0.1, uint64(seed))
		dropped := 0
		for _, v := range x {
			if v == 0 {
				dropped++
			}
		}
		// Six standard deviations.
		if math.Abs(float64(dropped)-0.1*n) > 6*math.Sqrt(n*0.1*0.9) {
			t.Errorf("seed %d dropped %d of %d, want about a tenth", seed, dropped, n)
		}
		patterns[seed] = x
	}
	for shift := -2; shift <= 2; shift++ {
		both := 0
		for i := 2; i < n-2; i++ {
			if patterns[0][i] == 0 && patterns[1][i+shift] == 0 {
				both++
			}
		}
		if math.Abs(float64(both)-0.01*n) > 6*math.Sqrt(n*0.01) {
			t.Errorf("neighbouring seeds shifted by %d drop %d places together, want about a hundredth of %d", shift, both, n)
		}
	}
}
