package smooth

import "math"

// golden is the part of an interval a golden-section step keeps (Kiefer 1953).
const golden = 0.6180339887498949

// Golden narrows [lo, hi] around a minimum of f until it is no wider than
// width, and returns the best place seen and its value. f is taken to have
// one minimum there; with more it ends in one of them.
func Golden(lo, hi, width float64, f func(float64) float64) (at, value float64) {
	left, right := hi-golden*(hi-lo), lo+golden*(hi-lo)
	fl, fr := f(left), f(right)
	for hi-lo > width {
		if fl <= fr {
			hi, right, fr = right, left, fl
			left = hi - golden*(hi-lo)
			fl = f(left)
		} else {
			lo, left, fl = left, right, fr
			right = lo + golden*(hi-lo)
			fr = f(right)
		}
	}
	if fl <= fr {
		return left, fl
	}
	return right, fr
}

// Weight finds the smoothing weight in [lo, hi] with the least loss: a grid
// that no narrow valley of a real series falls through, then the golden
// section around its best point. width is the accuracy asked for.
func Weight(lo, hi, width float64, loss func(float64) float64) (at, value float64) {
	const points = 9
	step := (hi - lo) / (points - 1)
	best, value := 0, math.Inf(1)
	for i := range points {
		if v := loss(lo + float64(i)*step); v < value {
			best, value = i, v
		}
	}
	centre := lo + float64(best)*step
	if at, v := Golden(max(lo, centre-step), min(hi, centre+step), width, loss); v < value {
		return at, v
	}
	return centre, value
}
