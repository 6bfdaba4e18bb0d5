package backtest

import (
	"cmp"
	"math"
	"slices"
)

// spread knows how far outcomes fell from forecasts. It is split conformal
// prediction (Vovk, Gammerman & Shafer 2005; Lei et al. 2018) with errors in
// units of how large a series' errors usually are: residuals of all tracks'
// windows, by regime and part of the horizon, divided by what would have been
// expected of that track without that window.
type spread struct {
	buckets int
	pool    [regimes][]sample // by part of the horizon, the last for the mean
	typical [regimes]float64  // mean absolute residual, in units of Window.Scale
	record  record
	prior   sample // what is assumed before anything was measured
}

// mass is a residual and its weight.
type mass struct{ at, weight float64 }

// sample is a set of residuals boiled down to equally likely quantiles.
type sample []float64

const (
	// maxBuckets parts of the horizon are told apart; errors grow slowly.
	maxBuckets = 8
	// gridPoints quantiles stand for a pool: beyond the 2.5 % one lie two more.
	gridPoints = 100
	// priorWindows is the weight of the assumed errors against the pool, in
	// windows; ownWindows that of the pool against a series' own in how large
	// its errors are. Both were set by hand; coverage near 80 % on the sets of
	// the quality file is the check.
	priorWindows = 6
	ownWindows   = 0.3
	// maxPooled tracks lend their residuals to the pool, evenly spaced: beyond
	// that quantiles are as sure as they get.
	maxPooled = 2000
)

// newSpread collects the residuals of what the mixes said.
func newSpread(past [][]told, back int, o Options) *spread {
	common := errorShocks(past)
	s := &spread{buckets: min(o.Horizon, maxBuckets), record: newRecord(past, common, o), prior: laplace()}
	s.typical = typicalErrors(past, back, o)
	var raw [regimes][][]mass
	var windows [regimes]float64
	for r := range raw {
		raw[r] = make([][]mass, s.buckets+1)
	}
	stride := (len(past) + maxPooled - 1) / max(1, maxPooled)
	for i := 0; i < len(past); i += max(1, stride) {
		for j := range past[i] {
			w := &past[i][j]
			size := s.size(past[i], w, back, o)
			s.residuals(raw[w.Regime], w, size*w.Scale, common[w.Back], recent(w.Window, back, o))
			windows[w.Regime] += overlap(o)
		}
	}
	for r := range raw {
		s.pool[r] = make([]sample, s.buckets+1)
		// A regime nothing was measured in is not told from the prior.
		known := windows[r] / (windows[r] + priorWindows)
		for b, v := range raw[r] {
			total := 0.0
			for _, m := range v {
				total += m.weight
			}
			for _, at := range s.prior {
				if total == 0 {
					v = append(v, mass{at, 1})
				} else {
					v = append(v, mass{at, total * (1 - known) / known / float64(len(s.prior))})
				}
			}
			s.pool[r][b] = boil(v)
		}
	}
	return s
}

// laplace is what is assumed of errors in units of their mean size: the tails of
// the Laplace distribution, fatter than normal.
func laplace() sample {
	out := make(sample, gridPoints)
	for p := range out {
		u := (float64(p)+0.5)/gridPoints - 0.5
		out[p] = -math.Copysign(math.Log(1-2*math.Abs(u)), u)
	}
	return out
}

// bucket is the part of the horizon that step k lies in.
func (s *spread) bucket(k, h int) int { return k * s.buckets / h }

// typicalErrors is, by regime, the mean over windows of the mean absolute error
// in units of Scale, which are about 1 by construction: that is assumed for
// priorWindows windows.
func typicalErrors(past [][]told, back int, o Options) [regimes]float64 {
	var sum, n [regimes]float64
	for _, ws := range past {
		for _, w := range ws {
			weight := overlap(o) * recent(w.Window, back, o)
			sum[w.Regime] += weight * MAE(w.Actual, w.f) / w.Scale
			n[w.Regime] += weight
		}
	}
	var out [regimes]float64
	for r := range out {
		out[r] = (sum[r] + priorWindows) / (n[r] + priorWindows)
	}
	return out
}

// size is how large a track's errors are expected to be at a window, in units
// of its Scale: from the track's other windows of its regime, and as if
// ownWindows more had been typical. Windows that share periods with this one
// know its outcome and are left out.
func (s *spread) size(past []told, at *told, back int, o Options) float64 {
	typical := s.typical[at.Regime]
	sum, n := ownWindows*typical, float64(ownWindows)
	for j := range past {
		w := &past[j]
		if d := w.At - at.At; w.Regime != at.Regime || max(d, -d) < o.Horizon {
			continue
		}
		weight := overlap(o) * recent(w.Window, back, o)
		sum += weight * MAE(w.Actual, w.f) / w.Scale
		n += weight
	}
	return sum / n
}

// residuals appends, by bucket and last for the mean, how far w's outcome was
// from what was said, in units: once as it came, once as if what all series
// shared had come with the other sign. shock is in units of Scale.
func (s *spread) residuals(to [][]mass, w *told, unit, shock, weight float64) {
	if !(unit > 0) {
		return
	}
	shock *= w.Scale / unit
	add := func(b int, residual, weight float64) {
		to[b] = append(to[b], mass{residual, weight})
		if shock != 0 {
			to[b][len(to[b])-1].weight /= 2
			to[b] = append(to[b], mass{residual - 2*shock, weight / 2})
		}
	}
	for k, v := range w.Actual {
		if !math.IsNaN(v) {
			add(s.bucket(k, len(w.f)), (v-w.f[k])/unit, weight)
		}
	}
	add(s.buckets, MeanError(w.Actual, w.f)/unit, weight)
}

// boil sorts v and keeps gridPoints equally likely quantiles.
func boil(v []mass) sample {
	total := 0.0
	for _, m := range v {
		total += m.weight
	}
	slices.SortStableFunc(v, func(a, b mass) int { return cmp.Compare(a.at, b.at) })
	out := make(sample, gridPoints)
	before, i := 0.0, 0
	for p := range out {
		goal := (float64(p) + 0.5) / gridPoints * total
		for i < len(v)-1 && before+v[i].weight/2 < goal {
			before += v[i].weight
			i++
		}
		out[p] = v[i].at
		if i > 0 {
			lo, hi := before-v[i-1].weight/2, before+v[i].weight/2
			if hi > lo {
				out[p] = v[i-1].at + (v[i].at-v[i-1].at)*min(1, max(0, (goal-lo)/(hi-lo)))
			}
		}
	}
	return out
}

// quantile of a sample at level tau, between the middles of its points.
func (v sample) quantile(tau float64) float64 {
	x := tau*float64(len(v)) - 0.5
	i := min(len(v)-2, max(0, int(x)))
	return v[i] + (min(float64(len(v)-1), max(0, x))-float64(i))*(v[i+1]-v[i])
}
