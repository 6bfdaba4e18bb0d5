package ets

import "math"

// weights of a trend model: how fast level and slope learn, and how the slope
// fades. beta is a part of alpha, in [0,1].
type weights struct{ alpha, beta, phi float64 }

// linear is a model without a season whose states before the first value are
// found by least squares: its one-step errors are linear in them, so given
// the weights they need no search (the observation behind de Livera, Hyndman
// & Snyder 2011, section 3.1). What is left to search is one weight for
// simple smoothing, two for Holt's line, three for the damped one.
type linear struct {
	x     []float64
	trend component

	level, slope float64 // where the states before the first value are looked for
}

func newLinear(x []float64, trend component, start initial) linear {
	if trend == none {
		return linear{x: x, trend: trend, level: start.mean}
	}
	return linear{x: x, trend: trend, level: start.intercept, slope: start.slope}
}

// result is what a pass over the series says.
type result struct {
	squares                float64 // sum of squared errors
	firstLevel, firstSlope float64
	last                   state
}

// degenerate is the smallest part of the product of their squares by which
// the effects of level and slope may differ and still be told apart.
const degenerate = 1e-9

// A unit of a first state that moves forecasts by less than this is forgotten:
// the sums would not notice it, and going on would only reach numbers too
// small to be fast. stretch is how often that is looked at.
const (
	forgotten = 1e-10
	stretch   = 32
)

// pass runs the recursion three times side by side: for the data, and for
// what a unit of the first level and of the first slope would add. The three
// do not wait for one another, so they cost little more than one.
func (m *linear) pass(p weights) result {
	if m.trend == none {
		return m.simple(p.alpha)
	}
	alpha, phi := p.alpha, p.phi
	beta := alpha * p.beta
	l, b := m.level, m.slope
	gl, gb, kl, kb := 1.0, 0.0, 0.0, 1.0
	var ee, eg, ek, gg, gk, kk float64
	step := func(v float64) {
		b *= phi
		base := l + b
		e := v - base
		l = base + alpha*e
		b += beta * e

		gb *= phi
		g := gl + gb
		gl = g - alpha*g
		gb -= beta * g

		kb *= phi
		k := kl + kb
		kl = k - alpha*k
		kb -= beta * k

		ee += e * e
		eg += e * g
		ek += e * k
		gg += g * g
		gk += g * k
		kk += k * k
	}
	at := 0
	for at < len(m.x) && max(math.Abs(gl), math.Abs(gb), math.Abs(kl), math.Abs(kb)) > forgotten {
		end := min(len(m.x), at+stretch)
		for _, v := range m.x[at:end] {
			step(v)
		}
		at = end
	}
	for _, v := range m.x[at:] { // the first states no longer matter
		b *= phi
		base := l + b
		e := v - base
		l = base + alpha*e
		b += beta * e
		ee += e * e
	}
	var dl, db float64
	if det := gg*kk - gk*gk; det > degenerate*gg*kk {
		dl, db = (kk*eg-gk*ek)/det, (gg*ek-gk*eg)/det
	} else {
		dl = eg / gg
	}
	squares := ee - dl*eg - db*ek
	return result{max(0, squares), m.level + dl, m.slope + db, state{l + dl*gl + db*kl, b + dl*gb + db*kb}}
}

// simple is pass without a slope.
func (m *linear) simple(alpha float64) result {
	l, g, keep := m.level, 1.0, 1-alpha
	var ee, eg, gg float64
	for _, v := range m.x {
		e := v - l
		ee += e * e
		eg += e * g
		gg += g * g
		l += alpha * e
		if g *= keep; g < forgotten {
			g = 0
		}
	}
	d := eg / gg
	return result{max(0, ee-d*eg), m.level + d, 0, state{level: l + d*g}}
}

// search finds the weights of least squared error.
func (m *linear) search() weights {
	if m.trend == none {
		return weights{alpha: m.bestAlpha(), phi: 1}
	}
	phi := 1.0
	if m.trend == damped {
		phi = startDamping
	}
	// A coarse grid, because the loss of a trend often has one valley at a
	// slope that hardly learns and another at one that learns fast.
	best, at := math.Inf(1), weights{}
	for _, alpha := range [...]float64{0.03, 0.15, 0.4, 0.7, 0.97} {
		for _, beta := range [...]float64{0.001, 0.05, 0.4} {
			p := weights{alpha, beta, phi}
			if v := m.pass(p).squares; v < best {
				best, at = v, p
			}
		}
	}
	return m.refine(at, best)
}

// bestAlpha of simple smoothing.
func (m *linear) bestAlpha() float64 {
	alpha, _ := smoothWeight(func(a float64) float64 { return m.simple(a).squares })
	return alpha
}

// startDamping is where the search for it begins: the middle of its range.
const startDamping = 0.9

// Compass search: steps of an eighth of a weight at first, a little less than
// the grid is apart, halved until they are below a hundredth, where squared
// errors hardly differ (TestSearch).
const (
	firstStep = 0.12
	lastStep  = 0.008
)

// refine walks downhill from p along each weight in turn (compass search;
// Kolda, Lewis & Torczon 2003), which for two or three weights in a box needs
// about thirty passes and no memory.
func (m *linear) refine(p weights, loss float64) weights {
	try := func(q weights) bool {
		q = q.clamp(m.trend)
		if q == p {
			return false
		}
		if v := m.pass(q).squares; v < loss {
			p, loss = q, v
			return true
		}
		return false
	}
	for step := firstStep; step >= lastStep; {
		moved := false
		for _, sign := range [...]float64{1, -1} {
			q := p
			q.alpha += sign * step
			if try(q) {
				moved = true
				break
			}
		}
		for _, sign := range [...]float64{1, -1} {
			q := p
			q.beta += sign * step * (0.1 + q.beta) // small ones matter by their ratio
			if try(q) {
				moved = true
				break
			}
		}
		if m.trend == damped {
			for _, sign := range [...]float64{1, -1} {
				q := p
				q.phi += sign * step * (maxDamping - minDamping) * 3
				if try(q) {
					moved = true
					break
				}
			}
		}
		if !moved {
			step /= 2
		}
	}
	return p
}

func (p weights) clamp(trend component) weights {
	p.alpha = min(maxWeight, max(minWeight, p.alpha))
	p.beta = min(maxWeight, max(minWeight, p.beta))
	if trend == damped {
		p.phi = min(maxDamping, max(minDamping, p.phi))
	}
	return p
}

// extend writes the forecasts after s.
func (s state) extend(phi float64, out []float64) {
	for k := range out {
		s.slope *= phi
		s.level += s.slope
		out[k] = s.level
	}
}
