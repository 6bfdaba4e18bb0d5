package report

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"hemline/forecast"
	"hemline/signal"
	"hemline/taxonomy"
)

// trend is a clear rise to twice last year's share, shown by three quotes.
func trend(id string, change func(*Trend)) Trend {
	t := Trend{
		Concept:  taxonomy.Concept{ID: id, Kind: taxonomy.Category},
		Signal:   signal.Signal{Concept: id, Total: 500, LastYear: 4, Stage: signal.Growing, GrowthYear: 0.8},
		Forecast: forecast.Forecast{ID: id, Verdict: forecast.Rise, Probability: 0.8, MASE: 0.8, Baseline: 0.9, Steps: []forecast.Step{{Mean: 8, Q50: 8}}},
		Evidence: []Evidence{{Quote: "a"}, {Quote: "b"}, {Quote: "c"}},
	}
	if change != nil {
		change(&t)
	}
	return t
}

func ids(trends []Trend) []string {
	var out []string
	for _, t := range trends {
		out = append(out, t.Concept.ID)
	}
	return out
}

func TestRankPutsEachStrongerTrendFirst(t *testing.T) {
	for _, c := range []struct {
		name   string
		weaker func(*Trend)
	}{
		{"less probable", func(t *Trend) { t.Forecast.Probability = 0.6 }},
		{"smaller change", func(t *Trend) { t.Forecast.Steps[0].Mean = 5 }},
		{"fewer mentions", func(t *Trend) { t.Signal.Total = 30 }},
		{"no evidence", func(t *Trend) { t.Evidence = nil }},
		{"flat", func(t *Trend) { t.Forecast.Verdict = forecast.Flat }},
		{"a brand", func(t *Trend) { t.Concept.Kind = taxonomy.Brand }},
		{"a person", func(t *Trend) { t.Concept.Kind = taxonomy.Person }},
		{"poorly tested", func(t *Trend) { t.Forecast.MASE = 1.4 }},
		{"a turn that has not begun", func(t *Trend) { t.Signal.Stage = signal.Dormant }},
		{"a whole branch", func(t *Trend) { t.Narrower = 80 }},
		{"no call", func(t *Trend) { t.Forecast.Verdict = "" }},
	} {
		t.Run(c.name, func(t *testing.T) {
			// The weaker one would win a tie by its id.
			trends := []Trend{trend("category/a", c.weaker), trend("category/b", nil)}
			Rank(trends)
			if got := ids(trends); !slices.Equal(got, []string{"category/b", "category/a"}) {
				t.Errorf("order %v, newsworthiness %.3f and %.3f", got, trends[0].Newsworthiness, trends[1].Newsworthiness)
			}
		})
	}
}

func TestRankDampsBroadConcepts(t *testing.T) {
	child := func(id string) Trend {
		return trend(id, func(t *Trend) { t.Concept.Parents = []string{"category/a"} })
	}
	trends := []Trend{trend("category/a", nil), child("category/c"), child("category/d")}
	Rank(trends)
	if got := ids(trends); got[2] != "category/a" {
		t.Errorf("the broad concept is not last: %v", got)
	}
}

