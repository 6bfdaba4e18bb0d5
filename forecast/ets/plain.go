package ets

import (
	"math"

	"hemline/forecast/internal/smooth"
)

// plain is a fitted model without a season.
type plain struct {
	spec
	at   weights
	last state
	loss float64 // minus twice the log-likelihood up to a constant

	degrees float64 // parameters, first states and variance
}

// smoothWeight searches one weight.
func smoothWeight(loss func(float64) float64) (at, value float64) {
	const accuracy = 0.002 // of a weight; the loss is flat within it
	return smooth.Weight(minWeight, maxWeight, accuracy, loss)
}

// trends in the order of their parameters; of equal AICc the first wins.
var trends = [...]component{none, damped, additive}

// fitPlain fits simple, damped or Holt's smoothing with additive errors.
func fitPlain(x []float64, trend component, start initial) plain {
	m := newLinear(x, trend, start)
	at := m.search()
	r := m.pass(at)
	p := newPlain(trend)
	p.at, p.last = at, r.last
	// Equation 5 of Hyndman et al. 2002, as in fit.loss.
	p.loss = float64(len(x)) * math.Log(r.squares+smallest)
	return p
}

func newPlain(trend component) plain {
	p := plain{spec: spec{additive, trend, none}, degrees: 3} // alpha, first level, variance
	switch trend {
	case additive:
		p.degrees += 2
	case damped:
		p.degrees += 3
	}
	return p
}

// criterion is the AICc of Hyndman & Khandakar 2008 (section 2.2; the
// correction is Hurvich & Tsai's, 1989), infinite where n is too small for it.
func (p *plain) criterion(n int) float64 {
	left := float64(n) - p.degrees - 1
	if left <= 0 {
		return math.Inf(1)
	}
	return p.loss + 2*p.degrees + 2*p.degrees*(p.degrees+1)/left
}

// choosePlain fits every model without a season and keeps the one of lowest
// AICc, of equals the simpler. Errors are additive: for given weights the
// forecasts are the same as with multiplicative ones, whose likelihood forgives
// a slope that is far too steep where values are high. With them in the choice
// the errors were higher on HERMES, M4 Weekly and M4 Hourly.
func choosePlain(x []float64) plain {
	start := initialStates(x, smooth.Course{})
	best := fitPlain(x, trends[0], start)
	for _, trend := range trends[1:] {
		if p := fitPlain(x, trend, start); p.criterion(len(x)) < best.criterion(len(x)) {
			best = p
		}
	}
	return best
}

func (p plain) extend(out []float64) { p.last.extend(p.at.phi, out) }
