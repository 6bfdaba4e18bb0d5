package report

import (
	"bytes"
	"encoding/json"
	"math"
	"testing"
	"time"

	"hemline/forecast"
	"hemline/series"
	"hemline/signal"
	"hemline/taxonomy"
)

func TestTrendsJSONForm(t *testing.T) {
	full := Trend{
		Concept: taxonomy.Concept{ID: "category/puffer-jacket", Kind: taxonomy.Category, Labels: map[string]string{"en": "Puffer jacket", "zh": "羽绒服"}},
		Signal: signal.Signal{
			Freq: series.Month, Share: []float64{9, 9, 4, math.NaN(), 8}, Total: 71, GrowthYear: 0.25, GrowthRecent: -0.5,
			PeakPeriods: []int{1, 11, 12}, Stage: signal.Seasonal, Rule: signal.Rule{Name: signal.RuleSeason, Figures: []float64{81}},
		},
		Forecast: forecast.Forecast{Origin: time.Date(2024, 7, 1, 0, 0, 0, 0, time.UTC), Method: "seasonal naive", Verdict: forecast.Rise, Probability: 0.9, MASE: 0.75, Baseline: 0.8},
		Near:     []Near{{taxonomy.Concept{ID: "fabric/down"}, 0.71239}},
	}
	unknown := Trend{
		Concept:  taxonomy.Concept{ID: "scent/oud", Kind: "scent", Labels: map[string]string{"en": "Oud & <rose>"}},
		Signal:   signal.Signal{Total: math.NaN(), GrowthYear: math.NaN(), GrowthRecent: math.Inf(1), Scope: signal.Scope{Market: "cn"}},
		Forecast: forecast.Forecast{Verdict: forecast.Flat, Probability: math.NaN(), MASE: math.NaN(), Baseline: math.NaN()},
	}
	unknown.Newsworthiness = 2 // the input's order must not count
	full.Newsworthiness = 3
	var b bytes.Buffer
	in := []Trend{unknown, full}
	if err := WriteTrendsJSON(&b, in); err != nil {
		t.Fatal(err)
	}
	want := `[
  {
    "concept": "category/puffer-jacket",
    "kind": "category",
    "labels": {
      "en": "Puffer jacket",
      "zh": "羽绒服"
    },
    "stage": "seasonal",
    "direction": "rise",
    "probability": 0.9,
    "growth": 0.25,
    "growth_recent": -0.5,
    "share": 6,
    "mentions": 71,
    "peak_periods": [
      1,
      11,
      12
    ],
    "near": [
      {
        "concept": "fabric/down",
        "cosine": 0.712
      }
    ],
    "method": "seasonal naive",
    "mase": 0.75,
    "mase_seasonal_naive": 0.8,
    "rule": "the month of the year explains 81 % of its movement",
    "scope": "all/all/all",
    "as_of": "2024-07-01"
  },
  {
    "concept": "scent/oud",
    "kind": "scent",
    "labels": {
      "en": "Oud \u0026 \u003crose\u003e",
      "zh": "Oud \u0026 \u003crose\u003e"
    },
    "stage": "",
    "direction": "flat",
    "probability": null,
    "growth": null,
    "growth_recent": null,
    "share": null,
    "mentions": null,
    "peak_periods": [],
    "near": [],
    "method": "",
    "mase": null,
    "mase_seasonal_naive": null,
    "rule": "",
    "scope": "cn/all/all",
    "as_of": ""
  }
]
`
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
	if in[0].Concept.ID != "scent/oud" {
		t.Error("the input was reordered")
	}
}

func TestTrendsJSONEmptyIsAnArray(t *testing.T) {
	var b bytes.Buffer
	if err := WriteTrendsJSON(&b, nil); err != nil {
		t.Fatal(err)
	}
	if b.String() != "[]\n" {
		t.Errorf("got %q", b.String())
	}
}

func TestGrowthFallsBack(t *testing.T) {
	r := Trend{Signal: signal.Signal{GrowthYear: math.NaN(), GrowthRecent: 0.4}}
	if r.Growth() != 0.4 {
		t.Errorf("growth %v, want the recent one", r.Growth())
	}
	r.Signal.GrowthYear = -0.1
	if r.Growth() != -0.1 {
		t.Errorf("growth %v, want the year's", r.Growth())
	}
}

func TestShareIsTheRecentWindow(t *testing.T) {
	for f, window := range map[series.Freq]int{series.Day: 28, series.Week: 13, series.Month: 3} {
		r := Trend{Signal: signal.Signal{Freq: f, Share: make([]float64, 100)}}
		for i := 100 - window; i < 100; i++ {
			r.Signal.Share[i] = 2
		}
		if r.Share() != 2 {
			t.Errorf("%s: share %v over a longer window than %d", f, r.Share(), window)
		}
		r.Signal.Share[100-window] = 2 + float64(window)
		if r.Share() != 3 {
			t.Errorf("%s: share %v over a shorter window than %d", f, r.Share(), window)
		}
	}
}

func TestSampleTrendsRoundTrip(t *testing.T) {
	r := sampleReport("en", series.Month)
	var b bytes.Buffer
	if err := WriteTrendsJSON(&b, r.Rising); err != nil {
		t.Fatal(err)
	}
	var back []map[string]any
	if err := json.Unmarshal(b.Bytes(), &back); err != nil {
		t.Fatal(err)
	}
	for i := range r.Rising {
		if got := back[i]["share"].(float64); got != r.Rising[i].Share() {
			t.Errorf("%s: share %v came back as %v", r.Rising[i].Concept.ID, r.Rising[i].Share(), got)
		}
	}
}
