package theta

import (
	"math"

	"hemline/forecast/internal/smooth"
)

// model is Fiorucci et al. 2016, section 3: with omega = 1 - 1/theta,
//
//	forecast_t = level_{t-1} + omega ((1-alpha)^{t-1} A + (1-(1-alpha)^t)/alpha B)
//	level_t    = alpha y_t + (1-alpha) level_{t-1}
//
// where A + B t is the line through y: all of it, or, dynamic, what was known
// at t-1. For a given alpha the forecasts are linear in the first level and in
// omega, so least squares gives both and only alpha is searched for.
type model struct {
	dynamic bool
	fixed   bool // theta is 2

	x            []float64
	lines        []line // dynamic: the line after t values
	whole        line
	alpha, omega float64
	level        float64 // after the last value
}

// line is A + B t with t counting from 1.
type line struct{ a, b float64 }

// Bounds of alpha, and the errors left out while the line has too few values
// to mean anything, are those of the authors' R package forecTheta.
const (
	minAlpha, maxAlpha = 0.1, 0.99
	burnIn             = 3
	// accuracy of alpha: a hundredth of a weight is worth less than noise.
	accuracy = 0.002
	// forgotten is how little of the first level is nothing: the sums would not
	// notice it, and powers of it are numbers too small to be fast.
	forgotten = 1e-12
)

// running updates the line by the value v, the t-th, and the mean before it
// (Fiorucci et al. 2016, equations 15 to 17).
func (l *line) running(mean *float64, v float64, t int) {
	before, c := *mean, float64(t)
	*mean = (before*(c-1) + v) / c
	l.b = ((c-2)*l.b + 6*(v-before)/c) / (c + 1)
	if t == 1 {
		l.b = 0
	}
	l.a = *mean - l.b*(c+1)/2
}

func (m *model) fit(x []float64) {
	m.x = x
	if m.dynamic {
		m.lines = make([]line, len(x)+1)
	}
	var mean float64
	for t, v := range x {
		m.whole.running(&mean, v, t+1)
		if m.dynamic {
			m.lines[t+1] = m.whole
		}
	}
	m.alpha, _ = smooth.Weight(minAlpha, maxAlpha, accuracy, m.loss)
	m.loss(m.alpha) // leaves omega and the last level behind
}

// loss is the mean squared one-step error at the best first level and omega.
func (m *model) loss(alpha float64) float64 {
	keep := 1 - alpha
	var level float64 // what y gives the level
	first := 1.0      // what the first level gives it: (1-alpha)^(t-1)
	line := m.whole
	var ee, eg, ed, gg, gd, dd float64
	for i, v := range m.x {
		if m.dynamic {
			line = m.lines[i]
		}
		d := first*line.a + (1-first*keep)/alpha*line.b
		e := v - level
		if i >= burnIn || len(m.x) <= 2*burnIn {
			ee, eg, ed = ee+e*e, eg+e*first, ed+e*d
			gg, gd, dd = gg+first*first, gd+first*d, dd+d*d
		}
		level += alpha * e
		if first *= keep; first < forgotten {
			first = 0
		}
	}
	m.omega = 0.5
	start := func() float64 { return (eg - m.omega*gd) / gg }
	if !m.fixed {
		// Normal equations in (first level, omega); theta of one or more means
		// omega in [0, 1).
		if det := gg*dd - gd*gd; det > 1e-12*gg*dd {
			m.omega = min(1, max(0, (gg*ed-gd*eg)/det))
		}
	}
	l := start()
	m.level = level + l*first
	w := m.omega
	return max(0, ee+l*l*gg+w*w*dd-2*l*eg-2*w*ed+2*l*w*gd)
}

// forecast writes what follows x. A dynamic line goes on learning from the
// forecasts themselves, as the authors do.
func (m *model) forecast(out []float64) {
	n := len(m.x)
	level, line := m.level, m.whole
	var mean float64
	for _, v := range m.x {
		mean += v / float64(n)
	}
	first := math.Pow(1-m.alpha, float64(n))
	for k := range out {
		d := first*line.a + (1-first*(1-m.alpha))/m.alpha*line.b
		out[k] = level + m.omega*d
		level += m.alpha * (out[k] - level)
		first *= 1 - m.alpha
		if m.dynamic {
			line.running(&mean, out[k], n+k+1)
		}
	}
}
