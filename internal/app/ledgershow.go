package app

import (
	"context"
	"errors"
	"time"

	"hemline/forecast/ledger"
	"hemline/report"
	"hemline/taxonomy"
)

// maxMisses is how many misses a report gets; it shows fewer.
const maxMisses = 100

// ledgerOf gives the ledger a report shows: with `ledger: true` or --publish
// after the forecasts were entered, else as it is. A damaged one is only
// complained about, since it is no reason to be without a report.
func (a *App) ledgerOf(ctx context.Context, w *workspace, an *analysis) (*ledger.Ledger, int, error) {
	if w.cfg.Ledger {
		book, p, err := a.enter(ctx, w, an)
		if err != nil {
			return nil, 0, err
		}
		a.say("%d forecasts entered in the ledger, %d were there already; head %s", p.Added, p.There, p.Head)
		return book, p.Added, nil
	}
	book, err := ledger.Read(w.dir)
	var damage *ledger.DamageError
	if errors.As(err, &damage) {
		a.say("%v; the report shows nothing of it", err)
		return nil, 0, nil
	}
	return book, 0, err
}

// entered says on each trend where its forecast stands in the ledger and how
// often such calls came true, as it was known at the instant of the analysis.
func (w *workspace) entered(an *analysis, book *ledger.Ledger) error {
	if book == nil || book.Head.Line == 0 {
		return nil
	}
	calls, err := w.calls(an)
	if err != nil {
		return err
	}
	byID := map[string]*ledger.Call{}
	for i := range calls {
		byID[calls[i].Series] = &calls[i]
	}
	for i := range an.trends {
		t := &an.trends[i]
		c := byID[t.Concept.ID]
		if c == nil {
			continue
		}
		if e, ok := book.Find(*c); ok {
			t.Ledger = &report.LedgerLine{Line: e.Line, Hash: e.Hash, Published: e.Call.Published}
		}
		if r, ofKind, ok := book.Past(c.Verdict, c.Kind, c.Freq, c.Horizon(), an.until); ok {
			t.Past = &report.Past{Calls: r.Calls, Hits: r.Hits, Low: r.Low, High: r.High, Afterwards: r.Afterwards, OfKind: ofKind}
		}
	}
	return nil
}

// record is how earlier calls turned out, as it was known at the instant of the
// analysis.
func (w *workspace) record(an *analysis, book *ledger.Ledger, r *report.Report) {
	if book == nil || book.Head.Line == 0 {
		return
	}
	r.Ledger = &report.Ledger{Lines: book.Head.Line, Head: book.Head.Hash}
	card := book.Report(ledger.FirstKnown, an.until, maxMisses)
	if card.Scored == 0 {
		return
	}
	all := card.Rows[0]
	r.Record = report.Record{Calls: all.Calls, Hits: all.Hits, Brier: float64(all.Brier)}
	for _, m := range card.Misses {
		c := taxonomy.Concept{ID: m.Series}
		if known := w.pack.Concept(m.Series); known != nil {
			c = *known
		}
		r.Record.Outcomes = append(r.Record.Outcomes, report.Outcome{
			Concept: c, Made: m.Origin, Due: lastDay(m.Due), Said: m.Said, Happened: m.Came, Probability: float64(m.Probability), Line: m.Line,
		})
	}
}

func lastDay(end time.Time) time.Time { return end.AddDate(0, 0, -1) }
