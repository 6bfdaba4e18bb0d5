package kernel

import "math"

// LogSumExp is log(sum(exp(scale*x))), computed against the largest. scale is
// positive. NaN in x gives NaN.
func (d *Device) LogSumExp(x []float32, scale float32) float32 {
	m := d.Max(x) * scale
	i, s := d.cpu.Level.vecSumExp(x, scale, m)
	for ; i < len(x); i++ {
		s += exp32(x[i]*scale - m)
	}
	return m + float32(math.Log(float64(s)))
}

// expSum turns x into exp(scale*x - shift) and returns the sum.
func (d *Device) expSum(x []float32, scale, shift float32) float32 {
	i, s := d.cpu.Level.vecExpSum(x, x, scale, shift)
	for ; i < len(x); i++ {
		x[i] = exp32(x[i]*scale - shift)
		s += x[i]
	}
	return s
}

// Softmax turns x into softmax(scale*x) in place and returns the
// log-sum-exp of scale*x. scale is positive. NaN in x makes all of it NaN.
func (d *Device) Softmax(x []float32, scale float32) (lse float32) {
	m := d.Max(x) * scale
	s := d.expSum(x, scale, m)
	d.Scale(x, 1/s)
	return m + float32(math.Log(float64(s)))
}

// SoftmaxAgain turns x into exp(scale*x - lse): the softmax whose log-sum-exp
// is known already.
func (d *Device) SoftmaxAgain(x []float32, scale, lse float32) { d.expSum(x, scale, lse) }

// SoftmaxBackward turns dp, the gradient of p = softmax(scale*x), into the
// gradient of x: scale * p * (dp - sum(p*dp)).
func (d *Device) SoftmaxBackward(dp, p []float32, scale float32) {
	s := d.Dot(p, dp)
	for i := d.cpu.Level.vecSoftBack(dp, p, scale, s); i < len(p); i++ {
		dp[i] = scale * p[i] * (dp[i] - s)
	}
}

// CrossEntropy returns -log softmax(x)[target] and turns x into the loss's
// gradient times weight: weight*(softmax(x) - onehot(target)).
func (d *Device) CrossEntropy(x []float32, target int, weight float32) (loss float32) {
	at := x[target]
	m := d.Max(x)
	s := d.expSum(x, 1, m)
	d.Scale(x, weight/s)
	x[target] -= weight
	return m + float32(math.Log(float64(s))) - at
}
