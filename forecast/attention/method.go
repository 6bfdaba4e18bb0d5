package attention

import (
	"context"
	"errors"

	"hemline/forecast"
)

// Method is the network as a member of an ensemble: a forecast.Global.
type Method struct {
	Seed     uint64
	Workers  int
	Progress func(Progress)
}

// Name is "attention".
func (Method) Name() string { return "attention" }

// A network learns from a set of this many series. Fewer teach it little beyond
// what their own methods know; of more, training and reading take minutes where
// the other methods take seconds.
const fewest, most = 20, 2000

// large is the number of known values from which a wider network, trained
// longer, has enough to learn from: M4's 359 weekly series have 370,000, the 100
// of HERMES 20,000, and there a wider one forgets how to generalise.
const large = 100_000

// Learn trains on the set and forecasts it; all nil when the set is too small or
// too large.
func (m Method) Learn(ctx context.Context, set []forecast.Past, season, h int) ([][]float64, error) {
	out := make([][]float64, len(set))
	if len(set) < fewest || len(set) > most {
		return out, nil
	}
	ss := make([]Series, len(set))
	values, led := 0, false
	for _, p := range set {
		values += len(p.Values)
		led = led || p.Leading != nil
	}
	for i, p := range set {
		ss[i] = Series{Values: p.Values, Phase: p.Phase}
		if led {
			ss[i].Leading = [][]float64{p.Leading}
		}
	}
	o := Options{Horizon: h, Season: season, Seed: m.Seed, Workers: m.Workers, Progress: m.Progress}
	if values >= large {
		o.Dim, o.Steps, o.Batch, o.Dropout = 64, 1500, 64, 0.1
	}
	model, err := Train(ctx, ss, o)
	if errors.Is(err, forecast.ErrTooShort) {
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	predictions, err := model.ForecastAll(ctx, ss)
	if err != nil {
		return nil, err
	}
	for i, p := range predictions {
		out[i] = p.Mean
	}
	return out, nil
}
