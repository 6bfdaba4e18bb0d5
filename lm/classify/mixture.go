package classify

import (
	"math"
	"slices"

	"hemline/neural/kernel"
)

// mixture turns the scores of several members into probabilities: softmax of
// their weighted sum. The weights are fitted by likelihood on texts none of
// the members has learnt from, so they are at once a choice between the
// members (a weight of zero drops one), a way to combine them (a logarithmic
// opinion pool; stacking, Wolpert 1992) and a calibration (with one member,
// the vector scaling of Guo et al. 2017: a temperature, and what each class
// gets or loses everywhere).
type mixture struct {
	weight []float64 // a member
	bias   []float64 // a class; nil: none
}

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
	copy(z, m.bias)
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
	mixtureSteps  = 50
	mixtureRounds = 10 // of weights, then biases
	// weightRidge keeps weights finite when validation is separated without an
	// error: a pull to zero worth a hundredth of an example.
	weightRidge = 0.01
	// biasRidge lets a class with few texts keep a bias near zero: it has to
	// earn it with about ten.
	biasRidge = 2
)

// fitMixture finds the weights, none negative, and the biases that make the
// true classes likeliest. The problem is convex; Newton's method with halved
// steps solves it for the weights and for the biases in turn. Members whose
// weight would be negative are left out one at a time, the most negative first.
func fitMixture(scores []kernel.Mat, class []int32) mixture {
	in := make([]int, len(scores))
	for k := range in {
		in[k] = k
	}
	for {
		f := fitting{class: class, gradient: make([]float64, scores[0].Cols)}
		for _, k := range in {
			f.scores = append(f.scores, scores[k])
			f.weight = append(f.weight, 1/float64(len(in)))
		}
		f.bias = make([]float64, scores[0].Cols)
		f.run()
		worst := 0
		for j := range f.weight {
			if f.weight[j] < f.weight[worst] {
				worst = j
			}
		}
		if len(in) > 1 && f.weight[worst] < 0 {
			in = append(in[:worst], in[worst+1:]...)
			continue
		}
		m := mixture{weight: make([]float64, len(scores)), bias: f.bias}
		for j, k := range in {
			m.weight[k] = max(f.weight[j], 0)
		}
		return m
	}
}

// fitting is a mixture on its way.
type fitting struct {
	mixture
	scores   []kernel.Mat
	class    []int32
	gradient []float64
}

func (f *fitting) run() {
	loss := f.loss(f.mixture)
	for range mixtureRounds {
		before := loss
		for range mixtureSteps {
			last := loss
			if step := solve(curvature(f.weight, f.bias, f.scores, f.class)); step != nil {
				loss = f.move(f.weight, step, loss)
			}
			if last-loss <= 1e-7*last {
				break
			}
		}
		loss = f.move(f.bias, f.biasStep(), loss)
		if before-loss <= 1e-6*before {
			return
		}
	}
}

// move takes a step away from at, or half of it, and so on, as soon as the loss
// falls, and returns the new loss.
func (f *fitting) move(at, step []float64, loss float64) float64 {
	old := slices.Clone(at)
	for size := 1.0; size > 1e-6; size /= 2 {
		for k := range at {
			at[k] = old[k] - size*step[k]
		}
		if l := f.loss(f.mixture); l < loss {
			return l
		}
	}
	copy(at, old)
	return loss
}

// biasStep is Newton's step for each bias by itself.
func (f *fitting) biasStep() []float64 {
	step, curve, z := f.gradient, make([]float64, len(f.bias)), make([]float64, len(f.bias))
	for c, b := range f.bias {
		step[c], curve[c] = biasRidge*b, biasRidge
	}
	for i, c := range f.class {
		f.row(z, f.scores, i)
		for j, p := range z {
			step[j] += p
			curve[j] += p * (1 - p)
		}
		step[c]--
	}
	for c := range step {
		step[c] /= curve[c]
	}
	return step
}

// loss is the summed -log likelihood with its ridges.
func (f *fitting) loss(m mixture) float64 {
	z := make([]float64, f.scores[0].Cols)
	loss := 0.0
	for i, c := range f.class {
		m.row(z, f.scores, i)
		loss -= math.Log(max(z[c], 1e-300))
	}
	for _, v := range m.weight {
		loss += weightRidge / 2 * v * v
	}
	for _, v := range m.bias {
		loss += biasRidge / 2 * v * v
	}
	return loss
}

// curvature is the gradient and the Hessian: sums over texts of the difference
// from the true class's score, and of the covariances of the scores.
func curvature(w, bias []float64, scores []kernel.Mat, class []int32) (hessian [][]float64, gradient []float64) {
	n := len(w)
	m, z := mixture{w, bias}, make([]float64, scores[0].Cols)
	gradient, hessian = make([]float64, n), make([][]float64, n)
	for k := range hessian {
		hessian[k] = make([]float64, n)
		hessian[k][k] = weightRidge
		gradient[k] = weightRidge * w[k]
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

// judge is the accuracy of the mixture and its mean -log likelihood.
func (m mixture) judge(scores []kernel.Mat, class []int32) (accuracy, loss float64) {
	z := make([]float64, scores[0].Cols)
	for i, c := range class {
		m.row(z, scores, i)
		best := 0
		for j, p := range z {
			if p > z[best] {
				best = j
			}
		}
		if best == int(c) {
			accuracy++
		}
		loss -= math.Log(max(z[c], least))
	}
	n := float64(len(class))
	return accuracy / n, loss / n
}
