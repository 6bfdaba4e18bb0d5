package report

import (
	"cmp"
	"html/template"
	"math"
	"slices"
)

// maxOutcomes is how many earlier forecasts are listed.
const maxOutcomes = 30

type methodView struct {
	Scores     []scoreView
	Coverage   bool // some score has one
	OWA        bool
	Cover      template.HTML // how many outcomes fell inside the intervals
	Sentences  []string
	Parameters []pair
	Learnt     []string
	Tests      []testView
	Limits     []string
	Steps      []string
	Record     string
	Ledger     *ledgerView
	Outcomes   []outcomeView
	More       string
}

type scoreView struct{ Method, Share, MASE, Naive, Difference, OWA, Coverage, Class string }

type outcomeView struct {
	Name, Made, Due, Said, Happened, P string
	Line                               string // of the ledger
	Hit                                bool
}

// method writes out how the figures were made, how good they were, and what
// they cannot say.
func (p *page) method(r *Report) methodView {
	m, w := &r.Method, p.words
	var v methodView
	mase, naive := m.pooled()
	owa := math.NaN()
	if m.Overall != nil {
		owa = m.Overall.OWA
	}
	v.Coverage = finite(m.Coverage)
	for _, s := range m.Scores {
		v.Coverage = v.Coverage || finite(s.Coverage)
		v.OWA = v.OWA || finite(s.OWA)
		v.Scores = append(v.Scores, w.score(s.Method, s.Share, s.MASE, s.Baseline, s.OWA, s.Coverage))
	}
	if len(m.Scores) > 1 {
		v.Scores = append(v.Scores, w.score(w.T("method.pooled"), 1, mase, naive, owa, m.Coverage))
	}
	switch {
	case !finite(mase):
		v.Sentences = append(v.Sentences, w.T("method.untested"))
	case m.Origins > 0 && m.Series > 0:
		v.Sentences = append(v.Sentences, w.T("method.backtest", "origins", w.integer(int64(m.Origins)), "series", w.integer(int64(m.Series))))
	}
	if finite(m.Coverage) && finite(mase) {
		v.Sentences = append(v.Sentences, w.T("method.coverage", "p", w.percent(m.Coverage)))
	}
	if m.Overall != nil && finite(m.Overall.Direction) {
		v.Sentences = append(v.Sentences, w.T("method.direction", "p", w.percent(m.Overall.Direction)))
	}
	for _, key := range []string{"method.step.read", "method.step.count", "method.step.stage", "method.step.forecast", "method.step.rank"} {
		v.Steps = append(v.Steps, w.T(key))
	}
	for _, key := range []string{"limit.talk", "limit.sources", "limit.words", "limit.past", "limit.interval", "limit.choice"} {
		v.Limits = append(v.Limits, w.T(key))
	}
	v.Parameters = w.parameters(r)
	v.Cover = p.coverage(m.Cover)
	p.learnt(m, &v)
	p.record(&r.Record, &v)
	if r.Ledger != nil {
		v.Ledger = &ledgerView{Text: w.N("ledger.head", int64(r.Ledger.Lines)), Hash: r.Ledger.Head}
	}
	return v
}

func (w words) score(name string, share, mase, naive, owa, coverage float64) scoreView {
	s := scoreView{Method: name, Share: w.percent(share), MASE: w.figure(mase), Naive: w.figure(naive), Difference: unknown, OWA: w.figure(owa), Coverage: w.percent(coverage), Class: "flat"}
	if finite(mase) && finite(naive) && naive > 0 {
		s.Difference = w.growth(mase/naive - 1)
		if mase > naive {
			s.Class = "worse"
		}
	}
	return s
}

func (w words) parameters(r *Report) []pair {
	m := &r.Method
	var out []pair
	add := func(key, value string) {
		if value != "" {
			out = append(out, pair{w.T(key), value})
		}
	}
	if m.Pack.Name != "" {
		add("method.pack", w.N("method.pack.value", int64(m.Pack.Concepts), "name", m.Pack.Name, "version", cmp.Or(m.Pack.Version, unknown)))
		add("method.fingerprint", m.Pack.Fingerprint)
	}
	add("method.version", m.Version)
	add("method.scope", w.scope(r.Scope))
	if r.Freq != "" {
		add("method.freq", w.term("freq", string(r.Freq)))
	}
	if r.Horizon > 0 {
		add("method.horizon", w.horizon(r))
	}
	if !r.Generated.IsZero() {
		add("method.generated", r.Generated.UTC().Format("2006-01-02 15:04 UTC"))
	}
	for _, p := range m.Parameters {
		out = append(out, pair(p))
	}
	return out
}

// record shows how earlier forecasts turned out, misses first and the most
// confident of them before the rest.
func (p *page) record(r *Record, v *methodView) {
	w := p.words
	if r.Calls <= 0 {
		v.Record = w.T("record.none")
		return
	}
	v.Record = w.N("record.hits", int64(r.Calls), "hits", w.integer(int64(r.Hits)), "p", w.percent(float64(r.Hits)/float64(r.Calls)))
	if finite(r.Brier) {
		v.Record += w.T("sentence.join") + w.T("record.brier", "b", w.figure(r.Brier))
	}
	outcomes := slices.Clone(r.Outcomes)
	slices.SortStableFunc(outcomes, func(a, b Outcome) int {
		missA, missB := a.Said != a.Happened, b.Said != b.Happened
		switch {
		case missA != missB && missA:
			return -1
		case missA != missB:
			return 1
		default:
			return cmp.Or(cmp.Compare(b.Probability, a.Probability), cmp.Compare(a.Concept.ID, b.Concept.ID), a.Made.Compare(b.Made))
		}
	})
	for _, o := range outcomes[:min(len(outcomes), maxOutcomes)] {
		line := ""
		if o.Line > 0 {
			line = w.T("record.line", "n", w.integer(int64(o.Line)))
		}
		v.Outcomes = append(v.Outcomes, outcomeView{
			Line: line,
			Name: capital(conceptName(o.Concept, w.lang)), Made: w.date(o.Made), Due: w.date(o.Due),
			Said: w.term("direction", string(o.Said)), Happened: w.term("direction", string(o.Happened)),
			P: w.percent(o.Probability), Hit: o.Said == o.Happened,
		})
	}
	if n := len(outcomes) - len(v.Outcomes); n > 0 {
		v.More = w.N("more", int64(n))
	}
}
