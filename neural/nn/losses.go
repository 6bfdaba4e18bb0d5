package nn

import (
	"math"

	"hemline/neural/kernel"
)

// BinaryCrossEntropy is the loss of answers of yes and no: for a logit x and a
// target t between 0 and 1, -t*log(sigmoid(x)) - (1-t)*log(1-sigmoid(x)). A
// target of NaN is not counted. It returns the summed loss and the number of
// targets; with dlogits, which may be logits itself, it also writes the
// gradient of the mean loss times weight there.
func BinaryCrossEntropy(logits, targets kernel.Mat, dlogits *kernel.Mat, weight float32) (sum float64, count int) {
	count = numbers(targets)
	w := float64(weight) / float64(max(count, 1))
	for i := range logits.Rows {
		row, want := logits.Row(i), targets.Row(i)
		for j, x := range row {
			x, t := float64(x), float64(want[j])
			g := 0.0
			if !math.IsNaN(t) {
				e := math.Exp(-math.Abs(x)) // never overflows
				sum += max(x, 0) - x*t + math.Log1p(e)
				p := 1 / (1 + e)
				if x < 0 {
					p = e / (1 + e)
				}
				g = w * (p - t)
			}
			if dlogits != nil {
				dlogits.Row(i)[j] = float32(g)
			}
		}
	}
	return sum, count
}

// Pinball is the loss of quantile forecasts (Koenker and Bassett 1978): for a
// quantile q, a prediction p and what came y, q*(y-p) where y is above p, else
// (1-q)*(p-y).
type Pinball struct {
	Quantiles []float32 // each between 0 and 1
}

// Loss takes predictions of rows x (values*quantiles), the quantiles of a value
// side by side, and targets of rows x values; a target of NaN is not counted.
// It returns the summed loss and over how many predictions; with dpred, which
// may be pred itself, it also writes the gradient of the mean loss times weight
// there.
func (h Pinball) Loss(pred, targets kernel.Mat, dpred *kernel.Mat, weight float32) (sum float64, count int) {
	n := len(h.Quantiles)
	count = n * numbers(targets)
	w := float64(weight) / float64(max(count, 1))
	for i := range targets.Rows {
		row := pred.Row(i)
		for j, y := range targets.Row(i) {
			for k, q := range h.Quantiles {
				at, q := j*n+k, float64(q)
				g := 0.0
				if y == y {
					switch d := float64(y) - float64(row[at]); {
					case d > 0:
						sum += q * d
						g = -w * q
					case d < 0:
						sum += (q - 1) * d
						g = w * (1 - q)
					}
				}
				if dpred != nil {
					dpred.Row(i)[at] = float32(g)
				}
			}
		}
	}
	return sum, count
}

// numbers is how many values of m are not NaN.
func numbers(m kernel.Mat) (n int) {
	for i := range m.Rows {
		for _, v := range m.Row(i) {
			if v == v {
				n++
			}
		}
	}
	return n
}
