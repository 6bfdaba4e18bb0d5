package lm

import (
	"context"
	"math"

	"hemline/neural/kernel"
	"hemline/neural/nn"
)

// Scores is how well a model foretells texts.
type Scores struct {
	Perplexity  float64 `json:"perplexity"`    // e to the mean loss a token
	BitsPerByte float64 `json:"bits_per_byte"` // of UTF-8: it does not depend on the tokenizer
	Tokens      int64   `json:"tokens"`
	Texts       int     `json:"texts"`
	nats        float64
	bytes       int64
}

// evalTokens is how many tokens are scored at once, evalContext the longest
// window: the time of attention grows with its square.
const (
	evalTokens  = 4096
	evalContext = 2048
)

// Evaluate scores texts, each by itself after the end-of-text token and without
// its own end. A text longer than the model's context, or than 2,048 tokens, is
// read in windows that overlap by half, so that every token is foretold once,
// from at least half a window where there is as much.
func (m *Model) Evaluate(ctx context.Context, dev *kernel.Device, prec kernel.Precision, texts []string) (Scores, error) {
	e := evaluator{m: m, c: &nn.Context{Dev: dev, Arena: &nn.Arena{}, Precision: prec}, batch: nn.Batch{Start: []int{0}}}
	var ids []int32
	for _, t := range texts {
		if err := ctx.Err(); err != nil {
			return Scores{}, err
		}
		ids = m.Tokenizer.Encode(ids[:0], t)
		if len(ids) == 0 {
			continue
		}
		e.Texts++
		e.bytes += int64(len(t))
		if err := e.add(ids); err != nil {
			return Scores{}, err
		}
	}
	if err := e.flush(); err != nil {
		return Scores{}, err
	}
	s := e.Scores
	s.Perplexity, s.BitsPerByte = math.NaN(), math.NaN()
	if s.Tokens > 0 {
		s.Perplexity = math.Exp(s.nats / float64(s.Tokens))
		s.BitsPerByte = s.nats / math.Ln2 / float64(s.bytes)
	}
	return s, nil
}

// evaluator gathers windows into batches.
type evaluator struct {
	Scores
	m       *Model
	c       *nn.Context
	batch   nn.Batch
	tokens  []int32
	targets []int32
}

// add cuts a text's tokens into windows.
func (e *evaluator) add(ids []int32) error {
	context := min(e.m.Decoder.Config().Context, evalContext)
	stride := max(context/2, 1)
	sp := e.m.Tokenizer.Special()
	before := sp.BOS
	if before < 0 {
		before = sp.EOS
	}
	text := append([]int32{before}, ids...)
	if before < 0 { // nothing stands before a text: its first token is given
		text = ids
	}
	for from, scored := 0, 0; scored < len(text)-1; from += stride {
		end := min(from+context, len(text)-1)
		for i := from; i < end; i++ {
			e.tokens = append(e.tokens, text[i])
			target := text[i+1]
			if i < scored {
				target = nn.Ignore
			}
			e.targets = append(e.targets, target)
		}
		scored = end
		e.batch.Start = append(e.batch.Start, len(e.tokens))
		if len(e.tokens) >= evalTokens {
			if err := e.flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (e *evaluator) flush() error {
	if len(e.tokens) == 0 {
		return nil
	}
	e.c.Arena.Reset()
	loss, n, err := e.m.Decoder.Loss(e.c, e.tokens, e.targets, e.batch, 1)
	if err != nil {
		return err
	}
	e.nats, e.Tokens = e.nats+loss, e.Tokens+int64(n)
	e.tokens, e.targets, e.batch.Start = e.tokens[:0], e.targets[:0], e.batch.Start[:1]
	return nil
}
