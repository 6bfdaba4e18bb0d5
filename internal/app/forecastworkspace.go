package app

import (
	"context"
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
	if n == 0 {
		return nil, usage("no concept has report.min_mentions (%d) mentions in the two years before %s: import more, or set it lower", w.cfg.Report.MinMentions, asOfDay(an))
	}
	return q, nil
}
