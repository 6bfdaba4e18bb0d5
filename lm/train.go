package lm

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"hemline/lm/token"
	"hemline/neural/kernel"
	"hemline/neural/optim"
	"hemline/neural/train"
	"hemline/neural/transformer"
)

// TrainOptions say what model to train and how long.
type TrainOptions struct {
	Size      string            // tiny, small or base; of no account with From
	From      *Model            // to go on from, with its vocabulary and shape; its weights change. nil: a new model
	LoRA      *transformer.LoRA // with From: train low-rank changes alone, which end up in its weights; nil: all weights
	Tokenizer *token.Tokenizer  // of a new model; nil: one is learnt from the texts
	Steps     int               // 0: as many as Epochs need
	Epochs    float64           // passes over the texts; 0: 1, or with a Loop.Budget as many as it lets, up to 16
	Seed      uint64            //
	Folder    string            // of the checkpoint and the log; empty: none
	Precision kernel.Precision  //
	// Loop gives Now, Budget (what comes before the first step counts),
	// Progress, CheckpointEvery, Patience (0: 5 of the run's 20 validations)
	// and Schedule.Peak (0: 1e-3, with From and all weights 2e-4); the rest is
	// set here.
	Loop train.Options
	Card Card // Program and Sources, to which the rest is added
}

