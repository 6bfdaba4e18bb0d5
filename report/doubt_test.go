package report

import (
	"math"
	"slices"
	"testing"

	"hemline/forecast"
)

func TestDoubts(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		name string
		f    forecast.Forecast
		want []string
	}{
		{"good", forecast.Forecast{Verdict: forecast.Rise, MASE: 0.8, Baseline: 0.9}, nil},
		{"no claim", forecast.Forecast{MASE: nan}, nil},
		{"untested", forecast.Forecast{Verdict: forecast.Rise, MASE: nan, Baseline: nan}, []string{"doubt.short"}},
		{"short", forecast.Forecast{Verdict: forecast.Rise, MASE: 0.8, Baseline: 0.9, Status: "short"}, []string{"doubt.short"}},
		{"large error", forecast.Forecast{Verdict: forecast.Rise, MASE: 1.2, Baseline: nan}, []string{"doubt.mase"}},
		{"large error, but so is naive's", forecast.Forecast{Verdict: forecast.Rise, MASE: 1.2, Baseline: 1.3}, nil},
		{"at the bound", forecast.Forecast{Verdict: forecast.Rise, MASE: 1, Baseline: 1}, nil},
		{"beaten", forecast.Forecast{Verdict: forecast.Rise, MASE: 0.9, Baseline: 0.8}, []string{"doubt.naive"}},
		{"gaps", forecast.Forecast{Verdict: forecast.Rise, MASE: 1.1, Baseline: 0.8, Status: "gaps"}, []string{"doubt.naive", "doubt.gaps"}},
	} {
		if got := (&Trend{Forecast: c.f}).doubts(); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
