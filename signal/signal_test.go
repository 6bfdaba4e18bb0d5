package signal

import (
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hemline/corpus"
	"hemline/series"
)

func day(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }

// appear makes one story's appearance.
func appear(story int64, at time.Time, concepts ...string) corpus.Appearance {
	return corpus.Appearance{Document: story, Story: story, Time: at, Heat: 1, Market: "cn", Channel: "social", Concepts: concepts}
}

func TestCounterCountsStoriesOncePerPeriod(t *testing.T) {
	c := NewCounter(series.Month, time.Time{}, nil, nil)
	a := appear(1, day(2023, 1, 3), "category/skirt")
	a.Heat = 2
	c.Add(a)
	copied := a
	copied.Document, copied.Heat, copied.Time = 2, 5, day(2023, 1, 20)
	c.Add(copied) // same story, same month: more heat, no more mentions
	copied.Document, copied.Time = 3, day(2023, 2, 1)
	c.Add(copied) // same story, next month: heard again
	c.Add(appear(4, day(2023, 2, 2)))
	c.Add(appear(5, day(2023, 4, 2))) // nothing at all in March

	s := c.Signals()
	if len(s) != 1 {
		t.Fatalf("%d signals, want 1", len(s))
	}
	if got := s[0].Mentions; got[0] != 1 || got[1] != 1 || !math.IsNaN(got[2]) || got[3] != 0 {
		t.Errorf("mentions %v, want 1 1 NaN 0", got)
	}
	if got := s[0].Heat; got[0] != 7 || got[1] != 5 {
		t.Errorf("heat %v, want 7 5", got)
	}
	if !math.IsNaN(s[0].Share[2]) {
		t.Errorf("a month without documents has share %v, want missing", s[0].Share[2])
	}
	if got := s[0].Documents; !slices.Equal(got, []float64{1, 2, 0, 1}) {
		t.Errorf("documents %v", got)
	}
}

func TestCounterHoldsScopesApart(t *testing.T) {
	c := NewCounter(series.Month, time.Time{}, []Scope{{}, {Market: "cn"}, {Market: "us", Channel: "news"}}, nil)
	c.Add(appear(1, day(2023, 1, 3), "style/preppy"))
	us := appear(2, day(2023, 1, 4), "style/preppy")
	us.Market, us.Channel = "us", "news"
	c.Add(us)
	var got []float64
	for _, s := range c.Signals() {
		got = append(got, s.Total)
	}
	if !slices.Equal(got, []float64{2, 1, 1}) {
		t.Errorf("mentions by scope %v, want 2 1 1", got)
	}
}

func TestBroaderConceptsCountToo(t *testing.T) {
	up := map[string][]string{"category/a-line-skirt": {"category/skirt"}}
	c := NewCounter(series.Month, time.Time{}, nil, func(id string) []string { return up[id] })
	c.Add(appear(1, day(2023, 1, 3), "category/a-line-skirt", "category/skirt"))
	c.Add(appear(2, day(2023, 1, 4), "category/a-line-skirt"))
	for _, s := range c.Signals() {
		if s.Total != 2 {
			t.Errorf("%s has %v mentions, want 2", s.Concept, s.Total)
		}
	}
}

func TestUnfinishedPeriodIsLeftOut(t *testing.T) {
	c := NewCounter(series.Month, day(2023, 3, 15), nil, nil)
	for m := 1; m <= 3; m++ {
		c.Add(appear(int64(m), day(2023, m, 10), "style/y2k"))
	}
	if got := len(c.Signals()[0].Mentions); got != 2 {
		t.Errorf("%d months counted, want the 2 that are over", got)
	}
}