func TestSelect(t *testing.T) {
	falling := func(t *Trend) { t.Forecast.Verdict = forecast.Fall }
	narrow := func(parent string) func(*Trend) {
		return func(t *Trend) { t.Concept.Parents = []string{parent} }
	}
	for _, c := range []struct {
		name                             string
		trends                           []Trend
		limit                            int
		rising, falling, seasonal, watch []string
	}{
		{"by verdict and stage", []Trend{
			trend("a/up", nil), trend("a/down", falling),
			trend("a/level", func(t *Trend) { t.Forecast.Verdict = forecast.Flat }),
			trend("a/coat", func(t *Trend) { t.Signal.Stage = signal.Seasonal }),
		}, 5, []string{"a/up"}, []string{"a/down"}, []string{"a/coat"}, []string{"a/level"}},
		{"one scope a concept", []Trend{
			trend("a/up", func(t *Trend) { t.Signal.Scope.Market = "cn"; t.Forecast.Probability = 0.7 }),
			trend("a/up", nil),
		}, 5, []string{"a/up"}, nil, nil, nil},
		{
			"the narrower of two that rise",
			[]Trend{trend("a/jacket", nil), trend("a/barn-jacket", narrow("a/jacket"))},
			5,
			[]string{"a/barn-jacket"},
			nil, nil,
			[]string{"a/jacket"},
		},
		{"a grandchild stands for it too", []Trend{
			trend("a/clothes", nil), trend("a/jacket", func(t *Trend) { narrow("a/clothes")(t); t.Forecast.Verdict = forecast.Flat }),
			trend("a/barn-jacket", narrow("a/jacket")),
		}, 5, []string{"a/barn-jacket"}, nil, nil, []string{"a/clothes", "a/jacket"}},
		{
			"both when they part",
			[]Trend{trend("a/jacket", nil), trend("a/barn-jacket", func(t *Trend) { narrow("a/jacket")(t); falling(t) })},
			5,
			[]string{"a/jacket"},
			[]string{"a/barn-jacket"},
			nil, nil,
		},
		{"the broad one when the narrower is small", []Trend{
			trend("a/jacket", nil), trend("a/barn-jacket", func(t *Trend) { narrow("a/jacket")(t); t.Evidence, t.Signal.Total = nil, 3 }),
		}, 5, []string{"a/jacket", "a/barn-jacket"}, nil, nil, nil},
		{"what only leans is watched, and stands for nothing", []Trend{
			trend("a/jacket", nil), trend("a/barn-jacket", func(t *Trend) { narrow("a/jacket")(t); t.Forecast.Probability = 0.45 }),
		}, 5, []string{"a/jacket"}, nil, nil, []string{"a/barn-jacket"}},
		{"the rest past the limit", []Trend{trend("a/a", nil), trend("a/b", nil), trend("a/c", nil)}, 2, []string{"a/a", "a/b"}, nil, nil, []string{"a/c"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			Rank(c.trends)
			s := Select(c.trends, c.limit)
			for _, p := range []struct {
				name      string
				got, want []string
			}{{"rising", ids(s.Rising), c.rising}, {"falling", ids(s.Falling), c.falling}, {"seasonal", ids(s.Seasonal), c.seasonal}, {"watch", ids(s.Watch), c.watch}} {
				if !slices.Equal(p.got, p.want) {
					t.Errorf("%s: %v, want %v", p.name, p.got, p.want)
				}
			}
		})
	}
}

// Whatever the parents (cycles too), every concept is in one list, once.
func TestSelectIsAPartition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"a/1", "a/2", "a/3", "a/4", "a/5"})
		var trends []Trend
		want := make(map[string]bool)
		for range rapid.IntRange(0, 12).Draw(t, "n") {
			id := name.Draw(t, "id")
			want[id] = true
			trends = append(trends, trend(id, func(r *Trend) {
				r.Concept.Parents = rapid.SliceOfN(name, 0, 3).Draw(t, "parents")
				r.Forecast.Verdict = rapid.SampledFrom([]forecast.Verdict{forecast.Rise, forecast.Flat, forecast.Fall, ""}).Draw(t, "verdict")
				r.Signal.Stage = rapid.SampledFrom([]signal.Stage{signal.Growing, signal.Seasonal}).Draw(t, "stage")
				r.Forecast.Probability = rapid.Float64().Draw(t, "p")
				r.Signal.LastYear = rapid.Float64().Draw(t, "last")
			}))
		}
		Rank(trends)
		limit := rapid.IntRange(0, 3).Draw(t, "limit")
		s := Select(trends, limit)
		seen := make(map[string]bool)
		for _, list := range [][]Trend{s.Rising, s.Falling, s.Seasonal, s.Watch} {
			for _, r := range list {
				if seen[r.Concept.ID] {
					t.Fatalf("%s twice", r.Concept.ID)
				}
				seen[r.Concept.ID] = true
			}
		}
		if len(seen) != len(want) {
			t.Fatalf("%d concepts in, %d out", len(want), len(seen))
		}
		if len(s.Rising) > limit || len(s.Falling) > limit || len(s.Seasonal) > limit {
			t.Fatal("a list is over the limit")
		}
	})
}
