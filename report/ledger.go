package report

import "time"

// Ledger is the end of the ledger when the report was made: whoever keeps the
// report can prove with Head that no line up to it was changed since.
type Ledger struct {
	Lines int
	Head  string // SHA-256 of the last line, in hex
}

// LedgerLine is where a published forecast stands.
type LedgerLine struct {
	Line      int
	Hash      string // SHA-256 of the line, in hex
	Published time.Time
}

// Past is how often calls like one came true: the same verdict, period and
// horizon.
type Past struct {
	Calls, Hits int
	Low, High   float64 // 95 % interval of the rate
	Afterwards  int     // of Calls, those entered when their first period was over: no foresight
	OfKind      bool    // calls on concepts of the same kind only
}

// hashShown is how many digits of a hash are shown where all would be in the
// way; the rest is in the tooltip.
const hashShown = 12

type ledgerView struct {
	Text      string
	Hash      string
	HashShort string
}

// ledger writes out where the forecast of a trend was published; nil when it
// was not.
func (w words) ledger(t *Trend) *ledgerView {
	l := t.Ledger
	if l == nil {
		return nil
	}
	v := &ledgerView{Text: w.T("ledger.line", "n", w.integer(int64(l.Line)), "day", w.date(l.Published)), Hash: l.Hash, HashShort: l.Hash}
	if len(l.Hash) > hashShown {
		v.HashShort = l.Hash[:hashShown]
	}
	return v
}

// past says how often such calls came true; empty when too few have.
func (w words) past(t *Trend) string {
	p := t.Past
	if p == nil || p.Calls <= 0 {
		return ""
	}
	of := "past.any"
	if p.OfKind {
		of = "past.kind"
	}
	s := w.N(of, int64(p.Calls), "hits", w.integer(int64(p.Hits)), "p", w.percent(float64(p.Hits)/float64(p.Calls)),
		"low", w.percent(p.Low), "high", w.percent(p.High), "kind", w.term("kind", string(t.Concept.Kind)), "direction", w.term("direction", string(t.Forecast.Verdict)))
	if p.Afterwards > 0 {
		s += w.T("sentence.join") + w.N("past.afterwards", int64(p.Afterwards))
	}
	return s
}
