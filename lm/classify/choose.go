package classify

import (
	"context"
	"fmt"
)

// The costs and stretches that are tried: across four sets of texts the best
// were among them, and twice or half as much was within noise. The first cost
// and stretch gain between half a point (moods) and a point (topics) over a
// separator that stretches nothing; some topics want more stretch, for which
// a smaller cost is due, since it makes the features longer.
const (
	usualCost, usualStretch = 0.5, 0.3
	smallCost, largeCost    = 0.25, 1
	largeStretch            = 0.6
)

func (s linearShape) name() string {
	switch {
	case s.Chars == 0:
		return fmt.Sprintf("linear, words 1-%d, cost %g, stretch %g", s.Words, s.Cost, s.Stretch)
	case s.Words == 0:
		return fmt.Sprintf("linear, characters 1-%d, cost %g, stretch %g", s.Chars, s.Cost, s.Stretch)
	}
	return fmt.Sprintf("linear, words 1-%d and characters 1-%d, cost %g, stretch %g", s.Words, s.Chars, s.Cost, s.Stretch)
}

// linears tries the views of a text at the usual cost, then other costs and
// stretches on the best view, and returns the number of the most accurate learner: the
// baseline. Where there is too little to judge by, it is the first.
func (t *trainer) linears(ctx context.Context) (baseline int, err error) {
	top := -1.0
	try := func(s linearShape) error {
		accuracy, err := t.try(ctx, &linearLearner{s})
		if err == nil && accuracy > top {
			top, baseline = accuracy, len(t.learners)-1
		}
		return err
	}
	shapes := views(t.learn.texts)
	if len(t.judge.texts) < leastJudge {
		t.learners = append(t.learners, &linearLearner{linearShape{shapes[0], usualCost, usualStretch}})
		return 0, nil
	}
	for _, n := range shapes {
		if err := try(linearShape{n, usualCost, usualStretch}); err != nil {
			return 0, err
		}
	}
	best := t.learners[baseline].(*linearLearner).shape
	for _, s := range []linearShape{{best.Ngrams, smallCost, largeStretch}, {best.Ngrams, smallCost, usualStretch}, {best.Ngrams, largeCost, usualStretch}} {
		if err := try(s); err != nil {
			return 0, err
		}
	}
	return baseline, nil
}

// networks tries those the kind asks for: for Best a transformer only when it
// brings what it knows from elsewhere: one that is pretrained on these texts
// alone costs minutes.
func (t *trainer) networks(ctx context.Context) error {
	if len(t.judge.texts) < leastJudge {
		return nil
	}
	if t.Kind == Best {
		if _, err := t.try(ctx, &bagLearner{ngrams: views(t.learn.texts)[0], progress: t.say}); err != nil {
			return err
		}
	}
	if t.Kind == CNN || t.Kind == Best {
		if _, err := t.try(ctx, &cnnLearner{progress: t.say}); err != nil {
			return err
		}
	}
	if t.Kind == Transformer || t.Kind == Best && t.LM != nil {
		if _, err := t.try(ctx, &attentionLearner{from: t.LM, given: t.LM != nil, progress: t.say}); err != nil {
			return err
		}
	}
	return nil
}

// chosen is the learners that may be in the mixture: for Best the linear views
// at the usual cost, the most stretched, the baseline and the networks.
func (t *trainer) chosen(baseline int) []int {
	if t.Kind == Linear || len(t.judge.texts) < leastJudge {
		return []int{baseline}
	}
	if t.Kind != Best {
		return []int{len(t.learners) - 1}
	}
	in := []int{baseline}
	for k, l := range t.learners {
		if s, ok := l.(*linearLearner); k == baseline || ok && (s.shape.Stretch == usualStretch) != (s.shape.Cost == usualCost) {
			continue
		}
		in = append(in, k)
	}
	return in
}

// explain writes into the card how the choice is made.
func (t *trainer) explain(in []int) {
	n := len(t.judge.texts)
	switch {
	case n < leastJudge:
		t.card.Why = fmt.Sprintf("%d texts are too few to judge by: the linear model with its usual settings", n)
	case len(in) > 1:
		t.card.Why = fmt.Sprintf("weights of %d candidates fitted by likelihood on %d texts they had not learnt from; those with a weight were then trained on all texts", len(in), n)
	default:
		t.card.Why = fmt.Sprintf("%s: judged on %d texts it had not learnt from, then trained on all", t.learners[in[0]].name(), n)
	}
}
