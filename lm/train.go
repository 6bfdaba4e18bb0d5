package lm

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"time"

	"hemline/lm/token"
	"hemline/neural/kernel"
	"hemline/neural/nn"
	"hemline/neural/optim"
	"hemline/neural/train"
	"hemline/neural/transformer"
)

// TrainOptions say what model to train and how long.
type TrainOptions struct {
	Size      string            // tiny, small or base; of no account with From
	Encoder   bool              // a new model is an encoder, in BERT's shape; of no account with From
	From      *Model            // to go on from, with its vocabulary and shape; its weights change. nil: a new model
	LoRA      *transformer.LoRA // with From: train low-rank changes alone, which end up in its weights; nil: all weights
	Tokenizer *token.Tokenizer  // of a new model; nil: one is learnt from the texts. An encoder's has a token for gaps
	Steps     int               // 0: as many as Epochs need
	Epochs    float64           // passes over the texts; 0: 1, or with a Loop.Budget as many as it lets, up to 16
	Batch     int               // sequences of a step, of 128 tokens each where the context has as many; 0: 8
	Seed      uint64            //
	Folder    string            // of the checkpoint and the log; empty: none
	Precision kernel.Precision  //
	// Loop gives Now, Budget (what comes before the first step counts),
	// Progress, CheckpointEvery, Patience (0: 5 of the run's 20 validations)
	// and Schedule.Peak (0: 1e-3, a tiny decoder 3e-3, with From and all weights
	// 2e-4); the rest is set here.
	Loop train.Options
	Card Card // Program and Sources, to which the rest is added
}

// The usual decay and clipping of small models (Touvron et al. 2023). Rate and
// batch of the tiny decoder follow from its held-out loss on Weibo's titles
// (nats a token; bf16, seed 1) after 1.2 million tokens, less than a pass over
// the texts:
//
//	sequences a step    1e-3    2e-3    4e-3    8e-3   tokens a second
//	              16   6.290   6.176   6.250   6.513            38,000
//	               8           5.932   5.888                    38,000
//	               4           5.797                            36,500
//
// Fewer than 8 teach more still in so short a run, but the best batch grows as
// the loss falls (McCandlish et al. 2018), and small, which takes 13,300 tokens
// a second by 16 sequences and 11,200 by 8, takes 9,300 by 4. Rates of the other
// sizes, and of encoders, are the usual ones, not measured.
const (
	peakRate    = 1e-3
	tinyRate    = 3e-3 // between the two measured: longer runs want a lower one
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

// StepTokens is how many tokens a decoder's step takes when Batch is not set.
const StepTokens = batchUnits * longest

// Train makes a vocabulary and a model from texts, or goes on from a model.
// With a Folder it takes up the checkpoint of a run that was cut short. Held-out
// texts, the latest twentieth where all are dated, are never trained on; the
// weights are those that foretell them best. A decoder learns to foretell the
// next token, an encoder to fill gaps.
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
	w, err := m.lessons(ctx, dev, &s, o.Seed)
	if err != nil {
		return nil, train.Result{}, err
	}
	w.each = o.batch()
	m.Card.texts(&s, w.train, o.before())
	loop := o.loop(w.train.units())
	loop.Label = fmt.Sprintf("%s, %d tokens (%016x), vocabulary %d, seed %d, %d steps of %d", m.Card.Size, m.Card.Tokens, w.train.sum(), m.Shape().VocabSize, o.Seed, loop.Steps, w.each)
	if m.Encoder != nil {
		loop.Label = "encoder, " + loop.Label
	}
	if o.From != nil {
		loop.Label = fmt.Sprintf("going on from step %d of the weights %016x: %s", m.Card.Steps, weights(m.Params()), loop.Label)
	}
	if o.LoRA != nil {
		loop.Label = fmt.Sprintf("adapters of rank %d, alpha %g on %v, %s", o.LoRA.Rank, o.LoRA.Alpha, o.LoRA.Targets, loop.Label)
		if _, err := w.net.Adapt(*o.LoRA, rand.New(rand.NewPCG(o.Seed, 0))); err != nil {
			return nil, train.Result{}, err
		}
		defer w.net.Merge(dev)
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
func weights(params []*nn.Param) uint64 {
	h := fnv.New64a()
	var b [4]byte
	for _, p := range params {
		for _, v := range p.W {
			binary.LittleEndian.PutUint32(b[:], math.Float32bits(v))
			h.Write(b[:])
		}
	}
	return h.Sum64()
}

func (o *TrainOptions) batch() int {
	if o.Batch > 0 {
		return o.Batch
	}
	return batchUnits
}

// loop fills in what the size of the data decides.
func (o *TrainOptions) loop(units int) train.Options {
	l := o.Loop
	l.Steps, l.Seed, l.Folder, l.Accumulate = o.Steps, o.Seed, o.Folder, 1
	if l.Steps == 0 {
		epochs := o.Epochs
		if epochs == 0 {
			epochs = 1
			if l.Budget > 0 {
				epochs = maxPasses
			}
		}
		l.Steps = max(1, int(math.Ceil(epochs*float64(units)/float64(o.batch()))))
	}
	peak := l.Schedule.Peak
	switch {
	case peak != 0:
	case o.From != nil && o.LoRA == nil:
		peak = adaptRate
	case o.From == nil && !o.Encoder && o.Size == "tiny":
		peak = tinyRate
	default:
		peak = peakRate
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

// before is the card of the model to go on from, nil of a new one.
func (o *TrainOptions) before() *Card {
	if o.From == nil {
		return nil
	}
	card := o.From.Card
	return &card
}

// texts puts into the card what the model learns from, and lets the texts go:
// training needs the memory. What a model has read before (nil: nothing) it
// still knows, and when that was may not be known.
func (c *Card) texts(s *split, m material, before *Card) {
	c.Documents, c.HeldOut, c.ByTime = len(s.train), len(s.held), s.byTime
	c.From, c.To = s.from, s.to
	switch {
	case before == nil || s.to.IsZero():
	case before.To.IsZero():
		c.From, c.To = time.Time{}, time.Time{}
	default:
		if before.From.Before(c.From) {
			c.From = before.From
		}
		if before.To.After(c.To) {
			c.To = before.To
		}
	}
	c.Tokens = int64(len(m.words()))
	s.train, s.held = nil, nil
}

// describe fills in how the training went.
func (m *Model) describe(seed uint64, heldBytes int64, w *lessons, res train.Result) {
	c, size := &m.Card, m.Shape()
	c.Format = cardFormat
	c.Parameters, c.Seed = size.Parameters, seed
	c.Seen, c.Steps = c.Seen+res.Seen, c.Steps+res.Steps
	c.Objective = ""
	if m.Encoder != nil {
		c.Objective = Masked
	}
	if math.IsNaN(res.Val) {
		return
	}
	held := w.held.words()
	c.ValLoss, c.UniLoss = res.Val, unigram(w.train.words(), held, size.VocabSize)
	if m.Encoder == nil {
		perByte := float64(len(held)) / float64(max(heldBytes, 1)) / math.Ln2
		c.ValBits, c.UniBits = c.ValLoss*perByte, c.UniLoss*perByte
	}
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
