package ledger

import (
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hemline/forecast"
	"hemline/forecast/backtest"
	"hemline/series"
)

// came is a series of 24 months of 2, then what is given.
func came(values ...float64) series.Series {
	s := series.Series{ID: "colour/red", Freq: series.Month, Start: date(2022, 1, 1)}
	for range 24 {
		s.Values = append(s.Values, 2)
	}
	s.Values = append(s.Values, values...)
	return s
}

func entry(t *testing.T) *Entry {
	t.Helper()
	return &Entry{Line: 1, Hash: hashOf([]byte("x")), Call: sampleCall(t, "colour/red")}
}

func near(t *testing.T, what string, got backtest.Number, want float64) {
	t.Helper()
	if !(math.Abs(float64(got)-want) < 1e-12) && !(math.IsNaN(float64(got)) && math.IsNaN(want)) {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

// The call says 3, 3.1, 3.2 with intervals of -0.4 to +0.5, scale 0.5, seasonal
// naive 2, 2.5, 2.9, last year 2.2 with a margin of 0.11.
func TestJudge(t *testing.T) {
	e := entry(t)
	partial, ok := e.Judge(came(3.5, 2.5), date(2024, 3, 1))
	if !ok || partial.Final || partial.Came != "" || partial.Hit || partial.From != 0 || len(partial.Actual) != 2 {
		t.Fatalf("partial: %v, %+v", ok, partial)
	}
	near(t, "MASE", partial.MASE, (0.5+0.6)/2/0.5)
	near(t, "seasonal naive's", partial.Naive, (1.5+0)/2/0.5)
	if partial.Known != 2 || partial.Inside != 1 { // 3.5 is the upper end, 2.5 below 2.7
		t.Errorf("%d of %d inside", partial.Inside, partial.Known)
	}
	// Levels 0.1, 0.5, 0.9 of 2.6, 3, 3.5 at 3.5 and of 2.7, 3.1, 3.6 at 2.5.
	near(t, "pinball", partial.Pinball, ((0.1*0.9+0.5*0.5+0)+(0.9*0.2+0.5*0.6+0.1*1.1))/3/2/0.5)

	e.Scores, e.latest = []Score{partial}, []float64{3.5, 2.5}
	final, ok := e.Judge(came(3.5, 2.5, math.NaN()), date(2024, 4, 1))
	if !ok || !final.Final || final.Revised || final.From != 2 || final.Known != 2 || final.Came != forecast.Rise || !final.Hit {
		t.Fatalf("final: %v, %+v", ok, final)
	}
	e.Scores, e.latest = append(e.Scores, final), []float64{3.5, 2.5, math.NaN()}
	if again, ok := e.Judge(came(3.5, 2.5, math.NaN(), 8, 9), date(2024, 6, 1)); ok {
		t.Errorf("scored again with nothing new: %+v", again)
	}
	revised, ok := e.Judge(came(3.5, 0.3, 2.8), date(2024, 6, 1))
	if !ok || !revised.Revised || revised.From != 1 || revised.Known != 3 || revised.Came != forecast.Flat || revised.Hit {
		t.Fatalf("revised: %v, %+v", ok, revised)
	}
	if _, ok := e.Judge(came(9, 9, 9), date(2024, 3, 31)); ok {
		t.Error("an older vintage was scored after a newer one")
	}
}

func TestNothingToJudge(t *testing.T) {
	for what, s := range map[string]series.Series{
		"nothing has passed":    came(),
		"another frequency":     {Freq: series.Week, Start: date(2024, 1, 1), Values: []float64{1, 2, 3}},
		"the series ended long": {Freq: series.Month, Start: date(2020, 1, 1), Values: []float64{1, 2, 3}},
	} {
		if got, ok := entry(t).Judge(s, date(2024, 9, 1)); ok {
			t.Errorf("%s: %+v", what, got)
		}
	}
	// All passed, nothing known: final, but neither right nor wrong.
	got, ok := entry(t).Judge(came(math.NaN(), math.NaN(), math.NaN()), date(2024, 9, 1))
	if !ok || !got.Final || got.Came != "" || got.Hit || got.Known != 0 || finite(got.MASE) {
		t.Errorf("%v, %+v", ok, got)
	}
	// A series that repeated itself has no scale.
	e := entry(t)
	e.Call.Scale = 0
	if got, _ := e.Judge(came(3, 3, 3), date(2024, 9, 1)); finite(got.MASE) || finite(got.Pinball) || got.Known != 3 {
		t.Errorf("without a scale: %+v", got)
	}
}

// What comes after the day of a score does not touch it, whatever it is.
func TestScoreReadsNothingLater(t *testing.T) {
	e := entry(t)
	rapid.Check(t, func(r *rapid.T) {
		months := rapid.IntRange(1, 4).Draw(r, "months")
		asOf := time.Date(2024, time.Month(1+months), rapid.IntRange(1, 28).Draw(r, "day"), 0, 0, 0, 0, time.UTC)
		past := rapid.SliceOfN(rapid.Float64Range(0, 10), months, months).Draw(r, "past")
		future := rapid.SliceOfN(rapid.Float64(), 0, 5).Draw(r, "future")
		a, okA := e.Judge(came(past...), asOf)
		b, okB := e.Judge(came(slices.Concat(past, future)...), asOf)
		first, err := encode(a)
		if err != nil {
			r.Fatal(err)
		}
		if second, err := encode(b); err != nil || okA != okB || string(first) != string(second) {
			r.Fatalf("%s\n%s %v", first, second, err)
		}
	})
}

// Scored as time passes, then after a revision: each is added, none changed,
// and each way of judging takes its own.
func TestVintages(t *testing.T) {
	dir := sample(t)
	before := contents(t, dir, FileName)
	if n := score(t, dir, date(2024, 4, 1), nil); n != 0 {
		t.Errorf("%d scores added with nothing new", n)
	}
	lower := func(s series.Series) { s.Values[25] = 0.1 }
	if n := score(t, dir, date(2024, 5, 1), lower); n != 3 {
		t.Errorf("%d scores after a revision, want 3", n)
	}
	after := contents(t, dir, FileName)
	if string(after[:len(before)]) != string(before) {
		t.Error("earlier lines changed")
	}
	l := whole(t, dir)
	e := &l.Entries[0]
	if len(e.Scores) != 3 || !e.Scores[2].Revised || e.Scores[2].From != 1 {
		t.Fatalf("%+v", e.Scores)
	}
	first, _ := e.Outcome(FirstKnown, time.Time{})
	now, _ := e.Outcome(AsRevised, time.Time{})
	if !first.Hit || now.Hit || !first.AsOf.Equal(date(2024, 4, 1)) || !now.AsOf.Equal(date(2024, 5, 1)) {
		t.Errorf("first known %+v, as revised %+v", first, now)
	}
	if then, ok := e.Outcome(AsRevised, date(2024, 4, 15)); !ok || !then.Hit {
		t.Errorf("a day after the first: %+v", then)
	}
	if _, ok := e.Outcome(FirstKnown, date(2024, 3, 15)); ok {
		t.Error("an outcome before the last period had passed")
	}
	if v := e.valuesAt(first); v[1] == 0.1 || v[1] != history("colour/red").Values[25] {
		t.Errorf("values of the first vintage: %v", v)
	}
}
