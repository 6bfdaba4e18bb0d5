package backtest

import (
	"math"
	"slices"
)

// gram sums, over windows, the products of the methods' errors: what is needed
// to know the squared error of any mix of them.
type gram struct {
	sums   []float64 // methods x methods, row by row
	weight float64   // of the windows in it
}

func newGram(methods int) gram { return gram{sums: make([]float64, methods*methods)} }

// add adds a window: the mean product over the horizon of two methods' errors,
// and as much again of the product of their mean errors, because verdicts are
// about the mean. It is divided by the median of the methods' squared errors, so
// that a window of wild values counts no more than a calm one. A method that could not
// run is taken to have said what the others would have said together, mixed as
// without experience, which neither recommends it nor speaks against it.
func (g *gram) add(w *Window, weight float64, weights []float64) {
	errors := methodErrors(w, weights)
	if errors == nil {
		return
	}
	methods := len(w.Forecasts)
	products := make([]float64, methods*methods)
	squares := make([]float64, methods)
	for a := range methods {
		for b := 0; b <= a; b++ {
			p := product(errors[a], errors[b])
			products[a*methods+b], products[b*methods+a] = p, p
		}
		squares[a] = products[a*methods+a]
	}
	slices.Sort(squares)
	middle := squares[methods/2]
	if middle <= 0 || math.IsInf(squares[methods-1], 0) || math.IsNaN(squares[0]) {
		return
	}
	f := weight / middle
	for i, p := range products {
		g.sums[i] += f * p
	}
	g.weight += weight
}

// methodErrors is actual minus forecast by method over the known periods, last
// their mean times the root of their number; nil without a method.
func methodErrors(w *Window, weights []float64) [][]float64 {
	may := make([]bool, len(w.Forecasts))
	for m, f := range w.Forecasts {
		may[m] = f != nil
	}
	mean := prior(may, weights).of(w.Forecasts)
	if mean == nil {
		return nil
	}
	out := make([][]float64, len(w.Forecasts))
	store := make([]float64, len(w.Forecasts)*(len(w.Actual)+1))
	for m, f := range w.Forecasts {
		if f == nil {
			f = mean
		}
		e := store[m*(len(w.Actual)+1):][:0]
		sum := 0.0
		for k, y := range w.Actual {
			if !math.IsNaN(y) {
				e = append(e, y-f[k])
				sum += y - f[k]
			}
		}
		out[m] = append(e, sum/math.Sqrt(float64(len(e))))
	}
	return out
}

func product(a, b []float64) float64 {
	sum := 0.0
	for i, v := range a {
		sum += v * b[i]
	}
	return sum
}

// plus adds g times f.
func (g *gram) plus(o gram, f float64) {
	for i, v := range o.sums {
		g.sums[i] += f * v
	}
	g.weight += f * o.weight
}

// solve is the mix of least squared error among the methods that may be
// used, where a share away from prior costs ridge times the best method's
// squared error and times the square of its distance. Without an error to
// learn from it is prior. It moves weight between the two methods where that
// helps most, the exact step each time, which descends a convex function to its
// minimum.
func (g *gram) solve(prior Mix, may []bool, ridge float64) Mix {
	methods := len(may)
	mix := slices.Clone(prior)
	least := math.Inf(1)
	for m, ok := range may {
		if ok {
			least = min(least, g.sums[m*methods+m])
		}
	}
	if !(least > 0) || math.IsInf(least, 1) {
		return mix
	}
	extra := ridge * least
	at := func(a, b int) float64 {
		v := g.sums[a*methods+b]
		if a == b {
			v += extra
		}
		return v
	}
	slope := make([]float64, methods) // half the gradient
	for a := range methods {
		for b := range methods {
			slope[a] += at(a, b) * mix[b]
		}
		slope[a] -= extra * prior[a]
	}
	const rounds, enough = 200, 1e-7
	for range rounds {
		from, to := -1, -1
		for m, ok := range may {
			if !ok {
				continue
			}
			if mix[m] > 0 && (from < 0 || slope[m] > slope[from]) {
				from = m
			}
			if to < 0 || slope[m] < slope[to] {
				to = m
			}
		}
		gap := slope[from] - slope[to]
		if gap <= enough*extra {
			break
		}
		curve := at(from, from) + at(to, to) - 2*at(from, to)
		step := mix[from]
		if curve > 0 {
			step = min(step, gap/curve)
		}
		if mix[from]-step < 1e-12 {
			step = mix[from]
		}
		mix[from] -= step
		mix[to] += step
		for m := range methods {
			slope[m] += step * (at(m, to) - at(m, from))
		}
	}
	return mix
}
