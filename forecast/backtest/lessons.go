package backtest

import (
	"context"
	"maps"
	"slices"
)

// windowsBefore are the origins that a forecast made back periods before the end
// learns from.
func (e *evaluation) windowsBefore(back int) []int {
	out := Backs(e.Horizon, e.Origins, e.Step)
	for j := range out {
		out[j] += back
	}
	return out
}

// needed are all origins to run the methods at, the latest first.
func (e *evaluation) needed() []int {
	set := map[int]bool{}
	for _, back := range e.Backs {
		set[back] = true
		for _, b := range e.windowsBefore(back) {
			set[b] = true
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// lessonsOfGlobals are the origins at which the global methods learn: those that
// are scored, and those that a forecast made there would learn at too.
func (e *evaluation) lessonsOfGlobals() []int {
	if len(e.Globals) == 0 {
		return nil
	}
	set := map[int]bool{}
	for _, back := range e.Backs {
		set[back] = true
		for _, b := range e.taughtBefore(back) {
			set[b] = true
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// taughtBefore are the windows that a forecast made back periods before the end
// has global forecasts of.
func (e *evaluation) taughtBefore(back int) []int {
	l := e.windowsBefore(back)
	return l[:min(e.Taught, len(l))]
}

// lessonCost is about how many fits of a method a global one's lesson on one
// series takes, for the time that is left.
const lessonCost = 500

func (e *evaluation) teach(ctx context.Context, tracks []Track, backs []int) error {
	for _, back := range backs {
		start := e.clock()
		err := Teach(ctx, tracks, back, func(i int) *Window {
			for j := range tracks[i].Windows {
				if w := &tracks[i].Windows[j]; w.Back == back {
					return w
				}
			}
			return nil
		}, e.Options)
		if err != nil {
			return err
		}
		e.teaching += e.clock().Sub(start)
		e.progress.add(len(tracks) * lessonCost)
	}
	return nil
}
