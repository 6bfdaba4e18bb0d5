package transformer

import (
	"fmt"
	"math/rand/v2"

	"hemline/neural/kernel"
	"hemline/neural/nn"
)

// Decoder is a causal language model in Llama's shape (Touvron et al. 2023).
type Decoder struct {
	cfg    Config
	embed  *nn.Embedding
	blocks []*block
	norm   *nn.RMSNorm
	head   nn.CrossEntropy
	rope   *nn.Rope

	dnorm kernel.Mat // gradient of the hidden states, from Loss to Backward
	batch nn.Batch
}

// NewDecoder makes a decoder with random weights; with a nil source all but
// the norms are zero, to be filled from a file.
func NewDecoder(cfg Config, r *rand.Rand) (*Decoder, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	d := &Decoder{cfg: cfg, embed: nn.NewEmbedding("model.embed_tokens", cfg.VocabSize, cfg.Dim)}
	for i := range cfg.Layers {
		d.blocks = append(d.blocks, newBlock(&d.cfg, i))
	}
	d.norm = nn.NewRMSNorm("model.norm", cfg.Dim, cfg.NormEps)
	d.head.E = d.embed.Weight
	if !cfg.Tied {
		d.head.E = nn.NewParam("lm_head.weight", cfg.VocabSize, cfg.Dim)
	}
	var scale func(float64) float64
	if cfg.Scaling != nil {
		scale = cfg.Scaling.Frequency
	}
	d.rope = nn.NewRope(cfg.HeadDim, cfg.RopeTheta, scale)
	if r != nil {
		d.init(r)
	}
	return d, nil
}

func (d *Decoder) init(r *rand.Rand) {
	normal := func(p *nn.Param) {
		for i := range p.W {
			p.W[i] = float32(r.NormFloat64() * initStd)
		}
	}
	normal(d.embed.Weight)
	for _, b := range d.blocks {
		b.init(r)
	}
	if !d.cfg.Tied {
		normal(d.head.E)
	}
}

// Config is the decoder's shape.
func (d *Decoder) Config() Config { return d.cfg }

// SetCausal says whether a position sees only what comes before it, as a
// language model must, or all of its sequence, as a classifier may.
func (d *Decoder) SetCausal(causal bool) {
	for _, b := range d.blocks {
		b.attend.Causal = causal
	}
}

// Params lists the weights in a fixed order; a tied output projection is not
// listed twice.
func (d *Decoder) Params() []*nn.Param {
	out := []*nn.Param{d.embed.Weight}
	for _, b := range d.blocks {
		out = append(out, b.params()...)
	}
	out = append(out, d.norm.Weight)
	if !d.cfg.Tied {
		out = append(out, d.head.E)
	}
	return out
}

// check refuses tokens and sequences the model has no weights or angles for.
func (d *Decoder) check(tokens []int32, b nn.Batch) error {
	switch {
	case b.Rows() != len(tokens) || len(b.Start) > 0 && b.Start[0] != 0:
		return fmt.Errorf("transformer: a batch of %d rows with %d tokens", b.Rows(), len(tokens))
	case b.Len != nil && len(b.Len) != b.Sequences():
		return fmt.Errorf("transformer: %d lengths for %d sequences", len(b.Len), b.Sequences())
	}
	for s := range b.Sequences() {
		if n := b.Start[s+1] - b.Start[s]; n < 0 || n > d.cfg.Context {
			return fmt.Errorf("transformer: sequence %d has %d tokens; the model's context is %d", s+1, n, d.cfg.Context)
		} else if k := b.Keys(s); k < 0 || k > n {
			return fmt.Errorf("transformer: sequence %d of %d rows has a length of %d", s+1, n, k)
		}
	}
	for i, t := range tokens {
		if t < 0 || int(t) >= d.cfg.VocabSize {
			return fmt.Errorf("transformer: token %d is %d; the vocabulary has %d", i+1, t, d.cfg.VocabSize)
		}
	}
	return nil
}

// Hidden returns the states after the last norm, one row a token.
func (d *Decoder) Hidden(c *nn.Context, tokens []int32, b nn.Batch) (kernel.Mat, error) {
	if err := d.check(tokens, b); err != nil {
		return kernel.Mat{}, err
	}
	d.batch = b
	x := d.embed.Forward(c, tokens)
	for _, l := range d.blocks {
		if !c.Train { // nothing is kept: the next layer takes the same memory
			mark := c.Arena.Mark()
			l.forward(c, d.rope, x, b)
			c.Arena.Release(mark)
			continue
		}
		l.forward(c, d.rope, x, b)
	}
	return d.norm.Forward(c, x), nil
}

// Logits returns the scores of every token to follow each row, rows x
// vocabulary: for tests and the last row of a prompt; Loss never holds them
// whole.
func (d *Decoder) Logits(c *nn.Context, hidden kernel.Mat) kernel.Mat {
	l := c.Arena.Mat(hidden.Rows, d.cfg.VocabSize)
	c.Dev.Gemm(c.Precision, l, hidden, kernel.AsMat(d.head.E.W, d.cfg.VocabSize, d.cfg.Dim).T(), 1, 0)
	return l
}

// Loss returns the summed cross-entropy, in nats, of the targets (nn.Ignore:
// none) and their number. When c.Train it also prepares Backward for the
// gradient of the mean times weight.
func (d *Decoder) Loss(c *nn.Context, tokens, targets []int32, b nn.Batch, weight float32) (sum float64, count int, err error) {
	if err := nn.CheckTargets(targets, len(tokens), d.cfg.VocabSize); err != nil {
		return 0, 0, fmt.Errorf("transformer: %w", err)
	}
	x, err := d.Hidden(c, tokens, b)
	if err != nil {
		return 0, 0, err
	}
	if !c.Train {
		sum, count = d.head.Loss(c, x, targets, nil, weight)
		return sum, count, nil
	}
	d.dnorm = c.Arena.Mat(x.Rows, x.Cols)
	sum, count = d.head.Loss(c, x, targets, &d.dnorm, weight)
	return sum, count, nil
}

// Backward adds the gradients of the last Loss to all parameters.
func (d *Decoder) Backward(c *nn.Context) { d.BackwardHidden(c, d.dnorm) }

// BackwardHidden adds the gradients of all parameters below the output
// projection, given that of what Hidden returned.
func (d *Decoder) BackwardHidden(c *nn.Context, dhidden kernel.Mat) {
	dx := c.Arena.Mat(dhidden.Rows, dhidden.Cols)
	clear(dx.Data)
	d.norm.Backward(c, dx, dhidden)
	for i := len(d.blocks) - 1; i >= 0; i-- {
		d.blocks[i].backward(c, d.rope, dx)
	}
	d.embed.Backward(c, dx)
}
