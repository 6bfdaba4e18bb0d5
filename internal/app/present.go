package app

import (
	"fmt"
	"math"
	"time"

	"hemline/forecast/backtest"
	"hemline/report"
)

// report lays an analysis out as the report shows it.
func (w *workspace) report(an *analysis, table backtest.Table, generated time.Time, synthetic bool) *report.Report {
	chosen := report.Select(an.trends, w.cfg.Report.Top)
	r := &report.Report{
		Title: w.cfg.Title, Lang: w.cfg.Language,
		AsOf: an.until.AddDate(0, 0, -1), Generated: generated.UTC(), Scope: an.scope, Freq: w.cfg.Period, Horizon: w.cfg.Ahead(),
		Rising: chosen.Rising, Falling: chosen.Falling, SeasonalTrends: chosen.Seasonal, Watch: chosen.Watch,
		Quality: an.quality, Method: w.method(an, table), Synthetic: synthetic,
	}
	if an.space != nil {
		var shown []string
		for _, list := range [][]report.Trend{r.Rising, r.Falling, r.SeasonalTrends} {
			for i := range list {
				shown = append(shown, list[i].Concept.ID)
			}
		}
		r.Groups = an.space.Groups(shown)
	}
	return r
}

// method says how the figures were made and how well that did before.
func (w *workspace) method(an *analysis, table backtest.Table) report.Method {
	m := report.Method{
		Version: Version,
		Pack: report.Pack{
			Name: w.pack.Name, Version: fmt.Sprint(w.pack.Version), Fingerprint: w.pack.Fingerprint(), Concepts: len(w.pack.Concepts()),
		},
		Coverage: math.NaN(), Origins: table.Origins, Series: table.Series,
		Parameters: []report.Parameter{
			{Name: "period", Value: string(w.cfg.Period)},
			{Name: "horizon", Value: fmt.Sprint(w.cfg.Ahead())},
			{Name: "threshold", Value: fmt.Sprint(w.cfg.Report.Threshold)},
			{Name: "min_mentions", Value: fmt.Sprint(w.cfg.Report.MinMentions)},
			{Name: "similarity", Value: fmt.Sprint(w.cfg.Dedupe.Similarity)},
			{Name: "window_days", Value: fmt.Sprint(w.cfg.Dedupe.WindowDays)},
		},
	}
	m.Language = an.language.method(an.space)
	share := map[string]float64{}
	for _, f := range an.forecasts {
		for _, m := range f.Mix {
			share[m.Method] += m.Weight / float64(len(an.forecasts))
		}
	}
	for _, r := range table.Rows {
		if r.Windows == 0 {
			continue
		}
		base := float64(table.Rows[0].MASE) // seasonal naive is the first row of every table
		if r.Method == backtest.Ensemble {
			m.Overall = &report.Overall{MASE: float64(r.MASE), Baseline: base, Direction: float64(r.Direction)}
			m.Coverage = float64(r.Coverage80)
			m.Overall.OWA = float64(r.OWA)
			continue
		}
		m.Scores = append(m.Scores, report.Score{
			Method: r.Method, Share: share[r.Method], MASE: float64(r.MASE), Baseline: base, Coverage: float64(r.Coverage80), OWA: float64(r.OWA),
		})
	}
	for _, p := range table.Parts {
		last := p.Rows[len(p.Rows)-1] // the ensemble
		m.Cover = append(m.Cover, report.Cover{
			From: p.From, To: p.To, In50: float64(last.Coverage50), In80: float64(last.Coverage80), In95: float64(last.Coverage95),
		})
	}
	return m
}
