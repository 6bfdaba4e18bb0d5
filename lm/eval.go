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
	return e.settled(), nil
}

// settled is the scores with the two figures made of the sums: NaN when nothing
// was asked for.
func (s Scores) settled() Scores {
	s.Perplexity = math.Exp(s.nats / float64(s.Tokens))
	if s.Objective != Masked {
		s.BitsPerByte = math.NaN()
		if s.Tokens > 0 {
			s.BitsPerByte = s.nats / math.Ln2 / float64(s.bytes)
		}
	}
	return s
}

// reading appends the tokens of a text after what stands before one, if the
// tokenizer has such a token: else the first token is given. Of an empty text
// there is nothing.
func (m *Model) reading(ids []int32, text string) []int32 {
	own := len(ids)
	role := m.Tokenizer.Special()
	before := role.BOS
	if before < 0 {
		before = role.EOS
	}
	if before >= 0 {
		ids = append(ids, before)
	}
	start := len(ids)
	if ids = m.Tokenizer.Encode(ids, text); len(ids) == start {
		return ids[:own]
	}
	return ids
}

// windows cuts a reading of n tokens into windows that overlap by half. In each,
// the tokens [from, end) are read; those from scored on foretell the next,
// which the window before did not.
func windows(n, length int, each func(from, scored, end int) error) error {
	for from, scored := 0, 0; scored < n-1; from += max(length/2, 1) {
		end := min(from+length, n-1)
		if err := each(from, scored, end); err != nil {
			return err
		}
		scored = end
	}
	return nil
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
		e.ids = e.m.reading(e.ids[:0], t)
	}
	if len(e.ids) == 0 {
		return nil
	}
	e.Texts++
	e.bytes += int64(len(t))
	if e.gaps == nil {
		return windows(len(e.ids), e.length, e.window)
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

// window adds a window of the text.
func (e *evaluator) window(from, scored, end int) error {
	for i := from; i < end; i++ {
		target := e.ids[i+1]
		if i < scored {
			target = nn.Ignore
		}
		e.tokens, e.targets = append(e.tokens, e.ids[i]), append(e.targets, target)
	}
	e.end()
	return e.full()
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
