package ets

import "math"

// component is the kind of an error, trend or season.
type component int

const (
	none component = iota
	additive
	damped // an additive trend that fades
	multiplicative
)

// spec is one model of the family.
type spec struct{ err, trend, season component }

func (s spec) name() string {
	letter := [...]string{none: "N", additive: "A", damped: "Ad", multiplicative: "M"}
	return letter[s.err] + letter[s.trend] + letter[s.season]
}

// Bounds of the smoothing weights and of the damping, as in Hyndman &
// Khandakar 2008, section 2.3 ("usual" region; damping below 0.8 dies too
// fast and above 0.98 cannot be told from none).
const (
	minWeight, maxWeight   = 1e-4, 0.9999
	minDamping, maxDamping = 0.80, 0.98
)

// Places of the parameters in the search vector. beta is searched as a part
// of alpha and gamma as a part of 1-alpha, which is where the usual region
// puts them, so every vector in the unit box is admissible.
const (
	pAlpha = iota
	pBeta
	pGamma
	pDamping
	pLevel
	pSlope
	parameters
)

// fit is one model with a season on one series; plain is one without.
type fit struct {
	spec
	y       []float64
	season  int
	initial []float64 // seasonal states before the first value, one cycle

	free  []int               // which parameters this model searches
	at    [parameters]float64 // their values; best after estimate
	aicc  float64
	state state
	cycle []float64 // seasonal states after the last value; cycle[t%season] belongs to t
}

type state struct{ level, slope float64 }

// newFit prepares a model, nil when y is too short for its parameters (the
// correction of the AICc needs one value more than parameters, Hurvich & Tsai
// 1989).
func newFit(s spec, y []float64, season int, init initial) *fit {
	f := &fit{spec: s, y: y, season: season}
	f.free = append(make([]int, 0, parameters), pAlpha, pLevel)
	f.at[pAlpha], f.at[pLevel], f.at[pDamping] = 0.3, init.mean, 1
	if s.trend != none {
		f.free = append(f.free, pBeta, pSlope)
		f.at[pBeta], f.at[pLevel], f.at[pSlope] = 0.1, init.intercept, init.slope
	}
	if s.trend == damped {
		f.free = append(f.free, pDamping)
		f.at[pDamping] = 0.95
	}
	f.free = append(f.free, pGamma)
	f.at[pGamma] = 0.1
	f.initial = init.season
	f.cycle = make([]float64, season)
	if f.degrees()+1 >= len(y) {
		return nil
	}
	return f
}

// degrees counts what the likelihood is free to set: parameters, seasonal
// states (one is tied by their sum) and the variance.
func (f *fit) degrees() int {
	return len(f.free) + 1 + f.season - 1
}

// estimate searches the parameters and sets at, aicc and the final states.
func (f *fit) estimate(tolerance float64) {
	start := make([]float64, len(f.free))
	for i, p := range f.free {
		start[i] = f.at[p]
	}
	best, loss := minimise(start, tolerance, func(v []float64) float64 {
		f.set(v)
		return f.loss()
	})
	f.set(best)
	f.loss() // leaves the states of the best parameters behind
	k, n := float64(f.degrees()), float64(len(f.y))
	f.aicc = loss + 2*k + 2*k*(k+1)/(n-k-1)
}

func (f *fit) set(v []float64) {
	for i, p := range f.free {
		switch p {
		case pAlpha, pBeta, pGamma:
			f.at[p] = min(maxWeight, max(minWeight, v[i]))
		case pDamping:
			f.at[p] = min(maxDamping, max(minDamping, v[i]))
		default:
			f.at[p] = v[i]
		}
	}
}

// smallest keeps the logarithm of a perfect fit finite; values are of size 1.
const smallest = 1e-20

// loss is minus twice the log-likelihood up to a constant (Hyndman et al.
// 2002, equation 5): n log(sum of squared errors), plus, for multiplicative
// errors, twice the sum of log|one-step forecast|.
func (f *fit) loss() float64 {
	var squares, logs float64
	if f.spec.season == additive {
		squares, logs = f.runAdditive()
	} else {
		squares, logs = f.runMultiplicative()
	}
	if math.IsNaN(squares) || math.IsInf(squares, 0) {
		return math.Inf(1)
	}
	return float64(len(f.y))*math.Log(squares+smallest) + 2*logs
}

// add puts the forecasts that follow y on top of out.
func (f *fit) add(out []float64) {
	level, slope, phi := f.state.level, f.state.slope, f.at[pDamping]
	for k := range out {
		slope *= phi
		level += slope
		v := level
		if s := f.cycle[(len(f.y)+k)%f.season]; f.spec.season == additive {
			v += s
		} else {
			v *= s
		}
		out[k] += v
	}
}
