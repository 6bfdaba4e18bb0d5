// Package naive holds the methods without a season: the last value, the
// straight line and the recent level. They run on any series with a known
// value and are what the other methods have to beat.
package naive

import (
	"fmt"
	"math"

	"hemline/forecast"
)

// Last repeats the last known value: the random walk's forecast (Hyndman &
// Athanasopoulos, Forecasting: Principles and Practice, 3rd ed. 2021, 5.2).
type Last struct{}

// Name is "naive".
func (Last) Name() string { return "naive" }

// Forecast needs one known value.
func (Last) Forecast(y []float64, _, h int) ([]float64, error) {
	i := lastKnown(y)
	if i < 0 {
		return nil, tooShort("naive", 1)
	}
	return flat(y[i], h), nil
}

// Drift extends the line from the first to the last known value (Hyndman &
// Athanasopoulos 2021, 5.2), bounded by forecast.Bound.
type Drift struct{}

// Name is "drift".
func (Drift) Name() string { return "drift" }

// Forecast needs two known values.
func (Drift) Forecast(y []float64, _, h int) ([]float64, error) {
	first, last := 0, lastKnown(y)
	for first < last && math.IsNaN(y[first]) {
		first++
	}
	if first >= last {
		return nil, tooShort("drift", 2)
	}
	slope := (y[last] - y[first]) / float64(last-first)
	out := make([]float64, h)
	for k := range out {
		out[k] = y[last] + slope*float64(len(y)-last+k)
	}
	return forecast.Bound(y, out), nil
}

// Level repeats the recent level: simple exponential smoothing with a fixed
// weight (Brown 1959), where a missing period ages what came before it. The
// weights are normalised, so two values already give a weighted mean. With
// nothing estimated it is steady on sparse and very young series, where a
// fitted weight is noise.
type Level struct {
	Alpha float64 // weight of the newest value, in (0,1]; 0 means 0.4
}

// defaultAlpha keeps about five periods in mind (mean age 1/alpha = 2.5):
// enough to see that a riser has risen, not so little that one loud month
// decides.
const defaultAlpha = 0.4

// Name is "level".
func (Level) Name() string { return "level" }

// Forecast needs one known value.
func (l Level) Forecast(y []float64, _, h int) ([]float64, error) {
	alpha := l.Alpha
	if alpha <= 0 || alpha > 1 {
		alpha = defaultAlpha
	}
	var sum, weight float64
	for _, v := range y {
		sum, weight = sum*(1-alpha), weight*(1-alpha)
		if !math.IsNaN(v) {
			sum, weight = sum+alpha*v, weight+alpha
		}
	}
	if i := lastKnown(y); i < 0 {
		return nil, tooShort("level", 1)
	} else if weight == 0 { // a gap so long that the weights underflowed
		return flat(y[i], h), nil
	}
	return forecast.Bound(y, flat(sum/weight, h)), nil
}

func lastKnown(y []float64) int {
	for i := len(y) - 1; i >= 0; i-- {
		if !math.IsNaN(y[i]) {
			return i
		}
	}
	return -1
}

func flat(v float64, h int) []float64 {
	out := make([]float64, h)
	for k := range out {
		out[k] = v
	}
	return out
}

func tooShort(name string, need int) error {
	return fmt.Errorf("%s: needs %d known value(s): %w", name, need, forecast.ErrTooShort)
}
