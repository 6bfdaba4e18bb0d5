package lm

import (
	"math/rand/v2"

	"hemline/neural/nn"
	"hemline/neural/transformer"
)

// Sequences in a step, and how many of them, and how long, validate.
const (
	batchSequences = 16
	heldWindows    = 64  // sequences of each validation: a standard error of about 1 % of the loss
	longest        = 128 // tokens of a sequence, where a model's context has as many
)

// windows is a training task: sequences of a stream of tokens, in an order that
// is new in every pass.
type windows struct {
	d           *transformer.Decoder
	train, held []int32
	length      int
	seed        uint64
	pass        int // the pass order is of
	order       []int
	tokens      []int32
	targets     []int32
	batch       nn.Batch
}

// whole is the number of whole sequences of a stream; each needs one token more
// as the last target. all counts a shorter one at the end, too.
func (w *windows) whole(stream []int32) int { return max(len(stream)-1, 0) / w.length }

func (w *windows) all(stream []int32) int { return (max(len(stream)-1, 0) + w.length - 1) / w.length }

// Params are the adapters, if there are any, else all weights.
func (w *windows) Params() []*nn.Param {
	if a := w.d.Adapters(); a != nil {
		return a
	}
	return w.d.Params()
}

// begin empties the batch.
func (w *windows) begin() {
	w.tokens, w.targets, w.batch.Start = w.tokens[:0], w.targets[:0], append(w.batch.Start[:0], 0)
}

// take puts sequence i of a stream into the batch.
func (w *windows) take(stream []int32, i int) {
	lo := i * w.length
	hi := min(lo+w.length, len(stream)-1)
	w.tokens = append(w.tokens, stream[lo:hi]...)
	w.targets = append(w.targets, stream[lo+1:hi+1]...)
	w.batch.Start = append(w.batch.Start, len(w.tokens))
}

// at is the sequence of the training stream that is the k-th of a step.
func (w *windows) at(step, k int) int {
	n := w.whole(w.train)
	i := (step-1)*batchSequences + k
	if pass := i / n; w.order == nil || pass != w.pass {
		w.pass = pass
		w.order = rand.New(rand.NewPCG(w.seed, uint64(pass)+1)).Perm(n)
	}
	return w.order[i%n]
}

func (w *windows) Step(c *nn.Context, step, _ int, weight float32) (float64, int, error) {
	w.begin()
	for k := range batchSequences {
		w.take(w.train, w.at(step, k))
	}
	loss, tokens, err := w.d.Loss(c, w.tokens, w.targets, w.batch, weight)
	if err != nil {
		return 0, 0, err
	}
	w.d.Backward(c)
	return loss, tokens, nil
}

func (w *windows) Validate(c *nn.Context) (float64, int, error) {
	n := w.all(w.held)
	sum, tokens := 0.0, 0
	use := min(n, heldWindows)
	for at := 0; at < use; at += batchSequences {
		w.begin()
		for k := at; k < min(at+batchSequences, use); k++ {
			w.take(w.held, k*n/use) // spread over all that is held out
		}
		c.Arena.Reset()
		loss, m, err := w.d.Loss(c, w.tokens, w.targets, w.batch, 1)
		if err != nil {
			return 0, 0, err
		}
		sum, tokens = sum+loss, tokens+m
	}
	return sum, tokens, nil
}
