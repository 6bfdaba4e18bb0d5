package backtest

import (
	"iter"
	"math"
)

// Choice is the method chosen for a track.
type Choice struct {
	Method int     // index into the methods, -1 when none could run
	Score  float64 // its shrunk loss relative to repeating the last value; below 1 is better
}

// pooledWindows is the weight, in windows, of what a method did on all series
// against what it did on this one. With eight origins a quarter or third
// of a horizon apart a series has about three windows of its own: one lucky origin cannot outvote
// the rest.
const pooledWindows = 4

// tie is the part by which a method must beat a simpler one to be preferred.
const tie = 0.01

// loss is what methods are chosen by: half the mean absolute error, half the
// absolute error of the horizon's mean. The first alone would choose zeros for
// a series that is mostly zero (its median), and the verdict is about the
// mean.
func loss(actual, f []float64) float64 {
	return (MAE(actual, f) + math.Abs(MeanError(actual, f))) / 2
}

// Choose picks a method for each track. now holds what the methods say at the
// origin of the choice: only methods that ran there can be picked. Only
// windows that had ended back periods before the end of the tracks count, so
// with back the age of an earlier origin the choice is the one that would
// have been made then. The tracks must end at the same time.
//
// A method's score is its loss over that of repeating the last value, summed
// over the track's windows of the same regime, with pooledWindows windows of
// the all-series ratio added to both. Among methods within a hundredth of the
// best the first in the list wins: list the simpler first.
func Choose(tracks []Track, now []Window, back int, o Options) []Choice {
	pool := newScores(tracks, now, back, o)
	out := make([]Choice, len(tracks))
	for i := range tracks {
		own := newScoreRow(len(now[i].Forecasts))
		for j := range tracks[i].Windows {
			if w := &tracks[i].Windows[j]; w.Regime == now[i].Regime && ended(&tracks[i], w, back, o) {
				own.add(w)
			}
		}
		out[i] = own.pick(pool[now[i].Regime], &now[i], overlap(o))
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

// independent is how many windows' worth of evidence n windows of one track
// are.
func independent(n int, o Options) float64 {
	if n == 0 {
		return 0
	}
	return 1 + float64(n-1)*overlap(o)
}

// said yields the windows that had ended back periods before the end, with
// what the method their track chose had said there; windows where it did not
// run, or without a scale, are left out.
func said(tracks []Track, choices []Choice, back int, o Options) iter.Seq2[*Window, []float64] {
	return func(yield func(*Window, []float64) bool) {
		for i := range tracks {
			if choices[i].Method < 0 {
				continue
			}
			for j := range tracks[i].Windows {
				w := &tracks[i].Windows[j]
				f := w.Forecasts[choices[i].Method]
				if f == nil || w.Scale <= 0 || !ended(&tracks[i], w, back, o) {
					continue
				}
				if !yield(w, f) {
					return
				}
			}
		}
	}
}

// scoreRow sums scaled losses by method.
type scoreRow struct {
	method    []float64 // of the method
	reference []float64 // of repeating the last value, over the windows where the method ran
	all       float64   // the same over all windows
	windows   float64
}

func newScoreRow(methods int) scoreRow {
	return scoreRow{method: make([]float64, methods), reference: make([]float64, methods)}
}

func (r *scoreRow) add(w *Window) {
	if w.Scale <= 0 {
		return
	}
	for m, f := range w.Forecasts {
		if f != nil {
			r.method[m] += loss(w.Actual, f) / w.Scale
			r.reference[m] += w.Reference / w.Scale
		}
	}
	r.all += w.Reference / w.Scale
	r.windows++
}

// newScores pools by regime. A regime without a window borrows those of all.
func newScores(tracks []Track, now []Window, back int, o Options) [regimes]scoreRow {
	methods := 0
	for i := range now {
		methods = max(methods, len(now[i].Forecasts))
	}
	var pool [regimes]scoreRow
	all := newScoreRow(methods)
	for r := range pool {
		pool[r] = newScoreRow(methods)
	}
	for i := range tracks {
		for j := range tracks[i].Windows {
			if w := &tracks[i].Windows[j]; ended(&tracks[i], w, back, o) {
				pool[w.Regime].add(w)
				all.add(w)
			}
		}
	}
	for r := range pool {
		if pool[r].windows == 0 {
			pool[r] = all
		}
	}
	return pool
}

func (r *scoreRow) pick(pool scoreRow, now *Window, fresh float64) Choice {
	// The typical reference loss turns the pooled ratio into windows' worth.
	typical := 1.0
	if pool.all > 0 {
		typical = pool.all / pool.windows
	}
	weight := pooledWindows * typical
	score := func(m int) float64 {
		ratio := 1.0
		if pool.reference[m] > 0 {
			ratio = pool.method[m] / pool.reference[m]
		}
		return (fresh*r.method[m] + weight*ratio) / (fresh*r.reference[m] + weight)
	}
	best := math.Inf(1)
	for m, f := range now.Forecasts {
		if f != nil {
			best = min(best, score(m))
		}
	}
	for m, f := range now.Forecasts {
		if f == nil {
			continue
		}
		if s := score(m); s <= best*(1+tie) {
			return Choice{Method: m, Score: s}
		}
	}
	return Choice{Method: -1, Score: math.NaN()}
}
