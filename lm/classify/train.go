package classify

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"hemline/lm"
	"hemline/neural/kernel"
)

// Options say how to train. The zero value trains Best.
type Options struct {
	Kind     Kind
	Seed     uint64
	Trained  string             // goes into the card as it is: the caller's clock
	LM       *lm.Model          // the language model to fine-tune; nil: Transformer trains a small one on the texts first, Best goes without
	Progress func(stage string) // nil: silent; called from the caller's goroutine
}

// MaxTrainBytes is how much text is learnt from, after each text is cut to
// MaxTextBytes; of more, a part chosen by the hash of the texts is used. 32 MiB
// are five times the largest set measured here; features take some 20 times the
// memory of their texts.
const MaxTrainBytes = 32 << 20

const (
	// A sixth of the texts judges the candidates: more would leave too little
	// to learn from, fewer could not tell candidates a point apart.
	judgeFraction = 1.0 / 6
	// leastJudge is the fewest texts worth judging by: the standard error of an
	// accuracy measured on 40 is about 7 points.
	leastJudge = 40
	// splitSalt separates the validation split from anybody else's.
	splitSalt = 0x636c617373696679
	// copyStride lies between the seeds of copies, so that those of neighbouring
	// seeds have none in common.
	copyStride = 1 << 32
	// A margin of one means odds of e^2 to 1 until validation says otherwise.
	plainWeight = 2
)

// Train makes a classifier from examples. It decides by a validation part that
// it takes from them, then trains what it chose on all of them.
func Train(ctx context.Context, dev *kernel.Device, examples []Example, o Options) (*Classifier, error) {
	if o.Kind == "" {
		o.Kind = Best
	}
	if !slices.Contains([]Kind{Best, Linear, CNN, Transformer}, o.Kind) {
		return nil, fmt.Errorf("classify: model %q is not known: choose best, transformer, cnn or linear", o.Kind)
	}
	if _, err := labelsOf(examples); err != nil {
		return nil, err
	}
	used := sample(examples, MaxTrainBytes)
	labels, err := labelsOf(used)
	if err != nil {
		return nil, fmt.Errorf("%w (in a sample of %d MiB)", err, MaxTrainBytes>>20)
	}
	t := trainer{Options: o, dev: dev, labels: labels}
	t.card = Card{Version: formatVersion, Kind: o.Kind, Labels: labels, Counts: make([]int, len(labels)), Given: len(examples), Used: len(used), Seed: o.Seed, Trained: o.Trained}
	t.all = newDataset(used, labels, o.Seed)
	for _, c := range t.all.class {
		t.card.Counts[c]++
	}
	learn, judge := Split(used, judgeFraction, splitSalt^o.Seed)
	t.learn, t.judge = newDataset(learn, labels, o.Seed), newDataset(judge, labels, o.Seed)
	t.card.Judged = len(judge)
	return t.run(ctx)
}

// sample cuts long texts and, when the texts are larger than limit together,
// keeps a part of them.
func sample(examples []Example, limit int64) []Example {
	out := make([]Example, len(examples))
	total := int64(0)
	for i, e := range examples {
		out[i] = Example{cut(e.Text, MaxTextBytes), e.Label}
		total += int64(len(out[i].Text))
	}
	if total <= limit {
		return out
	}
	keep := uint64(float64(limit) / float64(total) * math.MaxUint64)
	return slices.DeleteFunc(out, func(e Example) bool { return rank(e.Text, 0) > keep })
}

// trainer is one call of Train.
type trainer struct {
	Options
	dev               *kernel.Device
	labels            []string
	all, learn, judge dataset
	card              Card

	learners []learner
	judged   []kernel.Mat // scores of each on the validation part
}

func (t *trainer) say(format string, args ...any) {
	if t.Progress != nil {
		t.Progress(fmt.Sprintf(format, args...))
	}
}

func (t *trainer) run(ctx context.Context) (*Classifier, error) {
	baseline, err := t.linears(ctx)
	if err != nil {
		return nil, err
	}
	if err := t.networks(ctx); err != nil {
		return nil, err
	}
	in := t.chosen(baseline)
	t.explain(in)
	mix, plain := mixture{weight: []float64{plainWeight}}, mixture{weight: []float64{plainWeight}}
	if len(t.judge.texts) >= leastJudge {
		scores := make([]kernel.Mat, len(in))
		for j, k := range in {
			scores[j] = t.judged[k]
		}
		mix, plain = fitMixture(scores, t.judge.class), fitMixture(t.judged[baseline:baseline+1], t.judge.class)
		if len(in) > 1 {
			t.trial("mixture", mix, scores)
		}
	}
	return t.refit(ctx, in, mix, baseline, plain)
}

// refit trains on all texts what is in use.
func (t *trainer) refit(ctx context.Context, in []int, mix mixture, baseline int, plain mixture) (*Classifier, error) {
	c := &Classifier{mix: mixture{bias: mix.bias}}
	for j, k := range append(in, baseline) {
		if j < len(in) && mix.weight[j] == 0 {
			continue
		}
		if j == len(in) {
			if at := slices.Index(in, baseline); at >= 0 && mix.weight[at] != 0 {
				break // it is there already
			}
		}
		made, err := t.copiesOf(ctx, t.learners[k])
		if err != nil {
			return nil, err
		}
		if k == baseline {
			c.baseline = made[0]
			t.card.Baseline, c.plain = Part{made[0].card(), plain.weight[0]}, plain
		}
		if k == baseline && j < len(in) {
			t.card.Shared = len(c.members) + 1
		}
		if j == len(in) {
			break
		}
		for _, m := range made {
			w := mix.weight[j] / float64(len(made))
			c.members, c.mix.weight = append(c.members, m), append(c.mix.weight, w)
			t.card.Members = append(t.card.Members, Part{m.card(), w})
		}
	}
	if len(c.members) == 0 {
		return nil, errors.New("classify: no model tells these labels apart better than chance: are texts and labels in the right columns?")
	}
	t.card.Bias, t.card.BaselineBias = mix.bias, plain.bias
	c.Card = t.card
	return c, nil
}

// copiesOf trains the copies of a learner on all texts.
func (t *trainer) copiesOf(ctx context.Context, l learner) (made []member, err error) {
	data := t.all
	for i := range l.copies() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		t.say("training %s on all %d texts, %d of %d", l.name(), len(data.texts), i+1, l.copies())
		m, err := l.fit(ctx, t.dev, data, nil)
		if err != nil {
			return nil, err
		}
		made, data.seed = append(made, m), data.seed+copyStride
	}
	return made, nil
}

// try trains a candidate on the part for learning, scores the part for judging
// and notes how it did.
func (t *trainer) try(ctx context.Context, l learner) (accuracy float64, err error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	t.say("trying %s", l.name())
	m, err := l.fit(ctx, t.dev, t.learn, &t.judge)
	if err != nil {
		return 0, err
	}
	scores := kernel.NewMat(len(t.judge.texts), len(t.labels))
	if err := m.scores(t.dev, t.judge.texts, scores); err != nil {
		return 0, err
	}
	t.learners, t.judged = append(t.learners, l), append(t.judged, scores)
	one := []kernel.Mat{scores}
	return t.trial(l.name(), fitMixture(one, t.judge.class), one), nil
}

// trial notes what a mixture does on the validation part.
func (t *trainer) trial(name string, m mixture, scores []kernel.Mat) (accuracy float64) {
	accuracy, loss := m.judge(scores, t.judge.class)
	t.card.Trials = append(t.card.Trials, Trial{name, accuracy, loss})
	return accuracy
}
