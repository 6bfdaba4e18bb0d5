package app

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"hemline/report"
	"hemline/signal"
	"hemline/taxonomy"
)

// TrendsOptions are the flags of `hemline trends`.
type TrendsOptions struct {
	Workspace                      string
	AsOf                           string
	Market, Channel, Segment, Kind string
	Limit                          int // 0: all
	JSON                           bool
}

// Trends prints what is known of every concept, most newsworthy first.
func (a *App) Trends(ctx context.Context, o TrendsOptions) error {
	var until time.Time
	var err error
	if o.AsOf != "" {
		if until, err = ParseDay(o.AsOf); err != nil {
			return err
		}
	}
	if o.Kind != "" && !slices.Contains(taxonomy.Kinds, taxonomy.Kind(o.Kind)) {
		return usage("%q is no kind; kinds are %v", o.Kind, taxonomy.Kinds)
	}
	w, err := a.openWorkspace(ctx, o.Workspace, nil, reading)
	if err != nil {
		return err
	}
	defer w.Close()
	if have, err := w.store.TagFingerprint(ctx); err != nil {
		return err
	} else if want, err := w.tagging(); err != nil {
		return err
	} else if have != want {
		a.say("the packs or the judge of relevance have changed since the documents were tagged; `hemline run --workspace %s` brings them up to date", o.Workspace)
	}
	stats, until, err := w.window(ctx, until)
	if err != nil {
		return err
	}
	an, err := w.analyse(ctx, stats, until, signal.Scope{Market: o.Market, Channel: o.Channel, Segment: o.Segment}, nil)
	if err != nil {
		return err
	}
	trends := an.trends
	if o.Kind != "" {
		trends = slices.DeleteFunc(trends, func(t report.Trend) bool { return string(t.Concept.Kind) != o.Kind })
	}
	if o.Limit > 0 {
		trends = trends[:min(o.Limit, len(trends))]
	}
	if o.JSON {
		return report.WriteTrendsJSON(a.Stdout, trends)
	}
	var t table
	t.add("CONCEPT", "中文", "KIND", "STAGE", "OUTLOOK", "P", "VS YEAR AGO", "SHARE", "MENTIONS", "PEAK")
	for i := range trends {
		tr := &trends[i]
		t.add(tr.Concept.Labels["en"], tr.Concept.Labels["zh"], string(tr.Concept.Kind), string(tr.Signal.Stage), string(tr.Forecast.Verdict),
			fmt.Sprintf("%.0f%%", 100*tr.Forecast.Probability), percent(tr.Growth()), fmt.Sprintf("%.2f", tr.Share()),
			fmt.Sprintf("%.0f", tr.Signal.Total), months(tr.Signal.PeakPeriods))
	}
	return t.write(a.Stdout)
}

// percent writes a relative change, "-" when it is not known.
func percent(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "-"
	}
	return fmt.Sprintf("%+.0f%%", 100*v)
}

func months(periods []int) string {
	var out []string
	for _, m := range periods {
		out = append(out, time.Month(m).String()[:3])
	}
	return strings.Join(out, " ")
}
