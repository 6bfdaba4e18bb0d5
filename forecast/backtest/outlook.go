package backtest

import (
	"context"
	"math"

	"hemline/forecast"
	"hemline/series"
)

// Outlook is what is said about the horizon after an origin.
type Outlook struct {
	Choice
	Mean, Q10, Q50, Q90 []float64 // one value a period; nil when no method ran

	Verdict forecast.Verdict // of the horizon's mean against the last year's
	Odds    Odds             // probabilities of the three verdicts, summing to 1

	// MASE of the method, tempered as the forecast is, and of seasonal naive
	// over the same earlier windows; NaN without one that has a scale. The
	// choice looked at these windows, so expect a little more than MASE.
	MASE, Baseline float64
}

// Outlooks chooses a method for every track, forecasts with it from now, and
// puts around it what outcomes did around earlier forecasts. As in Choose,
// only windows that had ended back periods before the end of the tracks count
// and the tracks end at the same time.
func Outlooks(ctx context.Context, tracks []Track, now []Window, back int, o Options) ([]Outlook, error) {
	choices := Choose(tracks, now, back, o)
	return outlooks(ctx, tracks, choices, newTemper(tracks, choices, back, o), now, back, o)
}

func outlooks(ctx context.Context, tracks []Track, choices []Choice, t temper, now []Window, back int, o Options) ([]Outlook, error) {
	s := newSpread(tracks, choices, t, back, o)
	out := make([]Outlook, len(tracks))
	err := Each(ctx, o.Workers, len(tracks), func(i int) error {
		out[i] = outlook(s, &tracks[i], choices[i], &now[i], back, o)
		return nil
	})
	return out, err
}

func outlook(s *spread, t *Track, c Choice, now *Window, back int, o Options) Outlook {
	out := Outlook{Choice: c, Verdict: forecast.Flat, MASE: math.NaN(), Baseline: math.NaN()}
	if c.Method < 0 {
		out.Odds = silence(series.Known(t.Series.Values[:now.At]), o.Horizon)
		return out
	}
	out.MASE, out.Baseline = s.mase(t, c, back, o)
	out.Mean = s.temper.apply(now.Forecasts[c.Method], now)
	outcomes := s.outcomes(t, c, now, back, o)
	out.interval(s, outcomes, now.Scale, nonNegative(t.Series.Values[:now.At]))

	mean := series.Mean(out.Mean)
	lean := Direction(mean, now.LastYear, now.Margin)
	var odds Odds
	for _, m := range outcomes[s.buckets] {
		odds.add(Direction(mean+m.at*now.Scale, now.LastYear, now.Margin), m.weight)
	}
	out.Odds = s.record.correct(odds, now.Regime, lean)
	out.Verdict = out.Odds.call(lean)
	return out
}

// silence is for a series that never was anything but zero: by the rule of
// succession (Laplace 1774) the next h periods stay zero after n that did with
// probability (n+1)/(n+h+1).
func silence(n, h int) Odds {
	stay := float64(n+1) / float64(n+h+1)
	return Odds{Rise: 1 - stay, Flat: stay}
}

// mase is that of the chosen method and of seasonal naive where both ran.
func (s *spread) mase(t *Track, c Choice, back int, o Options) (own, baseline float64) {
	var a, b mean
	for w, f := range said([]Track{*t}, []Choice{c}, back, o) {
		if w.MASEScale > 0 && !math.IsNaN(w.Baseline) {
			a.add(MAE(w.Actual, s.temper.apply(f, w)) / w.MASEScale)
			b.add(w.Baseline / w.MASEScale)
		}
	}
	return float64(a.value()), float64(b.value())
}

// interval sets the quantiles. The forecast lies in its own interval, no step
// is surer than the one before it, and what was never negative has no
// negative quantile.
func (out *Outlook) interval(s *spread, outcomes [][]mass, scale float64, positive bool) {
	h := len(out.Mean)
	low, middle, high := make([]float64, s.buckets), make([]float64, s.buckets), make([]float64, s.buckets)
	for b := range s.buckets {
		low[b] = max(0, -quantile(outcomes[b], 0.1))
		middle[b] = quantile(outcomes[b], 0.5)
		high[b] = max(0, quantile(outcomes[b], 0.9))
	}
	widen(low)
	widen(high)
	at := func(k int, offset float64) float64 {
		v := out.Mean[k] + offset*scale
		if positive {
			return max(0, v)
		}
		return v
	}
	out.Q10, out.Q50, out.Q90 = make([]float64, h), make([]float64, h), make([]float64, h)
	for k := range out.Mean {
		b := s.bucket(k, h)
		out.Q10[k] = at(k, -low[b])
		out.Q50[k] = at(k, min(high[b], max(-low[b], middle[b])))
		out.Q90[k] = at(k, high[b])
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
