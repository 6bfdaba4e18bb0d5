package lm

import (
	"context"

	"hemline/neural/kernel"
	"hemline/neural/nn"
)

// Embed gives each text its vector: the mean of the hidden states of its
// tokens, those an encoder's tokenizer puts around it included, at unit length.
// A text longer than the context, or than 2,048 tokens, is read as far as that
// goes; one without tokens has the zero vector.
func (m *Model) Embed(ctx context.Context, dev *kernel.Device, texts []string) (*Index, error) {
	size := m.Shape()
	x := &Index{Dim: size.Dim}
	c := &nn.Context{Dev: dev, Arena: &nn.Arena{}}
	var tokens []int32
	batch := nn.Batch{Start: []int{0}}
	flush := func() error {
		if err := ctx.Err(); err != nil {
			return err
		}
		c.Arena.Reset()
		h, err := m.Hidden(c, tokens, batch)
		if err != nil {
			return err
		}
		mean := make([]float32, size.Dim)
		for s := range batch.Sequences() {
			clear(mean)
			for i := batch.Start[s]; i < batch.Start[s+1]; i++ {
				dev.Add(mean, h.Row(i))
			}
			if _, err := x.Add(mean); err != nil {
				return err
			}
		}
		tokens, batch.Start = tokens[:0], batch.Start[:1]
		return nil
	}
	for _, t := range texts {
		tokens = m.Sequence(tokens, t, min(size.Context, evalContext))
		batch.Start = append(batch.Start, len(tokens))
		if len(tokens) >= evalTokens {
			if err := flush(); err != nil {
				return nil, err
			}
		}
	}
	if err := flush(); err != nil {
		return nil, err
	}
	return x, nil
}
