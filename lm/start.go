package lm

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"

	"hemline/lm/token"
	"hemline/neural/kernel"
	"hemline/neural/nn"
	"hemline/neural/transformer"
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

// encoderOf is the encoder as wide and as deep as a decoder. Feed-forward
// layers four times as wide as the model, two types and the norms' epsilon are
// BERT's (Devlin et al. 2019); nothing is dropped, since what is trained here
// sees its texts a few times at most.
func encoderOf(c transformer.Config) transformer.EncoderConfig {
	return transformer.EncoderConfig{
		VocabSize: c.VocabSize, Dim: c.Dim, Layers: c.Layers, Heads: c.Heads, Hidden: 4 * c.Dim, Context: c.Context, Types: 2,
		NormEps: 1e-12, Masked: true,
	}
}

// start is the model before its first step.
func (o *TrainOptions) start(ctx context.Context, dev *kernel.Device, texts []string) (*Model, error) {
	if o.From != nil {
		return o.goOn()
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
		t := token.Trainer{Size: shape.VocabSize, Workers: dev.Workers()}
		if o.Encoder { // BERT's names, by which other programs know them; bytes leave nothing unknown
			t.Special, t.Before, t.After = []string{"[PAD]", "[CLS]", "[SEP]", "[MASK]"}, []string{"[CLS]"}, []string{"[SEP]"}
		}
		if m.Tokenizer, err = t.Train(ctx, sample(texts)); err != nil {
			return nil, err
		}
	}
	r := rand.New(rand.NewPCG(o.Seed, 0))
	shape.VocabSize = m.Tokenizer.Size()
	if o.Encoder {
		m.Encoder, err = transformer.NewEncoder(encoderOf(shape), r)
		return m, err
	}
	m.Decoder, err = transformer.NewDecoder(shape, r)
	return m, err
}

// goOn is the model to go on from. An encoder without a head that fills gaps,
// as those that were published to make vectors are, gets a new one.
func (o *TrainOptions) goOn() (*Model, error) {
	m := &Model{Decoder: o.From.Decoder, Encoder: o.From.Encoder, Tokenizer: o.From.Tokenizer, Card: o.Card}
	from := &o.From.Card
	m.Card.Size, m.Card.Steps, m.Card.Seen = from.Size, from.Steps, from.Seen
	m.Card.Sources = slices.Concat(from.Sources, o.Card.Sources)
	if m.Encoder == nil || m.Encoder.Config().Masked {
		return m, nil
	}
	if o.LoRA != nil {
		return nil, errors.New("lm: this encoder has no head that fills gaps, and low-rank changes would train none: train all weights first, without adapters")
	}
	cfg := m.Encoder.Config()
	cfg.Masked = true
	e, err := transformer.NewEncoder(cfg, rand.New(rand.NewPCG(o.Seed, 0)))
	if err != nil {
		return nil, err
	}
	old := map[string]*nn.Param{}
	for _, p := range m.Encoder.Params() {
		old[p.Name] = p
	}
	for _, p := range e.Params() {
		if q := old[p.Name]; q != nil {
			copy(p.W, q.W)
		}
	}
	m.Encoder = e
	return m, nil
}

// lessons turns the texts into what the model learns from.
func (m *Model) lessons(ctx context.Context, dev *kernel.Device, s *split, seed uint64) (*lessons, error) {
	length := min(longest, m.Shape().Context)
	l := &lessons{net: m.network(), seed: seed, each: batchUnits, most: streamHeld}
	encode := func(texts []string, held bool) (material, error) {
		tokens, err := newStream(ctx, dev, m.Tokenizer, texts)
		return stream{tokens: tokens, length: length, short: held}, err
	}
	if m.Encoder != nil {
		g, err := m.gaps(length)
		if err != nil {
			return nil, err
		}
		l.most = gapHeld
		encode = func(texts []string, _ bool) (material, error) { return newGapTexts(ctx, dev, g, texts) }
	}
	var err error
	if l.train, err = encode(s.train, false); err != nil {
		return nil, err
	}
	if l.held, err = encode(s.held, true); err != nil {
		return nil, err
	}
	if l.train.units() == 0 {
		return nil, fmt.Errorf("lm: the texts have %d tokens; a decoder needs at least %d to learn from, an encoder one", len(l.train.words()), length+1)
	}
	return l, nil
}
