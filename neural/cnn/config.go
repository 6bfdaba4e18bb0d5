package cnn

import (
	"fmt"

	"hemline/neural/nn"
)

// Config is the shape of a Network.
type Config struct {
	Vocab   int
	Dim     int // of a word's vector
	Filters int
	Width   int     // tokens a filter looks at
	Hidden  int     // of the dense layer
	MaxLen  int     // tokens of a text that are read
	Outputs int     // classes
	Dropout float32 // before the dense layer while training, in [0, 1)
}

// Baseline is the published baseline's shape. The dropout of one half is what
// convolutions over texts usually have (Kim 2014).
func Baseline(vocab, outputs int) Config {
	return Config{Vocab: vocab, Dim: 64, Filters: 64, Width: 5, Hidden: 64, MaxLen: 100, Outputs: outputs, Dropout: 0.5}
}

// Each size is at most this much: far more than a text classifier needs, and
// products of them cannot overflow.
const (
	maxVocab = 1 << 20
	maxSize  = 1 << 12
)

// Validate says what cannot be.
func (c Config) Validate() error {
	err := nn.CheckSizes(
		nn.Size{Name: "vocabulary", Value: c.Vocab, Most: maxVocab},
		nn.Size{Name: "dimension", Value: c.Dim, Most: maxSize},
		nn.Size{Name: "filters", Value: c.Filters, Most: maxSize},
		nn.Size{Name: "width", Value: c.Width, Most: maxSize},
		nn.Size{Name: "hidden size", Value: c.Hidden, Most: maxSize},
		nn.Size{Name: "length", Value: c.MaxLen, Most: maxVocab},
		nn.Size{Name: "outputs", Value: c.Outputs, Most: maxSize},
	)
	if err != nil {
		return fmt.Errorf("cnn: %w", err)
	}
	if !(c.Dropout >= 0 && c.Dropout < 1) {
		return fmt.Errorf("cnn: a dropout of %g is not in [0, 1)", c.Dropout)
	}
	return nil
}
