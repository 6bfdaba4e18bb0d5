package signal

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"hemline/series"
)

// Twelve months at 10 mentions, then a month at 40, among 1,000 documents each.
func TestStandings(t *testing.T) {
	s := Signal{Freq: series.Month, Documents: slices.Repeat([]float64{1000}, 13), Mentions: slices.Repeat([]float64{10}, 13)}
	s.Mentions[12] = 40
	got := OutcomeRule{Periods: 2, Factor: 2, Least: 1}.Standings(&s)
	if len(got) != 14 {
		t.Fatalf("%d standings of 13 periods and the one to come", len(got))
	}
	if st := got[0]; st != (Standing{}) {
		t.Errorf("before anything was heard: %+v", st)
	}
	if st := got[12]; st.Mentions != 20 || st.Share != 100 || math.Abs(st.Recent) > 0.01 || math.Abs(st.Year) > 0.01 || math.Abs(st.Season) > 0.02 {
		t.Errorf("level for a year: %+v", st)
	}
	st := got[13]
	if st.Mentions != 50 || st.Share != 250 {
		t.Errorf("after the jump: %+v", st)
	}
	for name, c := range map[string]struct{ got, want float64 }{
		"lately": {st.Recent, math.Log(40. / 25)}, // of two months' mean of 25
		"year":   {st.Year, math.Log(150. / 12 / 25)},
		"season": {st.Season, math.Log(10. / 25)},
	} {
		if math.Abs(c.got-c.want) > 0.05 { // one mention's worth of drawing in
			t.Errorf("%s: %.3f, want about %.3f", name, c.got, c.want)
		}
	}
}

// How a concept stood is not changed by what came later, nor by the period
// itself.
func TestStandingsDoNotSeeAhead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 40).Draw(t, "periods")
		draw := func(name string, low int) []float64 {
			out := make([]float64, n)
			for i := range out {
				if out[i] = float64(rapid.IntRange(low, 50).Draw(t, name)); rapid.IntRange(0, 9).Draw(t, "silent") == 0 {
					out[i] = math.NaN()
				}
			}
			return out
		}
		a := Signal{Freq: series.Month, Mentions: draw("mentions", 0), Documents: draw("documents", 1)}
		cut := rapid.IntRange(0, n).Draw(t, "cut")
		b := Signal{Freq: series.Month, Mentions: slices.Concat(a.Mentions[:cut], draw("other", 0)[cut:]), Documents: slices.Concat(a.Documents[:cut], draw("others", 1)[cut:])}
		rule := OutcomeRule{Periods: rapid.IntRange(1, 30).Draw(t, "ahead"), Factor: 2, Least: 5}
		then, now := rule.Standings(&a), rule.Standings(&b)
		for p := range cut + 1 {
			if then[p] != now[p] {
				t.Fatalf("before period %d, cut at %d: %+v became %+v", p, cut, then[p], now[p])
			}
			if !(math.Abs(then[p].Recent)+math.Abs(then[p].Year)+math.Abs(then[p].Season) < 100) {
				t.Fatalf("before period %d: %+v", p, then[p])
			}
		}
	})
}
