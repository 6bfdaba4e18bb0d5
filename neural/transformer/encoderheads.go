package transformer

import (
	"fmt"

	"hemline/neural/kernel"
	"hemline/neural/nn"
)

// maskedHead predicts tokens from hidden states: a dense layer, GELU and a
// norm, then a product with the word embeddings and a bias for each word.
type maskedHead struct {
	dense *nn.Linear
	gelu  nn.GELU
	norm  *nn.LayerNorm
	words *nn.Param // the embedding
	bias  *nn.Param

	rows  []int   // that have a target, scratch of loss
	asked []int32 // their targets
}

func newMaskedHead(cfg *EncoderConfig, words *nn.Param) *maskedHead {
	const at = "cls.predictions."
	h := &maskedHead{
		dense: nn.NewLinear(cfg.Dim, true, nn.Part{Name: at + "transform.dense", Out: cfg.Dim}),
		norm:  nn.NewLayerNorm(at+"transform.LayerNorm", cfg.Dim, cfg.NormEps),
		words: words,
		bias:  nn.NewParam(at+"bias", cfg.VocabSize),
	}
	h.bias.NoDecay = true
	return h
}

func (h *maskedHead) params() []*nn.Param {
	out := append(h.dense.Params(), h.norm.Params()...)
	return append(out, h.bias)
}

func (h *maskedHead) embedding() kernel.Mat {
	return kernel.AsMat(h.words.W, h.words.Shape[0], h.words.Shape[1])
}

// logits also returns the rows that the product took.
func (h *maskedHead) logits(c *nn.Context, x kernel.Mat) (logits, in kernel.Mat) {
	in = h.norm.Forward(c, h.gelu.Forward(c, h.dense.Forward(c, x)))
	logits = c.Arena.Mat(x.Rows, len(h.bias.W))
	for i := range logits.Rows {
		copy(logits.Row(i), h.bias.W)
	}
	c.Dev.Gemm(c.Precision, logits, in, h.embedding().T(), 1, 1)
	return logits, in
}

// loss looks only at the rows with a target, about one in seven: the others
// have no part in the loss or in any gradient. With dx it writes the gradient
// of the hidden states there.
func (h *maskedHead) loss(c *nn.Context, x kernel.Mat, targets []int32, dx *kernel.Mat, weight float32) (sum float64, count int) {
	mark := c.Arena.Mark()
	defer c.Arena.Release(mark)
	rows, asked := h.rows[:0], h.asked[:0]
	for i, t := range targets {
		if t != nn.Ignore {
			rows, asked = append(rows, i), append(asked, t)
		}
	}
	h.rows, h.asked = rows, asked
	if dx != nil {
		clear(dx.Data)
	}
	if len(rows) == 0 {
		return 0, 0
	}
	some := c.Arena.Mat(len(rows), x.Cols)
	for i, r := range rows {
		copy(some.Row(i), x.Row(r))
	}
	logits, in := h.logits(c, some)
	sum, count = nn.ClassLoss(c, logits, asked, dx != nil, weight)
	if dx == nil {
		return sum, count
	}
	din := c.Arena.Mat(in.Rows, in.Cols)
	c.Dev.Gemm(c.Precision, din, logits, h.embedding(), 1, 0)
	if g := h.words.Grad(); g != nil {
		c.Dev.Gemm(c.Precision, kernel.AsMat(g, h.words.Shape[0], h.words.Shape[1]), logits.T(), in, 1, 1)
	}
	if g := h.bias.Grad(); g != nil {
		c.Dev.AddColumns(g, logits)
	}
	dh := c.Arena.Mat(in.Rows, in.Cols)
	clear(dh.Data)
	h.norm.Backward(c, dh, din)
	h.gelu.Backward(c, dh)
	h.dense.Backward(c, din, dh)
	for i, r := range rows {
		copy(dx.Row(r), din.Row(i))
	}
	return sum, count
}

// Logits returns the scores of every token at each row of hidden, rows x
// vocabulary. The model needs its masked head.
func (e *Encoder) Logits(c *nn.Context, hidden kernel.Mat) (kernel.Mat, error) {
	if e.masked == nil {
		return kernel.Mat{}, fmt.Errorf("transformer: this encoder has no head for masked tokens: set EncoderConfig.Masked")
	}
	l, _ := e.masked.logits(c, hidden)
	return l, nil
}

// pooler makes one vector of a sequence from its first token's state.
type pooler struct {
	dense *nn.Linear
	batch nn.Batch
	y     kernel.Mat
}

// Pooled returns tanh(w*first + b) for the first state of each sequence,
// sequences x Dim; a sequence of no tokens counts as a state of zeros. The
// model needs its pooler.
func (e *Encoder) Pooled(c *nn.Context, hidden kernel.Mat, b nn.Batch) (kernel.Mat, error) {
	p := e.pool
	if p == nil {
		return kernel.Mat{}, fmt.Errorf("transformer: this encoder has no pooler: set EncoderConfig.Pooler")
	}
	first := c.Arena.Mat(b.Sequences(), hidden.Cols)
	for s := range first.Rows {
		clear(first.Row(s))
		if b.Start[s] < b.Start[s+1] {
			copy(first.Row(s), hidden.Row(b.Start[s]))
		}
	}
	p.batch, p.y = b, p.dense.Forward(c, first)
	c.Dev.Tanh(p.y.Data, p.y.Data)
	return p.y, nil
}

// BackwardPooled adds to the pooler's gradients and to that of the hidden
// states, dhidden, given that of what Pooled returned.
func (e *Encoder) BackwardPooled(c *nn.Context, dhidden, dpooled kernel.Mat) {
	mark := c.Arena.Mark()
	defer c.Arena.Release(mark)
	p := e.pool
	d, dfirst := c.Arena.Mat(dpooled.Rows, dpooled.Cols), c.Arena.Mat(dpooled.Rows, dpooled.Cols)
	for s := range d.Rows {
		c.Dev.TanhBackward(d.Row(s), dpooled.Row(s), p.y.Row(s))
	}
	p.dense.Backward(c, dfirst, d)
	for s := range dfirst.Rows {
		if p.batch.Start[s] < p.batch.Start[s+1] {
			c.Dev.Add(dhidden.Row(p.batch.Start[s]), dfirst.Row(s))
		}
	}
}