// A platform that doubles must not move a share.
func TestShareDoesNotFollowVolume(t *testing.T) {
	c := NewCounter(series.Month, time.Time{}, nil, nil)
	story := int64(0)
	for m := range 24 {
		documents, mentions := 2000, 20
		if m >= 12 {
			documents, mentions = 4000, 40
		}
		for i := range documents {
			story++
			a := appear(story, day(2021, 1+m, 1))
			if i < mentions {
				a.Concepts = []string{"fabric/linen"}
			}
			c.Add(a)
		}
	}
	s := c.Signals()[0]
	if g := s.GrowthYear; math.Abs(g) > 0.02 {
		t.Errorf("growth %.3f when only the platform grew, want none", g)
	}
	if s.Stage != Peak {
		t.Errorf("stage %s (%s)", s.Stage, s.Rule)
	}
}

// monthlySignal builds a signal from mentions a month over 10,000 documents.
func monthlySignal(mentions ...float64) Signal {
	s := Signal{Concept: "x", Freq: series.Month, Start: day(2020, 1, 1), Mentions: mentions}
	for _, m := range mentions {
		s.Documents = append(s.Documents, 10_000)
		if !math.IsNaN(m) {
			s.Total += m
		}
	}
	s.Share = shares(s.Mentions, s.Documents, s.Freq)
	s.read()
	return s
}

func repeat(v float64, n int) []float64 { return slices.Repeat([]float64{v}, n) }

func TestStages(t *testing.T) {
	winter := []float64{20, 12, 4, 1, 1, 0, 0, 1, 2, 8, 20, 25}
	for _, c := range []struct {
		name     string
		mentions []float64
		want     Stage
	}{
		{"from nothing to loud", append(repeat(0, 33), 4, 15, 21), Emerging},
		{"a third more than a year ago", append(repeat(60, 24), slices.Concat(repeat(60, 9), repeat(90, 3))...), Growing},
		{"a fad, long over", slices.Concat(repeat(0, 20), []float64{4, 15, 21, 6, 1}, repeat(0, 14), []float64{1}), Dormant},
		{"halved in a year", append(repeat(60, 33), 30, 28, 30), Declining},
		{"steady", repeat(40, 36), Peak},
		{"every winter", slices.Concat(winter, winter, winter), Seasonal},
		{"nothing in the last year", append(repeat(5, 24), repeat(0, 12)...), Dormant},
		{"three mentions against one are no trend", append(repeat(1, 33), 1, 1, 2), Peak},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := monthlySignal(c.mentions...)
			if s.Stage != c.want {
				t.Errorf("stage %s (%s), want %s", s.Stage, s.Rule.Text("en"), c.want)
			}
			for _, lang := range []string{"en", "zh"} {
				if s.Rule.Text(lang) == "" {
					t.Errorf("no rule in %s", lang)
				}
			}
		})
	}
}

// A source that fell silent does not put its concepts to sleep.
func TestSilenceIsNoStage(t *testing.T) {
	s := monthlySignal(slices.Concat(repeat(20, 33), repeat(90, 3))...)
	quiet := s
	for range 4 {
		quiet.Mentions = append(quiet.Mentions, math.NaN())
		quiet.Documents = append(quiet.Documents, 0)
	}
	quiet.read()
	if quiet.Stage != s.Stage || quiet.Rule.Text("en") != s.Rule.Text("en") || quiet.GrowthYear != s.GrowthYear {
		t.Errorf("after four months without documents: %s (%s), before: %s (%s)", quiet.Stage, quiet.Rule, s.Stage, s.Rule)
	}
}

