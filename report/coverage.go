package report

import (
	"fmt"
	"html/template"

	"hemline/report/chart"
)

// Cover is the part of the values that came inside the intervals, in the steps
// From to To of the horizon, counted from 1; NaN when not measured.
type Cover struct {
	From, To         int
	In50, In80, In95 float64
}

// coverage draws how the intervals did at past origins, by the steps of the
// horizon; nothing when that was not measured.
func (p *page) coverage(cover []Cover) template.HTML {
	w := p.words
	in := []chart.Interval{{Nominal: 0.95}, {Nominal: 0.8}, {Nominal: 0.5}}
	var ticks []chart.Tick
	var hints []string
	measured := false
	for i, c := range cover {
		for j, v := range []float64{c.In95, c.In80, c.In50} {
			in[j].Held = append(in[j].Held, v)
			measured = measured || finite(v)
		}
		steps := fmt.Sprint(c.From)
		if c.To > c.From {
			steps = fmt.Sprintf("%d–%d", c.From, c.To)
		}
		ticks = append(ticks, chart.Tick{At: i, Label: steps, Minor: i%2 == 1})
		hints = append(hints, w.T("coverage.hint", "steps", steps, "p50", w.percent(c.In50), "p80", w.percent(c.In80), "p95", w.percent(c.In95)))
	}
	if !measured {
		return ""
	}
	for j := range in {
		in[j].Label = w.percent(in[j].Nominal)
	}
	return template.HTML(chart.Coverage{
		ID: "coverage", Title: w.T("coverage.title"), Desc: w.T("coverage.desc"),
		Intervals: in, Ticks: ticks, Hints: hints,
	}.SVG())
}
