package lm

import (
	"context"
	"math"

	"hemline/neural/kernel"
	"hemline/neural/nn"
)

// Masked is the Objective of encoders.
const Masked = "masked"

// Scores is how well a model foretells texts.
type Scores struct {
	// Objective is Masked for an encoder: its perplexity is that of tokens which
	// were hidden, seen from both sides, and compares with no decoder's. Empty
	// for a decoder, which foretells every token from those before it.
	Objective   string  `json:"objective,omitempty"`
	Perplexity  float64 `json:"perplexity"`             // e to the mean loss a token asked for
	BitsPerByte float64 `json:"bits_per_byte,omitzero"` // of UTF-8: it does not depend on the tokenizer; a decoder's only
	Tokens      int64   `json:"tokens"`                 // asked for
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

// Evaluate scores texts, each by itself. A decoder reads a text after the
// end-of-text token and without its own end; one longer than the model's
// context, or than 2,048 tokens, in windows that overlap by half, so that every
// token is foretold once, from at least half a window where there is as much.
// An encoder fills gaps: of each text, or of each part of one that is longer
// than the context, 15 tokens in 100 are hidden, at least one; which, follows
// from the text alone.
func (m *Model) Evaluate(ctx context.Context, dev *kernel.Device, prec kernel.Precision, texts []string) (Scores, error) {
	e := evaluator{m: m, c: &nn.Context{Dev: dev, Arena: &nn.Arena{}, Precision: prec}, length: min(m.Shape().Context, evalContext)}
	e.begin()
	if m.Encoder != nil {
		g, err := m.gaps(e.length)
		if err != nil {
			return Scores{}, err
		}
		e.gaps, e.Objective = &g, Masked
	}
	for _, t := range texts {
		if err := ctx.Err(); err != nil {
			return Scores{}, err
		}
		if err := e.text(t); err != nil {
			return Scores{}, err
		}
	}
	if err := e.flush(); err != nil {
		return Scores{}, err
	}
	s := e.Scores
	if s.Perplexity = math.NaN(); s.Tokens > 0 {
		s.Perplexity = math.Exp(s.nats / float64(s.Tokens))
	}
	if m.Encoder == nil {
		s.BitsPerByte = s.nats / math.Ln2 / float64(s.bytes)
	}
	return s, nil
}

// evaluator gathers sequences into batches.
type evaluator struct {
	Scores
	lesson
	m      *Model
	c      *nn.Context
	length int   // of the longest sequence
	gaps   *gaps // an encoder's
	ids    []int32
	ends   []int
}

// text adds a text.
func (e *evaluator) text(t string) error {
	if e.gaps != nil {
		e.ids, e.ends = e.gaps.sequences(e.ids[:0], e.ends[:0], t)
	} else {
		e.ids = e.m.Tokenizer.Encode(e.ids[:0], t)
	}
	if len(e.ids) == 0 {
		return nil
	}
	e.Texts++
	e.bytes += int64(len(t))
	if e.gaps == nil {
		return e.windows(e.ids)
	}
	from := 0
	for _, end := range e.ends {
		e.gaps.hide(&e.lesson, e.ids[from:end], nil)
		from = end
		if err := e.full(); err != nil {
			return err
		}
	}
	return nil
}

// full scores the batch when it is large enough.
func (e *evaluator) full() error {
	if len(e.tokens) < evalTokens {
		return nil
	}
	return e.flush()
}

// windows cuts a text's tokens into windows.
func (e *evaluator) windows(ids []int32) error {
	stride := max(e.length/2, 1)
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
		end := min(from+e.length, len(text)-1)
		for i := from; i < end; i++ {
			e.tokens = append(e.tokens, text[i])
			target := text[i+1]
			if i < scored {
				target = nn.Ignore
			}
			e.targets = append(e.targets, target)
		}
		scored = end
		e.end()
		if err := e.full(); err != nil {
			return err
		}
	}
	return nil
}

// flush scores the batch.
func (e *evaluator) flush() error {
	if len(e.tokens) == 0 {
		return nil
	}
	e.c.Arena.Reset()
	loss, n, err := e.m.network().Loss(e.c, e.tokens, e.targets, e.batch, 1)
	if err != nil {
		return err
	}
	e.nats, e.Tokens = e.nats+loss, e.Tokens+int64(n)
	e.begin()
	return nil
}
