package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"hemline/lm"
	"hemline/neural/kernel"
	"hemline/signal"
	"hemline/signal/herald"
	"hemline/source"
	"hemline/taxonomy"
	"hemline/text"
)

// PredictOptions are the flags of `hemline predict`.
type PredictOptions struct {
	Workspace  string
	Text       string // "-": standard input
	Data       TextData
	Out        string // with Data: "-" for standard output
	AsOf       string // nothing later is read; empty: all there is
	Neighbours int
	LM         string // folder of a language model; empty: the workspace's
	JSON       bool
}

// seer answers for texts by what was known at an instant.
type seer struct {
	w       *workspace
	past    *past
	herald  *foreteller // nil: see problem
	problem string
	near    nearer
	by      string
	dev     *kernel.Device
}

// Predict says of a new text, or of every text of a file, what it heralds.
func (a *App) Predict(ctx context.Context, o PredictOptions) error {
	single, err := a.singleText(o)
	if err != nil {
		return err
	}
	w, err := a.openWorkspace(ctx, o.Workspace, nil, reading)
	if err != nil {
		return err
	}
	defer w.Close()
	dev := kernel.New(w.cfg.Workers)
	defer dev.Close()
	s, err := a.seer(ctx, w, dev, o)
	if err != nil {
		return err
	}
	if o.Data.File != "" {
		return a.predictFile(ctx, s, o)
	}
	p, err := s.predict(ctx, single, o.Neighbours)
	if err != nil {
		return err
	}
	if o.JSON {
		return writeJSON(a.Stdout, p)
	}
	return a.showPrediction(s, p)
}

// maxPredicted is how many bytes of a text are read.
const maxPredicted = 64 << 10

// singleText is the text to judge, unless a file is.
func (a *App) singleText(o PredictOptions) (string, error) {
	switch {
	case o.Neighbours < 0 || o.Neighbours > maxNeighbours:
		return "", usage("--neighbours %d: write a number from 0 to %d", o.Neighbours, maxNeighbours)
	case o.Data.File != "" && o.Text != "":
		return "", usage("a text or a file with --data, not both")
	case o.Data.File != "":
		return "", nil
	case o.Text == "":
		return "", usage("which text? Write it in quotes, - for standard input, or name a file with --data FILE --text-column NAME")
	case o.Text == "-":
		raw, err := io.ReadAll(io.LimitReader(a.Stdin, maxPredicted))
		if err != nil {
			return "", fmt.Errorf("standard input: %w", err)
		}
		o.Text = strings.ToValidUTF8(string(raw), "")
	}
	if strings.TrimSpace(o.Text) == "" {
		return "", usage("the text is empty")
	}
	return o.Text, nil
}

const maxNeighbours = 1000

// seer gets ready: it counts what was known, loads or trains what judges by it,
// and what finds neighbours.
func (a *App) seer(ctx context.Context, w *workspace, dev *kernel.Device, o PredictOptions) (*seer, error) {
	if err := w.reader(); err != nil {
		return nil, err
	}
	if have, err := w.store.TagFingerprint(ctx); err != nil {
		return nil, err
	} else if want, err := w.tagging(); err != nil {
		return nil, err
	} else if have != want {
		a.say("the packs have changed since the documents were tagged; `hemline run --workspace %s` brings them up to date", o.Workspace)
	}
	until, err := w.asOf(ctx, o.AsOf)
	if err != nil {
		return nil, err
	}
	s := &seer{w: w, dev: dev}
	if err := a.readHerald(ctx, s, until, o.AsOf != ""); err != nil {
		return nil, err
	}
	if o.Neighbours == 0 {
		return s, nil
	}
	return s, a.findBy(ctx, s, until, o)
}

// readHerald counts the past by the rule that the workspace's herald was
// trained with, and trains it if it is of another past, or not there.
func (a *App) readHerald(ctx context.Context, s *seer, until time.Time, asked bool) error {
	dir := heraldFolder(s.w.dir, until, asked)
	card, options, err := a.heraldCard(dir)
	if err != nil {
		return err
	}
	rule, err := options.rule()
	if err != nil {
		return err
	}
	if s.past, err = s.w.past(ctx, rule, until); err != nil {
		return err
	}
	if err := s.w.recall(ctx, s.past); err != nil {
		return err
	}
	if card != nil && card.Made == s.past.print {
		if s.herald, err = openHerald(dir, card); err == nil {
			return nil
		}
		a.say("the words that %s learnt cannot be read: %v; it is trained anew, by the same rule", dir, err)
	}
	s.herald, err = newLesson(s.past, s.dev).train(ctx, a.say)
	if errors.Is(err, errShort) {
		s.problem = err.Error()
		return nil
	}
	if err != nil {
		return err
	}
	if err := s.herald.save(dir); err != nil {
		a.say("what was learnt could not be kept, and will be learnt again: %v", err)
	}
	return nil
}

// heraldCard is a folder's card and the rule to count the past by. Without a
// card, or with one that cannot be used (and that is said), it is nil: one is to
// be trained. A rule that somebody trained with is never given up in silence.
func (a *App) heraldCard(dir string) (*HeraldCard, OutcomeOptions, error) {
	card, err := loadHeraldCard(dir)
	var broken *brokenHerald
	switch {
	case err == nil:
		return card, card.Rule.options(), nil
	case errors.Is(err, errNoHerald):
		return nil, DefaultOutcome(), nil
	case errors.As(err, &broken) && broken.rule != nil:
		a.say("%v: it cannot be used, and is trained anew by its rule, %s", err, broken.rule.Text())
		return nil, broken.rule.options(), nil
	case errors.As(err, &broken):
		return nil, OutcomeOptions{}, fmt.Errorf("%w; nor can the rule it was trained with be read: train it anew with `hemline classify label --from-outcome --train`, with the --period, --horizon, --factor and --least it had, or delete the folder %s for the usual ones", err, dir)
	}
	return nil, OutcomeOptions{}, err
}

