package report

import (
	"time"

	"hemline/signal/meaning"
)

// Language says what part a language model had in a report, and how much it is
// to be trusted.
type Language struct {
	Own        bool      // trained for this report; else it was in the workspace
	Size       string    // tiny, small or base; empty: another
	Parameters int64     // weights
	Documents  int       // read in training
	From, To   time.Time // first and last of them; zero: not known
	Steps      int       // of training
	Planned    int       // more than Steps: the time was over first
	Bits       float64   // a byte of documents held out; 0: not measured
	Unigram    float64   // the same by the frequencies of its tokens alone
	Spellings  meaning.Check
}

// Relevance says whether a learnt judge of what is about the domain is better
// than the vocabulary's rule, on labelled texts neither has seen.
type Relevance struct {
	Source       string // of the labelled texts
	Texts        int    // held out
	Learnt, Rule float64
	Used         bool // the learnt one
}

// testView is a row of what was learnt: its score beside that of something
// simpler.
type testView struct{ Name, Score, Beside string }

// learnt writes out what was learnt from texts and how good it is.
func (p *page) learnt(m *Method, v *methodView) {
	w := p.words
	if l := m.Language; l == nil {
		v.Learnt = append(v.Learnt, w.T("learnt.none"))
	} else {
		v.Learnt = append(v.Learnt, w.who(l))
		if l.Planned > l.Steps {
			v.Learnt = append(v.Learnt, w.T("learnt.cut", "steps", w.integer(int64(l.Steps)), "planned", w.integer(int64(l.Planned))))
		}
		v.Learnt = append(v.Learnt, w.T("learnt.quotes"), w.T("learnt.near"))
		if l.Bits > 0 {
			v.Tests = append(v.Tests, testView{w.T("test.foretell"), w.figure(l.Bits), w.T("test.foretell.beside", "v", w.figure(l.Unigram))})
		}
		if s := l.Spellings; s.Names > 0 {
			v.Tests = append(v.Tests, testView{w.N("test.spelling", int64(s.Names)), w.percent(s.Found), w.T("test.spelling.beside", "p", w.percent(s.Letters), "q", w.percent(s.Expected))})
		}
	}
	if r := m.Relevance; r != nil {
		key := "learnt.relevance.rule"
		if r.Used {
			key = "learnt.relevance.used"
		}
		v.Learnt = append(v.Learnt, w.T(key, "source", r.Source))
		v.Tests = append(v.Tests, testView{w.N("test.relevance", int64(r.Texts)), w.figure(r.Learnt), w.T("test.relevance.beside", "v", w.figure(r.Rule))})
	}
}

func (w words) who(l *Language) string {
	if !l.Own {
		return w.T("learnt.given", "n", w.integer(l.Parameters))
	}
	return w.T("learnt.own", "size", w.term("size", l.Size), "n", w.integer(l.Parameters), "documents", w.integer(int64(l.Documents)), "from", w.date(l.From), "to", w.date(l.To))
}
