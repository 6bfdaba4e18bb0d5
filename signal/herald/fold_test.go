package herald

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// No outcome that a fold learns from reaches into the fold, nor does one of a
// fold that it calls settled. A document in the gap is in neither part.
func TestFoldsKeepTheGap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		horizon := rapid.IntRange(1, 30).Draw(t, "horizon")
		periods := rapid.SliceOfN(rapid.IntRange(0, 250), 1, 200).Draw(t, "periods")
		slices.Sort(periods)
		folds, validation := Folds(periods, horizon, func(f Fold) bool { return f.From > horizon })
		if validation < 0 || validation > len(folds) || len(folds) > 0 && validation == len(folds) {
			t.Fatalf("validation from %d of %d folds", validation, len(folds))
		}
		for i, f := range folds {
			if i > 0 && f.From != folds[i-1].To {
				t.Fatalf("%v have holes", folds)
			}
			for _, p := range periods {
				last := p + horizon // the last period the outcome is made of
				if f.Learns(p, horizon) != (last < f.From) {
					t.Fatalf("fold %v and period %d, horizon %d", f, p, horizon)
				}
				if f.Learns(p, horizon) && f.Judges(p) {
					t.Fatalf("period %d is learnt from and judged in %v", p, f)
				}
				if gap := p < f.From && last >= f.From; gap && (f.Learns(p, horizon) || f.Judges(p)) {
					t.Fatalf("period %d lies in the gap of %v", p, f)
				}
				for _, e := range folds {
					if f.Settled(e, horizon) && e.Judges(p) && last >= f.From {
						t.Fatalf("the outcome of period %d of %v reaches into %v, which calls it settled", p, e, f)
					}
				}
			}
			if i > 1 && !f.Settled(folds[i-2], horizon) || i > 0 && f.Settled(folds[i-1], horizon) || f.Settled(f, horizon) {
				t.Fatalf("horizon %d: before %d of %v, those up to the last but one are settled", horizon, i, folds)
			}
		}
	})
}

// With enough to learn from everywhere, at least the last third is judged, and
// no fold more than that takes.
func TestFoldsValidateAThird(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		periods := rapid.SliceOfN(rapid.IntRange(0, 250), 1, 200).Draw(t, "periods")
		slices.Sort(periods)
		folds, validation := Folds(periods, rapid.IntRange(1, 30).Draw(t, "horizon"), func(Fold) bool { return true })
		judged, needed := 0, 0
		for i, f := range folds[validation:] {
			for _, p := range periods {
				if f.Judges(p) {
					judged++
					if i > 0 {
						needed++
					}
				}
			}
		}
		if judged < len(periods)/3 || needed >= max(len(periods)/3, 1) {
			t.Fatalf("%v judges %d of %d, without its first fold %d", folds[validation:], judged, len(periods), needed)
		}
	})
}

func TestFoldsWithoutPast(t *testing.T) {
	never := func(Fold) bool { return false }
	if folds, _ := Folds([]int{1, 2, 3}, 2, never); folds != nil {
		t.Error("folds that have nothing to learn from")
	}
	if folds, _ := Folds(nil, 2, never); folds != nil {
		t.Error("folds of nothing")
	}
}
