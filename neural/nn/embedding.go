package nn

import "hemline/neural/kernel"

// Embedding gives each token its row of a table.
type Embedding struct {
	Weight *Param // (vocabulary, dim)
	tokens []int32
}

// NewEmbedding makes a table of zeros.
func NewEmbedding(name string, vocabulary, dim int) *Embedding {
	return &Embedding{Weight: NewParam(name+".weight", vocabulary, dim)}
}

// Forward looks the tokens up; each must be in the vocabulary.
func (e *Embedding) Forward(c *Context, tokens []int32) kernel.Mat {
	dim := e.Weight.Shape[1]
	e.tokens = tokens
	y := c.Arena.Mat(len(tokens), dim)
	for i, t := range tokens {
		copy(y.Row(i), e.Weight.W[int(t)*dim:(int(t)+1)*dim])
	}
	return y
}

// Backward adds each row of dy to its token's gradient.
func (e *Embedding) Backward(c *Context, dy kernel.Mat) {
	g := e.Weight.Grad()
	if g == nil {
		return
	}
	dim := e.Weight.Shape[1]
	for i, t := range e.tokens {
		c.Dev.Add(g[int(t)*dim:(int(t)+1)*dim], dy.Row(i))
	}
}
