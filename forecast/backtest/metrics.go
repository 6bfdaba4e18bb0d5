package backtest

import (
	"math"

	"hemline/forecast"
	"hemline/series"
)

// SeasonalScale is the mean absolute error of the seasonal naive method
// inside y, the denominator of MASE (Hyndman & Koehler 2006, "Another look at
// measures of forecast accuracy"): the mean of |y[t]-y[t-season]| over pairs
// of known values. NaN without such a pair; 0 when y repeated itself exactly.
// An error divided by a scale of 0 says nothing, so wherever the scale is 0 or
// NaN the window is left out of MASE and MSIS and stays in the other
// measures.
func SeasonalScale(y []float64, season int) float64 {
	season = max(1, season)
	var sum float64
	n := 0
	for t := season; t < len(y); t++ {
		if d := math.Abs(y[t] - y[t-season]); !math.IsNaN(d) {
			sum += d
			n++
		}
	}
	if n == 0 {
		return math.NaN()
	}
	return sum / float64(n)
}

// MAE is the mean absolute error over known actual values, NaN without any.
func MAE(actual, f []float64) float64 {
	var sum float64
	n := 0
	for k, v := range actual {
		if !math.IsNaN(v) {
			sum += math.Abs(v - f[k])
			n++
		}
	}
	if n == 0 {
		return math.NaN()
	}
	return sum / float64(n)
}

// MeanError is the mean of actual minus forecast over known actual values:
// the error of the horizon's mean. NaN without any.
func MeanError(actual, f []float64) float64 {
	var sum float64
	n := 0
	for k, v := range actual {
		if !math.IsNaN(v) {
			sum += v - f[k]
			n++
		}
	}
	if n == 0 {
		return math.NaN()
	}
	return sum / float64(n)
}

// SMAPE is one period's symmetric absolute percentage error as in the M4
// competition (Makridakis, Spiliotis & Assimakopoulos 2020): 200 |y-f| /
// (|y|+|f|), from 0 to 200; two zeros agree, so they score 0.
func SMAPE(y, f float64) float64 {
	if d := math.Abs(y) + math.Abs(f); d > 0 {
		return 200 * math.Abs(y-f) / d
	}
	return 0
}

// Pinball is the loss of quantile q at level tau (Koenker & Bassett 1978),
// in the units of y; half the absolute error at tau 0.5.
func Pinball(y, q, tau float64) float64 {
	if y >= q {
		return tau * (y - q)
	}
	return (1 - tau) * (q - y)
}

// IntervalScore is the score of the central interval [lo, hi] of coverage
// 1-alpha (Gneiting & Raftery 2007): its width, plus 2/alpha times the
// distance by which y missed it. Divided by SeasonalScale and averaged it is
// the MSIS of the M4 competition.
func IntervalScore(y, lo, hi, alpha float64) float64 {
	return hi - lo + 2/alpha*(max(0, lo-y)+max(0, y-hi))
}

// QuarterErrors is, for each whole quarter of length periods, how far the mean
// forecast was from the mean that came, in parts of the latter: what a buyer who
// orders by the quarter would have missed by. Quarters of which less than half
// is known or which came to nothing are left out.
func QuarterErrors(actual, f []float64, length int) []float64 {
	var out []float64
	for from := 0; length > 0 && from+length <= len(actual); from += length {
		came := actual[from : from+length]
		if mean := series.Mean(came); mean != 0 && 2*series.Known(came) >= length {
			out = append(out, math.Abs(MeanError(came, f[from:from+length])/mean))
		}
	}
	return out
}

// Direction calls the mean over a horizon against the mean of the last year:
// rise or fall when it differs by more than margin (see Margin).
func Direction(mean, lastYear, margin float64) forecast.Verdict {
	switch {
	case mean > lastYear+margin:
		return forecast.Rise
	case mean < lastYear-margin:
		return forecast.Fall
	}
	return forecast.Flat
}

// Margin is how far a mean has to move to count: threshold times the size of
// the last year's mean. After a year of zeros it is threshold times the
// long-run mean, so that a trace of an old fad in a forecast is not a rise.
func Margin(lastYear, longRun, threshold float64) float64 {
	if lastYear == 0 {
		lastYear = longRun
	}
	return threshold * math.Abs(lastYear)
}
