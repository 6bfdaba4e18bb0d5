package app

import (
	"context"
	"slices"
	"time"

	"hemline/signal"
)

// askWorkspace takes the concepts of a workspace that are talked about enough,
// as trends and reports do: their share of voice, a series each.
func (a *App) askWorkspace(ctx context.Context, o ForecastOptions) (*question, error) {
	var until time.Time
	var err error
	if o.AsOf != "" {
		if until, err = ParseDay(o.AsOf); err != nil {
			return nil, err
		}
	}
	w, err := a.openWorkspace(ctx, o.Workspace, nil, reading)
	if err != nil {
		return nil, err
	}
	defer w.Close()
	stats, until, err := w.window(ctx, until)
	if err != nil {
		return nil, err
	}
	an, err := w.analyse(ctx, stats, until, signal.Scope{Market: o.Market, Channel: o.Channel, Segment: o.Segment}, nil)
	if err != nil {
		return nil, err
	}
	q := &question{freq: w.cfg.Period, picked: an.options.Asked}
	n := len(an.forecasts)
	for _, s := range an.history[:n] {
		q.series = append(q.series, wanted{Series: s, label: func(i int) string { return s.Period(i).Format(time.DateOnly) }})
	}
	q.lenders = an.history[n:]
	if o.Totals == kindTotals {
		q.kinds = w.kinds(q.series)
	}
	if n == 0 {
		return nil, usage("no concept has report.min_mentions (%d) mentions in the two years before %s: import more, or set it lower", w.cfg.Report.MinMentions, asOfDay(an))
	}
	return q, nil
}

// kinds puts concepts under their kinds. One that is a sort of another of its
// kind is counted with that already, and is left to itself.
func (w *workspace) kinds(concepts []wanted) []addend {
	here := make(map[string]bool, len(concepts))
	for _, c := range concepts {
		here[c.ID] = true
	}
	var out []addend
	for _, c := range concepts {
		concept := w.pack.Concept(c.ID)
		if concept == nil {
			continue
		}
		below := slices.ContainsFunc(w.pack.Ancestors(c.ID), func(id string) bool {
			return here[id] && w.pack.Concept(id).Kind == concept.Kind
		})
		if !below {
			out = append(out, addend{total: string(concept.Kind), part: c.ID})
		}
	}
	return out
}
