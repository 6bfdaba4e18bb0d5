package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"hemline/lm/classify"
	"hemline/neural/kernel"
	"hemline/signal"
	"hemline/signal/herald"
)

const (
	// leastRises is how many documents of either outcome a fold has to know of:
	// an AUC measured on 20 rises has a standard error of about 6 points.
	leastRises = 20
	// maxWords is how many documents, the latest, words are learnt from.
	maxWords = 50_000
	// recordPrior is how many outcomes the base rate counts for beside a
	// concept's own: about a season's.
	recordPrior = 8
	heraldSeed  = 1
	// heraldRecipe changes when the same past would teach something else.
	heraldRecipe = 2
)

// errShort says that the past is too short to learn from and be judged by.
var errShort = errors.New("too little is known")

// lesson is what a foreteller learns from.
type lesson struct {
	past    *past
	dev     *kernel.Device
	known   []*labelled // whose outcome is known, in order of time
	moments []herald.Moment
}

func newLesson(p *past, dev *kernel.Device) *lesson {
	l := &lesson{past: p, dev: dev}
	for i := range p.stories {
		if s := &p.stories[i]; s.Label != labelUnknown {
			l.known = append(l.known, s)
		}
	}
	for _, id := range p.ids {
		c := p.of[id]
		l.moments = append(l.moments, herald.Moments(c.signal, c.standings, c.outcomes)...)
	}
	return l
}

// learnt is what was learnt from the documents and moments of a time.
type learnt struct {
	base  float64
	logit map[string]herald.Logit // by method
	words *classify.Classifier    // nil: too few documents of an outcome
}

// learn takes what keep lets through.
func (l *lesson) learn(ctx context.Context, keep func(period int) bool) (*learnt, error) {
	out := &learnt{logit: map[string]herald.Logit{}}
	var examples []classify.Example
	rose := 0
	for _, s := range l.known {
		if !keep(s.period) {
			continue
		}
		examples = append(examples, classify.Example{Text: s.Text, Label: s.Label})
		if s.Label == labelRise {
			rose++
		}
	}
	if rose == 0 || rose == len(examples) {
		return nil, fmt.Errorf("%w: %d of %d documents herald a rise", errShort, rose, len(examples))
	}
	out.base = float64(rose) / float64(len(examples))
	for method, view := range views() {
		logit, err := view.Fit(l.moments, func(m *herald.Moment) bool { return keep(m.Period) })
		if err != nil {
			return nil, err
		}
		out.logit[method] = logit
	}
	if min(rose, len(examples)-rose) < leastRises {
		return out, nil
	}
	var err error
	out.words, err = classify.Train(ctx, l.dev, examples[max(len(examples)-maxWords, 0):], classify.Options{
		Kind: classify.Linear, Seed: heraldSeed, Trained: l.past.until.AddDate(0, 0, -1).Format(time.DateOnly),
	})
	return out, err
}

// enough reports whether a fold knows of enough outcomes to learn from.
func (l *lesson) enough(f herald.Fold) bool {
	rose, none := 0, 0
	for _, s := range l.known {
		switch {
		case !f.Learns(s.period, l.past.rule.Periods):
		case s.Label == labelRise:
			rose++
		default:
			none++
		}
	}
	return min(rose, none) >= leastRises
}

// answers are a fold's documents and what each method says of them.
type answers struct {
	fold    herald.Fold
	choice  choice // by what was settled before the fold
	stories []*labelled
	base    float64
	of      map[string][]float64
}

