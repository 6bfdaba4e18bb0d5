package main

import (
	"context"
	"slices"
	"time"

	"hemline/neural/kernel"
)

// bench is one run of the program.
type bench struct {
	now  func() time.Time
	data string // folder of real texts; empty: rows that need them are skipped
	self string // this program
	plan plan
	best map[key]float64 // the highest peaks so far
}

// plan is how much is measured.
type plan struct {
	runs   int           // of each figure, at least
	tries  int           // of a row that something else disturbed
	loop   time.Duration // of a peak's loops, at least
	least  time.Duration // that a figure's runs take together, at least
	cubes  []int         // sides of the products
	rounds int           // of training in either precision
	steps  int           // in a round, beside one to warm up
	losses int           // steps of the comparison of final losses
	texts  int           // bytes a vocabulary is learnt from
}

// full is the plan whose table docs/performance.md shows; it takes some three
// minutes on two cores.
func full() plan {
	return plan{
		runs: 5, tries: 3, loop: 20 * time.Millisecond, least: time.Second, cubes: []int{512, 1024, 2048},
		rounds: 3, steps: 6, losses: 400, texts: 50e6,
	}
}

// timed calls f until the plan's runs and time are reached, after one call that
// does not count, and returns the seconds each call took.
func (b *bench) timed(ctx context.Context, f func() error) ([]float64, error) {
	if err := f(); err != nil {
		return nil, err
	}
	var took []float64
	for start := b.now(); len(took) < b.plan.runs || b.now().Sub(start) < b.plan.least; {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		s, err := b.once(f)
		if err != nil {
			return nil, err
		}
		took = append(took, s)
	}
	return took, nil
}

// once is the seconds f took.
func (b *bench) once(f func() error) (float64, error) {
	start := b.now()
	err := f()
	return b.now().Sub(start).Seconds(), err
}

// peakLoops is how many loops a peak is the best of, since anything else the
// machine does makes a loop over registers slower.
const peakLoops = 5

// peak is the rate of a unit on all workers, in units of 1e9 operations a
// second; 0 if the processor has no such unit.
func (b *bench) peak(dev *kernel.Device, u kernel.Unit) float64 {
	best := 0.0
	for turns, loops := 1000, 0; loops < peakLoops; {
		start := b.now()
		n := dev.Peak(u, turns)
		took := b.now().Sub(start)
		switch {
		case n == 0:
			return 0
		case took < b.plan.loop: // first find out how many turns last long enough
			turns *= 2
		default:
			loops++
			best = max(best, n/took.Seconds()/1e9)
		}
	}
	return best
}

// key is a peak: of a unit on so many workers.
type key struct {
	unit    kernel.Unit
	workers int
}

// peaks is the highest peak of the run so far and the lowest of those measured
// beside a row.
type peaks struct{ best, low float64 }

// around measures a peak before and after f. When they are far below what the
// machine has shown in this run, something else used it: f is called again, up
// to the plan's number of tries. f begins its measurement anew each time.
func (b *bench) around(dev *kernel.Device, u kernel.Unit, f func() error) (peaks, error) {
	for try := 1; ; try++ {
		before := b.peak(dev, u)
		err := f()
		after := b.peak(dev, u)
		p := peaks{best: b.shown(key{u, dev.Workers()}, before, after), low: min(before, after)}
		if err != nil || try >= b.plan.tries || p.disturbed() <= disturbance {
			return p, err
		}
	}
}

// shown is the highest value of a peak in this run.
func (b *bench) shown(k key, more ...float64) float64 {
	if b.best == nil {
		b.best = map[key]float64{}
	}
	for _, v := range more {
		b.best[k] = max(b.best[k], v)
	}
	return b.best[k]
}

// with is both pairs together.
func (p peaks) with(q peaks) peaks {
	if p.best == 0 {
		return q
	}
	return peaks{max(p.best, q.best), min(p.low, q.low)}
}

// disturbed is by which part the lowest is below the highest.
func (p peaks) disturbed() float64 {
	if p.best == 0 {
		return 0
	}
	return 1 - p.low/p.best
}

// set fills in the median and the range of figures.
func (r *row) set(figures []float64) {
	s := slices.Sorted(slices.Values(figures))
	if len(s) == 0 {
		return
	}
	r.Value, r.Least, r.Most, r.Runs = median(s), s[0], s[len(s)-1], len(s)
}

// median of sorted values; of an even number the mean of the middle two.
func median(sorted []float64) float64 {
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// rates turns seconds into work a second.
func rates(work float64, seconds []float64) []float64 {
	out := make([]float64, len(seconds))
	for i, s := range seconds {
		out[i] = work / s
	}
	return out
}

// share is a rate of products held against the peak; rate and peak are in the
// same unit.
func share(rate float64, what string, p peaks) beside {
	b := beside{What: what, Value: p.best, Unit: gflops}
	if b.Value > 0 {
		b.Ratio = rate / b.Value
	}
	return b
}

// gflops is the unit of peaks and of what is held against them.
const gflops = "GFLOP/s"
