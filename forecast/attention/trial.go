package attention

import (
	"math"
	"slices"
)

// trials is how many horizons before the origin the experts are tried on, where
// there is enough to read before them. One alone counts for nothing: on HERMES at
// the end of 2016, where no more is to be had, trusting it raised errors.
const trials = 3

// calmError is added to an expert's error, in scales, so that one lucky trial
// does not decide.
const calmError = 0.05

// try measures the experts on the last horizons of the past itself. An expert's
// trust falls with the logarithm of its error over the best one's; the square
// shuts out what is worse by far, of which a hundredth part is still too much
// where a series repeats itself to the last digit.
func (w *window) try(l *layout) {
	w.trust = [experts]float32{}
	var sums [experts]float64
	done := 0
	y := w.p.y
	for n := len(y) - l.horizon; n >= max(l.season, shortest) && done < trials; n -= l.horizon {
		w.trial.set(y[:n], l.season)
		w.trial.forecasts(&w.forecasts, w.shape)
		for b, f := range w.forecasts {
			for k := range l.horizon {
				sums[b] += math.Abs(f[k] - y[n+k])
			}
		}
		done++
	}
	if done < 2 {
		return
	}
	best := slices.Min(sums[:])
	calm := calmError * w.scale * float64(done*l.horizon)
	for b, sum := range sums {
		r := math.Log((sum + calm) / (best + calm))
		w.trust[b] = -float32((r + r*r) * float64(done-1) / (trials - 1))
	}
}
