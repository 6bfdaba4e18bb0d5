package cnn

import "fmt"

// Config is the shape of a Network.
type Config struct {
	Vocab       int
	Dim         int // of a word's vector
	Filters     int
	Width       int // tokens a filter looks at
	Hidden      int // of the dense layer
	MaxLen      int // tokens of a text that are read
	Outputs     int
	Dropout     float32 // before the dense layer while training, in [0, 1)
	Independent bool    // outputs are separate questions of yes and no (sigmoid), not classes (softmax)
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
	for _, f := range []struct {
		name      string
		value, at int
	}{
		{"vocabulary", c.Vocab, maxVocab},
		{"dimension", c.Dim, maxSize},
		{"filters", c.Filters, maxSize},
		{"width", c.Width, maxSize},
		{"hidden size", c.Hidden, maxSize},
		{"length", c.MaxLen, maxVocab},
		{"outputs", c.Outputs, maxSize},
	} {
		if f.value < 1 || f.value > f.at {
			return fmt.Errorf("cnn: %s of %d: it has to be between 1 and %d", f.name, f.value, f.at)
		}
	}
	if !(c.Dropout >= 0 && c.Dropout < 1) {
		return fmt.Errorf("cnn: a dropout of %g is not in [0, 1)", c.Dropout)
	}
	return nil
}
