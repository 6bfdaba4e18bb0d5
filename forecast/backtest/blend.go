package backtest

import (
	"errors"
	"strings"

	"hemline/forecast"
)

// Blend is the plain mean of several methods. Simple means of unlike methods
// are hard to beat (Clemen 1989; Makridakis et al. 2020, first finding of the
// M4 competition). In a backtest the members' forecasts are not computed
// again when the members are there as methods of their own.
type Blend struct {
	Of []forecast.Forecaster // at least one; members of one name count as one method
}

// Name joins the members' names with "+".
func (b Blend) Name() string {
	names := make([]string, len(b.Of))
	for i, m := range b.Of {
		names[i] = m.Name()
	}
	return strings.Join(names, "+")
}

// Forecast needs what all members need together: with one missing it would be
// another method under the same name.
func (b Blend) Forecast(y []float64, season, h int) ([]float64, error) {
	return b.from(func(m forecast.Forecaster) ([]float64, error) { return m.Forecast(y, season, h) }, h)
}

func (b Blend) from(run func(forecast.Forecaster) ([]float64, error), h int) ([]float64, error) {
	if len(b.Of) == 0 {
		return nil, errors.New("backtest: a blend of no methods")
	}
	out := make([]float64, h)
	for _, m := range b.Of {
		f, err := run(m)
		if err != nil {
			return nil, err
		}
		for k, v := range f {
			out[k] += v / float64(len(b.Of))
		}
	}
	return out, nil
}
