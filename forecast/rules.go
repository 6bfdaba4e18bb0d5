package forecast

import (
	"errors"
	"math"
)

// ErrTooShort says that a method needs more values than y has. Methods wrap
// it with what they need; callers fall back to a simpler method.
var ErrTooShort = errors.New("series too short")

// Born is the index of the first known value that is not zero, len(y) without
// one. What comes before was measured before there was anything to measure:
// zeros of a concept nobody had a word for say nothing about its season or
// its noise.
func Born(y []float64) int {
	for i, v := range y {
		if v != 0 && !math.IsNaN(v) {
			return i
		}
	}
	return len(y)
}

// Bound applies, in place, the two rules every method keeps. Counts and
// shares do not go below zero: when no known value of y is negative, no
// forecast is. And a trend does not run away: a forecast stays within one
// range (maximum minus minimum of the known values) of what has been seen,
// which leaves a riser room to double. It returns f.
func Bound(y, f []float64) []float64 {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, v := range y {
		if !math.IsNaN(v) {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	if lo > hi { // nothing known: nothing to bound by
		return f
	}
	spread := hi - lo
	floor, ceiling := lo-spread, hi+spread
	if lo >= 0 {
		floor = max(0, floor)
	}
	for i, v := range f {
		f[i] = min(ceiling, max(floor, v))
	}
	return f
}
