package transformer

import (
	"fmt"
	"math"

	"hemline/neural/nn"
)

// Config is the shape of a decoder.
type Config struct {
	VocabSize int
	Dim       int // of the hidden state
	Layers    int
	Heads     int
	KVHeads   int // of keys and values; divides Heads
	HeadDim   int // of one head, even
	Hidden    int // of the feed-forward layers
	Context   int // longest sequence
	NormEps   float32
	RopeTheta float64
	Scaling   *RopeScaling // nil: none
	Tied      bool         // the output projection is the embedding
	QKVBias   bool         // Qwen2
	QKNorm    bool         // Qwen3
}

// RopeScaling is Llama 3's stretching of rotary frequencies to longer contexts
// (Grattafiori et al. 2024).
type RopeScaling struct {
	Factor          float64
	LowFreqFactor   float64
	HighFreqFactor  float64
	OriginalContext int
}

// The sizes `hemline lm train` offers.

// Tiny is about 1.3 M parameters with a vocabulary of 4,096.
func Tiny() Config { return sized(4096, 128, 4, 4, 344) }

// Small is about 7 M parameters with a vocabulary of 8,192.
func Small() Config { return sized(8192, 256, 6, 8, 688) }

// Base is about 30 M parameters with a vocabulary of 16,384.
func Base() Config { return sized(16384, 512, 8, 8, 1376) }

// sized fills in what the sizes have in common. The feed-forward layers are
// 8/3 as wide as the model, as Llama's are (Touvron et al. 2023).
func sized(vocabulary, dim, layers, heads, hidden int) Config {
	return Config{
		VocabSize: vocabulary, Dim: dim, Layers: layers, Heads: heads, KVHeads: heads, HeadDim: dim / heads,
		Hidden: hidden, Context: 128, NormEps: 1e-5, RopeTheta: 10_000, Tied: true,
	}
}

// The largest shapes taken.
const (
	maxVocab  = 1 << 20
	maxDim    = 1 << 15
	maxLayers = 1 << 9
	maxHeads  = 1 << 10
	maxHidden = 1 << 18
	maxCtx    = 1 << 21
	maxParams = 1 << 33
)

// Validate says what cannot be.
func (c Config) Validate() error {
	err := nn.CheckSizes(
		nn.Size{Name: "vocabulary", Value: c.VocabSize, Most: maxVocab},
		nn.Size{Name: "hidden size", Value: c.Dim, Most: maxDim},
		nn.Size{Name: "layers", Value: c.Layers, Most: maxLayers},
		nn.Size{Name: "heads", Value: c.Heads, Most: maxHeads},
		nn.Size{Name: "key and value heads", Value: c.KVHeads, Most: maxHeads},
		nn.Size{Name: "head dimension", Value: c.HeadDim, Most: maxDim},
		nn.Size{Name: "feed-forward size", Value: c.Hidden, Most: maxHidden},
		nn.Size{Name: "context", Value: c.Context, Most: maxCtx},
	)
	if err != nil {
		return fmt.Errorf("transformer: %w", err)
	}
	switch {
	case c.Heads%c.KVHeads != 0:
		return fmt.Errorf("transformer: %d heads cannot share %d key and value heads evenly", c.Heads, c.KVHeads)
	case c.HeadDim%2 != 0:
		return fmt.Errorf("transformer: a head dimension of %d is odd; rotary positions turn pairs", c.HeadDim)
	case !(c.NormEps > 0 && c.NormEps < 1):
		return fmt.Errorf("transformer: a norm epsilon of %g is not between 0 and 1", c.NormEps)
	case !(c.RopeTheta > 1 && c.RopeTheta < 1e12):
		return fmt.Errorf("transformer: a rotary base of %g is not between 1 and 1e12", c.RopeTheta)
	case c.NumParams() > maxParams:
		return fmt.Errorf("transformer: %d parameters are more than the %d this program takes", c.NumParams(), int64(maxParams))
	}
	if s := c.Scaling; s != nil {
		if !(s.Factor >= 1 && s.LowFreqFactor > 0 && s.HighFreqFactor > s.LowFreqFactor) || s.OriginalContext < 1 || math.IsInf(s.Factor, 0) {
			return fmt.Errorf("transformer: rotary scaling %+v does not make sense", *s)
		}
	}
	return nil
}

// NumParams is the number of weights. Each factor is bounded by Validate, so
// that it cannot overflow.
func (c Config) NumParams() int64 {
	n := int64(c.VocabSize) * int64(c.Dim)
	if !c.Tied {
		n *= 2
	}
	return n + int64(c.Layers)*c.layerParams() + int64(c.Dim)
}

func (c Config) layerParams() int64 {
	dim, q, kv := int64(c.Dim), int64(c.Heads)*int64(c.HeadDim), int64(c.KVHeads)*int64(c.HeadDim)
	n := c.layerProducts() + 2*dim
	if c.QKVBias {
		n += q + 2*kv
	}
	if c.QKNorm {
		n += 2 * int64(c.HeadDim)
	}
	return n
}

// layerProducts is the weights of a layer that take part in products.
func (c Config) layerProducts() int64 {
	dim, q, kv := int64(c.Dim), int64(c.Heads)*int64(c.HeadDim), int64(c.KVHeads)*int64(c.HeadDim)
	return dim*(q+2*kv) + q*dim + 3*dim*int64(c.Hidden)
}

// TrainFLOPs is the floating-point operations training needs for one token in
// sequences of the given length: six for each weight that takes part in a
// product, twelve for each pair of positions and value of a head (Chowdhery et
// al. 2022, appendix B; the causal half is not taken off, as is customary).
func (c Config) TrainFLOPs(length int) float64 {
	products := float64(c.Layers)*float64(c.layerProducts()) + float64(c.VocabSize)*float64(c.Dim)
	return 6*products + 12*float64(c.Layers)*float64(c.Heads)*float64(c.HeadDim)*float64(length)
}

// Frequency stretches a rotary frequency: high ones stay, low ones are
// divided by Factor, those between are mixed.
func (s *RopeScaling) Frequency(f float64) float64 {
	wave := 2 * math.Pi / f
	low, high := float64(s.OriginalContext)/s.LowFreqFactor, float64(s.OriginalContext)/s.HighFreqFactor
	switch {
	case wave < high:
		return f
	case wave > low:
		return f / s.Factor
	}
	mix := (float64(s.OriginalContext)/wave - s.LowFreqFactor) / (s.HighFreqFactor - s.LowFreqFactor)
	return (1-mix)*f/s.Factor + mix*f
}
