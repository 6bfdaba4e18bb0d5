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

// Folds cuts the periods of what is labelled, in order of time, into folds of
// horizon periods, from the last one back, as far as enough says that what a
// fold may learn from is enough. Validation is as many as it takes to hold the
// last third. Early are those whose outcomes were settled before it began, so
// that something may be decided on them; folds between are in neither.
func Folds(periods []int, horizon int, enough func(Fold) bool) (early, validation []Fold) {
	if len(periods) == 0 {
		return nil, nil
	}
	want, first := len(periods)/3, periods[0]
	seen := 0
	for to := periods[len(periods)-1] + 1; to > first; to -= horizon {
		f := Fold{From: to - horizon, To: to}
		if !enough(f) {
			break
		}
		if seen < max(want, 1) {
			validation = slices.Insert(validation, 0, f)
			for _, p := range periods {
				if f.Judges(p) {
					seen++
				}
			}
		} else if validation[0].Learns(f.To-1, horizon) {
			early = slices.Insert(early, 0, f)
		}
	}
	return early, validation
}
