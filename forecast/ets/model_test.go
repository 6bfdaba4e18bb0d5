package ets

import (
	"math"
	"testing"
)

// TestRecursions runs each kind of model against the state space form as the
// literature prints it (Hyndman et al. 2002, tables 2 and 3), which is written
// in innovations and looks nothing like the code.
func TestRecursions(t *testing.T) {
	y := []float64{3, 5, 2, 4, 6, 3, 5, 7, 4, 5.5}
	const alpha, betaPart, gammaPart, phi = 0.4, 0.3, 0.2, 0.9
	beta, gamma := alpha*betaPart, (1-alpha)*gammaPart
	for _, s := range []spec{
		{additive, none, additive},
		{additive, damped, additive},
		{multiplicative, damped, additive},
		{multiplicative, damped, multiplicative},
	} {
		start := []float64{-0.5, 0.7, -0.2}
		if s.season == multiplicative {
			start = []float64{0.8, 1.3, 0.9}
		}
		l, b, cycle := 3.5, 0.2, append([]float64(nil), start...)
		if s.trend == none {
			b = 0
		}
		f := &fit{spec: s, y: y, season: 3, initial: start, cycle: make([]float64, 3)}
		f.at = [parameters]float64{pAlpha: alpha, pBeta: betaPart, pGamma: gammaPart, pDamping: phi, pLevel: l, pSlope: b}
		if s.trend == none {
			f.at[pBeta] = 0
		}

		var squares, logs float64
		for i, v := range y {
			base, sea := l+phi*b, 0.0
			forecast := base
			switch s.season {
			case additive:
				sea = cycle[i%3]
				forecast = base + sea
			case multiplicative:
				sea = cycle[i%3]
				forecast = base * sea
			}
			e := v - forecast // the innovation times the forecast, for either error
			if s.err == multiplicative {
				squares += (e / forecast) * (e / forecast)
				logs += math.Log(math.Abs(forecast))
			} else {
				squares += e * e
			}
			switch s.season {
			case multiplicative:
				relative := e / forecast
				l, b = base*(1+alpha*relative), phi*b+beta*base*relative
				cycle[i%3] = sea * (1 + gamma*relative)
			default:
				l, b = base+alpha*e, phi*b+beta*e
				cycle[i%3] = sea + gamma*e
			}
			if s.trend == none {
				b = 0
			}
		}
		want := float64(len(y))*math.Log(squares) + 2*logs
		if got := f.loss(); math.Abs(got-want) > 1e-9 {
			t.Errorf("%s: loss %v, want %v", s.name(), got, want)
		}
		if math.Abs(f.state.level-l) > 1e-9 || math.Abs(f.state.slope-b) > 1e-9 {
			t.Errorf("%s: ends at %+v, want %v, %v", s.name(), f.state, l, b)
		}
		out := make([]float64, 2)
		f.add(out)
		for k, at := 0, l; k < 2; k++ {
			b *= phi
			at += b
			l, want = at, at
			switch s.season {
			case additive:
				want += cycle[(len(y)+k)%3]
			case multiplicative:
				want *= cycle[(len(y)+k)%3]
			}
			if math.Abs(out[k]-want) > 1e-9 {
				t.Errorf("%s: step %d is %v, want %v", s.name(), k+1, out[k], want)
			}
		}
	}
}
