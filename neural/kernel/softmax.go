package kernel

import "math"

// LogSumExp is log(sum(exp(scale*x))), computed against the largest.
func (d *Device) LogSumExp(x []float32, scale float32) float32 {
	m := d.Max(x) * scale
	var s float64
	for _, v := range x {
		s += math.Exp(float64(v*scale - m))
	}
	return m + float32(math.Log(s))
}

// Softmax turns x into softmax(scale*x) in place and returns the
// log-sum-exp of scale*x. scale is positive.
func (d *Device) Softmax(x []float32, scale float32) (lse float32) {
	lse = d.LogSumExp(x, scale)
	d.SoftmaxAgain(x, scale, lse)
	return lse
}

// SoftmaxAgain turns x into exp(scale*x - lse): the softmax whose log-sum-exp
// is known already.
func (d *Device) SoftmaxAgain(x []float32, scale, lse float32) {
	for i, v := range x {
		x[i] = float32(math.Exp(float64(v*scale - lse)))
	}
}

// SoftmaxBackward turns dp, the gradient of p = softmax(scale*x), into the
// gradient of x: scale * p * (dp - sum(p*dp)).
func (d *Device) SoftmaxBackward(dp, p []float32, scale float32) {
	s := d.Dot(p, dp)
	for i, v := range p {
		dp[i] = scale * v * (dp[i] - s)
	}
}

// CrossEntropy returns -log softmax(x)[target] and turns x into the loss's
// gradient times weight: weight*(softmax(x) - onehot(target)).
func (d *Device) CrossEntropy(x []float32, target int, weight float32) (loss float32) {
	at := x[target]
	loss = d.Softmax(x, 1) - at
	d.Scale(x, weight)
	x[target] -= weight
	return loss
}
