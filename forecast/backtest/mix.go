package backtest

import "math"

// Mix is how much of each method is in a forecast: weights that sum to 1, in
// the order of the methods; all zero when no method could run.
type Mix []float64

// empty reports whether nothing is in the mix.
func (m Mix) empty() bool {
	for _, w := range m {
		if w > 0 {
			return false
		}
	}
	return true
}

// of is the mixed forecast of what methods said, nil where none of the mix ran.
// Methods that did not run leave their share to the others.
func (m Mix) of(forecasts [][]float64) []float64 {
	total := 0.0
	for j, f := range forecasts {
		if f != nil {
			total += m[j]
		}
	}
	if total <= 0 {
		return nil
	}
	var out []float64
	for j, f := range forecasts {
		if f == nil || m[j] == 0 {
			continue
		}
		if out == nil {
			out = make([]float64, len(f))
		}
		for k, v := range f {
			out[k] += m[j] / total * v
		}
	}
	return out
}

// only is the mix of one method.
func only(method, methods int) Mix {
	m := make(Mix, methods)
	m[method] = 1
	return m
}

// told is what a mix said at a window that had ended, beside the window.
type told struct {
	*Window
	f []float64
}

// tell gathers, for each track, what was mixed at the windows that had ended back
// periods before the end; windows where none of it ran, or without a scale, are
// left out.
func tell(tracks []Track, by []weights, back int, o Options) [][]told {
	out := make([][]told, len(tracks))
	for i := range tracks {
		for j := range tracks[i].Windows {
			w := &tracks[i].Windows[j]
			if w.Scale <= 0 || !ended(&tracks[i], w, back, o) {
				continue
			}
			if f := by[i].at[j].of(w.Forecasts); f != nil {
				out[i] = append(out[i], told{w, f})
			}
		}
	}
	return out
}

// ended says whether w's outcome was known back periods before the end.
func ended(t *Track, w *Window, back int, o Options) bool {
	return w.At+o.Horizon+back <= len(t.Series.Values)
}

// overlap is how much of a window is not in the one before it: consecutive
// origins closer than a horizon are scored on the same periods.
func overlap(o Options) float64 { return min(1, float64(o.Step)/float64(o.Horizon)) }

// recent is the weight of a window's evidence, back periods before the end: it
// halves with every tenth of the track's length. Errors change as histories grow
// and times do, so what happened lately says more (Barber, Candes, Ramdas &
// Tibshirani 2023, "Conformal prediction beyond exchangeability").
func recent(w *Window, back int, o Options) float64 {
	length := w.At + w.Back - back
	return math.Exp2(-float64(w.Back-back-o.Horizon) / (halfLife * float64(length)))
}

// halfLife is in lengths of the track; set on the same hold-outs as the weights
// of a mix.
const halfLife = 0.1
