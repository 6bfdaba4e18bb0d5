package taxonomy

import (
	"math"
	"slices"

	"hemline/text"
)

// Judge says whether a document is about the domain, given its mentions.
type Judge interface {
	Relevant(doc *text.Document, mentions []Mention) bool
}

// RuleJudge judges by the pack's rules (see Relevance). It is safe for
// concurrent use.
type RuleJudge struct {
	m *Matcher
}

// NewRuleJudge judges by the rules of the matcher's pack.
func NewRuleJudge(m *Matcher) *RuleJudge { return &RuleJudge{m} }

// Relevant implements Judge. The mentions are those of doc.Text().
func (j *RuleJudge) Relevant(doc *text.Document, mentions []Mention) bool {
	s := doc.Text()
	return j.Score(s, mentions) >= j.threshold(len(s))
}

func (j *RuleJudge) threshold(n int) float64 {
	r := &j.m.pack.Rules.Relevance
	if r.Dilute == 0 {
		return r.Threshold
	}
	return r.Threshold * (1 + math.Log1p(float64(n)/float64(r.Dilute)))
}

// Score is the sum that Relevant compares with the threshold, of a text with
// its mentions.
func (j *RuleJudge) Score(s string, mentions []Mention) float64 {
	r := &j.m.pack.Rules.Relevance
	var strong, weak float64
	counted := make(map[string]bool, len(mentions))
	for _, m := range mentions {
		if counted[m.Concept] {
			continue
		}
		counted[m.Concept] = true
		c := j.m.pack.Concept(m.Concept)
		switch {
		case c == nil: // of another pack
		case slices.Contains(r.Weak, c.Kind):
			weak += r.Weights[c.Kind]
		default:
			strong += r.Weights[c.Kind]
		}
	}
	return strong + min(weak, r.WeakCap) + j.words(s)
}

// words is the part of the score that the distinct core, context and hint
// words in s give.
func (j *RuleJudge) words(s string) float64 {
	m, r := j.m, &j.m.pack.Rules.Relevance
	h := m.next(s, 0)
	if h.name < 0 {
		return 0
	}
	w := m.scratch.Get().(*scratch)
	w.hits = w.hits[:0]
	sum := 0.0
	for ; h.name >= 0; h = m.next(s, h.end) {
		f := m.names[h.name].flags
		if f&(core|context|hint) == 0 || slices.ContainsFunc(w.hits, func(old hit) bool { return old.name == h.name }) {
			continue
		}
		w.hits = append(w.hits, h)
		switch {
		case f&core != 0:
			sum += r.Core
		case f&context != 0:
			sum += r.Context
		default:
			sum += r.Hint
		}
	}
	m.scratch.Put(w)
	return sum
}
