package app

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"hemline/forecast"
	"hemline/forecast/backtest"
	"hemline/forecast/ledger"
	"hemline/forecast/seasonalnaive"
	"hemline/series"
	"hemline/signal"
)

// LedgerPublishOptions are the flags of `hemline ledger publish`.
type LedgerPublishOptions struct {
	Workspace                string
	AsOf                     string // empty: the day of the newest document
	Market, Channel, Segment string // all empty: the scope of the settings
	JSON                     bool
}

// Published is what `hemline ledger publish --json` prints.
type Published struct {
	AsOf  string `json:"as_of"`
	Scope string `json:"scope"`
	Added int    `json:"added"`
	There int    `json:"there"` // forecasts that were published before, word for word
	Lines int    `json:"lines"` // of the ledger now
	Head  string `json:"head"`
}

// PublishLedger enters the forecasts of a workspace in its ledger.
func (a *App) PublishLedger(ctx context.Context, o LedgerPublishOptions) error {
	var until time.Time
	var err error
	if o.AsOf != "" {
		if until, err = ParseDay(o.AsOf); err != nil {
			return err
		}
	}
	w, err := a.openWorkspace(ctx, o.Workspace, nil, reading)
	if err != nil {
		return err
	}
	defer w.Close()
	if err := w.upToDate(ctx); err != nil {
		return err
	}
	stats, until, err := w.window(ctx, until)
	if err != nil {
		return err
	}
	scope := signal.Scope{Market: o.Market, Channel: o.Channel, Segment: o.Segment}
	if scope == (signal.Scope{}) {
		scope = signal.Scope(w.cfg.Scope)
	}
	an, err := w.analyse(ctx, stats, until, scope, nil)
	if err != nil {
		return err
	}
	_, p, err := a.enter(ctx, w, an)
	if err != nil {
		return err
	}
	if p.Added+p.There == 0 {
		return usage("no concept has report.min_mentions (%d) mentions in the two years before %s: import more, or set it lower", w.cfg.Report.MinMentions, asOfDay(an))
	}
	if o.JSON {
		return writeJSON(a.Stdout, p)
	}
	_, err = fmt.Fprintf(a.Stdout, "%d forecasts as of %s published, %d were there already; %s has %d lines\nhead %s\n",
		p.Added, p.AsOf, p.There, filepath.Join(w.dir, ledger.FileName), p.Lines, p.Head)
	a.say("write the head down where others can see it: `hemline ledger verify --head` then proves that nothing up to here was changed since")
	return err
}

// upToDate refuses to go on when concepts have not been found anew since the
// vocabulary changed: the ledger would hold figures nobody can make again.
func (w *workspace) upToDate(ctx context.Context) error {
	have, err := w.store.TagFingerprint(ctx)
	if err != nil {
		return err
	}
	want, err := w.tagging()
	if err != nil {
		return err
	}
	if have != want {
		return fmt.Errorf("the packs or the judge of relevance have changed since the documents were tagged; bring them up to date with `hemline run --workspace %s`, then try again", w.dir)
	}
	return nil
}

// enter publishes the forecasts of an analysis.
func (a *App) enter(ctx context.Context, w *workspace, an *analysis) (*ledger.Ledger, Published, error) {
	p := Published{AsOf: asOfDay(an), Scope: an.scope.String()}
	calls, err := w.calls(an)
	if err != nil {
		return nil, p, err
	}
	book, err := a.openLedger(ctx, w.dir)
	if err != nil {
		return nil, p, err
	}
	defer book.Close()
	for _, c := range calls {
		c.Published, c.Program = a.Now(), Version
		added, err := book.Publish(c)
		switch {
		case err != nil:
			return nil, p, fmt.Errorf("%s: %w", c.Series, err)
		case added:
			p.Added++
		default:
			p.There++
		}
	}
	if err := book.Commit(); err != nil {
		return nil, p, err
	}
	p.Lines, p.Head = book.Head.Line, book.Head.Hash
	return book.Ledger, p, nil
}

// openLedger opens the ledger of a workspace for writing and says what had to
// be mended.
func (a *App) openLedger(ctx context.Context, dir string) (*ledger.Writer, error) {
	book, err := ledger.Open(ctx, dir)
	if err != nil {
		return nil, err
	}
	if book.Aside != "" {
		a.say("an earlier append to %s was cut short: its last, unfinished line was moved to %s, every line before it stands; what it was to hold is published or scored by running that command again", filepath.Join(dir, ledger.FileName), book.Aside)
	}
	return book, nil
}

// calls are the forecasts of an analysis in the form of the ledger, but for the
// time they are published; nothing is said of a concept without a value.
func (w *workspace) calls(an *analysis) ([]ledger.Call, error) {
	o, err := an.options.Defaults()
	if err != nil {
		return nil, err
	}
	set := ledger.FingerprintSet(an.history)
	var out []ledger.Call
	for i, f := range an.forecasts {
		s := an.history[i]
		if len(f.Mix) == 0 || f.Verdict == "" {
			continue
		}
		b, err := basis(s, o)
		if err != nil {
			return nil, err
		}
		c, err := ledger.NewCall(f, b)
		if err != nil {
			return nil, err
		}
		c.Kind, c.Scope = string(w.pack.Concept(f.ID).Kind), ledger.Scope(an.scope)
		c.Data, c.Set = ledger.Fingerprint(s), set
		out = append(out, c)
	}
	return out, nil
}

// basis is what the forecast of a series is judged against, as the backtest
// judges.
func basis(s series.Series, o backtest.Options) (ledger.Basis, error) {
	look, err := backtest.Look(s, forecast.Born(s.Values), s.Len(), []forecast.Forecaster{seasonalnaive.Method{}}, o)
	if err != nil {
		return ledger.Basis{}, err
	}
	return ledger.Basis{
		Season: o.SeasonOf(s.Freq), Threshold: o.Threshold,
		LastYear: look.LastYear, Margin: look.Margin, Scale: look.MASEScale, Naive: look.Forecasts[0],
	}, nil
}
