package lm

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"

	"hemline/lm/token"
	"hemline/neural/kernel"
	"hemline/neural/nn"
	"hemline/neural/optim"
	"hemline/neural/train"
	"hemline/neural/transformer"
)

// TrainOptions say what model to train and how long.
type TrainOptions struct {
	Size      string           // tiny, small or base
	Steps     int              // 0: as many as Epochs need
	Epochs    float64          // passes over the texts; 0: 1
	Seed      uint64           //
	Folder    string           // of the checkpoint and the log; empty: none
	Precision kernel.Precision //
	Loop      train.Options    // Progress, Now and CheckpointEvery are taken from it
	Card      Card             // Program and Sources, to which the rest is added
}

// Sequences in a step, and their length.
const (
	batchSequences = 16
	evaluations    = 20 // validations in a run
	heldWindows    = 64 // sequences of each validation: a standard error of about 1 % of the loss
)

// shapeOf is the shape of a size.
func shapeOf(size string) (transformer.Config, error) {
	switch size {
	case "tiny":
		return transformer.Tiny(), nil
	case "small":
		return transformer.Small(), nil
	case "base":
		return transformer.Base(), nil
	}
	return transformer.Config{}, fmt.Errorf("lm: there is no size %q; tiny, small and base are there", size)
}

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
}

// count is the number of whole sequences of a stream; each needs one token more
// as the last target.
func count(stream []int32, length int) int { return max(len(stream)-1, 0) / length }

func (w *windows) Params() []*nn.Param { return w.d.Params() }

// take puts sequence i of a stream into the batch.
func (w *windows) take(stream []int32, i int) {
	at := i * w.length
	w.tokens = append(w.tokens, stream[at:at+w.length]...)
	w.targets = append(w.targets, stream[at+1:at+w.length+1]...)
}

func (w *windows) Step(c *nn.Context, step, _ int, weight float32) (float64, int, error) {
	n := count(w.train, w.length)
	w.tokens, w.targets = w.tokens[:0], w.targets[:0]
	for k := range batchSequences {
		i := (step-1)*batchSequences + k
		if pass := i / n; w.order == nil || pass != w.pass {
			w.pass = pass
			w.order = rand.New(rand.NewPCG(w.seed, uint64(pass)+1)).Perm(n)
		}
		w.take(w.train, w.order[i%n])
	}
	loss, tokens, err := w.d.Loss(c, w.tokens, w.targets, nn.Uniform(batchSequences, w.length), weight)
	if err != nil {
		return 0, 0, err
	}
	w.d.Backward(c)
	return loss, tokens, nil
}

func (w *windows) Validate(c *nn.Context) (float64, int, error) {
	n := count(w.held, w.length)
	sum, tokens := 0.0, 0
	use := min(n, heldWindows)
	for at := 0; at < use; at += batchSequences {
		w.tokens, w.targets = w.tokens[:0], w.targets[:0]
		for k := at; k < min(at+batchSequences, use); k++ {
			w.take(w.held, k*n/use) // spread over all that is held out
		}
		c.Arena.Reset()
		loss, m, err := w.d.Loss(c, w.tokens, w.targets, nn.Uniform(len(w.tokens)/w.length, w.length), 1)
		if err != nil {
			return 0, 0, err
		}
		sum, tokens = sum+loss, tokens+m
	}
	return sum, tokens, nil
}

// Train makes a vocabulary and a model from texts. With a Folder it goes on
// from the checkpoint of a run that was cut short.
func Train(ctx context.Context, dev *kernel.Device, texts []Text, o TrainOptions) (*Model, train.Result, error) {
	shape, err := shapeOf(o.Size)
	if err != nil {
		return nil, train.Result{}, err
	}
	s := divide(texts)
	if len(s.train) == 0 {
		return nil, train.Result{}, errors.New("lm: there are no texts to learn from")
	}
	tok, err := token.Trainer{Size: shape.VocabSize, Workers: dev.Workers()}.Train(ctx, sample(s.train))
	if err != nil {
		return nil, train.Result{}, err
	}
	shape.VocabSize = tok.Size()
	w := &windows{length: shape.Context, seed: o.Seed}
	if w.train, err = stream(ctx, tok, s.train); err != nil {
		return nil, train.Result{}, err
	}
	if w.held, err = stream(ctx, tok, s.held); err != nil {
		return nil, train.Result{}, err
	}
	n := count(w.train, w.length)
	if n == 0 {
		return nil, train.Result{}, fmt.Errorf("lm: the texts have %d tokens; at least %d are needed to learn from", len(w.train), w.length+1)
	}
	if w.d, err = transformer.NewDecoder(shape, rand.New(rand.NewPCG(o.Seed, 0))); err != nil {
		return nil, train.Result{}, err
	}
	loop := o.loop(n)
	loop.Label = fmt.Sprintf("%s, %d tokens, vocabulary %d, seed %d, %d steps", o.Size, len(w.train), shape.VocabSize, o.Seed, loop.Steps)
	res, err := train.Run(ctx, dev, o.Precision, loop, w)
	if err != nil {
		return nil, res, err
	}
	m := &Model{Decoder: w.d, Tokenizer: tok, Card: o.Card}
	m.describe(o, s, w, res)
	return m, res, nil
}

// loop fills in what the size of the data decides. Rate, decay and clipping are
// the usual ones of small models (Touvron et al. 2023).
func (o TrainOptions) loop(sequences int) train.Options {
	l := o.Loop
	l.Steps, l.Seed, l.Folder = o.Steps, o.Seed, o.Folder
	if l.Steps == 0 {
		epochs := o.Epochs
		if epochs == 0 {
			epochs = 1
		}
		l.Steps = max(1, int(math.Ceil(epochs*float64(sequences)/batchSequences)))
	}
	l.Optimizer = optim.AdamW{Decay: 0.1}
	l.Schedule = optim.Schedule{Peak: 1e-3, Floor: 0.1, Warm: 0.05}
	l.Clip = 1
	l.ValidateEvery = max(1, l.Steps/evaluations)
	return l
}

// describe fills in the card.
func (m *Model) describe(o TrainOptions, s split, w *windows, res train.Result) {
	c := &m.Card
	c.Size, c.Parameters, c.Seed = o.Size, w.d.Config().NumParams(), o.Seed
	c.Documents, c.HeldOut, c.ByTime = len(s.train), len(s.held), s.byTime
	c.From, c.To = s.from, s.to
	c.Tokens, c.Seen, c.Steps = int64(len(w.train)), res.Seen, res.Steps
	if math.IsNaN(res.Val) {
		return
	}
	c.ValLoss = res.Val
	bytes := 0
	for _, t := range s.held {
		bytes += len(t)
	}
	perByte := float64(len(w.held)) / float64(max(bytes, 1)) / math.Ln2
	c.ValBits = res.Val * perByte
	c.UniBits = unigram(w.train, w.held, w.d.Config().VocabSize) * perByte
}

// unigram is the loss, in nats a token of held, of a model that knows only how
// frequent each token is in train, one added to each count (Laplace 1814): the
// baseline beside every loss.
func unigram(train, held []int32, vocabulary int) float64 {
	counts := make([]float64, vocabulary)
	for _, t := range train {
		counts[t]++
	}
	total := float64(len(train) + vocabulary)
	sum := 0.0
	for _, t := range held {
		sum -= math.Log((counts[t] + 1) / total)
	}
	return sum / float64(max(len(held), 1))
}
