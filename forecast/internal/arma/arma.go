// Package arma fits autoregressive moving averages to a series without a mean
// and filters with them.
//
// The fit minimises the conditional sum of squares (Box & Jenkins 1970,
// chapter 7) by Gauss-Newton steps from the start of Hannan & Rissanen (1982):
// a long autoregression gives the shocks, and a regression on lagged values and
// lagged shocks the coefficients.
package arma

import (
	"math"

	"hemline/forecast/internal/regress"
)

// Model is x[t] = sum AR[i] x[t-1-i] + e[t] + sum MA[j] e[t-1-j].
type Model struct {
	AR, MA  []float64
	Squares float64 // sum of squared one-step errors of the fit
}

const (
	// steps of Gauss-Newton; the sum of squares rarely falls after the fourth.
	steps = 5
	// settled is the relative fall of the sum of squares that ends the search.
	settled = 1e-4
	// edge keeps roots off the unit circle, where a forecast never settles
	// and a filter never forgets its start.
	edge = 0.999
)

// Fit estimates p autoregressive and q moving average coefficients. Values
// before the first count as zero. It reports false when x is too short: it
// needs three values for each coefficient and ten more.
func Fit(x []float64, p, q int) (Model, bool) {
	if len(x) < 10+3*(p+q) {
		return Model{}, false
	}
	m := Model{AR: make([]float64, p), MA: make([]float64, q)}
	if p+q == 0 {
		m.Squares = squares(x)
		return m, true
	}
	n := len(x)
	room := make([]float64, 3*n)
	e, u, w := room[:n], room[n:2*n], room[2*n:]
	if q == 0 {
		copy(m.AR, Autoregression(x, p))
	} else {
		start(&m, x, e)
	}
	m.Whiten(e, x)
	m.Squares = squares(e)
	memory := Model{MA: m.MA}
	design := make(regress.Design, p+q)
	for range steps {
		// The derivatives of the errors are lagged filtered values and errors.
		memory.MA = m.MA
		memory.Whiten(u, x)
		memory.Whiten(w, e)
		from := max(p, q)
		for i := range p {
			design[i] = u[from-1-i : n-1-i]
		}
		for j := range q {
			design[p+j] = w[from-1-j : n-1-j]
		}
		move := regress.Fit(design, e[from:]).Coefficients(p + q)
		next, ok := m.step(move, x, e)
		if !ok {
			break
		}
		done := next.Squares > m.Squares*(1-settled)
		m = next
		if done {
			break
		}
	}
	m.Whiten(e, x)
	return m, true
}

// step goes as far along move as the sum of squares falls, halving at most
// five times; e holds the errors of the model it returns.
func (m Model) step(move, x, e []float64) (Model, bool) {
	next := Model{AR: make([]float64, len(m.AR)), MA: make([]float64, len(m.MA))}
	for range 5 {
		for i, a := range m.AR {
			next.AR[i] = a + move[i]
		}
		for j, a := range m.MA {
			next.MA[j] = a + move[len(m.AR)+j]
		}
		if stable(next.AR, 1) && stable(next.MA, -1) {
			next.Whiten(e, x)
			next.Squares = squares(e)
			if next.Squares < m.Squares {
				return next, true
			}
		}
		for i := range move {
			move[i] /= 2
		}
	}
	return m, false
}

// start is Hannan & Rissanen's: zero where it would not be stable.
func start(m *Model, x, e []float64) {
	p, q, n := len(m.AR), len(m.MA), len(x)
	long := min(n/4, p+q+6)
	Model{AR: Autoregression(x, long)}.Whiten(e, x)
	from := min(n-1, long+max(p, q))
	design := make(regress.Design, p+q)
	for i := range p {
		design[i] = x[from-1-i : n-1-i]
	}
	for j := range q {
		design[p+j] = e[from-1-j : n-1-j]
	}
	b := regress.Fit(design, x[from:]).Coefficients(p + q)
	if stable(b[:p], 1) {
		copy(m.AR, b)
	}
	if stable(b[p:], -1) {
		copy(m.MA, b[p:])
	}
}

// Autoregression is Burg's (1967): always stationary, and better than the
// autocorrelations' on short series.
func Autoregression(x []float64, p int) []float64 {
	n := len(x)
	a, before := make([]float64, p), make([]float64, p)
	room := make([]float64, 2*n)
	f, b := room[:n], room[n:]
	copy(f, x)
	copy(b, x)
	for k := 1; k <= p && k < n; k++ {
		var cross, power float64
		for t := k; t < n; t++ {
			cross += f[t] * b[t-1]
			power += f[t]*f[t] + b[t-1]*b[t-1]
		}
		if power == 0 {
			break
		}
		r := min(edge, max(-edge, 2*cross/power))
		copy(before, a[:k-1])
		for i := range k - 1 {
			a[i] -= r * before[k-2-i]
		}
		a[k-1] = r
		for t := n - 1; t >= k; t-- {
			f[t], b[t] = f[t]-r*b[t-1], b[t-1]-r*f[t]
		}
	}
	return a
}

// Whiten writes the one-step errors of x to e, which has x's length and may
// not be x. It may be any series: filtered alike, a regression with errors of
// this model becomes one with errors that do not remember.
func (m Model) Whiten(e, x []float64) {
	copy(e, x)
	for i, a := range m.AR {
		if i+1 >= len(e) {
			break
		}
		past := x[:len(e)-1-i]
		now := e[1+i:]
		for t, v := range past {
			now[t] -= a * v
		}
	}
	switch q := len(m.MA); q {
	case 0:
	case 1:
		last, a := 0.0, m.MA[0]
		for t, v := range e {
			last = v - a*last
			e[t] = last
		}
	default:
		for t, v := range e {
			for j := 0; j < q && j < t; j++ {
				v -= m.MA[j] * e[t-1-j]
			}
			e[t] = v
		}
	}
}

// Forecast gives the h expected values after x.
func (m Model) Forecast(x []float64, h int) []float64 {
	n := len(x)
	e := make([]float64, n)
	m.Whiten(e, x)
	out := make([]float64, h)
	for k := range out {
		for i, a := range m.AR {
			switch at := k - 1 - i; {
			case at >= 0:
				out[k] += a * out[at]
			case n+at >= 0:
				out[k] += a * x[n+at]
			}
		}
		for j, a := range m.MA {
			if at := k - 1 - j; at < 0 && n+at >= 0 {
				out[k] += a * e[n+at]
			}
		}
	}
	return out
}

// stable reports whether 1 - sign*(c[0] z + c[1] z² ...) has its roots outside
// the unit circle, by the step-down recursion (Jury 1964): every reflection
// coefficient within the edge.
func stable(c []float64, sign float64) bool {
	var room, next [8]float64
	if len(c) > len(room) {
		return false
	}
	a := room[:len(c)]
	for i, v := range c {
		a[i] = sign * v
	}
	for k := len(a); k > 0; k-- {
		r := a[k-1]
		if !(math.Abs(r) <= edge) {
			return false
		}
		for i := range k - 1 {
			next[i] = (a[i] + r*a[k-2-i]) / (1 - r*r)
		}
		copy(a, next[:k-1])
	}
	return true
}

func squares(x []float64) float64 {
	var s float64
	for _, v := range x {
		s += v * v
	}
	return s
}