func TestSeasonFindsItsPeak(t *testing.T) {
	winter := []float64{20, 12, 4, 1, 1, 0, 0, 1, 2, 8, 20, 25}
	s := monthlySignal(slices.Concat(winter, winter, winter)...)
	if !slices.Contains(s.PeakPeriods, 12) || !slices.Contains(s.PeakPeriods, 1) || slices.Contains(s.PeakPeriods, 7) {
		t.Errorf("peak %v, want the winter", s.PeakPeriods)
	}
	if s.Seasonality < 0.8 {
		t.Errorf("strength %.2f of a perfect season", s.Seasonality)
	}
	// A climb is none, nor is a decline.
	var up, down []float64
	for m := range 48 {
		up = append(up, 20+math.Round(100*math.Pow(1.08, float64(max(0, m-30)))))
		down = append(down, 20+math.Round(100*math.Pow(0.92, float64(max(0, m-30)))))
	}
	if a, b := monthlySignal(up...), monthlySignal(down...); a.PeakPeriods != nil || b.PeakPeriods != nil {
		t.Errorf("a climb peaks in %v (%.2f), a decline in %v (%.2f)", a.PeakPeriods, a.Seasonality, b.PeakPeriods, b.Seasonality)
	}
	// One loud month is no season, however loud.
	if s := monthlySignal(slices.Concat(repeat(2, 20), []float64{80}, repeat(2, 27))...); s.PeakPeriods != nil {
		t.Errorf("one event was called a season with peak %v", s.PeakPeriods)
	}
}

func TestSeasonOfWeeksIsInMonths(t *testing.T) {
	s := Signal{Freq: series.Week, Start: series.Week.Floor(day(2020, 1, 6))}
	for p := range 156 {
		week := s.Freq.Add(s.Start, p)
		m := 1.0
		if week.Month() == time.July {
			m = 12
		}
		s.Mentions = append(s.Mentions, m)
		s.Documents = append(s.Documents, 2500)
		s.Total += m
	}
	s.read()
	if !slices.Contains(s.PeakPeriods, 7) || len(s.PeakPeriods) > 2 {
		t.Errorf("peak %v, want July", s.PeakPeriods)
	}
}

// A share may depend on what came before its period, never on what came
// after: a backtest on it would see the future.
func TestConstantRateGivesConstantShare(t *testing.T) {
	mentions, documents := repeat(5, 30), repeat(50, 30)
	for p, v := range shares(mentions, documents, series.Month) {
		if math.Abs(v-1000) > 1e-9 {
			t.Errorf("share %d is %v of a constant 1000", p, v)
		}
	}
}

func TestSharesDoNotSeeTheFuture(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 60).Draw(t, "periods")
		count := rapid.Float64Range(0, 500)
		mentions := rapid.SliceOfN(count, n, n).Draw(t, "mentions")
		documents := rapid.SliceOfN(rapid.Float64Range(0, 5000), n, n).Draw(t, "documents")
		cut := rapid.IntRange(1, n-1).Draw(t, "cut")
		whole := shares(mentions, documents, series.Month)
		part := shares(mentions[:cut], documents[:cut], series.Month)
		for i := range part {
			if whole[i] != part[i] && !(math.IsNaN(whole[i]) && math.IsNaN(part[i])) {
				t.Fatalf("share %d is %v with the future and %v without", i, whole[i], part[i])
			}
		}
	})
}

func TestCounterDoesNotSeeTheFuture(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 80).Draw(t, "n")
		var all []corpus.Appearance
		for i := range n {
			a := appear(int64(rapid.IntRange(0, 20).Draw(t, "story")), day(2022, 1, 1).AddDate(0, 0, 9*i))
			if rapid.Bool().Draw(t, "mentions") {
				a.Concepts = []string{"style/gorpcore"}
			}
			all = append(all, a)
		}
		until := day(2022, rapid.IntRange(2, 20).Draw(t, "month"), 1)
		whole := NewCounter(series.Month, until, nil, nil)
		part := NewCounter(series.Month, until, nil, nil)
		for _, a := range all {
			whole.Add(a)
			if a.Time.Before(until) {
				part.Add(a)
			}
		}
		w, p := whole.Signals(), part.Signals()
		if len(w) != len(p) {
			t.Fatalf("%d signals with the future, %d without", len(w), len(p))
		}
		for i := range w {
			if w[i].Rule.Text("en") != p[i].Rule.Text("en") || !slices.EqualFunc(w[i].Share, p[i].Share, same) {
				t.Fatalf("signal differs: %v and %v", w[i], p[i])
			}
		}
	})
}

func same(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }
