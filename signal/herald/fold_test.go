package herald

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// No outcome that a fold learns from reaches into the fold, and what is decided
// on the early folds was settled before the validation begins. A document in
// the gap is in neither part.
func TestFoldsKeepTheGap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		horizon := rapid.IntRange(1, 30).Draw(t, "horizon")
		periods := rapid.SliceOfN(rapid.IntRange(0, 250), 1, 200).Draw(t, "periods")
		slices.Sort(periods)
		early, validation := Folds(periods, horizon, func(f Fold) bool { return f.From > horizon })
		for i, f := range slices.Concat(early, validation) {
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
				if i < len(early) && f.Judges(p) && last >= validation[0].From {
					t.Fatalf("the outcome of period %d in the early fold %v reaches into the validation from %d", p, f, validation[0].From)
				}
			}
		}
		for i, f := range validation {
			if i > 0 && f.From != validation[i-1].To {
				t.Fatalf("validation %v has holes", validation)
			}
		}
	})
}

// With enough to learn from everywhere, at least the last third is judged.
func TestFoldsValidateAThird(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		periods := rapid.SliceOfN(rapid.IntRange(0, 250), 1, 200).Draw(t, "periods")
		slices.Sort(periods)
		_, validation := Folds(periods, rapid.IntRange(1, 30).Draw(t, "horizon"), func(Fold) bool { return true })
		judged := 0
		for _, f := range validation {
			for _, p := range periods {
				if f.Judges(p) {
					judged++
				}
			}
		}
		if judged < len(periods)/3 {
			t.Fatalf("%v judges %d of %d", validation, judged, len(periods))
		}
	})
}

func TestFoldsWithoutPast(t *testing.T) {
	never := func(Fold) bool { return false }
	if early, validation := Folds([]int{1, 2, 3}, 2, never); early != nil || validation != nil {
		t.Error("folds that have nothing to learn from")
	}
	if early, validation := Folds(nil, 2, never); early != nil || validation != nil {
		t.Error("folds of nothing")
	}
}