// answer learns from what was known before a fold and judges its documents.
func (l *lesson) answer(ctx context.Context, f herald.Fold) (*answers, error) {
	k, err := l.learn(ctx, func(p int) bool { return f.Learns(p, l.past.rule.Periods) })
	if err != nil {
		return nil, err
	}
	out := &answers{fold: f, base: k.base, of: map[string][]float64{}}
	var texts []string
	for _, s := range l.known {
		if f.Judges(s.period) {
			out.stories, texts = append(out.stories, s), append(texts, s.Text)
		}
	}
	words := make([]float64, len(texts))
	for i := range words {
		words[i] = k.base
	}
	if k.words != nil {
		if words, err = risesBy(ctx, l.dev, k.words, texts); err != nil {
			return nil, err
		}
	}
	for i, s := range out.stories {
		say := func(method string, p float64) { out.of[method] = append(out.of[method], p) }
		say(byBase, k.base)
		say(byRecord, l.each(s, func(c string) float64 { return l.record(c, s.period, k.base) }))
		for method, view := range views() {
			logit := k.logit[method]
			say(method, l.each(s, func(c string) float64 {
				return herald.Probability(logit.Odds(view.Of(l.past.standing(c, s.period))))
			}))
		}
		say(byWords, words[i])
	}
	return out, nil
}

// each is the probability that any of a document's concepts rises.
func (l *lesson) each(s *labelled, of func(concept string) float64) float64 {
	p := make([]float64, len(s.Concepts))
	for i, c := range s.Concepts {
		p[i] = of(c)
	}
	return herald.Any(p)
}

// record is how often a concept has risen after the periods whose outcome was
// known before one.
func (l *lesson) record(concept string, period int, base float64) float64 {
	rose, known := base*recordPrior, float64(recordPrior)
	if c := l.past.of[concept]; c != nil {
		for p := 0; p+l.past.rule.Periods < period; p++ {
			switch c.outcomes[p] {
			case signal.Rose:
				rose++
				known++
			case signal.Stayed:
				known++
			}
		}
	}
	return rose / known
}

// train judges the past fold by fold, each with the way to judge that had done
// best on what was settled before it, and then chooses by all folds and learns
// from all there is.
func (l *lesson) train(ctx context.Context, say func(format string, args ...any)) (*foreteller, error) {
	periods := make([]int, len(l.known))
	for i, s := range l.known {
		periods[i] = s.period
	}
	folds, validation := herald.Folds(periods, l.past.rule.Periods, l.enough)
	if len(folds) == 0 {
		return nil, fmt.Errorf("%w: to learn and be judged, there must be at least %d documents that herald a rise and as many that do not, their %d %ss after over, and later ones to judge by; import more, or shorten --horizon", errShort, leastRises, l.past.rule.Periods, l.past.rule.freq)
	}
	say("learning what heralds a rise: %s documents, judged at %d moments of the past", thousands(int64(len(l.known))), len(folds))
	var judged []*answers
	for _, f := range folds {
		got, err := l.answer(ctx, f)
		if err != nil {
			return nil, err
		}
		got.choice = choose(l.settled(judged, f))
		judged = append(judged, got)
	}
	h := &foreteller{card: l.card()}
	h.validate(judged[validation:], choose(judged))
	all, err := l.learn(ctx, func(int) bool { return true })
	if err != nil {
		return nil, err
	}
	h.card.BaseRate, h.words, h.card.HasWords = all.base, all.words, all.words != nil
	h.card.Standing = all.logit[byStanding]
	if logit, ok := all.logit[h.card.Method]; ok {
		h.card.Standing = logit
	}
	return h, nil
}

// settled are the folds of which all was known when f began.
func (l *lesson) settled(judged []*answers, f herald.Fold) []*answers {
	n := 0
	for n < len(judged) && f.Settled(judged[n].fold, l.past.rule.Periods) {
		n++
	}
	return judged[:n]
}

// card says what was learnt from.
func (l *lesson) card() HeraldCard {
	p := l.past
	c := HeraldCard{
		Format: heraldFormat, Program: Version, Made: p.print, AsOf: p.until.AddDate(0, 0, -1).Format(time.DateOnly),
		Rule:      HeraldRule{Period: p.rule.freq, Horizon: p.rule.Periods, Factor: p.rule.Factor, Least: p.rule.Least},
		Documents: len(l.known), Moments: len(l.moments),
		From: l.known[0].Date.Format(time.DateOnly), To: l.known[len(l.known)-1].Date.Format(time.DateOnly),
	}
	for _, s := range l.known {
		if s.Label == labelRise {
			c.Rose++
		}
	}
	return c
}
