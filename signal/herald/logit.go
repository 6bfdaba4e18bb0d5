package herald

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// Logit is a logistic regression over standardised features. It is plain data:
// kept as JSON, it says what it learnt.
type Logit struct {
	Names  []string  `json:"names"`
	Mean   []float64 `json:"mean"`
	Scale  []float64 `json:"scale"`
	Weight []float64 `json:"weight"` // of the standardised features
	Bias   float64   `json:"bias"`
}

const (
	// ridge is the weight of half the sum of squares of the weights beside the
	// sum of the losses: a standard normal prior on each.
	ridge = 1
	// maxSteps of Newton's method; it takes five to ten.
	maxSteps = 50
	settled  = 1e-8
)

// FitLogit learns from rows of features by Newton's method (iteratively
// reweighted least squares; Hastie, Tibshirani and Friedman 2009, 4.4.1). It
// needs both answers among y.
func FitLogit(names []string, x [][]float64, y []bool) (Logit, error) {
	n, d := len(x), len(names)
	yes := 0
	for _, v := range y {
		if v {
			yes++
		}
	}
	if n != len(y) || yes == 0 || yes == n {
		return Logit{}, fmt.Errorf("herald: %d rises among %d moments: there is nothing to tell apart", yes, n)
	}
	l := Logit{Names: names, Mean: make([]float64, d), Scale: make([]float64, d), Weight: make([]float64, d), Bias: math.Log(float64(yes) / float64(n-yes))}
	l.standardise(x)
	z := make([][]float64, n) // standardised, with a 1 at the end for the bias
	for i, row := range x {
		z[i] = append(l.features(row), 1)
	}
	theta := append(make([]float64, d), l.Bias)
	loss := penalised(theta, z, y)
	for range maxSteps {
		step, err := newton(theta, z, y)
		if err != nil {
			return Logit{}, err
		}
		next, nextLoss := make([]float64, d+1), math.Inf(1)
		for size := 1.0; size > 1e-4; size /= 2 { // Newton overshoots far from the optimum
			for j := range next {
				next[j] = theta[j] - size*step[j]
			}
			if nextLoss = penalised(next, z, y); nextLoss <= loss {
				break
			}
		}
		if !(nextLoss <= loss) {
			break
		}
		done := loss-nextLoss < settled*math.Abs(loss)
		theta, loss = next, nextLoss
		if done {
			break
		}
	}
	l.Weight, l.Bias = theta[:d], theta[d]
	return l, nil
}

// standardise finds mean and deviation of each feature; one that never changes
// is left as it is.
func (l *Logit) standardise(x [][]float64) {
	for _, row := range x {
		for j, v := range row {
			l.Mean[j] += v / float64(len(x))
		}
	}
	for _, row := range x {
		for j, v := range row {
			l.Scale[j] += (v - l.Mean[j]) * (v - l.Mean[j]) / float64(len(x))
		}
	}
	for j, v := range l.Scale {
		if l.Scale[j] = math.Sqrt(v); !(l.Scale[j] > 1e-9) {
			l.Scale[j] = 1
		}
	}
}

func (l *Logit) features(row []float64) []float64 {
	out := make([]float64, len(row), len(row)+1)
	for j, v := range row {
		out[j] = (v - l.Mean[j]) / l.Scale[j]
	}
	return out
}

// penalised is the loss that is made small: the sum of -log likelihood and the
// ridge, which leaves the bias (last) alone.
func penalised(theta []float64, z [][]float64, y []bool) float64 {
	loss := 0.0
	for _, w := range theta[:len(theta)-1] {
		loss += ridge * w * w / 2
	}
	for i, row := range z {
		s := dot(theta, row)
		if y[i] {
			s = -s
		}
		loss += math.Max(s, 0) + math.Log1p(math.Exp(-math.Abs(s)))
	}
	return loss
}

// newton is the Hessian's inverse times the gradient.
func newton(theta []float64, z [][]float64, y []bool) ([]float64, error) {
	d := len(theta)
	grad, hess := make([]float64, d), make([][]float64, d)
	for j := range hess {
		hess[j] = make([]float64, d)
	}
	for j := range d - 1 {
		grad[j], hess[j][j] = ridge*theta[j], ridge
	}
	for i, row := range z {
		p := Probability(dot(theta, row))
		err, weight := p, p*(1-p)
		if y[i] {
			err--
		}
		for j, v := range row {
			grad[j] += err * v
			for k := range j + 1 {
				hess[j][k] += weight * v * row[k]
			}
		}
	}
	return solve(hess, grad)
}

// solve is a x = b for a symmetric positive definite a, of which the lower
// triangle is read and overwritten (Cholesky).
func solve(a [][]float64, b []float64) ([]float64, error) {
	for j := range a {
		for k := range j + 1 {
			s := a[j][k]
			for m := range k {
				s -= a[j][m] * a[k][m]
			}
			if k < j {
				a[j][k] = s / a[k][k]
				continue
			}
			if !(s > 0) {
				return nil, errors.New("herald: the features of the moments are not finite, or say the same twice")
			}
			a[j][j] = math.Sqrt(s)
		}
	}
	x := make([]float64, len(b))
	for j := range x {
		s := b[j]
		for k := range j {
			s -= a[j][k] * x[k]
		}
		x[j] = s / a[j][j]
	}
	for j := len(x) - 1; j >= 0; j-- {
		s := x[j]
		for k := j + 1; k < len(x); k++ {
			s -= a[k][j] * x[k]
		}
		x[j] = s / a[j][j]
	}
	return x, nil
}

func dot(a, b []float64) float64 {
	s := 0.0
	for i, v := range a {
		s += v * b[i]
	}
	return s
}

// Odds is the logarithm of the odds of a row.
func (l *Logit) Odds(row []float64) float64 { return dot(l.Weight, l.features(row)) + l.Bias }

// Probability turns log odds into a probability, LogOdds a probability into log
// odds.
func Probability(odds float64) float64 { return 1 / (1 + math.Exp(-odds)) }

// LogOdds is the inverse of Probability; a probability of 0 or 1 counts as one
// in ten thousand off, so that no single certainty outweighs all else.
func LogOdds(p float64) float64 {
	p = min(max(p, 1e-4), 1-1e-4)
	return math.Log(p / (1 - p))
}

// Valid reports whether a Logit that was read from a file is of these features.
func (l *Logit) Valid(names []string) bool {
	n := len(names)
	if !slices.Equal(l.Names, names) || len(l.Mean) != n || len(l.Scale) != n || len(l.Weight) != n {
		return false
	}
	for j := range n {
		if !finite(l.Mean[j]) || !finite(l.Weight[j]) || !(l.Scale[j] > 0) || !finite(l.Scale[j]) {
			return false
		}
	}
	return finite(l.Bias)
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
