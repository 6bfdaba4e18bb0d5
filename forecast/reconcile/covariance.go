package reconcile

import (
	"fmt"
	"math"
	"slices"
)

// covariance is W = S (diag(own) + Z Z') S: S the nodes' standard deviations,
// Z Z' their correlations shrunk towards none, held as its factor. A matrix of
// nodes x nodes is never made.
type covariance struct {
	sd  []float64   // S
	own []float64   // what of a node's variance it shares with none
	z   [][]float64 // nodes x times; nil: no correlations
}

// fewest is how many errors a correlation takes: through two points there is
// always a line.
const fewest = 3

// newCovariance estimates W up to a factor, which the projection does not
// see: second moments about zero, since a bias is an error too.
func newCovariance(errors [][]float64, nodes int) (*covariance, error) {
	if len(errors) != 0 && len(errors) != nodes {
		return nil, fmt.Errorf("reconcile: errors of %d nodes, forecasts of %d", len(errors), nodes)
	}
	times, top := 0, 0.0
	for i, e := range errors {
		if times = len(errors[0]); len(e) != times {
			return nil, fmt.Errorf("reconcile: %d errors of node %d, %d of node 0: NaN stands for a missing one", len(e), i, times)
		}
		for _, v := range e {
			if math.IsInf(v, 0) {
				return nil, fmt.Errorf("reconcile: an error of node %d is infinite", i)
			}
			if !math.IsNaN(v) {
				top = max(top, math.Abs(v))
			}
		}
	}
	w := &covariance{sd: make([]float64, nodes), own: make([]float64, nodes)}
	for i := range w.own {
		w.own[i] = 1
	}
	known := make([]int, nodes)
	for i := range w.sd {
		w.sd[i] = math.NaN()
		if times > 0 {
			w.sd[i], known[i] = rootMeanSquare(errors[i], top)
		}
	}
	fill(w.sd)
	if times >= fewest {
		w.correlate(errors, known, top)
	}
	return w, nil
}

// rootMeanSquare is of the known among e, in units of top, which keeps squares
// from overflowing; NaN when none is known.
func rootMeanSquare(e []float64, top float64) (float64, int) {
	var sum float64
	n := 0
	for _, v := range e {
		if !math.IsNaN(v) {
			n++
			if top > 0 {
				sum += (v / top) * (v / top)
			}
		}
	}
	return math.Sqrt(sum / float64(n)), n
}

// certain is the standard deviation of a node that never erred, in units of
// the smallest of those that did: small enough that it hardly moves, large
// enough that two such nodes can be told to agree.
const certain = 1e-3

// fill gives nodes whose errors are not known the median of the others, and
// those without an error nearly none. Where nothing is known all are alike
// (ordinary least squares).
func fill(sd []float64) {
	var some []float64
	least := math.Inf(1)
	for _, s := range sd {
		if !math.IsNaN(s) {
			some = append(some, s)
		}
		if s > 0 {
			least = min(least, s)
		}
	}
	if math.IsInf(least, 1) { // none ever erred, or none is known
		for i := range sd {
			sd[i] = 1
		}
		return
	}
	slices.Sort(some)
	for i, s := range sd {
		if math.IsNaN(s) {
			s = some[len(some)/2]
		}
		sd[i] = max(s, certain*least)
	}
}

// leastShrinkage keeps W invertible when errors add up exactly and are many.
const leastShrinkage = 1e-6

// correlate fills z. The shrinkage is the estimated variance of all
// correlations over their squares (Schaefer & Strimmer 2005, "A shrinkage
// approach to large-scale covariance matrix estimation", target D). A missing
// error says nothing of any correlation: zero, after standardising.
func (w *covariance) correlate(errors [][]float64, known []int, top float64) {
	n, times := len(errors), len(errors[0])
	t := float64(times)
	z := make([][]float64, n)
	some := make([]int, 0, n) // nodes that can correlate
	for i, e := range errors {
		z[i] = make([]float64, times)
		var size float64
		if known[i] >= fewest {
			size, _ = rootMeanSquare(e, top)
		}
		if size == 0 {
			continue
		}
		some = append(some, i)
		// Squares sum to the number of times, so that the diagonal of
		// correlations is 1 however many are missing.
		size *= math.Sqrt(float64(known[i]) / t)
		for k, v := range e {
			if !math.IsNaN(v) {
				z[i][k] = v / top / size
			}
		}
	}
	lambda := shrinkage(z, some, times)
	for _, i := range some {
		w.own[i] = lambda
		for k := range z[i] {
			z[i][k] *= math.Sqrt((1 - lambda) / t)
		}
	}
	w.z = z
}

// shrinkage needs sums over all pairs of nodes, of squared products and of
// squared correlations. Both are sums over times: the first of squared sums of
// squares, the second over pairs of times of products, of which there may be
// fewer than of nodes.
func shrinkage(z [][]float64, some []int, times int) float64 {
	if len(some) < 2 {
		return 1
	}
	t := float64(times)
	var products, squares float64
	for k := range times {
		var s2, s4 float64
		for _, i := range some {
			q := z[i][k] * z[i][k]
			s2 += q
			s4 += q * q
		}
		products += s2*s2 - s4
	}
	if times < len(some) {
		columns := make([][]float64, times)
		for k := range columns {
			columns[k] = make([]float64, len(some))
			for j, i := range some {
				columns[k][j] = z[i][k]
			}
		}
		squares = gram(columns)
	} else {
		rows := make([][]float64, len(some))
		for j, i := range some {
			rows[j] = z[i]
		}
		squares = gram(rows)
	}
	squares = squares/(t*t) - float64(len(some))
	if !(squares > 0) {
		return 1
	}
	lambda := (products - t*squares) / (t * (t - 1)) / squares
	return min(1, max(leastShrinkage, lambda))
}

// gram is the sum of the squared products of all pairs of rows.
func gram(rows [][]float64) float64 {
	var sum float64
	for i, a := range rows {
		for _, b := range rows[:i] {
			d := dot(a, b)
			sum += 2 * d * d
		}
		d := dot(a, a)
		sum += d * d
	}
	return sum
}

func dot(a, b []float64) float64 {
	var sum float64
	for i, v := range a {
		sum += v * b[i]
	}
	return sum
}
