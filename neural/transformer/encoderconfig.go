package transformer

import (
	"fmt"

	"hemline/neural/nn"
)

// EncoderConfig is the shape of an encoder.
type EncoderConfig struct {
	VocabSize int
	Dim       int // of the hidden state; Heads divides it
	Layers    int
	Heads     int
	Hidden    int // of the feed-forward layers
	Context   int // longest sequence: positions have learned vectors
	Types     int // token types (BERT: 2, the first and the second text)
	NormEps   float32
	Dropout   float32 // of the hidden states while training, in [0, 1)
	Masked    bool    // has the head that predicts masked tokens
	Pooler    bool    // has the layer that makes one vector of a sequence
}

// Validate says what cannot be.
func (c EncoderConfig) Validate() error {
	err := nn.CheckSizes(
		nn.Size{Name: "vocabulary", Value: c.VocabSize, Most: maxVocab},
		nn.Size{Name: "hidden size", Value: c.Dim, Most: maxDim},
		nn.Size{Name: "layers", Value: c.Layers, Most: maxLayers},
		nn.Size{Name: "heads", Value: c.Heads, Most: maxHeads},
		nn.Size{Name: "feed-forward size", Value: c.Hidden, Most: maxHidden},
		nn.Size{Name: "context", Value: c.Context, Most: maxCtx},
		nn.Size{Name: "token types", Value: c.Types, Most: maxTypes},
	)
	if err != nil {
		return fmt.Errorf("transformer: %w", err)
	}
	switch {
	case c.Dim%c.Heads != 0:
		return fmt.Errorf("transformer: a hidden size of %d does not divide into %d heads", c.Dim, c.Heads)
	case !(c.NormEps > 0 && c.NormEps < 1):
		return fmt.Errorf("transformer: a norm epsilon of %g is not between 0 and 1", c.NormEps)
	case !(c.Dropout >= 0 && c.Dropout < 1):
		return fmt.Errorf("transformer: a dropout of %g is not in [0, 1)", c.Dropout)
	case c.NumParams() > maxParams:
		return fmt.Errorf("transformer: %d parameters are more than the %d this program takes", c.NumParams(), int64(maxParams))
	}
	return nil
}

// maxTypes is far above what is in use: 2, and 4 in a few models of tables.
const maxTypes = 1 << 10

// NumParams is the number of weights. Each factor is bounded by Validate, so
// that it cannot overflow.
func (c EncoderConfig) NumParams() int64 {
	dim, hidden := int64(c.Dim), int64(c.Hidden)
	square := dim*dim + dim // a product with its bias
	n := dim * (int64(c.VocabSize) + int64(c.Context) + int64(c.Types) + 2)
	n += int64(c.Layers) * (4*square + 2*dim*hidden + hidden + dim + 4*dim)
	if c.Masked {
		n += square + 2*dim + int64(c.VocabSize)
	}
	if c.Pooler {
		n += square
	}
	return n
}
