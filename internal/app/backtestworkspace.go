package app

import (
	"context"
	"strings"

	"hemline/forecast/backtest"
	"hemline/signal"
)

// backtestWorkspace measures on the shares of voice of a workspace's concepts,
// by kind, and in each scope by itself where none was asked for.
func (a *App) backtestWorkspace(ctx context.Context, t backtest.Trial, o BacktestOptions) (backtest.Table, error) {
	w, err := a.openWorkspace(ctx, o.Workspace, nil, reading)
	if err != nil {
		return backtest.Table{}, err
	}
	defer w.Close()
	until, err := w.asOf(ctx, o.AsOf)
	if err != nil {
		return backtest.Table{}, err
	}
	stats, until, err := w.window(ctx, until)
	if err != nil {
		return backtest.Table{}, err
	}
	scope := signal.Scope{Market: o.Market, Channel: o.Channel, Segment: o.Segment}
	an, err := w.count(ctx, stats, until, scope)
	if err != nil {
		return backtest.Table{}, err
	}
	if t.Horizon == 0 {
		t.Horizon = w.cfg.Ahead()
	}
	table, err := a.backtestScope(ctx, w, an, scope, t, o)
	if err != nil {
		return table, err
	}
	if scope != (signal.Scope{}) {
		return table, nil
	}
	done := map[signal.Scope]bool{scope: true}
	for i := range an.signals {
		s := an.signals[i].Scope
		if done[s] {
			continue
		}
		done[s] = true
		// A market too small or too young to be measured is none of the table's.
		if part, err := a.backtestScope(ctx, w, an, s, t, o); err == nil {
			table.Groups = append(table.Groups, backtest.Group{By: "scope", Name: s.String(), Rows: part.Rows})
		} else if ctx.Err() != nil {
			return table, err
		}
	}
	return table, nil
}

// backtestScope measures on one scope.
func (a *App) backtestScope(ctx context.Context, w *workspace, an *analysis, scope signal.Scope, t backtest.Trial, o BacktestOptions) (backtest.Table, error) {
	_, ss, as := w.question(an.signals, scope, w.cfg.Period.Floor(an.quality.Start))
	if len(ss) == 0 {
		return backtest.Table{}, usage("no concept of %s was ever mentioned report.min_mentions (%d) times in two years: import more, or set it lower", scope, w.cfg.Report.MinMentions)
	}
	t.Asked, t.Threshold = as.Asked, as.Threshold
	teach(&t, len(ss))
	t.By = []backtest.Grouping{{By: "kind", Of: kindOfConcept}}
	labelled := make([]wanted, len(ss))
	for i, s := range ss {
		labelled[i] = wanted{Series: s, label: func(i int) string { return s.Freq.Label(s.Period(i)) }}
	}
	at, err := findOrigins(labelled, t.Horizon, o)
	if err != nil {
		return backtest.Table{}, err
	}
	t.Backs = at.backs
	table, err := a.evaluate(ctx, "backtesting "+scope.String(), ss, t)
	if err != nil {
		return table, err
	}
	table.At = at.labels
	return table, enough(&table, ss)
}

// kindOfConcept is what comes before the name in an id: "colour/sage".
func kindOfConcept(id string) string {
	kind, _, _ := strings.Cut(id, "/")
	return kind
}
