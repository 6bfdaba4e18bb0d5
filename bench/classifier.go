package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"hemline/lm/classify"
	"hemline/neural/kernel"
	"hemline/source"
)

// cnnRows is a pass of the classifier's CNN over headlines. It is timed in
// classify.Train itself, between what that says after two passes: such a pass
// trains on five sixths of the texts and judges the rest. What is reported is
// that time for as many texts as there are.
func (b *bench) cnnRows(ctx context.Context) ([]row, error) {
	r := row{Name: "cnn-epoch", What: "CNN, an epoch over zh_headlines, two cores", Unit: "s", Goal: &goal{AtMost: 3}}
	var examples []classify.Example
	err := b.items(ctx, topics(), func(it source.Item) {
		examples = append(examples, classify.Example{Text: it.Title + it.Body, Label: it.Label})
	})
	if err != nil {
		return skip(ctx, err, r)
	}
	dev := kernel.New(2)
	defer dev.Close()
	var took []float64
	p, err := b.around(dev, kernel.UnitF32, func() error {
		took, err = b.passes(ctx, dev, examples)
		return err
	})
	if err != nil {
		return nil, err
	}
	r.set(took)
	r.What = fmt.Sprintf("CNN, an epoch over %d headlines, two cores", len(examples))
	r.Beside, r.Disturbed = []beside{{What: peakOf(2), Value: p.best, Unit: gflops}}, p.disturbed()
	return []row{r}, nil
}

// errEnough ends a training whose passes were timed.
var errEnough = errors.New("enough was measured")

// passes trains until enough passes were timed and returns their seconds, for
// all examples.
func (b *bench) passes(ctx context.Context, dev *kernel.Device, examples []classify.Example) ([]float64, error) {
	const share = 5.0 / 6 // of the texts, trained on in a pass
	train, enough := context.WithCancelCause(ctx)
	defer enough(nil)
	var took []float64
	last := b.now()
	_, err := classify.Train(train, dev, examples, classify.Options{Kind: classify.CNN, Seed: 1, Progress: func(stage string) {
		at := b.now()
		// What comes before the first pass is counting words and the baseline.
		if strings.HasPrefix(stage, "pass ") && !strings.HasPrefix(stage, "pass 1 ") {
			took = append(took, at.Sub(last).Seconds()/share)
		}
		if last = at; len(took) >= b.plan.runs {
			enough(errEnough)
		}
	}})
	if errors.Is(context.Cause(train), errEnough) {
		return took, nil
	}
	if err == nil {
		err = errors.New("the training ended before its passes could be timed")
	}
	return took, err
}
