package backtest

import (
	"math"

	"hemline/series"
)

// temper is, by regime, how the change of the horizon's mean from the last
// year's follows from the change that was forecast and from how leading series
// moved. Fads regress to the mean (Galton 1886), and no single series is long
// enough to show by how much, so it is measured on all of them.
type temper [regimes]tempered

// tempered are the factors of one regime.
type tempered struct {
	keep float64        // of the forecast change: 1 when changes came as forecast, 0 when none was as good
	lead [leads]float64 // of the leading series' growth
}

// untempered takes forecasts as they are.
func untempered() temper {
	var t temper
	for r := range t {
		t[r].keep = 1
	}
	return t
}

const (
	// temperWindows is the weight, in windows, of the belief that changes come
	// as forecast: set by hand, so that a few windows cannot silence forecasts.
	temperWindows = 10
	// largest is the largest scaled change that counts; a single explosion
	// must not set the factor for everything.
	largest = 3
)

// causes are what a change is read off: the change that was forecast, and what
// leading series would make of the last year's mean, in units of Scale and
// without what all series had in common at that origin (see shocks). Without a
// leading series the latter are 0.
type causes [1 + leads]float64

// newTemper regresses the change that came on its causes, both scaled and
// without what all series had in common.
func newTemper(past [][]told, common lags, back int, o Options) temper {
	type pair struct {
		w    *Window
		x    causes
		came float64
	}
	var pairs []pair
	cameAt, calledAt := map[int][]float64{}, map[int][]float64{}
	for _, ws := range past {
		for _, w := range ws {
			p := pair{w: w.Window, came: clip((series.Mean(w.Actual) - w.LastYear) / w.Scale)}
			p.x[0] = clip((series.Mean(w.f) - w.LastYear) / w.Scale)
			if math.IsNaN(p.x[0]) {
				continue
			}
			lead := common.of(w.Window)
			copy(p.x[1:], lead[:])
			pairs = append(pairs, p)
			cameAt[w.Back] = append(cameAt[w.Back], p.came)
			calledAt[w.Back] = append(calledAt[w.Back], p.x[0])
		}
	}
	came, called := newShocks(cameAt), newShocks(calledAt)
	var sums [regimes]normal
	for _, p := range pairs {
		p.x[0] -= called[p.w.Back]
		sums[p.w.Regime].add(p.x, p.came-came[p.w.Back], recent(p.w, back, o))
	}
	t := untempered()
	for r := range t {
		if sums[r].n > 0 {
			b := sums[r].solve()
			t[r].keep = min(1, max(0, b[0]))
			copy(t[r].lead[:], b[1:])
		}
	}
	return t
}

// normal are the sums of a least squares regression through the origin.
type normal struct {
	xx [1 + leads][1 + leads]float64
	xy causes
	n  float64
}

func (s *normal) add(x causes, y, weight float64) {
	for i, a := range x {
		for j, b := range x {
			s.xx[i][j] += weight * a * b
		}
		s.xy[i] += weight * a * y
	}
	s.n += weight
}

// solve is the coefficients with temperWindows more windows of the prior
// belief: that changes come as forecast and that nothing leads.
func (s *normal) solve() causes {
	a, b := s.xx, s.xy
	for i := range a {
		if a[i][i] <= 0 {
			a[i][i] = 1 // nothing known of it: its coefficient stays 0
			continue
		}
		extra := temperWindows * s.xx[i][i] / s.n
		a[i][i] += extra
		if i == 0 {
			b[0] += extra
		}
	}
	if s.xx[0][0] <= 0 {
		b[0] = 1
	}
	// Gauss's elimination; the matrix is positive definite.
	for i := range a {
		for j := i + 1; j < len(a); j++ {
			f := a[j][i] / a[i][i]
			for k := i; k < len(a); k++ {
				a[j][k] -= f * a[i][k]
			}
			b[j] -= f * b[i]
		}
	}
	for i := len(a) - 1; i >= 0; i-- {
		for k := i + 1; k < len(a); k++ {
			b[i] -= a[i][k] * b[k]
		}
		b[i] /= a[i][i]
	}
	return b
}

func clip(v float64) float64 { return min(largest, max(-largest, v)) }

// apply moves f's mean to where its causes say it goes.
func (t temper) apply(f []float64, w *Window, common lags) []float64 {
	at := t[w.Regime]
	mean := series.Mean(f)
	if f == nil || math.IsNaN(w.LastYear) {
		return f
	}
	change := at.keep * (mean - w.LastYear)
	for i, v := range common.of(w) {
		change += at.lead[i] * v * w.Scale
	}
	return moved(f, mean, w.LastYear+change)
}

// moved is f with another mean. Where that lowers a non-negative forecast it is
// scaled, so that its shape stays and nothing goes below zero; otherwise it is
// shifted.
func moved(f []float64, mean, goal float64) []float64 {
	if goal == mean {
		return f
	}
	out := make([]float64, len(f))
	for k, v := range f {
		if goal < mean && mean > 0 && goal >= 0 {
			out[k] = v * goal / mean
		} else {
			out[k] = v + goal - mean
		}
	}
	return out
}

// lags is what the growth of leading series had in common at each origin.
type lags [leads]shocks

func newLags(past [][]told, now []Window) lags {
	var values [leads]map[int][]float64
	for i := range values {
		values[i] = map[int][]float64{}
	}
	add := func(w *Window) {
		if !w.Led {
			return
		}
		for i, g := range w.Lead {
			values[i][w.Back] = append(values[i][w.Back], g)
		}
	}
	for _, ws := range past {
		for _, w := range ws {
			add(w.Window)
		}
	}
	for i := range now {
		add(&now[i])
	}
	var out lags
	for i := range out {
		out[i] = newShocks(values[i])
	}
	return out
}

// of is what the leading series would make of w's last year's mean, in units of
// Scale.
func (l lags) of(w *Window) (x [leads]float64) {
	if !w.Led || !(w.Scale > 0) || math.IsNaN(w.LastYear) {
		return x
	}
	for i, g := range w.Lead {
		x[i] = clip(math.Expm1(g-l[i][w.Back]) * w.LastYear / w.Scale)
	}
	return x
}
