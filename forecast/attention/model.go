package attention

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"

	"hemline/forecast"
	"hemline/neural/kernel"
	"hemline/neural/optim"
	"hemline/neural/train"
)

// Model is a set of trained networks. It is safe for use by one goroutine at a
// time.
type Model struct {
	o        Options
	l        layout
	networks []*network
}

// What a Prediction's Status may say.
const (
	Short    = "short"    // less than a season and a horizon was there to read
	Constant = "constant" // nothing ever moved: the last value is repeated
	Empty    = "empty"    // no value is known: there is no forecast
)

// Prediction is the forecast of one series.
type Prediction struct {
	Mean      []float64   // a value a period: the median, which lowers absolute errors
	Quantiles [][]float64 // a row a period: a value a level, ascending
	Status    string      // "" or what was unusual
}

// The usual clipping, floor and warm-up (Touvron et al. 2023).
const (
	clip      = 1
	floorRate = 0.01
	warm      = 0.1
)

// Train learns from all series of a set. Those too short to learn from are
// passed over; it is an error when none is left. The result depends on the
// series, the options and the machine's instructions, not on Workers.
func Train(ctx context.Context, set []Series, o Options) (*Model, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	if len(set) == 0 {
		return nil, errors.New("attention: there are no series to learn from")
	}
	m := &Model{o: o, networks: make([]*network, o.Seeds)}
	if m.l, err = o.layout(len(set[0].Leading)); err != nil {
		return nil, err
	}
	hs := make([]history, len(set))
	long := 0
	for i := range set {
		if hs[i], err = newHistory(&set[i], o.Season, m.l.leading); err != nil {
			return nil, fmt.Errorf("series %d: %w", i+1, err)
		}
		long = max(long, len(hs[i].filled))
	}
	if long < shortest {
		return nil, fmt.Errorf("attention: no series has %d values: %w", shortest, forecast.ErrTooShort)
	}
	var telling sync.Mutex
	err = m.each(func(i int) error {
		own := o
		own.Seed += uint64(i)
		tell := func(p train.Progress) {
			if o.Progress == nil {
				return
			}
			telling.Lock()
			defer telling.Unlock()
			o.Progress(Progress{Network: i + 1, Networks: o.Seeds, Step: p.Step, Steps: p.Steps, Loss: p.Loss})
		}
		m.networks[i] = newNetwork(m.l, &own, rand.New(rand.NewPCG(own.Seed, 1)))
		// One worker a network: its steps are too small to be shared, and so the
		// result is the same whatever the number of workers.
		dev := kernel.New(1)
		defer dev.Close()
		_, err := train.Run(ctx, dev, kernel.F32, train.Options{
			Steps: o.Steps, Seed: own.Seed, Clip: clip, Progress: tell,
			Optimizer: optim.AdamW{Beta2: 0.99, Decay: o.Decay},
			Schedule:  optim.Schedule{Peak: o.Rate, Floor: floorRate, Warm: warm},
		}, newLessons(&own, m.networks[i], hs))
		return err
	})
	if err != nil {
		return nil, err
	}
	return m, nil
}

// each calls f for every network, o.Workers at a time, and waits for all. It
// returns the first network's error.
func (m *Model) each(f func(i int) error) error {
	errs := make([]error, len(m.networks))
	gate := make(chan struct{}, max(1, m.o.Workers))
	var wait sync.WaitGroup
	for i := range m.networks {
		gate <- struct{}{}
		wait.Go(func() {
			defer func() { <-gate }()
			errs[i] = f(i)
		})
	}
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// Levels are the quantiles the model gives.
func (m *Model) Levels() []float64 { return slices.Clone(m.o.Levels) }

// Forecast predicts the horizon after the end of one series, which need not be
// among those learnt from. Without a known value it returns
// forecast.ErrTooShort.
func (m *Model) Forecast(s Series) (Prediction, error) {
	ps, err := m.ForecastAll(context.Background(), []Series{s})
	if err != nil {
		return Prediction{}, err
	}
	return ps[0], nil
}

// ForecastAll is Forecast for many series: what has no known value gets no
// quantiles and the status Empty.
func (m *Model) ForecastAll(ctx context.Context, set []Series) ([]Prediction, error) {
	out := make([]Prediction, len(set))
	r := newReader(m)
	defer r.close()
	for lo := 0; lo < len(set); lo += together {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for i := lo; i < min(lo+together, len(set)); i++ {
			if err := r.add(&set[i], &out[i]); err != nil {
				return nil, fmt.Errorf("series %d: %w", i+1, err)
			}
		}
		r.run()
	}
	if len(set) == 1 && out[0].Status == Empty {
		return nil, fmt.Errorf("attention: no value is known: %w", forecast.ErrTooShort)
	}
	return out, nil
}
