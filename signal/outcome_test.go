package signal

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestOutcomes(t *testing.T) {
	nan := math.NaN()
	even := func(n int) []float64 { return slices.Repeat([]float64{100}, n) }
	for name, c := range map[string]struct {
		mentions, documents []float64
		want                []Outcome
	}{
		"doubles": {
			[]float64{5, 5, 5, 10, 10, 10},
			even(6),
			[]Outcome{Unknown, Stayed, Rose, Stayed, Unknown, Unknown},
		},
		"only the platform grew": {
			[]float64{5, 5, 10, 10},
			[]float64{100, 100, 200, 200},
			[]Outcome{Unknown, Stayed, Unknown, Unknown},
		},
		"too few to say": {
			[]float64{0, 0, 1, 1},
			even(4),
			[]Outcome{Unknown, Stayed, Unknown, Unknown},
		},
		"new": {
			[]float64{0, 0, 9, 1},
			even(4),
			[]Outcome{Unknown, Rose, Unknown, Unknown},
		},
		"nobody listened": {
			[]float64{5, 5, nan, nan, 20, 20},
			[]float64{100, 100, nan, nan, 100, 100},
			[]Outcome{Unknown, Unknown, Rose, Unknown, Unknown, Unknown},
		},
	} {
		s := Signal{Mentions: c.mentions, Documents: c.documents}
		if got := (OutcomeRule{Periods: 2, Factor: 2, Least: 10}).Outcomes(&s); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// An outcome known at an instant is the one known for ever: more periods add
// outcomes and change none.
func TestOutcomesDoNotChange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 40).Draw(t, "periods")
		s := Signal{}
		for range n {
			s.Mentions = append(s.Mentions, float64(rapid.IntRange(0, 20).Draw(t, "mentions")))
			s.Documents = append(s.Documents, float64(rapid.IntRange(20, 200).Draw(t, "documents")))
		}
		rule := OutcomeRule{Periods: rapid.IntRange(1, 6).Draw(t, "ahead"), Factor: 2, Least: 5}
		cut := rapid.IntRange(0, n).Draw(t, "cut")
		then := rule.Outcomes(&Signal{Mentions: s.Mentions[:cut], Documents: s.Documents[:cut]})
		now := rule.Outcomes(&s)
		for p, o := range then {
			if o != Unknown && o != now[p] {
				t.Fatalf("period %d was %v and became %v", p, o, now[p])
			}
			if o == Unknown && p+rule.Periods < cut && p+1 >= rule.Periods {
				t.Fatalf("period %d is over and unknown", p)
			}
		}
	})
}
