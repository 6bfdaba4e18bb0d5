package backtest

import (
	"context"
	"math"
	"slices"

	"hemline/forecast"
	"hemline/series"
)

// Outlook is what is said about the horizon after an origin.
type Outlook struct {
	Mix                             // of the methods; empty when none ran
	Mean, Q10, Q50, Q90 []float64   // one value a period; nil when no method ran
	Quantiles           [][]float64 // by level of Options.Levels, one value a period

	Verdict forecast.Verdict // of the horizon's mean against the last year's
	Odds    Odds             // probabilities of the three verdicts, summing to 1

	// MASE of mixes made without the windows they are measured at, tempered as
	// the forecast is, and of seasonal naive over the same earlier windows; NaN
	// without one that has a scale.
	MASE, Baseline float64
}

// Outlooks mixes the methods for every track, forecasts with the mix from now,
// and puts around it what outcomes did around earlier forecasts. Only
// windows that had ended back periods before the end of the tracks count
// and the tracks end at the same time.
func Outlooks(ctx context.Context, tracks []Track, now []Window, back int, o Options) ([]Outlook, error) {
	by, err := weigh(ctx, tracks, now, back, o)
	if err != nil {
		return nil, err
	}
	past := tell(tracks, by, back, o)
	common := newLags(past, now)
	return outlooks(ctx, tracks, by, past, newTemper(past, common, back, o), common, now, back, o)
}

func outlooks(ctx context.Context, tracks []Track, by []weights, past [][]told, t temper, common lags, now []Window, back int, o Options) ([]Outlook, error) {
	for i := range past {
		for j := range past[i] {
			past[i][j].f = t.apply(past[i][j].f, past[i][j].Window, common)
		}
	}
	s := newSpread(past, back, o)
	out := make([]Outlook, len(tracks))
	err := Each(ctx, o.Workers, len(tracks), func(i int) error {
		at := told{&now[i], t.apply(by[i].now.of(now[i].Forecasts), &now[i], common)}
		out[i] = outlook(s, &tracks[i], by[i].now, past[i], &at, back, o)
		return nil
	})
	return out, err
}

func outlook(s *spread, t *Track, mix Mix, past []told, now *told, back int, o Options) Outlook {
	out := Outlook{Mix: mix, Mean: now.f, Verdict: forecast.Flat, MASE: math.NaN(), Baseline: math.NaN()}
	if now.f == nil {
		out.Odds = silence(series.Known(t.Series.Values[:now.At]), o.Horizon)
		return out
	}
	out.MASE, out.Baseline = scores(past)
	unit := now.Scale * s.size(past, now, back, o)
	pool := s.pool[now.Regime]

	mean := series.Mean(out.Mean)
	lean := Direction(mean, now.LastYear, now.Margin)
	odds := silence(quiet(t.Series.Values[:now.At]), o.Horizon)
	if now.Regime != Dormant {
		odds = Odds{}
		for _, r := range pool[s.buckets] {
			odds.add(Direction(mean+r*unit, now.LastYear, now.Margin), 1/float64(len(pool[s.buckets])))
		}
	}
	out.Odds = s.record.correct(odds, now.Regime, lean)
	out.Verdict = out.Odds.call(lean)
	out.Mean = agree(out.Mean, out.Verdict, now.Window)
	out.interval(s, pool, unit, nonNegative(t.Series.Values[:now.At]), o.Levels)
	return out
}

// agree moves the mean of f, where it calls another direction than the verdict,
// to the nearest that does not. With a wide interval a mean two per cent above
// the last year's is most probably a rise of more than five; figure and verdict
// must not say different things.
func agree(f []float64, v forecast.Verdict, w *Window) []float64 {
	mean := series.Mean(f)
	if Direction(mean, w.LastYear, w.Margin) == v || math.IsNaN(w.LastYear) {
		return f
	}
	const past = 1.01 // of the margin, so that rounding does not undo it
	goal := w.LastYear
	switch {
	case v == forecast.Rise:
		goal += past * w.Margin
	case v == forecast.Fall:
		goal -= past * w.Margin
	case mean > w.LastYear:
		goal += w.Margin / past
	default:
		goal -= w.Margin / past
	}
	return moved(f, mean, goal)
}

// silence is for a series that is nothing but zero: by the rule of succession
// (Laplace 1774) the next h periods stay zero after n that did with probability
// (n+1)/(n+h+1).
func silence(n, h int) Odds {
	stay := float64(n+1) / float64(n+h+1)
	return Odds{Rise: 1 - stay, Flat: stay}
}

// quiet is the number of known zeros at the end of y.
func quiet(y []float64) int {
	n := 0
	for _, v := range slices.Backward(y) {
		switch {
		case v == 0:
			n++
		case !math.IsNaN(v):
			return n
		}
	}
	return n
}

// scores is the MASE of what was said and of seasonal naive where both ran.
func scores(past []told) (own, baseline float64) {
	var a, b mean
	for _, w := range past {
		if w.MASEScale > 0 && !math.IsNaN(w.Baseline) {
			a.add(MAE(w.Actual, w.f) / w.MASEScale)
			b.add(w.Baseline / w.MASEScale)
		}
	}
	return float64(a.value()), float64(b.value())
}

// interval sets the quantiles. The forecast lies in its own interval, no step
// is surer than the one before it, and what was never negative has no
// negative quantile.
func (out *Outlook) interval(s *spread, pool []sample, unit float64, positive bool, levels []float64) {
	h := len(out.Mean)
	// offsets of a level by bucket: from the forecast outwards, but for the
	// middle.
	offsets := func(tau float64) []float64 {
		v := make([]float64, s.buckets)
		side := 1.0
		if tau < 0.5 {
			side = -1
		}
		for b := range v {
			v[b] = max(0, side*pool[b].quantile(tau))
		}
		widen(v)
		for b := range v {
			v[b] *= side
		}
		return v
	}
	set := func(v []float64) []float64 {
		q := make([]float64, h)
		for k := range q {
			q[k] = out.Mean[k] + v[s.bucket(k, h)]*unit
			if positive {
				q[k] = max(0, q[k])
			}
		}
		return q
	}
	low, high := offsets(0.1), offsets(0.9)
	middle := make([]float64, s.buckets)
	for b := range middle {
		middle[b] = min(high[b], max(low[b], pool[b].quantile(0.5)))
	}
	out.Q10, out.Q50, out.Q90 = set(low), set(middle), set(high)
	for _, tau := range levels {
		if tau == 0.5 {
			out.Quantiles = append(out.Quantiles, out.Q50)
			continue
		}
		out.Quantiles = append(out.Quantiles, set(offsets(tau)))
	}
}

// widen makes v non-decreasing by pooling adjacent violators (Ayer, Brunk,
// Ewing, Reid & Silverman 1955). A running maximum would do so too, but would
// keep every chance excess and end up too wide.
func widen(v []float64) {
	for end := 1; end < len(v); end++ {
		// v[:end] is in order; let v[end] sink into the blocks before it.
		mean, start := v[end], end
		for start > 0 && v[start-1] > mean {
			block := start
			for block > 0 && v[block-1] == v[start-1] {
				block--
			}
			n, m := float64(end+1-start), float64(start-block)
			mean = (mean*n + v[start-1]*m) / (n + m)
			start = block
		}
		for i := start; i <= end; i++ {
			v[i] = mean
		}
	}
}

func nonNegative(y []float64) bool {
	for _, v := range y {
		if v < 0 {
			return false
		}
	}
	return true
}
