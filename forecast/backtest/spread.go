package backtest

import (
	"cmp"
	"math"
	"slices"
)

// spread knows how far outcomes fell from forecasts: scaled residuals of the
// chosen methods' windows, by regime and part of the horizon, and of the
// horizon's mean.
type spread struct {
	buckets int
	pool    [regimes][]sample // by part of the horizon, the last for the mean
	windows [regimes]float64  // independent windows in the pool
	temper  temper
	record  record
	shocks  shocks
	prior   sample // what is assumed before anything was measured
}

// mass is a scaled residual and its weight.
type mass struct{ at, weight float64 }

// sample is a set of residuals boiled down to equally likely quantiles.
type sample []float64

const (
	// maxBuckets parts of the horizon are told apart; errors grow slowly.
	maxBuckets = 8
	// gridPoints quantiles stand for a pool: the 10 % one is still between
	// four points and the next.
	gridPoints = 40
	// priorWindows is the weight of the assumed errors against the pool, in
	// windows; poolWindows that of both against a series' own. Both were set
	// by hand; coverage near 80 % on the sets of auto's quality file is the
	// check.
	priorWindows = 6
	poolWindows  = 6
)

// newSpread collects the residuals of the windows that had ended back periods
// before the end, of the method each track chose.
func newSpread(tracks []Track, choices []Choice, t temper, back int, o Options) *spread {
	common := errorShocks(tracks, choices, t, back, o)
	s := &spread{buckets: min(o.Horizon, maxBuckets), temper: t, shocks: common, record: newRecord(tracks, choices, t, common, back, o)}
	var raw [regimes][][]float64
	for r := range raw {
		raw[r] = make([][]float64, s.buckets+1)
	}
	for w, f := range said(tracks, choices, back, o) {
		s.residuals(raw[w.Regime], w, f)
		s.windows[w.Regime] += overlap(o)
	}
	for r := range raw {
		s.pool[r] = make([]sample, s.buckets+1)
		for b, v := range raw[r] {
			s.pool[r][b] = boil(v)
		}
	}
	// Scaled errors are about 1 in the mean by construction; their tails are
	// assumed to be those of the Laplace distribution, fatter than normal.
	for p := range gridPoints {
		u := (float64(p)+0.5)/gridPoints - 0.5
		s.prior = append(s.prior, -math.Copysign(math.Log(1-2*math.Abs(u)), u))
	}
	return s
}

// bucket is the part of the horizon that step k lies in.
func (s *spread) bucket(k, h int) int { return k * s.buckets / h }

// residuals appends, by bucket and last for the mean, how far w's outcome was
// from f, tempered and scaled: once as it came, once as if what all series
// shared had come with the other sign.
func (s *spread) residuals(to [][]float64, w *Window, f []float64) {
	f = s.temper.apply(f, w)
	add := func(b int, residual float64) {
		to[b] = append(to[b], residual, residual-2*s.shocks[w.Back])
	}
	for k, v := range w.Actual {
		if !math.IsNaN(v) {
			add(s.bucket(k, len(f)), (v-f[k])/w.Scale)
		}
	}
	add(s.buckets, MeanError(w.Actual, f)/w.Scale)
}

// boil sorts v and keeps gridPoints equally likely quantiles.
func boil(v []float64) sample {
	slices.Sort(v)
	if len(v) <= gridPoints {
		return v
	}
	out := make(sample, gridPoints)
	for p := range out {
		x := (float64(p)+0.5)/gridPoints*float64(len(v)) - 0.5
		i := min(len(v)-2, int(x))
		out[p] = v[i] + (x-float64(i))*(v[i+1]-v[i])
	}
	return out
}

// outcomes gives, per bucket and last for the mean, the sorted mixture of a
// track's own residuals, its regime's and the assumed ones. Weights sum to 1.
func (s *spread) outcomes(t *Track, c Choice, now *Window, back int, o Options) [][]mass {
	own := make([][]float64, s.buckets+1)
	n := 0
	for w, f := range said([]Track{*t}, []Choice{c}, back, o) {
		if w.Regime == now.Regime {
			s.residuals(own, w, f)
			n++
		}
	}
	windows := independent(n, o)
	pooled := s.windows[now.Regime]
	out := make([][]mass, s.buckets+1)
	for b := range out {
		mix := make([]mass, 0, len(own[b])+2*gridPoints)
		share := func(values []float64, weight float64) {
			for _, v := range values {
				mix = append(mix, mass{v, weight / float64(len(values))})
			}
		}
		total := windows + poolWindows
		share(own[b], windows/total)
		share(s.pool[now.Regime][b], poolWindows/total*pooled/(pooled+priorWindows))
		share(s.prior, poolWindows/total*priorWindows/(pooled+priorWindows))
		normalise(mix)
		slices.SortStableFunc(mix, func(a, b mass) int { return cmp.Compare(a.at, b.at) })
		out[b] = mix
	}
	return out
}

// normalise makes the weights sum to 1; they fall short when a source had
// nothing in this part of the horizon.
func normalise(mix []mass) {
	total := 0.0
	for _, m := range mix {
		total += m.weight
	}
	for i := range mix {
		mix[i].weight /= total
	}
}

// quantile of a sorted mixture at level tau, interpolated between the middles
// of the masses.
func quantile(mix []mass, tau float64) float64 {
	before := 0.0
	for i, m := range mix {
		middle := before + m.weight/2
		if middle >= tau {
			if i == 0 {
				return m.at
			}
			p := mix[i-1]
			gap := middle - (before - p.weight/2)
			if gap <= 0 {
				return m.at
			}
			return p.at + (m.at-p.at)*(tau-(before-p.weight/2))/gap
		}
		before += m.weight
	}
	return mix[len(mix)-1].at
}
