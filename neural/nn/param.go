package nn

// Param is a trainable array with its gradient. Name is the name Hugging
// Face's files use for it, so that weights travel without a table of renames.
type Param struct {
	Name    string
	Shape   []int
	W       []float32
	G       []float32 // nil until Grad is called, or while Frozen
	NoDecay bool      // norms and biases: AdamW does not shrink them
	Frozen  bool      // takes no gradient and no step
}

// NewParam allocates a parameter of zeros.
func NewParam(name string, shape ...int) *Param {
	n := 1
	for _, s := range shape {
		n *= s
	}
	return &Param{Name: name, Shape: shape, W: make([]float32, n)}
}

// Grad is the gradient of p, allocated at first use; nil while p is frozen.
func (p *Param) Grad() []float32 {
	if p.Frozen {
		return nil
	}
	if p.G == nil {
		p.G = make([]float32, len(p.W))
	}
	return p.G
}
