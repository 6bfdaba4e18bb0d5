package attention

import (
	"math"

	"hemline/series"
)

const (
	phases  = 4                    // sine and cosine of the season and of half of it
	summary = len(growthParts) + 7 // of a window as a whole
	limit   = 15                   // targets beyond it, in window scales, are cut: one shock may not steer a step
)

// stretch is a piece of a series around an origin: what the network may see.
// Filled has no NaN; all have the origin's index as length, but future.
type stretch struct {
	filled  []float64
	known   []bool
	leading [][]float64 // NaN: unknown
	future  []float64   // what came, NaN where unknown; nil when forecasting
	phase   int         // of the first period after the origin
}

// window is what enters the network of one stretch, and what is to come out.
type window struct {
	kept      []float32
	past      []float32 // tokens side by side, the latest first
	tokens    int       // of the past
	next      []float32
	experts   [experts][]float64 // in scales from the centre
	target    []float32          // in scales from the centre, a patch's multiple long; NaN: unknown
	centre    float64
	scale     float64
	p         past
	shape     []float64
	forecasts [experts][]float64
	means     []float64        // sizes of the leading series
	trust     [experts]float32 // 0 or below: how much worse than the best an expert was in the last trials
	trial     past
}

func newWindow(l *layout) *window {
	w := &window{
		kept: make([]float32, l.kept), past: make([]float32, l.context*l.past), next: make([]float32, l.ahead*l.next),
		target: make([]float32, l.ahead*l.patch), shape: make([]float64, l.season),
	}
	for b := range experts {
		w.experts[b], w.forecasts[b] = make([]float64, l.ahead*l.patch), make([]float64, l.ahead*l.patch)
	}
	return w
}

// squash keeps spikes from drowning everything else at the network's entrance.
func squash(x float64) float32 { return float32(math.Asinh(x)) }

// set reads a stretch. It reports whether there is anything to learn from: a
// window that never moved has no scale.
func (w *window) set(l *layout, s *stretch) bool {
	w.p.set(s.filled, l.season)
	w.centre, w.scale = w.p.level, w.p.scale(l.horizon)
	if !(w.scale > 0) || math.IsInf(w.scale, 0) || math.IsInf(w.p.size, 0) {
		return false
	}
	w.p.forecasts(&w.forecasts, w.shape)
	w.means = w.means[:0]
	for _, y := range s.leading {
		w.means = append(w.means, spread(y, l.season))
	}
	for b, f := range w.forecasts {
		for k, v := range f {
			w.experts[b][k] = (v - w.centre) / w.scale
		}
	}
	w.try(l)
	w.readPast(l, s)
	w.readNext(l, s)
	w.readWhole(l, s)
	for k := range w.target {
		w.target[k] = float32(math.NaN())
		if k < min(len(s.future), l.horizon) {
			w.target[k] = float32(min(limit, max(-limit, (s.future[k]-w.centre)/w.scale)))
		}
	}
	return true
}

// readPast writes the tokens of the past.
func (w *window) readPast(l *layout, s *stretch) {
	n := len(s.filled)
	w.tokens = min(l.context, max(1, n/l.patch))
	for j := range w.tokens {
		row := w.past[j*l.past : (j+1)*l.past]
		start := n - (j+1)*l.patch
		for i := range l.patch {
			row[i], row[l.patch+i] = 0, 0
			if t := start + i; t >= 0 && s.known[t] {
				row[i], row[l.patch+i] = squash((s.filled[t]-w.centre)/w.scale), 1
			}
		}
		at := 2 * l.patch
		for c, y := range s.leading {
			mean := w.means[c]
			for i := range l.patch {
				row[at+i], row[at+l.patch+i] = 0, 0
				if t := start + i; t >= 0 && y[t] == y[t] && mean > 0 {
					row[at+i], row[at+l.patch+i] = squash(y[t]/mean-1), 1
				}
			}
			at += 2 * l.patch
		}
		calendar(row[at:], s.phase-(j+1)*l.patch, l)
	}
}

// readNext writes the tokens of the horizon.
func (w *window) readNext(l *layout, s *stretch) {
	n := len(s.filled)
	for j := range l.ahead {
		row := w.next[j*l.next : (j+1)*l.next]
		at := 0
		for b := range experts {
			for i := range l.patch {
				row[at+i] = squash(w.experts[b][j*l.patch+i])
			}
			at += l.patch
		}
		for i := range l.patch {
			row[at+i], row[at+l.patch+i] = 0, 0
			if t := n - 2*l.season + (j*l.patch+i)%l.season; t >= 0 && l.season > 1 {
				row[at+i], row[at+l.patch+i] = squash((s.filled[t]-w.centre)/w.scale), 1
			}
		}
		at += 2 * l.patch
		for c, y := range s.leading {
			mean := w.means[c]
			for i := range l.patch {
				row[at+i] = 0
				if t := n - l.season + (j*l.patch+i)%l.season; t >= 0 && y[t] == y[t] && mean > 0 {
					row[at+i] = squash(y[t]/mean - 1)
				}
			}
			at += l.patch
		}
		calendar(row[at:], s.phase+j*l.patch, l)
	}
}

// readWhole writes what is known of the window as a whole.
func (w *window) readWhole(l *layout, s *stretch) {
	p, n := &w.p, len(s.filled)
	out := w.kept[:0]
	for _, part := range growthParts {
		out = append(out, float32(2*p.growth(p.part(part))))
	}
	zeros, known := 0, 0
	for i, v := range s.filled {
		if s.known[i] {
			known++
			if v == 0 {
				zeros++
			}
		}
	}
	out = append(out,
		squash(p.level/w.scale)/4, squash(p.mean(0, n)/w.scale)/4,
		squash((p.y[n-1]-w.centre)/w.scale), squash((p.mean(n-p.part(0.25), n)-w.centre)/w.scale),
		float32(zeros)/float32(n), float32(known)/float32(n),
		float32(math.Log(float64(n)/float64(l.season+l.horizon))))
	for _, y := range s.leading {
		for _, part := range growthParts {
			out = append(out, float32(2*growthOf(y, p.part(part), l.season)))
		}
	}
	w.kept = out
}

// calendar writes sines and cosines of the middle of a patch.
func calendar(out []float32, phase int, l *layout) {
	clear(out[:phases])
	if l.season < 2 {
		return
	}
	x := 2 * math.Pi * (float64(phase) + float64(l.patch-1)/2) / float64(l.season)
	for i := range phases / 2 {
		sin, cos := math.Sincos(x * float64(i+1))
		out[2*i], out[2*i+1] = float32(sin), float32(cos)
	}
}

// spread is the mean size of the known values of the last cycle.
func spread(y []float64, season int) float64 {
	sum, n := 0.0, 0
	for _, v := range y[max(0, len(y)-season):] {
		if v == v {
			sum, n = sum+math.Abs(v), n+1
		}
	}
	return sum / float64(max(n, 1))
}

// growthOf is past.growth for a series with gaps.
func growthOf(y []float64, window, season int) float64 {
	n := len(y)
	if n < window+season {
		return 0
	}
	now, before := series.Mean(y[n-window:]), series.Mean(y[n-window-season:n-season])
	calm := 0.1 * spread(y, len(y))
	if g := math.Log((now + calm) / (before + calm)); !math.IsNaN(g) {
		return min(1, max(-1, g))
	}
	return 0
}
