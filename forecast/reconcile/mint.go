package reconcile

import (
	"fmt"
	"math"
)

// MinT reconciles base forecasts (nodes x horizon) to
//
//	y - W C' (C W C')^-1 C y
//
// with a row of C for each total, 1 at it and -1 at its parts, and W the
// covariance of the nodes' errors: the projection form of trace minimisation
// (Wickramasuriya, Athanasopoulos & Hyndman 2019). errors are nodes x times,
// of forecasts made before, NaN where one is missing. W is shrunk towards its
// diagonal (Schaefer & Strimmer 2005). Below three times it is that diagonal
// (weighted least squares; one time may hold the usual size of a node's
// errors), and without any error ones (ordinary least squares). A node without
// errors gets the median variance of the others; one that never erred hardly
// moves.
//
// The result adds up to rounding, and may be negative where base was not: see
// Clip. Nodes no total reaches stay as they are unless their errors correlate
// with others'. Errors: see Order; ragged or infinite input; and totals that
// overlap so much that solving for them would take minutes.
func MinT(base, errors [][]float64, totals []Total) ([][]float64, error) {
	order, err := Order(len(base), totals)
	if err != nil {
		return nil, err
	}
	out := make([][]float64, len(base))
	top := 0.0
	for i, y := range base {
		if len(y) != len(base[0]) {
			return nil, fmt.Errorf("reconcile: node %d has %d periods, node 0 has %d", i, len(y), len(base[0]))
		}
		for k, v := range y {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return nil, fmt.Errorf("reconcile: period %d of node %d has no finite forecast: leave the node out", k, i)
			}
			top = max(top, math.Abs(v))
		}
		out[i] = append([]float64(nil), y...)
	}
	w, err := newCovariance(errors, len(base))
	if err != nil {
		return nil, err
	}
	if len(totals) == 0 || top == 0 {
		return out, nil
	}
	// In units of the largest, sums cannot overflow while they are worked on.
	for _, v := range out {
		for k := range v {
			v[k] /= top
		}
	}
	p, err := newProjection(w, totals, order)
	if err != nil {
		return nil, err
	}
	p.apply(out)
	for _, v := range out {
		for k := range v {
			v[k] *= top
		}
	}
	sum(out, totals, order) // to the last digit, not the solver's
	for i, v := range out {
		for k := range v {
			if math.IsNaN(v[k]) || math.IsInf(v[k], 0) {
				return nil, fmt.Errorf("reconcile: period %d of node %d overflows", k, i)
			}
		}
	}
	return out, nil
}

// projection is what to solve, scaled to a diagonal of 1.
type projection struct {
	w      *covariance
	totals []Total     // in order
	shared [][]float64 // C S Z, totals x times; nil without correlations
	unit   []float64   // 1 over the root of the diagonal of C W C'
	root   skyline     // of the scaled C W C'
}

func newProjection(w *covariance, totals []Total, order []int) (*projection, error) {
	p := &projection{w: w, unit: make([]float64, len(order))}
	in := make([][]int, len(w.sd)) // rows of C by node, ascending
	for r, i := range order {
		t := totals[i]
		p.totals = append(p.totals, t)
		in[t.Node] = append(in[t.Node], r)
		for _, n := range t.Parts {
			in[n] = append(in[n], r)
		}
	}
	first := make([]int, len(order)) // column where a row of C W C' begins
	for r := range first {
		first[r] = r
		if w.z != nil {
			first[r] = 0
		}
	}
	for _, rows := range in {
		for _, r := range rows {
			first[r] = min(first[r], rows[0])
		}
	}
	m, err := newSkyline(first)
	if err != nil {
		return nil, err
	}
	for n, rows := range in {
		v := w.sd[n] * w.sd[n] * w.own[n]
		for j, r := range rows {
			for _, c := range rows[:j+1] {
				*m.at(r, c) += v * p.sign(r, n) * p.sign(c, n)
			}
		}
	}
	if w.z != nil {
		p.share(m)
	}
	for r := range order {
		p.unit[r] = 1 / math.Sqrt(*m.at(r, r))
		for c := first[r]; c <= r; c++ {
			*m.at(r, c) *= p.unit[r] * p.unit[c]
		}
	}
	m.factor()
	p.root = m
	return p, nil
}

// sign is C at total r and node n, which is in it.
func (p *projection) sign(r, n int) float64 {
	if p.totals[r].Node == n {
		return 1
	}
	return -1
}

// share adds what correlations give to C W C'.
func (p *projection) share(m skyline) {
	for r, t := range p.totals {
		f := make([]float64, len(p.w.z[t.Node]))
		add := func(n int) {
			s := p.w.sd[n] * p.sign(r, n)
			for k, z := range p.w.z[n] {
				f[k] += s * z
			}
		}
		add(t.Node)
		for _, n := range t.Parts {
			add(n)
		}
		p.shared = append(p.shared, f)
		for c := range r + 1 {
			*m.at(r, c) += dot(f, p.shared[c])
		}
	}
}

// apply projects y, nodes x horizon, in place.
func (p *projection) apply(y [][]float64) {
	gap := make([]float64, len(p.totals)) // C y, then what it is solved to
	back := make([]float64, len(y))       // C' of that
	for k := range y[0] {
		for r, t := range p.totals {
			gap[r] = y[t.Node][k]
			for _, n := range t.Parts {
				gap[r] -= y[n][k]
			}
			gap[r] *= p.unit[r]
		}
		p.root.solve(gap)
		clear(back)
		var common []float64 // Z' S C' gap
		if p.shared != nil {
			common = make([]float64, len(p.shared[0]))
		}
		for r, t := range p.totals {
			g := gap[r] * p.unit[r]
			back[t.Node] += g
			for _, n := range t.Parts {
				back[n] -= g
			}
			for j := range common {
				common[j] += g * p.shared[r][j]
			}
		}
		for n := range y {
			move := p.w.own[n] * p.w.sd[n] * back[n]
			if common != nil {
				move += dot(p.w.z[n], common)
			}
			y[n][k] -= p.w.sd[n] * move
		}
	}
}
