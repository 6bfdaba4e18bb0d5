package attention

import (
	"math/rand/v2"

	"hemline/neural/kernel"
	"hemline/neural/nn"
)

// normEps is BERT's and PyTorch's usual guard of a norm's root.
const normEps = 1e-5

// block is a layer of the encoder: attention both ways and a feed-forward
// layer, each behind a norm, which trains more steadily than norms after the
// sums (Xiong et al. 2020).
type block struct {
	qkv, out     *nn.Linear
	attend       nn.Attend
	mlp          nn.GELUMLP
	norm1, norm2 *nn.LayerNorm
	drop1, drop2 nn.Dropout
}

func newBlock(at string, o *Options, r *rand.Rand) *block {
	d := o.Dim
	linear := func(name string, in, out int) *nn.Linear {
		return nn.NewLinear(in, true, nn.Part{Name: at + name, Out: out})
	}
	b := &block{
		qkv: nn.NewLinear(d, true, nn.Part{Name: at + "query", Out: d}, nn.Part{Name: at + "key", Out: d}, nn.Part{Name: at + "value", Out: d}),
		out: linear("out", d, d), attend: nn.Attend{Heads: o.Heads, KVHeads: o.Heads, HeadDim: d / o.Heads},
		mlp:   nn.GELUMLP{Up: linear("up", d, 2*d), Down: linear("down", 2*d, d)},
		norm1: nn.NewLayerNorm(at+"norm1", d, normEps), norm2: nn.NewLayerNorm(at+"norm2", d, normEps),
		drop1: nn.Dropout{Rate: float32(o.Dropout)}, drop2: nn.Dropout{Rate: float32(o.Dropout)},
	}
	// The widths are small, so the usual 0.02 would leave the branches asleep.
	for _, l := range b.linears() {
		l.Init(r, 0.1)
	}
	return b
}

func (b *block) linears() []*nn.Linear { return []*nn.Linear{b.qkv, b.out, b.mlp.Up, b.mlp.Down} }

func (b *block) params() []*nn.Param {
	out := append(b.norm1.Params(), b.norm2.Params()...)
	for _, l := range b.linears() {
		out = append(out, l.Params()...)
	}
	return out
}

func (b *block) split(m kernel.Mat) (q, k, v kernel.Mat) {
	d := m.Cols / 3
	return m.Slice(0, m.Rows, 0, d), m.Slice(0, m.Rows, d, 2*d), m.Slice(0, m.Rows, 2*d, 3*d)
}

func (b *block) forward(c *nn.Context, x kernel.Mat, batch nn.Batch) kernel.Mat {
	q, k, v := b.split(b.qkv.Forward(c, b.norm1.Forward(c, x)))
	h := b.out.Forward(c, b.attend.Forward(c, q, k, v, batch))
	b.drop1.Forward(c, h)
	c.Dev.Add(h.Data, x.Data)
	y := b.mlp.Forward(c, b.norm2.Forward(c, h))
	b.drop2.Forward(c, y)
	c.Dev.Add(y.Data, h.Data)
	return y
}

// backward turns the gradient of the layer's output into that of its input, in
// place.
func (b *block) backward(c *nn.Context, dx kernel.Mat) {
	mark := c.Arena.Mark()
	defer c.Arena.Release(mark)
	branch, din := c.Arena.Mat(dx.Rows, dx.Cols), c.Arena.Mat(dx.Rows, dx.Cols)

	copy(branch.Data, dx.Data)
	b.drop2.Backward(c, branch)
	b.mlp.Backward(c, din, branch)
	b.norm2.Backward(c, dx, din)

	copy(branch.Data, dx.Data)
	b.drop1.Backward(c, branch)
	b.out.Backward(c, din, branch)
	dproj := c.Arena.Mat(dx.Rows, 3*dx.Cols)
	dq, dk, dv := b.split(dproj)
	b.attend.Backward(c, dq, dk, dv, din)
	b.qkv.Backward(c, din, dproj)
	b.norm1.Backward(c, dx, din)
}
