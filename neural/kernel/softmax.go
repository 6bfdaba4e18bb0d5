package kernel

import "math"

// expLow is where e^x is taken for 0: below it results would soon be denormal,
// which some processors are slow at. The assembly has the same limit.
const expLow = -86.9

// Exp writes e^x to y: within a unit in the last place, 0 below -86.9 (where
// e^x is under 1.9e-38; no result is denormal), Inf above 88.72; NaN stays
// NaN. y may be x.
func (d *Device) Exp(y, x []float32) {
	if d.cpu.Level.exp(y, x) {
		return
	}
	for i := range y {
		y[i] = exp32(x[i])
	}
}

func exp32(x float32) float32 {
	if x < expLow {
		return 0
	}
	return float32(math.Exp(float64(x)))
}

// LogSumExp is log(sum(exp(scale*x))), computed against the largest. scale is
// positive. NaN in x gives NaN, +Inf too; nothing but -Inf gives NaN, an empty
// x -Inf.
func (d *Device) LogSumExp(x []float32, scale float32) float32 {
	m := d.Max(x) * scale
	s, ok := d.cpu.Level.sumExp(x, scale, m)
	if !ok {
		for _, v := range x {
			s += exp32(v*scale - m)
		}
	}
	return logSum(m, s)
}

// logSum is m + log(s).
func logSum(m, s float32) float32 { return float32(float64(m) + math.Log(float64(s))) }

// expSum turns x into exp(scale*x - shift) and returns the sum.
func (d *Device) expSum(x []float32, scale, shift float32) float32 {
	s, ok := d.cpu.Level.expSum(x, scale, shift)
	if ok {
		return s
	}
	for i := range x {
		x[i] = exp32(x[i]*scale - shift)
		s += x[i]
	}
	return s
}

// Softmax turns x into softmax(scale*x) in place and returns the log-sum-exp
// of scale*x. scale is positive. NaN or +Inf in x, or nothing but -Inf, makes
// all of it NaN.
func (d *Device) Softmax(x []float32, scale float32) (lse float32) {
	m := d.Max(x) * scale
	s := d.expSum(x, scale, m)
	d.Scale(x, 1/s)
	return logSum(m, s)
}

// SoftmaxAgain turns x into exp(scale*x - lse): the softmax whose log-sum-exp
// is known already.
func (d *Device) SoftmaxAgain(x []float32, scale, lse float32) { d.expSum(x, scale, lse) }

// SoftmaxBackward turns dp, the gradient of p = softmax(scale*x), into the
// gradient of x: scale * p * (dp - sum(p*dp)).
func (d *Device) SoftmaxBackward(dp, p []float32, scale float32) {
	s := d.Dot(p, dp)
	if d.cpu.Level.softmaxBack(dp, p, scale, s) {
		return
	}
	for i := range dp {
		dp[i] = scale * p[i] * (dp[i] - s)
	}
}

// CrossEntropy returns -log softmax(x)[target] and turns x into the loss's
// gradient times weight: weight*(softmax(x) - onehot(target)). NaN in x makes
// all of both NaN.
func (d *Device) CrossEntropy(x []float32, target int, weight float32) (loss float32) {
	at := x[target]
	m := d.Max(x)
	s := d.expSum(x, 1, m)
	d.Scale(x, weight/s)
	x[target] -= weight
	return float32(float64(m) - float64(at) + math.Log(float64(s)))
}
