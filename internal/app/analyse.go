package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"hemline/corpus"
	"hemline/forecast"
	"hemline/forecast/auto"
	"hemline/forecast/backtest"
	"hemline/report"
	"hemline/series"
	"hemline/signal"
)

// analysis is everything that is read off a corpus at one instant. Nothing
// dated at or after until has touched it.
type analysis struct {
	until     time.Time
	scope     signal.Scope    // what trends are about
	signals   []signal.Signal // of the scope and, beside it, of each market, channel and segment
	trends    []report.Trend  // of the scope, most newsworthy first
	quality   report.Quality
	forecasts []forecast.Forecast // of the trends' concepts, in order of id
	history   []series.Series     // of every concept that is or was talked about enough
	options   backtest.Options    // how they were forecast
}

// analyse counts, forecasts and ranks what was known before until (zero: all
// there is) in one scope.
func (w *workspace) analyse(ctx context.Context, until time.Time, scope signal.Scope) (*analysis, error) {
	stats, err := w.store.Stats(ctx)
	if err != nil {
		return nil, err
	}
	if stats.Documents == 0 {
		return nil, fmt.Errorf("the workspace %s has no documents yet; import some with `hemline import FILE --workspace %s`", w.dir, w.dir)
	}
	if until.IsZero() {
		until = series.Day.Next(stats.Last)
	}
	if !stats.First.Before(until) {
		return nil, fmt.Errorf("there are no documents before %s: the first is of %s", until.Format(time.DateOnly), stats.First.Format(time.DateOnly))
	}
	if err := known(scope, stats); err != nil {
		return nil, err
	}
	an := &analysis{until: until, scope: scope}
	counter := signal.NewCounter(w.cfg.Period, until, scopes(scope, stats), w.pack.Ancestors)
	listener := newListener(w.cfg.Period, until)
	err = w.store.Appearances(ctx, until, func(a corpus.Appearance) error {
		counter.Add(a)
		listener.add(a)
		return nil
	})
	if err != nil {
		return nil, err
	}
	an.signals = distinct(counter.Signals())
	an.quality = listener.quality()
	if err := w.quarantine(ctx, stats, &an.quality); err != nil {
		return nil, err
	}
	return an, w.foresee(ctx, an)
}

// known refuses a scope that nothing in the corpus belongs to: a typing error
// must not look like an empty market.
func known(scope signal.Scope, stats corpus.Stats) error {
	for _, part := range []struct {
		name, value string
		counts      []corpus.Count
	}{
		{"market", scope.Market, stats.Markets}, {"channel", scope.Channel, stats.Channels}, {"segment", scope.Segment, stats.Segments},
	} {
		if part.value == "" {
			continue
		}
		var names []string
		for _, c := range part.counts {
			if c.Name != "" {
				names = append(names, c.Name)
			}
		}
		if !slices.Contains(names, part.value) {
			return usage("no document is of %s %q; there are: %v", part.name, part.value, names)
		}
	}
	return nil
}

// scopes lists the scope asked for first, then the whole corpus and each
// market, channel and segment by itself.
func scopes(first signal.Scope, stats corpus.Stats) []signal.Scope {
	out := []signal.Scope{first}
	add := func(s signal.Scope) {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	add(signal.Scope{})
	each := func(counts []corpus.Count, scope func(string) signal.Scope) {
		var names []string
		for _, c := range counts {
			names = append(names, c.Name)
		}
		slices.Sort(names) // not by size: what comes after the cut must not order them
		for _, name := range names {
			add(scope(name))
		}
	}
	each(stats.Markets, func(v string) signal.Scope { return signal.Scope{Market: v} })
	each(stats.Channels, func(v string) signal.Scope { return signal.Scope{Channel: v} })
	each(stats.Segments, func(v string) signal.Scope { return signal.Scope{Segment: v} })
	return out
}

// distinct drops the signals of scopes that, up to the cut, hold just what the
// whole corpus does (its only market, say). The first scope stays.
func distinct(signals []signal.Signal) []signal.Signal {
	whole := 0.0
	for _, s := range signals {
		if s.Scope == (signal.Scope{}) {
			whole = total(s.Documents)
		}
	}
	return slices.DeleteFunc(signals, func(s signal.Signal) bool {
		return s.Scope != signals[0].Scope && s.Scope != (signal.Scope{}) && total(s.Documents) == whole
	})
}

func total(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum
}

// foresee forecasts the concepts of the scope that are talked about enough
// and ranks them. Concepts that were talked about enough at some earlier time
// only lend their experience.
func (w *workspace) foresee(ctx context.Context, an *analysis) error {
	var now, before []signal.Signal
	byID := map[string]*signal.Signal{}
	for i := range an.signals {
		s := &an.signals[i]
		if s.Scope != an.scope || w.pack.Concept(s.Concept) == nil {
			continue
		}
		byID[s.Concept] = s
		switch {
		case w.talkedAbout(s, len(s.Mentions)):
			now = append(now, *s)
		case w.wasTalkedAbout(s):
			before = append(before, *s)
		}
	}
	for _, s := range slices.Concat(now, before) {
		an.history = append(an.history, s.ShareSeries())
	}
	an.options = backtest.Options{
		Horizon:   w.cfg.Ahead(),
		Threshold: w.cfg.Report.Threshold,
		Workers:   workers(w.cfg.Workers),
		Asked: func(id string, origin time.Time) bool {
			s := byID[id]
			return w.talkedAbout(s, s.Freq.Index(s.Start, origin))
		},
	}
	forecasts, err := auto.Predict(ctx, an.history, auto.Options{Backtest: an.options})
	if err != nil {
		return err
	}
	an.forecasts = forecasts[:len(now)]
	witnesses := w.witnesses()
	for i, s := range now {
		t := report.Trend{Concept: *w.pack.Concept(s.Concept), Signal: s, Forecast: an.forecasts[i], AsOf: an.until.AddDate(0, 0, -1)}
		if t.Evidence, err = w.evidence(ctx, witnesses(s.Concept), an, w.cfg.Report.Evidence); err != nil {
			return err
		}
		an.trends = append(an.trends, t)
	}
	report.Rank(an.trends)
	return nil
}

// replay measures every method, and the choice among them, at past origins.
func (an *analysis) replay(ctx context.Context) (backtest.Table, error) {
	return backtest.Evaluate(ctx, an.history, auto.Methods(), an.options)
}

// talkedAbout reports whether a concept had enough mentions for a forecast
// when the first n periods were known: min_mentions in the two years before,
// which hold a season twice.
func (w *workspace) talkedAbout(s *signal.Signal, n int) bool {
	sum := 0.0
	for _, m := range s.Mentions[max(0, n-2*s.Freq.PerYear()):n] {
		if m > 0 { // not missing
			sum += m
		}
	}
	return sum >= float64(w.cfg.Report.MinMentions)
}

// wasTalkedAbout reports whether it ever was.
func (w *workspace) wasTalkedAbout(s *signal.Signal) bool {
	for n := range s.Mentions {
		if w.talkedAbout(s, n) {
			return true
		}
	}
	return false
}
