// Package scale says what a series is modelled on: its values in mean sizes,
// or their logarithms.
package scale

import "math"

// Scale is what values are regressed on: themselves, or the logarithm of them
// plus a little (Box & Cox 1964, with lambda 1 or 0 and a shift).
type Scale struct{ Logarithm bool }

// shift, in mean sizes, keeps the logarithm of zero finite and small values
// from counting more than they weigh: below a tenth of the mean the scale is
// nearly plain.
const shift = 0.1

// To is v on the scale; v is in mean sizes.
func (s Scale) To(v float64) float64 {
	if s.Logarithm {
		return math.Log(v + shift)
	}
	return v
}

// farthest, in logarithms, keeps a runaway trend finite; forecast.Bound then
// cuts it to what has been seen.
const farthest = 50

// From is the inverse of To.
func (s Scale) From(v float64) float64 {
	if s.Logarithm {
		return math.Exp(min(farthest, v)) - shift
	}
	return v
}

// Choose takes the logarithm when the changes of values are more alike
// on it, by the likelihood of the changes as normal with the Jacobian of the
// scale (Box & Cox 1964, equation 8). Changes rather than values, because
// what a season and a level explain is not noise.
func Choose(x []float64) Scale {
	var plain, logs, jacobian float64
	for i, v := range x {
		if v < 0 {
			return Scale{}
		}
		if i == 0 {
			continue
		}
		d := v - x[i-1]
		plain += d * d
		l := math.Log((v + shift) / (x[i-1] + shift))
		logs += l * l
		jacobian += math.Log(v + shift)
	}
	n := float64(len(x) - 1)
	return Scale{Logarithm: n*math.Log(logs)+2*jacobian < n*math.Log(plain)}
}

// MeanSize is the unit values are counted in, so that every constant here
// means the same for a share of 0.01 and a count of 10,000.
func MeanSize(x []float64) float64 {
	var top, sum float64
	for _, v := range x {
		top = max(top, math.Abs(v))
	}
	for _, v := range x {
		sum += math.Abs(v) / top // the plain sum of huge values overflows
	}
	return top * sum / float64(len(x))
}
