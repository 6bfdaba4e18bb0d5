package app

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"hemline/corpus"
	"hemline/forecast/ledger"
	"hemline/series"
	"hemline/signal"
)

// LedgerScoreOptions are the flags of `hemline ledger score`.
type LedgerScoreOptions struct {
	Workspace string
	AsOf      string // empty: all that is known
	JSON      bool
}

// Scored is what `hemline ledger score --json` prints.
type Scored struct {
	AsOf    string   `json:"as_of"`
	Added   int      `json:"added"`   // scores
	Final   int      `json:"final"`   // of them, of forecasts that are over
	Revised int      `json:"revised"` // of them, with values that had been scored otherwise
	Open    int      `json:"open"`    // forecasts that are not over
	Gone    []string `json:"gone"`    // concepts that are not counted any more, whose forecasts cannot be scored
	Lines   int      `json:"lines"`
	Head    string   `json:"head"`
}

// ScoreLedger enters what has come of the forecasts in the ledger, as the
// documents of a workspace tell it.
func (a *App) ScoreLedger(ctx context.Context, o LedgerScoreOptions) error {
	var until time.Time
	var err error
	if o.AsOf != "" {
		if until, err = ParseDay(o.AsOf); err != nil {
			return err
		}
	}
	if _, err := readLedger(o.Workspace); err != nil {
		return err
	}
	w, err := a.openWorkspace(ctx, o.Workspace, nil, reading)
	if err != nil {
		return err
	}
	defer w.Close()
	if err := w.upToDate(ctx); err != nil {
		return err
	}
	_, until, err = w.window(ctx, until)
	if err != nil {
		return err
	}
	book, err := a.openLedger(ctx, w.dir)
	if err != nil {
		return err
	}
	defer book.Close()
	came, err := w.whatCame(ctx, book.Ledger, until)
	if err != nil {
		return err
	}
	done, err := a.score(book, came, until)
	if err != nil {
		return err
	}
	if len(done.Gone) > 0 {
		a.say("forecasts of %s cannot be scored: the vocabulary has no such concepts any more", strings.Join(done.Gone, ", "))
	}
	if o.JSON {
		return writeJSON(a.Stdout, done)
	}
	_, err = fmt.Fprintf(a.Stdout, "as of %s: %d scores added, %d of them final, %d of revised data; %d forecasts are not over; %s has %d lines\nhead %s\n",
		done.AsOf, done.Added, done.Final, done.Revised, done.Open, filepath.Join(w.dir, ledger.FileName), done.Lines, done.Head)
	return err
}

// score judges every forecast of the ledger.
func (a *App) score(book *ledger.Writer, came map[counted]series.Series, until time.Time) (Scored, error) {
	done := Scored{AsOf: until.AddDate(0, 0, -1).Format(time.DateOnly), Gone: []string{}}
	for i := range book.Entries {
		e := &book.Entries[i]
		if e.Call.Due().After(until) {
			done.Open++
		}
		s, ok := came[countedIn(&e.Call)]
		if !ok {
			done.Gone = append(done.Gone, e.Call.Series)
			continue
		}
		sc, ok := e.Judge(s, until)
		if !ok {
			continue
		}
		sc.Scored, sc.Program = a.Now(), Version
		if err := book.Score(sc); err != nil {
			return done, err
		}
		done.Added++
		if sc.Final {
			done.Final++
		}
		if sc.Revised {
			done.Revised++
		}
	}
	slices.Sort(done.Gone)
	done.Gone = slices.Compact(done.Gone)
	if err := book.Commit(); err != nil {
		return done, err
	}
	done.Lines, done.Head = book.Head.Line, book.Head.Hash
	return done, nil
}

// counted names a series of the corpus.
type counted struct {
	freq    series.Freq
	scope   signal.Scope
	concept string
}

func countedIn(c *ledger.Call) counted {
	return counted{c.Freq, signal.Scope(c.Scope), c.Series}
}

// whatCame counts, in one pass, every series the ledger has a forecast of, as
// it is known before until.
func (w *workspace) whatCame(ctx context.Context, book *ledger.Ledger, until time.Time) (map[counted]series.Series, error) {
	wanted := map[counted]bool{}
	scopes := map[series.Freq][]signal.Scope{}
	var freqs []series.Freq
	for i := range book.Entries {
		c := countedIn(&book.Entries[i].Call)
		wanted[c] = true
		if scopes[c.freq] == nil {
			freqs = append(freqs, c.freq)
		}
		if !slices.Contains(scopes[c.freq], c.scope) {
			scopes[c.freq] = append(scopes[c.freq], c.scope)
		}
	}
	counters := make([]*signal.Counter, len(freqs))
	for i, f := range freqs {
		counters[i] = signal.NewCounter(f, until, scopes[f], w.pack.Ancestors)
	}
	err := w.store.Appearances(ctx, until, func(a corpus.Appearance) error {
		for _, c := range counters {
			c.Add(a)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	came := map[counted]series.Series{}
	for i, c := range counters {
		for _, s := range c.Signals() {
			if key := (counted{freqs[i], s.Scope, s.Concept}); wanted[key] {
				came[key] = s.ShareSeries()
			}
		}
	}
	return came, nil
}
