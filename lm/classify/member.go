package classify

import (
	"context"

	"hemline/neural/kernel"
	"hemline/neural/safetensors"
)

// member is a trained model that scores texts: its scores are logits up to a
// scale, which the mixture finds.
type member interface {
	// scores writes a row a text, a column a class.
	scores(dev *kernel.Device, texts []string, out kernel.Mat) error
	// card and tensors are all there is to keep of it.
	card() memberCard
	tensors() []safetensors.Named
}

// learner is a way to make a member. It is told twice to learn: first with
// texts to judge by, when it may choose how long to train and remembers it,
// then with all texts and nothing to judge by.
type learner interface {
	name() string
	// copies is how many members of other seeds share its weight in the end.
	copies() int
	fit(ctx context.Context, dev *kernel.Device, learn dataset, judge *dataset) (member, error)
}

// dataset is texts with the numbers of their classes.
type dataset struct {
	texts   []string
	class   []int32
	classes int
	seed    uint64
}

func newDataset(examples []Example, labels []string, seed uint64) dataset {
	d := dataset{texts: make([]string, len(examples)), class: classesOf(examples, labels), classes: len(labels), seed: seed}
	for i, e := range examples {
		d.texts[i] = e.Text
	}
	return d
}

// linearLearner makes linear members of one shape.
type linearLearner struct{ shape linearShape }

func (l *linearLearner) name() string { return l.shape.name() }

func (l *linearLearner) copies() int { return 1 } // no seed makes it another

func (l *linearLearner) fit(_ context.Context, dev *kernel.Device, learn dataset, _ *dataset) (member, error) {
	return fitLinear(dev, learn.texts, learn.class, learn.classes, l.shape, learn.seed), nil
}