// The usual rates, decay and clipping of small models (Touvron et al. 2023,
// with a higher rate as theirs rise towards smaller models).
const (
	peakRate    = 1e-3
	adaptRate   = 2e-4 // of a model that has learnt already: more forgets what it knew. Adapters, which begin at zero, take peakRate
	floorRate   = 0.1
	warm        = 0.05
	decay       = 0.1
	clip        = 1
	evaluations = 20 // validations in a run
	patience    = 5
	// maxPasses is where a further pass over the same texts teaches next to
	// nothing (Muennighoff et al. 2023).
	maxPasses = 16
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

// Train makes a vocabulary and a model from texts, or goes on from a model.
// With a Folder it takes up the checkpoint of a run that was cut short. Held-out
// texts, the latest twentieth where all are dated, are never trained on; the
// weights are those that foretell them best.
func Train(ctx context.Context, dev *kernel.Device, texts []Text, o TrainOptions) (*Model, train.Result, error) {
	var began time.Time
	if o.Loop.Budget > 0 && o.Loop.Now != nil {
		began = o.Loop.Now()
	}
	s := divide(texts)
	if len(s.train) == 0 {
		return nil, train.Result{}, errors.New("lm: there are no texts to learn from")
	}
	m, err := o.start(ctx, dev, s.train)
	if err != nil {
		return nil, train.Result{}, err
	}
	w := &windows{d: m.Decoder, length: min(longest, m.Decoder.Config().Context), seed: o.Seed}
	if w.train, err = stream(ctx, dev, m.Tokenizer, s.train); err != nil {
		return nil, train.Result{}, err
	}
	if w.held, err = stream(ctx, dev, m.Tokenizer, s.held); err != nil {
		return nil, train.Result{}, err
	}
	m.Card.texts(&s)
	n := w.whole(w.train)
	if n == 0 {
		return nil, train.Result{}, fmt.Errorf("lm: the texts have %d tokens; at least %d are needed to learn from", len(w.train), w.length+1)
	}
	loop := o.loop(n)
	loop.Label = fmt.Sprintf("%s, %d tokens (%016x), vocabulary %d, seed %d, %d steps", m.Card.Size, len(w.train), sum(w.train), m.Decoder.Config().VocabSize, o.Seed, loop.Steps)
	if o.From != nil {
		loop.Label = fmt.Sprintf("going on from step %d of the weights %016x: %s", m.Card.Steps, weights(o.From.Decoder), loop.Label)
	}
	if o.LoRA != nil {
		loop.Label = fmt.Sprintf("adapters of rank %d, alpha %g on %v, %s", o.LoRA.Rank, o.LoRA.Alpha, o.LoRA.Targets, loop.Label)
		if _, err := m.Decoder.Adapt(*o.LoRA, rand.New(rand.NewPCG(o.Seed, 0))); err != nil {
			return nil, train.Result{}, err
		}
		defer m.Decoder.Merge(dev)
	}
	if loop.Budget > 0 && loop.Now != nil {
		loop.Budget = max(loop.Budget-loop.Now().Sub(began), loop.Budget/10)
	}
	res, err := train.Run(ctx, dev, o.Precision, loop, w)
	if err != nil {
		return nil, res, err
	}
	m.describe(o.Seed, s.heldBytes, w, res)
	return m, res, nil
}

// weights is a hash of a model's weights, by which a checkpoint knows what it
// was begun from.
func weights(d *transformer.Decoder) uint64 {
	h := fnv.New64a()
	var b [4]byte
	for _, p := range d.Params() {
		for _, v := range p.W {
			binary.LittleEndian.PutUint32(b[:], math.Float32bits(v))
			h.Write(b[:])
		}
	}
	return h.Sum64()
}

// start is the model before its first step.
func (o *TrainOptions) start(ctx context.Context, dev *kernel.Device, texts []string) (*Model, error) {
	if o.From != nil {
		m := &Model{Decoder: o.From.Decoder, Tokenizer: o.From.Tokenizer, Card: o.Card}
		from := &o.From.Card
		m.Card.Size, m.Card.Steps, m.Card.Seen = from.Size, from.Steps, from.Seen
		m.Card.Sources = slices.Concat(from.Sources, o.Card.Sources)
		return m, nil
	}
	if o.LoRA != nil {
		return nil, errors.New("lm: low-rank changes are of a model that was trained before; name it")
	}
	shape, err := shapeOf(o.Size)
	if err != nil {
		return nil, err
	}
	m := &Model{Tokenizer: o.Tokenizer, Card: o.Card}
	m.Card.Size = o.Size
	if m.Tokenizer == nil {
		if m.Tokenizer, err = (token.Trainer{Size: shape.VocabSize, Workers: dev.Workers()}).Train(ctx, sample(texts)); err != nil {
			return nil, err
		}
	}
	shape.VocabSize = m.Tokenizer.Size()
	m.Decoder, err = transformer.NewDecoder(shape, rand.New(rand.NewPCG(o.Seed, 0)))
	return m, err
}

// loop fills in what the size of the data decides.
func (o *TrainOptions) loop(sequences int) train.Options {
	l := o.Loop
	l.Steps, l.Seed, l.Folder = o.Steps, o.Seed, o.Folder
	if l.Steps == 0 {
		epochs := o.Epochs
		if epochs == 0 {
			epochs = 1
			if l.Budget > 0 {
				epochs = maxPasses
			}
		}
		l.Steps = max(1, int(math.Ceil(epochs*float64(sequences)/batchSequences)))
	}
	peak := l.Schedule.Peak
	if peak == 0 {
		peak = peakRate
		if o.From != nil && o.LoRA == nil {
			peak = adaptRate
		}
	}
	l.Optimizer = optim.AdamW{Decay: decay}
	l.Schedule = optim.Schedule{Peak: peak, Floor: floorRate, Warm: warm}
	l.Clip = clip
	l.ValidateEvery = max(1, l.Steps/evaluations)
	if l.Patience == 0 {
		l.Patience = patience
	}
	return l
}

// texts puts into the card what the model learns from, and lets the texts go:
// training needs the memory.
func (c *Card) texts(s *split) {
	c.Documents, c.HeldOut, c.ByTime = len(s.train), len(s.held), s.byTime
	c.From, c.To = s.from, s.to
	s.train, s.held = nil, nil
}

// describe fills in how the training went.
func (m *Model) describe(seed uint64, heldBytes int64, w *windows, res train.Result) {
	c := &m.Card
	c.Format = cardFormat
	c.Parameters, c.Seed = w.d.Config().NumParams(), seed
	c.Tokens = int64(len(w.train))
	c.Seen, c.Steps = c.Seen+res.Seen, c.Steps+res.Steps
	if math.IsNaN(res.Val) {
		return
	}
	c.ValLoss = res.Val
	perByte := float64(len(w.held)) / float64(max(heldBytes, 1)) / math.Ln2
	c.ValBits = res.Val * perByte
	c.UniBits = unigram(w.train, w.held, w.d.Config().VocabSize) * perByte
}

// sum tells streams apart (FNV-1a, Fowler, Noll and Vo 1991).
func sum(stream []int32) uint64 {
	h := fnv.New64a()
	var b [4]byte
	for _, t := range stream {
		binary.LittleEndian.PutUint32(b[:], uint32(t))
		h.Write(b[:])
	}
	return h.Sum64()
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
