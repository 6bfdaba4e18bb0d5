package app

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"hemline/corpus"
	"hemline/internal/wholefile"
	"hemline/series"
	"hemline/signal"
	"hemline/taxonomy"
	"hemline/text"
)

// Labels of what a document heralded.
const (
	labelRise = "rise"
	labelNone = "none"
)

// OutcomeOptions say how past documents are labelled by what happened next.
type OutcomeOptions struct {
	Workspace string
	AsOf      string // nothing later is read; empty: all there is
	Period    string // day, week or month
	Horizon   int    // periods after a document that count
	Factor    float64
	Least     float64 // mentions after, below which nothing is a rise
	Out       string  // "-": standard output
}

// LabelOutcomes writes the past documents of a workspace, each labelled by what
// became of the concepts it mentions, in order of time.
func (a *App) LabelOutcomes(ctx context.Context, o OutcomeOptions) error {
	rule, freq, err := o.rule()
	if err != nil {
		return err
	}
	var until time.Time
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
	if until.IsZero() {
		stats, err := w.store.Stats(ctx)
		if err != nil {
			return err
		}
		until = series.Day.Next(stats.Last)
	}
	known, err := w.outcomes(ctx, freq, until, rule)
	if err != nil {
		return err
	}
	documents, rose := 0, 0
	write := func(f io.Writer) error {
		buffered := bufio.NewWriter(f)
		enc := json.NewEncoder(buffered)
		enc.SetEscapeHTML(false)
		err := w.eachLabelled(ctx, known, until, func(l labelled) error {
			documents++
			if l.Label == labelRise {
				rose++
			}
			return enc.Encode(l)
		})
		if err != nil {
			return err
		}
		return buffered.Flush()
	}
	if o.Out == "-" || o.Out == "" {
		err = write(a.Stdout)
	} else {
		err = wholefile.Write(o.Out, write)
	}
	if err != nil {
		return err
	}
	a.say("%s documents whose outcome is known; %s mention something that rose", thousands(int64(documents)), thousands(int64(rose)))
	return nil
}

func (o OutcomeOptions) rule() (signal.OutcomeRule, series.Freq, error) {
	freq, err := series.ParseFreq(o.Period)
	if err != nil {
		return signal.OutcomeRule{}, "", &UsageError{err}
	}
	r := signal.OutcomeRule{Periods: o.Horizon, Factor: o.Factor, Least: o.Least}
	if r.Periods < 1 || !(r.Factor > 1) || !(r.Least >= 1) {
		return r, freq, usage("a rise needs a horizon of at least 1 period, a factor above 1 and at least 1 mention; got %d, %g and %g", r.Periods, r.Factor, r.Least)
	}
	return r, freq, nil
}

// labelled is a past document with what became of what it mentions.
type labelled struct {
	ID       string    `json:"id"`
	Date     time.Time `json:"date"`
	Text     string    `json:"text"`
	Label    string    `json:"label"` // rise or none
	Concepts []string  `json:"concepts"`
	Rising   []string  `json:"rising"` // those of Concepts that rose
}

// outcomes knows what became of every concept after every period.
type outcomes struct {
	freq  series.Freq
	start time.Time
	of    map[string][]signal.Outcome
}

// outcomes counts what was known before until and judges it.
func (w *workspace) outcomes(ctx context.Context, freq series.Freq, until time.Time, rule signal.OutcomeRule) (*outcomes, error) {
	counter := signal.NewCounter(freq, until, []signal.Scope{{}}, w.pack.Ancestors)
	err := w.store.Appearances(ctx, until, func(a corpus.Appearance) error {
		counter.Add(a)
		return nil
	})
	if err != nil {
		return nil, err
	}
	o := &outcomes{freq: freq, of: map[string][]signal.Outcome{}}
	for _, s := range counter.Signals() {
		o.start = s.Start
		o.of[s.Concept] = rule.Outcomes(&s)
	}
	return o, nil
}

// at is what became of a concept after the period of t.
func (o *outcomes) at(concept string, t time.Time) signal.Outcome {
	of := o.of[concept]
	if p := o.freq.Index(o.start, t); p >= 0 && p < len(of) {
		return of[p]
	}
	return signal.Unknown
}

// label judges a document: it heralds when any concept it mentions rose. ok is
// false while that cannot be said.
func (o *outcomes) label(d text.Document, ms []taxonomy.Mention) (l labelled, ok bool) {
	l = labelled{ID: fmt.Sprintf("%016x", d.ID), Date: d.Time, Text: d.Text(), Label: labelNone, Rising: []string{}}
	known := true
	for _, m := range ms {
		if slices.Contains(l.Concepts, m.Concept) {
			continue
		}
		l.Concepts = append(l.Concepts, m.Concept)
		switch o.at(m.Concept, d.Time) {
		case signal.Rose:
			l.Label = labelRise
			l.Rising = append(l.Rising, m.Concept)
		case signal.Unknown:
			known = false
		}
	}
	return l, len(l.Concepts) > 0 && (known || l.Label == labelRise)
}

// eachLabelled hands over the stories before until whose outcome is known, in
// order of time.
func (w *workspace) eachLabelled(ctx context.Context, o *outcomes, until time.Time, each func(labelled) error) error {
	return w.store.Documents(ctx, corpus.Filter{Until: until, Heads: true}, func(d text.Document, ms []taxonomy.Mention) error {
		if l, ok := o.label(d, ms); ok {
			return each(l)
		}
		return nil
	})
}
