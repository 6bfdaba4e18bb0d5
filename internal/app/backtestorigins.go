package app

import (
	"slices"
	"strconv"
	"strings"

	"hemline/forecast/backtest"
	"hemline/series"
)

// origins are where a backtest is scored, the latest first: periods before the
// end of the latest series, and the last period known as its file calls it.
type origins struct {
	backs  []int
	labels []string
}

// findOrigins reads --origin, or rolls so many as are asked for as far as there
// is anything before them.
func findOrigins(ss []wanted, horizon int, o BacktestOptions) (origins, error) {
	last, reach := &ss[0], 0 // the series that ends last; the periods before its end that any series has
	for i := range ss {
		if ss[i].End().After(last.End()) {
			last = &ss[i]
		}
	}
	for i := range ss {
		reach = max(reach, ss[i].Freq.Index(ss[i].Start, last.End()))
	}
	step := o.Step
	if step == 0 {
		step = (horizon + 1) / 2
	}
	backs := backtest.Backs(horizon, o.Origins, step)
	if len(o.Origin) > 0 {
		backs = nil
		for _, text := range o.Origin {
			back, err := findOrigin(text, ss, last)
			if err != nil {
				return origins{}, err
			}
			if back < horizon {
				latest := "-" + strconv.Itoa(horizon)
				if n := last.Len() - horizon; n > 0 {
					latest = last.label(n - 1)
				}
				return origins{}, usage("--origin %s: the %d periods after it are not known yet; the latest origin with a horizon of %d is %s", text, horizon, horizon, latest)
			}
			if back >= reach {
				return origins{}, usage("--origin %s: nothing is known before it; the series begin %d periods before their end", text, reach)
			}
			backs = append(backs, back)
		}
		slices.Sort(backs)
		backs = slices.Compact(backs)
	}
	backs = slices.DeleteFunc(backs, func(b int) bool { return b >= reach })
	if len(backs) == 0 {
		return origins{}, usage("a backtest %d periods ahead needs longer series: the longest has %d; set a smaller --horizon", horizon, reach)
	}
	at := origins{backs: backs}
	for _, b := range backs {
		at.labels = append(at.labels, last.originLabel(b, ss))
	}
	return at, nil
}

// findOrigin is how many periods before the end an origin lies: a date, the
// last that counts; a step; or, negative, so many periods before the end.
func findOrigin(text string, ss []wanted, last *wanted) (int, error) {
	n, err := strconv.Atoi(text)
	steps := last.Freq == series.Step || sameSteps(ss)
	switch {
	case err == nil && n < 0:
		return -n, nil
	case err == nil && !steps:
		return 0, usage("--origin %s: write a date as 2023-09-30, or a negative number of periods before the end: --origin=-%d", text, max(1, n))
	case err == nil:
		if !sameSteps(ss) {
			return 0, usage("--origin %s: the series end at different steps; write a negative number of periods before the end of each: --origin=-13, or --origins and --step", text)
		}
		for back := 0; back < last.Len(); back++ {
			if step, err := strconv.Atoi(last.label(last.Len() - back - 1)); err == nil && step <= n {
				return back, nil
			}
		}
		return last.Len(), nil
	}
	end, err := ParseDay(text)
	if err != nil {
		return 0, usage("--origin %s: write a date as 2023-09-30, a step, or a negative number of periods before the end", text)
	}
	if steps {
		return 0, usage("--origin %s: these series have no dates; write a step, or a negative number of periods before the end", text)
	}
	for back := 0; back < last.Len(); back++ {
		if last.dayOf(last.Len() - back - 1).Before(end) {
			return back, nil
		}
	}
	return last.Len(), nil
}

// sameSteps says whether all series are labelled by steps and end at the same.
func sameSteps(ss []wanted) bool {
	end := ss[0].label(ss[0].Len() - 1)
	if _, err := strconv.Atoi(end); err != nil {
		return false
	}
	for i := range ss {
		if ss[i].label(ss[i].Len()-1) != end {
			return false
		}
	}
	return true
}

// originLabel is the last period known back periods before the end.
func (s *wanted) originLabel(back int, ss []wanted) string {
	if i := s.Len() - back - 1; i >= 0 && (s.Freq != series.Step || sameSteps(ss)) && !strings.HasPrefix(s.label(i), "-") {
		return s.label(i)
	}
	return "-" + strconv.Itoa(back)
}