// findBy chooses what neighbours are found by: the meaning a language model
// sees, else words.
func (a *App) findBy(ctx context.Context, s *seer, until time.Time, o PredictOptions) error {
	dir, why := s.w.languageFor(o.LM, until, o.AsOf != "")
	if dir == "" {
		a.say("neighbours by words, without a language model: %s", why)
		s.near, s.by = newByWords(s.past.stories), "words"
		return nil
	}
	m, err := lm.Load(dir)
	if err != nil {
		return err
	}
	if o.AsOf != "" && !m.Card.To.Before(until) {
		return fmt.Errorf("the language model in %s has read texts up to %s, later than %s; train one with `hemline run --as-of %s`, or name another with --lm", dir, m.Card.To.Format(time.DateOnly), o.AsOf, o.AsOf)
	}
	if o.AsOf != "" && m.Card.To.IsZero() {
		a.say("it is not known up to when the texts go that the language model in %s has read: neighbours may be chosen with hindsight", dir)
	}
	made, err := modelPrint(dir)
	if err != nil {
		return err
	}
	vectors, err := a.embedStories(ctx, m, s.dev, made, vectorsFile(s.w.dir, dir), s.past.stories)
	if err != nil {
		return err
	}
	s.near, err = newByMeaning(m, s.dev, vectors, s.past.stories)
	s.by = "language model " + dir + " and words"
	return err
}

// predict answers for one text.
func (s *seer) predict(ctx context.Context, raw string, neighbours int) (*Prediction, error) {
	asOf := s.past.until.AddDate(0, 0, -1)
	p := &Prediction{Text: raw, AsOf: asOf.Format(time.DateOnly), By: s.by, Concepts: []PredictedConcept{}, Neighbours: []PastStory{}}
	clean := &text.Cleaner{}
	d, err := clean.Clean(source.Item{Time: asOf, Body: clip(raw, maxPredicted)})
	if err != nil { // nothing is left of it
		p.Problem = "there is no text to read"
		return p, nil
	}
	ms := s.w.matcher.Match(nil, d.Text())
	p.Relevance = s.relevance(&d, ms)
	var standings []signal.Standing
	for _, m := range ms {
		if slices.ContainsFunc(p.Concepts, func(c PredictedConcept) bool { return c.Concept == m.Concept }) {
			continue
		}
		standings = append(standings, s.past.standing(m.Concept, s.past.now))
		p.Concepts = append(p.Concepts, s.concept(m.Concept, standings[len(standings)-1]))
	}
	switch {
	case s.herald == nil:
		p.Problem = s.problem
	case len(standings) == 0:
		p.Problem = "it mentions nothing that could rise"
	default:
		if p.Herald, err = s.rise(ctx, d.Text(), standings); err != nil {
			return nil, err
		}
	}
	if neighbours > 0 && len(s.past.stories) > 0 {
		q := asked{text: clip(d.Text(), maxStoryText)}
		for _, c := range p.Concepts {
			q.concepts = append(q.concepts, c.Concept)
		}
		found, err := s.past.neighbours(ctx, s.near, q, neighbours)
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			p.Neighbours = append(p.Neighbours, PastStory{s.past.stories[f.number], math.Round(f.score*1e4) / 1e4})
		}
	}
	return p, nil
}

// rise is the probability that a text heralds one.
func (s *seer) rise(ctx context.Context, t string, standings []signal.Standing) (*PredictedRise, error) {
	words, err := s.herald.wordsOf(ctx, s.dev, []string{clip(t, maxStoryText)})
	if err != nil {
		return nil, err
	}
	c := &s.herald.card
	r := &PredictedRise{
		Probability: s.herald.probability(standings, words[0]), Method: c.Method, Why: c.Why, Skill: c.Skill,
		BaseRate: c.BaseRate, Rule: c.Rule, Validated: c.Validated,
	}
	if s.herald.words != nil {
		r.Words = &words[0]
	}
	if b := herald.BinOf(c.Validated.Bins, r.Probability); b != nil {
		r.Like = PredictedLike{b.From, b.To, b.Texts, b.Rose}
	}
	return r, nil
}

// concept is what is known of one.
func (s *seer) concept(id string, st signal.Standing) PredictedConcept {
	c := PredictedConcept{Concept: id, Mentions: st.Mentions, Share: st.Share}
	if known := s.w.pack.Concept(id); known != nil {
		c.Kind, c.Labels = string(known.Kind), known.Labels
	}
	if sig := s.past.stages[id]; sig != nil {
		c.Stage = string(sig.Stage)
		c.Growth = finiteOrNil(sig.GrowthYear)
		if c.Growth == nil {
			c.Growth = finiteOrNil(sig.GrowthRecent)
		}
	}
	if st.Mentions > 0 {
		c.Lately = finiteOrNil(math.Expm1(st.Recent))
	}
	if st.Season != 0 {
		c.Season = finiteOrNil(math.Expm1(st.Season))
	}
	if s.herald != nil && s.herald.card.byStandings() {
		v := s.herald.concept(st)
		c.Rise = &v
	}
	return c
}

func finiteOrNil(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}

// relevance asks the workspace's judge; the score is always the rule's.
func (s *seer) relevance(d *text.Document, ms []taxonomy.Mention) PredictedRelevance {
	r := PredictedRelevance{Relevant: s.w.judge.Relevant(d, ms), Score: taxonomy.NewRuleJudge(s.w.matcher).Score(d.Text(), ms), Judge: "rule"}
	if _, learnt := s.w.judge.(*learntJudge); learnt {
		r.Judge = "learnt"
	}
	return r
}
