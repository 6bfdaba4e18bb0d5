package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"hemline/corpus"
	"hemline/forecast"
	"hemline/forecast/backtest"
	"hemline/forecast/ensemble"
	"hemline/report"
	"hemline/series"
	"hemline/signal"
	"hemline/signal/meaning"
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
	language  *language           // of what was known then; nil: none
	space     *meaning.Space      // where it places the concepts; nil: nowhere
}

// window is what a workspace holds and the instant before which it counts:
// until, or the end of the newest day when that is zero. Every command that
// looks back asks here, so that none takes a day that another refuses. One
// period may be empty after the newest document's, in the workspace's periods:
// what follows it is not silence but unknown.
func (w *workspace) window(ctx context.Context, until time.Time) (corpus.Stats, time.Time, error) {
	stats, err := w.store.Stats(ctx)
	if err != nil {
		return stats, until, err
	}
	if stats.Documents == 0 {
		return stats, until, fmt.Errorf("the workspace %s has no documents yet; import some with `hemline import FILE --workspace %s`", w.dir, w.dir)
	}
	if until.IsZero() {
		until = series.Day.Next(stats.Last)
	}
	if late := w.cfg.Period.Next(w.cfg.Period.Next(stats.Last)); until.After(late) {
		return stats, until, usage("the newest document is of %s: nothing is known as of %s; leave --as-of out for the newest", stats.Last.Format(time.DateOnly), until.AddDate(0, 0, -1).Format(time.DateOnly))
	}
	if !stats.First.Before(until) {
		return stats, until, fmt.Errorf("there are no documents of %s or before: the first is of %s", until.AddDate(0, 0, -1).Format(time.DateOnly), stats.First.Format(time.DateOnly))
	}
	return stats, until, nil
}

// analyse counts, forecasts and ranks what was known before until in one
// scope. With a language model the evidence is what says most, without what
// was loudest.
func (w *workspace) analyse(ctx context.Context, stats corpus.Stats, until time.Time, scope signal.Scope, l *language) (*analysis, error) {
	an, err := w.count(ctx, stats, until, scope)
	if err != nil {
		return nil, err
	}
	an.language = l
	return an, w.foresee(ctx, an)
}

// count reads the signals off what was known before until.
func (w *workspace) count(ctx context.Context, stats corpus.Stats, until time.Time, scope signal.Scope) (*analysis, error) {
	an := &analysis{until: until, scope: scope}
	counter := signal.NewCounter(w.cfg.Period, until, scopes(scope, stats), w.pack.Ancestors)
	listener := newListener(w.cfg.Period, until)
	err := w.store.Appearances(ctx, until, func(a corpus.Appearance) error {
		counter.Add(a)
		listener.add(a)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if total(counter.Documents(0).Values) == 0 {
		return nil, nothing(scope, stats, until)
	}
	an.signals = distinct(counter.Signals())
	an.quality = listener.quality()
	if err := w.quarantine(ctx, stats, &an.quality); err != nil {
		return nil, err
	}
	return an, nil
}

// nothing says why there is nothing to count: a typing error must not look
// like an empty market, nor an unfinished month like a silent one.
func nothing(scope signal.Scope, stats corpus.Stats, until time.Time) error {
	if scope == (signal.Scope{}) {
		return fmt.Errorf("no period is over yet: the documents before %s all fall into an unfinished one; import more, or set a shorter period", until.Format(time.DateOnly))
	}
	names := func(counts []corpus.Count) []string {
		var out []string
		for _, c := range counts {
			if c.Name != "" {
				out = append(out, c.Name)
			}
		}
		return out
	}
	return usage("no document before %s is of %s (market/channel/segment); there are markets %v, channels %v, segments %v",
		until.Format(time.DateOnly), scope, names(stats.Markets), names(stats.Channels), names(stats.Segments))
}

// maxScopes is how many markets, channels or segments are counted each by
// itself; with more, only what is asked for is.
const maxScopes = 50

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
		if len(names) > maxScopes {
			return
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
	now, history, o := w.question(an.signals, an.scope, w.cfg.Period.Floor(an.quality.Start))
	an.history, an.options = history, o
	forecasts, err := ensemble.Predict(ctx, an.history, ensemble.Options{Backtest: an.options})
	if err != nil {
		return err
	}
	an.forecasts = forecasts[:len(now)]
	witnesses := w.witnesses()
	for i, s := range now {
		ids := witnesses(s.Concept)
		t := report.Trend{Concept: *w.pack.Concept(s.Concept), Signal: s, Forecast: an.forecasts[i], AsOf: an.until.AddDate(0, 0, -1), Narrower: len(ids) - 1}
		if t.Evidence, err = w.evidence(ctx, ids, an, w.cfg.Report.Evidence); err != nil {
			return err
		}
		an.trends = append(an.trends, t)
	}
	report.Rank(an.trends)
	return nil
}

// question is what there is to forecast in a scope, from its signals whose first
// period is start: those talked about enough now, the series of these and of
// those that were earlier, and how to.
func (w *workspace) question(signals []signal.Signal, scope signal.Scope, start time.Time) (now []signal.Signal, history []series.Series, o backtest.Options) {
	var before []signal.Signal
	enough := float64(w.cfg.Report.MinMentions)
	talk := map[string]mentioned{}
	for i := range signals {
		s := &signals[i]
		if s.Scope != scope || w.pack.Concept(s.Concept) == nil {
			continue
		}
		m := newMentioned(s)
		talk[s.Concept] = m
		switch {
		case m.at(len(s.Mentions), enough):
			now = append(now, *s)
		case slices.Max(m) >= enough:
			before = append(before, *s)
		}
	}
	for _, s := range slices.Concat(now, before) {
		history = append(history, s.ShareSeries())
	}
	return now, history, backtest.Options{
		Horizon:   w.cfg.Ahead(),
		Threshold: w.cfg.Report.Threshold,
		Workers:   workers(w.cfg.Workers),
		Prior:     ensemble.Prior(),
		Asked: func(id string, origin time.Time) bool {
			return talk[id].at(w.cfg.Period.Index(start, origin), enough)
		},
	}
}

// replay measures every method, and the procedure, at past origins.
func (an *analysis) replay(ctx context.Context) (backtest.Table, error) {
	t := backtest.Trial{Options: an.options, Methods: ensemble.Methods()}
	t.Origins = backtest.Origins(len(an.history))
	t.Backs = backtest.Backs(t.Horizon, replayed, (t.Horizon+1)/2)
	return backtest.Evaluate(ctx, an.history, t)
}

// replayed is how many origins the report's procedure is measured at.
const replayed = 12

// mentioned answers how often a concept was mentioned in the two years before
// a period, which hold a season twice: one sum for each period.
type mentioned []float64

func newMentioned(s *signal.Signal) mentioned {
	sums := make(mentioned, len(s.Mentions)+1)
	for i, m := range s.Mentions {
		sums[i+1] = sums[i]
		if m > 0 { // not missing
			sums[i+1] += m
		}
	}
	for n := len(sums) - 1; n >= 2*s.Freq.PerYear(); n-- {
		sums[n] -= sums[n-2*s.Freq.PerYear()]
	}
	return sums
}

// at reports whether there were at least enough when n periods were known.
func (m mentioned) at(n int, enough float64) bool {
	return n >= 0 && n < len(m) && m[n] >= enough
}
