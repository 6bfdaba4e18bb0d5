package backtest

import (
	"context"
	"fmt"
	"math"
	"time"

	"hemline/forecast"
	"hemline/series"
)

// Teach lets the global methods learn from all tracks as they were back periods
// before their end, and enters what they say at each track's window of that
// origin; at gives it, nil for a track without one. It goes behind the other
// methods of the window.
func Teach(ctx context.Context, tracks []Track, back int, at func(i int) *Window, o Options) error {
	if len(o.Globals) == 0 {
		return nil
	}
	var set []forecast.Past
	var place []int
	season := 1
	for i := range tracks {
		t := &tracks[i]
		if n := t.Series.Len() - back; n > t.Born {
			set, place = append(set, pastOf(t, n, o)), append(place, i)
			season = t.Season
		}
	}
	for g, method := range o.Globals {
		said, err := method.Learn(ctx, set, season, o.Horizon)
		if err != nil {
			return fmt.Errorf("backtest: %s: %w", method.Name(), err)
		}
		for j, f := range said {
			w := at(place[j])
			if w == nil || f == nil {
				continue
			}
			if err := check(f, o.Horizon); err != nil {
				return fmt.Errorf("backtest: %s: series %q: %w", method.Name(), tracks[place[j]].Series.ID, err)
			}
			w.Forecasts[len(w.Forecasts)-len(o.Globals)+g] = forecast.Bound(set[j].Values, f)
		}
	}
	return nil
}

// pastOf is what a global method sees of a track with n values known.
func pastOf(t *Track, n int, o Options) forecast.Past {
	s := t.Series
	start := s.Period(t.Born)
	p := forecast.Past{Values: s.Values[t.Born:n:n]}
	p.Phase = s.Freq.Index(time.Unix(0, 0), start) % t.Season
	if p.Phase < 0 {
		p.Phase += t.Season
	}
	lead, ok := o.Leading[s.ID]
	if !ok || lead.Freq != s.Freq {
		return p
	}
	p.Leading = make([]float64, len(p.Values))
	first := s.Freq.Index(lead.Start, start)
	for k := range p.Leading {
		p.Leading[k] = series.Missing()
		if j := first + k; j >= 0 && j < lead.Len() && !math.IsInf(lead.Values[j], 0) {
			p.Leading[k] = lead.Values[j]
		}
	}
	return p
}

// teachWindows lets the global methods learn at the latest origins of the
// tracks, as many as Options.Taught.
func teachWindows(ctx context.Context, tracks []Track, o Options) error {
	for j := range min(o.Taught, o.Origins) {
		back := o.Horizon + j*o.Step
		err := Teach(ctx, tracks, back, func(i int) *Window {
			for k := range tracks[i].Windows {
				if w := &tracks[i].Windows[k]; w.Back == back {
					return w
				}
			}
			return nil
		}, o)
		if err != nil {
			return err
		}
	}
	return nil
}
