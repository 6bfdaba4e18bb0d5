package arima

import (
	"math"

	"hemline/forecast/internal/arma"
)

// model is what build chose.
type model struct {
	lag, d     int     // season (0: none) and how often the series is differenced (0 or 1)
	phi, theta float64 // seasonal weights: phi 1 is a seasonal difference
	mean       float64 // of the series; 0 when anything was differenced
	errors     []candidate
}

// The seasonal weights tried: theta 0 repeats the last cycle, near phi it
// averages over all; phi below 1 lets the season fade.
var (
	thetas = [...]float64{0, 0.2, 0.4, 0.55, 0.7, 0.8, 0.9}
	fading = [...]float64{0.3, 0.5, 0.7, 0.85, 0.95}
)

func build(z []float64, season int) model {
	m := model{lag: lag(z, season)}
	level := z
	if m.lag > 0 && strength(z, season) >= strong {
		level, m.phi = difference(z, m.lag), 1
	}
	// Once at most: a second difference carries the last slope on for ever.
	// With it, the error on M4's weeks was a seventieth higher.
	if wanders(level) {
		m.d = 1
	}
	x := m.differenced(z)
	if m.phi == 0 && m.d == 0 {
		for _, v := range x {
			m.mean += v / float64(len(x))
		}
		x = m.differenced(z) // now without its mean
	}
	m.chooseSeason(x)
	m.errors = candidates(m.filtered(make([]float64, len(x)), x))
	return m
}

// differenced is z less its mean or differenced d times.
func (m model) differenced(z []float64) []float64 {
	x := append([]float64(nil), z...)
	if m.d > 0 {
		x = difference(x, 1)
	}
	for t := range x {
		x[t] -= m.mean
	}
	return x
}

// chooseSeason sets phi and theta to what leaves an autoregression the least,
// and drops the season when that is not worth two weights.
func (m *model) chooseSeason(x []float64) {
	if m.lag == 0 {
		return
	}
	n := len(x) - m.lag
	best, phi, theta := math.Inf(1), 0.0, 0.0
	phis := fading[:]
	if m.phi == 1 {
		phis = []float64{1}
	} else if f, ok := arma.Fit(x[m.lag:], 2, 0); ok {
		best = aicc(f.Squares, n, 3)
	}
	u := make([]float64, len(x))
	for _, m.phi = range phis {
		for _, m.theta = range thetas {
			if m.theta >= m.phi {
				break
			}
			if f, ok := arma.Fit(m.filtered(u, x), 2, 0); ok {
				if c := aicc(f.Squares, n, 5); c < best {
					best, phi, theta = c, m.phi, m.theta
				}
			}
		}
	}
	m.phi, m.theta = phi, theta
}

// filtered writes (1 - phi B^lag) x / (1 - theta B^lag) to u and returns the
// part of it that has a season before it.
func (m model) filtered(u, x []float64) []float64 {
	if m.lag == 0 || m.phi == 0 {
		return x
	}
	clear(u[:m.lag])
	for t := m.lag; t < len(u); t++ {
		u[t] = x[t] - m.phi*x[t-m.lag] + m.theta*u[t-m.lag]
	}
	return u[m.lag:]
}

// forecast follows z, the series build was given.
func (m model) forecast(z []float64, h int) []float64 {
	x := m.differenced(z)
	n := len(x)
	u := make([]float64, n)
	f := m.ahead(m.filtered(u, x), h)
	if m.phi > 0 {
		// What follows of u, then of x: the filter run backwards.
		x, u = append(x, make([]float64, h)...), append(u, f...)
		for t := n; t < n+h; t++ {
			x[t] = u[t] + m.phi*x[t-m.lag] - m.theta*u[t-m.lag]
		}
		f = x[n:]
	}
	for k := range f {
		f[k] += m.mean
	}
	if m.d > 0 {
		at := z[len(z)-1]
		for k := range f {
			at += f[k]
			f[k] = at
		}
	}
	return f
}
