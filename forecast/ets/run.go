package ets

import "math"

// The two recursions below are one (Hyndman et al. 2002, table 1) written out
// by season, because this is where the time goes: a choice among nine models
// runs them about a thousand times. For the trends used here the states
// of additive and multiplicative error follow the same updates; only the
// likelihood differs.

// logSum adds up logarithms of positive numbers, multiplying first: one
// logarithm for many numbers.
type logSum struct{ product, sum float64 }

func (l *logSum) add(v float64) {
	l.product *= v
	if l.product > 1e200 || l.product < 1e-200 {
		l.sum += math.Log(l.product)
		l.product = 1
	}
}

func (l *logSum) total() float64 { return l.sum + math.Log(l.product) }

func (f *fit) runAdditive() (squares, logs float64) {
	alpha, phi := f.at[pAlpha], f.at[pDamping]
	beta, gamma := alpha*f.at[pBeta], (1-alpha)*f.at[pGamma]
	level, slope := f.at[pLevel], f.at[pSlope]
	relative := f.err == multiplicative
	copy(f.cycle, f.initial)
	sum, phase := logSum{product: 1}, 0
	for _, v := range f.y {
		slope *= phi
		base := level + slope
		s := f.cycle[phase]
		e := v - base - s
		level = base + alpha*e
		slope += beta * e
		f.cycle[phase] = s + gamma*e
		if phase++; phase == f.season {
			phase = 0
		}
		if relative {
			if base+s <= 0 {
				return math.Inf(1), 0
			}
			sum.add(base + s)
			e /= base + s
		}
		squares += e * e
	}
	f.state = state{level, slope}
	return squares, sum.total()
}

// runMultiplicative always has multiplicative error (see choose).
func (f *fit) runMultiplicative() (squares, logs float64) {
	alpha, phi := f.at[pAlpha], f.at[pDamping]
	beta, gamma := alpha*f.at[pBeta], (1-alpha)*f.at[pGamma]
	level, slope := f.at[pLevel], f.at[pSlope]
	copy(f.cycle, f.initial)
	sum, phase := logSum{product: 1}, 0
	for _, v := range f.y {
		slope *= phi
		base := level + slope
		s := f.cycle[phase]
		if base <= 0 || s <= 0 {
			return math.Inf(1), 0
		}
		e := v - base*s
		level = base + alpha*e/s
		slope += beta * e / s
		f.cycle[phase] = s + gamma*e/base
		if phase++; phase == f.season {
			phase = 0
		}
		sum.add(base * s)
		e /= base * s
		squares += e * e
	}
	f.state = state{level, slope}
	return squares, sum.total()
}
