package herald

import "slices"

// Fold is a stretch of periods [From, To) that is judged by what was known
// before it: outcomes that were settled when From began.
type Fold struct{ From, To int }

// Learns reports whether the outcome after a period, which takes horizon
// periods more, was settled before the fold began.
func (f Fold) Learns(period, horizon int) bool { return period+horizon < f.From }

// Judges reports whether a period lies in the fold.
func (f Fold) Judges(period int) bool { return f.From <= period && period < f.To }

// Settled reports whether every outcome that an earlier fold is judged by was
// settled before this one began: what is decided by it knows nothing of f.
func (f Fold) Settled(earlier Fold, horizon int) bool { return f.Learns(earlier.To-1, horizon) }

// Folds cuts the periods of what is labelled, in order of time, into folds of
// horizon periods, from the last one back, as far as enough says that what a
// fold may learn from is enough. They are in order of time; those from
// validation on hold the last third, or more, of what is labelled.
func Folds(periods []int, horizon int, enough func(Fold) bool) (folds []Fold, validation int) {
	if len(periods) == 0 {
		return nil, 0
	}
	want, first := max(len(periods)/3, 1), periods[0]
	seen, judging := 0, 0
	for to := periods[len(periods)-1] + 1; to > first; to -= horizon {
		f := Fold{From: to - horizon, To: to}
		if !enough(f) {
			break
		}
		folds = append(folds, f)
		if seen < want {
			judging++
		}
		for _, p := range periods {
			if f.Judges(p) {
				seen++
			}
		}
	}
	slices.Reverse(folds)
	return folds, len(folds) - judging
}
