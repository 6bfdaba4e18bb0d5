package app

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"hemline/report"
)

// report lays an analysis out as the report shows it.
func (w *workspace) report(an *analysis, generated time.Time, synthetic bool) *report.Report {
	chosen := report.Select(an.trends, w.cfg.Report.Top)
	return &report.Report{
		Title: w.cfg.Title, Lang: w.cfg.Language,
		AsOf: an.until.AddDate(0, 0, -1), Generated: generated.UTC(), Scope: an.scope, Freq: w.cfg.Period, Horizon: w.cfg.Ahead(),
		Rising: chosen.Rising, Falling: chosen.Falling, SeasonalTrends: chosen.Seasonal, Watch: chosen.Watch,
		Quality: an.quality, Method: w.method(an), Synthetic: synthetic,
	}
}

// method says how the figures were made and how well that did before.
func (w *workspace) method(an *analysis) report.Method {
	m := report.Method{
		Version: Version,
		Pack: report.Pack{
			Name: w.pack.Name, Version: fmt.Sprint(w.pack.Version), Fingerprint: w.pack.Fingerprint(), Concepts: len(w.pack.Concepts()),
		},
		Coverage: math.NaN(),
		Series:   len(an.forecasts),
		Parameters: []report.Parameter{
			{Name: "period", Value: string(w.cfg.Period)},
			{Name: "horizon", Value: fmt.Sprint(w.cfg.Ahead())},
			{Name: "threshold", Value: fmt.Sprint(w.cfg.Report.Threshold)},
			{Name: "min_mentions", Value: fmt.Sprint(w.cfg.Report.MinMentions)},
			{Name: "similarity", Value: fmt.Sprint(w.cfg.Dedupe.Similarity)},
			{Name: "window_days", Value: fmt.Sprint(w.cfg.Dedupe.WindowDays)},
		},
	}
	// Pooled per method: the mean error of the series it was chosen for,
	// beside seasonal naive on the same windows.
	sums := map[string]*report.Score{}
	tested := map[string]int{}
	for _, f := range an.forecasts {
		s := sums[f.Method]
		if s == nil {
			s = &report.Score{Method: f.Method, Coverage: math.NaN()}
			sums[f.Method] = s
		}
		s.Chosen++
		if !math.IsNaN(f.MASE) && !math.IsNaN(f.Baseline) {
			s.MASE += f.MASE
			s.Baseline += f.Baseline
			tested[f.Method]++
		}
	}
	for name, s := range sums {
		n := float64(tested[name])
		s.MASE, s.Baseline = s.MASE/n, s.Baseline/n // NaN when none was tested
		m.Scores = append(m.Scores, *s)
	}
	slices.SortFunc(m.Scores, func(a, b report.Score) int {
		return cmp.Or(cmp.Compare(b.Chosen, a.Chosen), cmp.Compare(a.Method, b.Method))
	})
	return m
}
