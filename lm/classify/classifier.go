package classify

import (
	"context"
	"iter"

	"hemline/neural/kernel"
)

// Classifier gives texts probabilities for labels.
type Classifier struct {
	Card     Card
	members  []member // those of Card.Members
	mix      mixture  // of them
	plain    mixture  // the baseline's
	baseline member   // also one of members, when its weight is not zero
}

// Labels are the columns of what Predict returns, sorted.
func (c *Classifier) Labels() []string { return c.Card.Labels }

// predictBatch is how many texts are scored at once; it bounds memory and does
// not change results.
const predictBatch = 512

// Predict returns a row of probabilities for each text. An empty text gets
// what the model thinks without any evidence.
func (c *Classifier) Predict(ctx context.Context, dev *kernel.Device, texts []string) (kernel.Mat, error) {
	return predict(ctx, dev, c.members, c.mix, len(c.Card.Labels), texts)
}

// Baseline is Predict by the linear model alone.
func (c *Classifier) Baseline(ctx context.Context, dev *kernel.Device, texts []string) (kernel.Mat, error) {
	return predict(ctx, dev, []member{c.baseline}, c.plain, len(c.Card.Labels), texts)
}

// Prediction is one text's row.
type Prediction struct {
	Label         string
	Probabilities []float32 // of the labels in their order; valid until the next Prediction
}

// Stream predicts texts as they come, in batches, and in their order. It ends
// at the first error, which it yields.
func (c *Classifier) Stream(ctx context.Context, dev *kernel.Device, texts iter.Seq[string]) iter.Seq2[Prediction, error] {
	return func(yield func(Prediction, error) bool) {
		batch := make([]string, 0, predictBatch)
		flush := func() bool {
			p, err := c.Predict(ctx, dev, batch)
			if err != nil {
				yield(Prediction{}, err)
				return false
			}
			for i := range batch {
				row := p.Row(i)
				if !yield(Prediction{c.Card.Labels[Argmax(row)], row}, nil) {
					return false
				}
			}
			batch = batch[:0]
			return true
		}
		for t := range texts {
			if batch = append(batch, cut(t, MaxTextBytes)); len(batch) == predictBatch && !flush() {
				return
			}
		}
		flush()
	}
}

func predict(ctx context.Context, dev *kernel.Device, members []member, mix mixture, classes int, texts []string) (kernel.Mat, error) {
	out := kernel.NewMat(len(texts), classes)
	scores := make([]kernel.Mat, len(members))
	for k := range scores {
		scores[k] = kernel.NewMat(min(len(texts), predictBatch), classes)
	}
	part := make([]kernel.Mat, len(members))
	for lo := 0; lo < len(texts); lo += predictBatch {
		if err := ctx.Err(); err != nil {
			return kernel.Mat{}, err
		}
		hi := min(lo+predictBatch, len(texts))
		for k, m := range members {
			part[k] = scores[k].Slice(0, hi-lo, 0, classes)
			if err := m.scores(dev, texts[lo:hi], part[k]); err != nil {
				return kernel.Mat{}, err
			}
		}
		mix.probabilities(out.Slice(lo, hi, 0, classes), part)
	}
	return out, nil
}
