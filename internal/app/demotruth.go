package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"hemline/corpus"
	"hemline/forecast"
	"hemline/internal/demo"
	"hemline/series"
	"hemline/signal"
	"hemline/source"
	"hemline/text"
)

// demoTruth gives, by concept, the share of voice that would be measured in
// the months after the demo's corpus: posts drawn for them are cleaned, read
// and counted behind those of the workspace as a corpus that went on would be.
// They are held in memory only, and drawn once the forecasts are made.
func (w *workspace) demoTruth(ctx context.Context, plan *demo.Plan, seed uint64, an *analysis) (map[string]series.Series, error) {
	posts, err := demo.Future(plan, seed, w.cfg.Ahead())
	if err != nil {
		return nil, err
	}
	if err := w.reader(); err != nil {
		return nil, err
	}
	counter := signal.NewCounter(w.cfg.Period, time.Time{}, []signal.Scope{an.scope}, w.pack.Ancestors)
	stories := int64(0)
	err = w.store.Appearances(ctx, an.until, func(a corpus.Appearance) error {
		stories = max(stories, a.Story)
		counter.Add(a)
		return nil
	})
	if err != nil {
		return nil, err
	}
	cleaner := &text.Cleaner{}
	for _, p := range posts {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		doc, err := cleaner.Clean(source.Item{Time: p.Day, Source: p.Platform.Name, Channel: p.Platform.Channel, Market: p.Platform.Market, Body: p.Text})
		if err != nil {
			return nil, fmt.Errorf("demo: a post of %s: %w", p.Day.Format(time.DateOnly), err)
		}
		mentions, _ := w.tag(&doc)
		var concepts []string
		for _, m := range mentions {
			concepts = append(concepts, m.Concept)
		}
		slices.Sort(concepts)
		counter.Add(corpus.Appearance{
			Story: stories + p.Story, Time: doc.Time, Source: doc.Source, Market: doc.Market, Channel: doc.Channel,
			Concepts: slices.Compact(concepts),
		})
	}
	out := map[string]series.Series{}
	for _, s := range counter.Signals() {
		out[s.Concept] = s.ShareSeries()
	}
	return out, nil
}

// inside counts the coming months of a forecast whose truth lies in its 80 %
// interval, and all that are known.
func inside(f forecast.Forecast, truth series.Series) (in, of int) {
	var said []demo.Interval
	for _, s := range f.Steps {
		said = append(said, demo.Interval{Low: s.Q10, High: s.Q90})
	}
	from := f.Freq.Index(truth.Start, f.Origin)
	if from < 0 || from > truth.Len() {
		return 0, 0
	}
	return demo.Inside(truth.Values[from:], said)
}
