package attention

import (
	"math"
	"slices"

	"hemline/forecast"
	"hemline/neural/kernel"
	"hemline/neural/nn"
)

// together is how many windows pass through a network at once.
const together = 64

// reader passes series through all networks, a batch at a time, in memory that
// is used again.
type reader struct {
	m        *Model
	contexts []*nn.Context // one a network
	windows  []*window
	waiting  []waiting // what the first windows are of
	s        stretch
}

// waiting is a series that has been read and its forecast to come.
type waiting struct {
	values []float64
	out    *Prediction
}

func newReader(m *Model) *reader {
	r := &reader{m: m}
	for range m.networks {
		r.contexts = append(r.contexts, &nn.Context{Dev: kernel.New(1), Arena: &nn.Arena{}})
	}
	return r
}

func (r *reader) close() {
	for _, c := range r.contexts {
		c.Dev.Close()
	}
}

// add reads a series; what needs no network is forecast at once.
func (r *reader) add(s *Series, out *Prediction) error {
	l := &r.m.l
	h, err := newHistory(s, l.season, l.leading)
	if err != nil {
		return err
	}
	n := len(h.filled)
	if n == 0 {
		out.Status = Empty
		return nil
	}
	if n < l.season+l.horizon {
		out.Status = Short
	}
	k := len(r.waiting)
	if k == len(r.windows) {
		r.windows = append(r.windows, newWindow(l))
	}
	h.cut(n, reach(l), 0, &r.s)
	if !r.windows[k].set(l, &r.s) {
		out.constant(h.filled[n-1], l.horizon, len(r.m.o.Levels))
		return nil
	}
	r.waiting = append(r.waiting, waiting{s.Values, out})
	return nil
}

// run forecasts all that wait: the mean of the networks' quantiles.
func (r *reader) run() {
	l, levels := &r.m.l, r.m.o.Levels
	q := len(levels)
	ws := r.windows[:len(r.waiting)]
	if len(ws) == 0 {
		return
	}
	results := make([]kernel.Mat, len(r.m.networks))
	_ = r.m.each(func(k int) error { // returns no error
		r.contexts[k].Arena.Reset()
		results[k] = r.m.networks[k].forward(r.contexts[k], ws)
		return nil
	})
	for j, w := range ws {
		p := r.waiting[j].out
		all := make([]float64, l.horizon*q)
		for k := range l.horizon {
			row := all[k*q : (k+1)*q : (k+1)*q]
			for _, m := range results {
				for a, v := range m.Row(j*l.ahead + k/l.patch)[k%l.patch*q:][:q] {
					row[a] += float64(v)
				}
			}
			for a := range row {
				row[a] = w.centre + w.scale*row[a]/float64(len(results))
			}
			slices.Sort(row) // a network's quantiles may cross
			p.Quantiles = append(p.Quantiles, row)
		}
		forecast.Bound(r.waiting[j].values, all)
		for _, row := range p.Quantiles {
			p.Mean = append(p.Mean, median(row, levels))
		}
	}
	r.waiting = r.waiting[:0]
}

// constant is the forecast of what never moved.
func (p *Prediction) constant(v float64, horizon, levels int) {
	p.Status = Constant
	for range horizon {
		p.Mean, p.Quantiles = append(p.Mean, v), append(p.Quantiles, slices.Repeat([]float64{v}, levels))
	}
}

// median reads the middle off the quantiles, along the line between the levels
// next to it; of levels all on one side, the nearest.
func median(row, levels []float64) float64 {
	k, found := slices.BinarySearch(levels, 0.5)
	switch {
	case found || k == 0:
		return row[k]
	case k == len(levels):
		return row[k-1]
	}
	x := (0.5 - levels[k-1]) / (levels[k] - levels[k-1])
	if v := row[k-1]*(1-x) + row[k]*x; !math.IsNaN(v) {
		return v
	}
	return row[k]
}
