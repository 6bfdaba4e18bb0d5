package classify

import (
	"math"

	"hemline/neural/kernel"
)

// mixture turns the scores of several members into probabilities: softmax of
// their weighted sum. The weights are fitted by likelihood on texts none of
// the members has learnt from, so they are at once a choice between the
// members (a weight of zero drops one), a way to combine them (a logarithmic
// opinion pool; stacking, Wolpert 1992) and a calibration (with one member,
// the temperature of Guo et al. 2017).
type mixture struct{ weight []float64 }

// probabilities writes softmax(sum of weight * scores) over the first matrix
// given, which may be one of the scores.
func (m mixture) probabilities(out kernel.Mat, scores []kernel.Mat) {
	z := make([]float64, out.Cols)
	for i := range out.Rows {
		m.row(z, scores, i)
		for c, p := range z {
			out.Row(i)[c] = float32(p)
		}
	}
}

// row writes the probabilities of one text.
func (m mixture) row(z []float64, scores []kernel.Mat, i int) {
	clear(z)
	for k, s := range scores {
		if w := m.weight[k]; w != 0 {
			for c, v := range s.Row(i) {
				z[c] += w * float64(v)
			}
		}
	}
	top := z[0]
	for _, v := range z {
		top = max(top, v)
	}
	sum := 0.0
	for c, v := range z {
		z[c] = math.Exp(v - top)
		sum += z[c]
	}
	for c := range z {
		z[c] /= sum
	}
}

const (
	mixtureSteps = 50
	// mixtureRidge keeps weights finite when validation is separated without
	// an error: a pull to zero worth a hundredth of an example.
	mixtureRidge = 0.01
)

// fitMixture finds the weights, none negative, that make the true classes
// likeliest. The problem is convex; Newton's method with halved steps solves
// it. Members whose weight would be negative are left out one at a time, the
// most negative first.
func fitMixture(scores []kernel.Mat, class []int32) mixture {
	in := make([]int, len(scores))
	for k := range in {
		in[k] = k
	}
	for {
		chosen := make([]kernel.Mat, len(in))
		for j, k := range in {
			chosen[j] = scores[k]
		}
		w := newton(chosen, class)
		worst := 0
		for j := range w {
			if w[j] < w[worst] {
				worst = j
			}
		}
		if len(w) > 1 && w[worst] < 0 {
			in = append(in[:worst], in[worst+1:]...)
			continue
		}
		m := mixture{weight: make([]float64, len(scores))}
		for j, k := range in {
			m.weight[k] = max(w[j], 0)
		}
		return m
	}
}

func newton(scores []kernel.Mat, class []int32) []float64 {
	n := len(scores)
	w := make([]float64, n)
	for k := range w {
		w[k] = 1 / float64(n)
	}
	loss := mixtureLoss(w, scores, class)
	for range mixtureSteps {
		step := solve(curvature(w, scores, class))
		if step == nil {
			return w
		}
		size, moved := 1.0, false
		for range 20 {
			next := make([]float64, n)
			for k := range w {
				next[k] = w[k] - size*step[k]
			}
			if l := mixtureLoss(next, scores, class); l < loss {
				moved = loss-l > 1e-9*math.Abs(loss)
				w, loss = next, l
				break
			}
			size /= 2
		}
		if !moved {
			return w
		}
	}
	return w
}

// mixtureLoss is the summed -log likelihood with its ridge.
func mixtureLoss(w []float64, scores []kernel.Mat, class []int32) float64 {
	m, z := mixture{weight: w}, make([]float64, scores[0].Cols)
	loss := 0.0
	for i, c := range class {
		m.row(z, scores, i)
		loss -= math.Log(max(z[c], 1e-300))
	}
	for _, v := range w {
		loss += mixtureRidge / 2 * v * v
	}
	return loss
}

// curvature is the gradient and the Hessian: sums over texts of the difference
// from the true class's score, and of the covariances of the scores.
func curvature(w []float64, scores []kernel.Mat, class []int32) (hessian [][]float64, gradient []float64) {
	n := len(w)
	m, z := mixture{weight: w}, make([]float64, scores[0].Cols)
	gradient, hessian = make([]float64, n), make([][]float64, n)
	for k := range hessian {
		hessian[k] = make([]float64, n)
		hessian[k][k] = mixtureRidge
		gradient[k] = mixtureRidge * w[k]
	}
	mean := make([]float64, n)
	for i, c := range class {
		m.row(z, scores, i)
		for k, s := range scores {
			mean[k] = 0
			for j, v := range s.Row(i) {
				mean[k] += z[j] * float64(v)
			}
			gradient[k] += mean[k] - float64(s.Row(i)[c])
		}
		for k, s := range scores {
			for l := range k + 1 {
				cov := -mean[k] * mean[l]
				a, b := s.Row(i), scores[l].Row(i)
				for j, p := range z {
					cov += p * float64(a[j]) * float64(b[j])
				}
				hessian[k][l] += cov
				if l != k {
					hessian[l][k] += cov
				}
			}
		}
	}
	return hessian, gradient
}

// solve returns x of a*x = b for a small symmetric positive matrix by
// elimination, or nil when it has no inverse. Both are overwritten.
func solve(a [][]float64, b []float64) []float64 {
	n := len(b)
	for k := range n {
		p := k
		for i := k + 1; i < n; i++ {
			if math.Abs(a[i][k]) > math.Abs(a[p][k]) {
				p = i
			}
		}
		if !(math.Abs(a[p][k]) > 1e-12) {
			return nil
		}
		a[k], a[p], b[k], b[p] = a[p], a[k], b[p], b[k]
		for i := k + 1; i < n; i++ {
			f := a[i][k] / a[k][k]
			for j := k; j < n; j++ {
				a[i][j] -= f * a[k][j]
			}
			b[i] -= f * b[k]
		}
	}
	for k := n - 1; k >= 0; k-- {
		for j := k + 1; j < n; j++ {
			b[k] -= a[k][j] * b[j]
		}
		b[k] /= a[k][k]
	}
	return b
}
