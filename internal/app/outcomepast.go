package app

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"math"
	"slices"
	"strings"
	"time"

	"hemline/corpus"
	"hemline/signal"
	"hemline/taxonomy"
	"hemline/text"
)

// past is what was known before an instant: what every concept did, and the
// stories that mention one.
type past struct {
	rule    outcomeRule
	until   time.Time
	start   time.Time
	now     int // the period of the last day before until
	of      map[string]*course
	ids     []string // of the concepts, sorted
	stages  map[string]*signal.Signal
	stories []labelled // once recalled: in order of time, the latest maxStories
	print   string     // once recalled: fingerprint of all of it
}

// course is a concept's signal with what became of it after each period and
// how it stood before each.
type course struct {
	signal    *signal.Signal
	outcomes  []signal.Outcome
	standings []signal.Standing
}

// maxStories bounds memory and the time to embed them: of more, the latest
// count.
const maxStories = 200_000

// past counts what was known before until and judges it.
func (w *workspace) past(ctx context.Context, rule outcomeRule, until time.Time) (*past, error) {
	counter := signal.NewCounter(rule.freq, until, nil, w.pack.Ancestors)
	stages := signal.NewCounter(w.cfg.Period, until, nil, w.pack.Ancestors)
	if err := w.store.Appearances(ctx, until, func(a corpus.Appearance) error {
		counter.Add(a)
		stages.Add(a)
		return nil
	}); err != nil {
		return nil, err
	}
	p := &past{rule: rule, until: until, of: map[string]*course{}, stages: map[string]*signal.Signal{}}
	documents := counter.Documents(0)
	p.start = documents.Start
	if len(documents.Values) > 0 {
		p.now = min(rule.freq.Index(p.start, until.Add(-time.Second)), len(documents.Values))
	}
	signals := counter.Signals()
	for i := range signals {
		s := &signals[i]
		p.ids = append(p.ids, s.Concept)
		p.of[s.Concept] = &course{signal: s, outcomes: rule.Outcomes(s), standings: rule.Standings(s)}
	}
	read := stages.Signals()
	for i := range read {
		p.stages[read[i].Concept] = &read[i]
	}
	return p, nil
}

// stories hands over the stories that mention a concept, in order of time, with
// what became of it.
func (w *workspace) stories(ctx context.Context, p *past, each func(labelled) error) error {
	return w.store.Documents(ctx, corpus.Filter{Until: p.until, Heads: true}, func(d text.Document, ms []taxonomy.Mention) error {
		if len(ms) == 0 {
			return nil
		}
		return each(p.label(d, ms))
	})
}

// recall keeps the stories in memory, of each the beginning.
func (w *workspace) recall(ctx context.Context, p *past) error {
	if err := w.stories(ctx, p, func(l labelled) error {
		if len(p.stories) == 2*maxStories {
			p.stories = slices.Clone(p.stories[maxStories:])
		}
		l.Text = strings.Clone(clip(l.Text, maxStoryText)) // the rest of it is let go
		p.stories = append(p.stories, l)
		return nil
	}); err != nil {
		return err
	}
	p.stories = p.stories[max(len(p.stories)-maxStories, 0):]
	p.print = p.fingerprint(w.pack.Fingerprint())
	return nil
}

// label says what a document heralded: a rise when any concept it mentions
// rose, none when none did.
func (p *past) label(d text.Document, ms []taxonomy.Mention) labelled {
	l := labelled{ID: fmt.Sprintf("%016x", d.ID), Date: d.Time, Text: d.Text(), Label: labelNone, Rising: []string{}, period: p.rule.freq.Index(p.start, d.Time)}
	known := true
	for _, m := range ms {
		if slices.Contains(l.Concepts, m.Concept) {
			continue
		}
		l.Concepts = append(l.Concepts, m.Concept)
		switch p.outcome(m.Concept, l.period) {
		case signal.Rose:
			l.Label = labelRise
			l.Rising = append(l.Rising, m.Concept)
		case signal.Unknown:
			known = false
		}
	}
	if !known && l.Label == labelNone {
		l.Label = labelUnknown
	}
	return l
}

// outcome is what became of a concept after a period.
func (p *past) outcome(concept string, period int) signal.Outcome {
	if c := p.of[concept]; c != nil && period >= 0 && period < len(c.outcomes) {
		return c.outcomes[period]
	}
	return signal.Unknown
}

// standing is how a concept stood before a period; one nobody had spoken of
// stands at nothing.
func (p *past) standing(concept string, period int) signal.Standing {
	if c := p.of[concept]; c != nil && period >= 0 && period < len(c.standings) {
		return c.standings[period]
	}
	return signal.Standing{}
}

// fingerprint is of all that decides what can be learnt here.
func (p *past) fingerprint(pack string) string {
	h := sha256.New()
	fmt.Fprintln(h, heraldRecipe, pack, p.rule, p.start.Unix(), p.now)
	for _, id := range p.ids {
		fmt.Fprintln(h, id)
		numbers(h, p.of[id].signal.Mentions)
		numbers(h, p.of[id].signal.Documents)
	}
	for i := range p.stories {
		fmt.Fprintln(h, p.stories[i].ID, p.stories[i].Label)
	}
	return fmt.Sprintf("%x", h.Sum(nil)[:16])
}

func numbers(h hash.Hash, v []float64) {
	var b [8]byte
	for _, x := range v {
		binary.LittleEndian.PutUint64(b[:], math.Float64bits(x))
		h.Write(b[:])
	}
}
