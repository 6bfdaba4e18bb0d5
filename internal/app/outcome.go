package app

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"time"

	"hemline/internal/wholefile"
	"hemline/neural/kernel"
	"hemline/series"
	"hemline/signal"
)

// Labels of what a document heralded.
const (
	labelRise    = "rise"
	labelNone    = "none"
	labelUnknown = "unknown" // the time after it is not over, or too little was heard
)

// OutcomeOptions say how past documents are labelled by what happened next.
type OutcomeOptions struct {
	Workspace string
	AsOf      string // nothing later is read; empty: all there is
	Period    string // day, week or month
	Horizon   int    // periods after a document that count
	Factor    float64
	Least     float64 // mentions after, below which nothing is a rise
	Out       string  // "-": standard output; empty: that too, unless Train
	Train     bool    // learn from them, into the workspace's models
	JSON      bool    // with Train: print the model's card
}

// DefaultOutcome is the rule of those who name none: twice the share in half a
// year, of something that is then spoken of.
func DefaultOutcome() OutcomeOptions {
	return OutcomeOptions{Period: "week", Horizon: 26, Factor: 2, Least: 10}
}

// LabelOutcomes writes the past documents of a workspace, each labelled by what
// became of the concepts it mentions, in order of time; and trains on them.
func (a *App) LabelOutcomes(ctx context.Context, o OutcomeOptions) error {
	rule, err := o.rule()
	if err != nil {
		return err
	}
	w, err := a.openWorkspace(ctx, o.Workspace, nil, reading)
	if err != nil {
		return err
	}
	defer w.Close()
	until, err := w.asOf(ctx, o.AsOf)
	if err != nil {
		return err
	}
	p, err := w.past(ctx, rule, until)
	if err != nil {
		return err
	}
	if o.Out != "" || !o.Train {
		if err := a.writeLabelled(ctx, w, p, o.Out); err != nil {
			return err
		}
	}
	if !o.Train {
		return nil
	}
	if err := w.recall(ctx, p); err != nil {
		return err
	}
	dev := kernel.New(w.cfg.Workers)
	defer dev.Close()
	h, err := newLesson(p, dev).train(ctx, a.say)
	if err != nil {
		return err
	}
	if err := h.save(heraldFolder(w.dir, until, o.AsOf != "")); err != nil {
		return err
	}
	if o.JSON {
		return writeJSON(a.Stdout, h.card)
	}
	return a.showHerald(&h.card)
}

// writeLabelled writes a line for each story whose outcome is known.
func (a *App) writeLabelled(ctx context.Context, w *workspace, p *past, out string) error {
	documents, rose := 0, 0
	write := func(f io.Writer) error {
		buffered := bufio.NewWriter(f)
		enc := json.NewEncoder(buffered)
		enc.SetEscapeHTML(false)
		if err := w.stories(ctx, p, func(l labelled) error {
			switch l.Label {
			case labelUnknown:
				return nil
			case labelRise:
				rose++
			}
			documents++
			return enc.Encode(l)
		}); err != nil {
			return err
		}
		return buffered.Flush()
	}
	var err error
	if out == "-" || out == "" {
		err = write(a.Stdout)
	} else {
		err = wholefile.Write(out, write)
	}
	if err == nil {
		a.say("%s documents whose outcome is known; %s mention something that rose", thousands(int64(documents)), thousands(int64(rose)))
	}
	return err
}

// outcomeRule is when a concept has risen, and in what time is counted.
type outcomeRule struct {
	signal.OutcomeRule
	freq series.Freq
}

func (o OutcomeOptions) rule() (outcomeRule, error) {
	freq, err := series.ParseFreq(o.Period)
	if err != nil {
		return outcomeRule{}, &UsageError{err}
	}
	r := signal.OutcomeRule{Periods: o.Horizon, Factor: o.Factor, Least: o.Least}
	if r.Periods < 1 || r.Periods > maxHorizon || !(r.Factor > 1) || !(r.Least >= 1) {
		return outcomeRule{}, usage("a rise needs a horizon of 1 to %d periods, a factor above 1 and at least 1 mention; got %d, %g and %g", maxHorizon, r.Periods, r.Factor, r.Least)
	}
	return outcomeRule{r, freq}, nil
}

// maxHorizon is ten years of days.
const maxHorizon = 3660

// asOf is the first instant that is not known: after the day, or after the
// newest document.
func (w *workspace) asOf(ctx context.Context, day string) (time.Time, error) {
	var until time.Time
	if day != "" {
		var err error
		if until, err = ParseDay(day); err != nil {
			return until, err
		}
	}
	_, until, err := w.window(ctx, until)
	return until, err
}

// labelled is a past document with what became of what it mentions.
type labelled struct {
	ID       string    `json:"id"`
	Date     time.Time `json:"date"`
	Text     string    `json:"text"`
	Label    string    `json:"label"` // rise or none; unknown while that cannot be said
	Concepts []string  `json:"concepts"`
	Rising   []string  `json:"rising"` // those of Concepts that rose
	period   int
}
