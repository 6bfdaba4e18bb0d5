package backtest

import (
	"slices"
)

// standing is what is known at one origin: the tracks with the windows that a
// forecast made there learns from, and what the methods say there.
type standing struct {
	at     []Track
	now    []Window
	cases  []Case // what came; Mean is not set
	scored []bool // else a track only lends its experience
	taught bool   // whether there is a window to learn from
}

func (e *evaluation) stand(tracks []Track, back int) (*standing, error) {
	learn := map[int]bool{}
	for _, b := range e.windowsBefore(back) {
		learn[b] = true
	}
	s := new(standing)
	for i := range tracks {
		t := tracks[i]
		var own []Window
		var now *Window
		for j := range t.Windows {
			switch w := &t.Windows[j]; {
			case w.Back == back:
				now = w
			case learn[w.Back]:
				own = append(own, *w)
			}
		}
		if now == nil {
			if len(own) == 0 {
				continue
			}
			w, err := Look(t.Series, t.Born, t.Series.Len()-back, nil, e.Options)
			if err != nil {
				return nil, err
			}
			w.Forecasts = make([][]float64, len(e.methods)+len(e.Globals))
			now = &w
		}
		t.Windows = own
		scored := now.Actual != nil && now.Forecasts[e.baseline] != nil
		s.at, s.now, s.scored = append(s.at, t), append(s.now, *now), append(s.scored, scored)
		s.cases = append(s.cases, e.caseOf(&t, now))
		s.taught = s.taught || len(own) > 0
		if scored {
			e.scored[t.Series.ID] = true
		}
	}
	return s, nil
}

func (e *evaluation) caseOf(t *Track, w *Window) Case {
	past := t.Series.Values[t.Born:w.At]
	season := e.MASESeason
	if season == 0 {
		season = t.Season
	}
	return Case{
		Actual: w.Actual, Naive2: w.Forecasts[e.second], LastYear: w.LastYear, Margin: w.Margin,
		Scale: SeasonalScale(past, season), Scale1: SeasonalScale(past, 1),
		Quarter: quarter(t.Series.Freq, t.Season),
	}
}

// mixable is the same with the methods of the mix only: the first ones and the
// global ones, these where they would have been taught.
func (e *evaluation) mixable(s *standing, back int) (at []Track, now []Window) {
	taught := map[int]bool{back: true}
	for _, b := range e.taughtBefore(back) {
		taught[b] = true
	}
	pick := func(w *Window) {
		f := slices.Clone(w.Forecasts[:e.mixed])
		for _, global := range w.Forecasts[len(e.methods):] {
			if !taught[w.Back] {
				global = nil
			}
			f = append(f, global)
		}
		w.Forecasts = f
	}
	at, now = slices.Clone(s.at), slices.Clone(s.now)
	for i := range at {
		at[i].Windows = slices.Clone(at[i].Windows)
		for j := range at[i].Windows {
			pick(&at[i].Windows[j])
		}
		pick(&now[i])
	}
	return at, now
}
