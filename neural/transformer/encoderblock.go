package transformer

import (
	"fmt"
	"math/rand/v2"

	"hemline/neural/kernel"
	"hemline/neural/nn"
)

// encoderBlock is one layer of BERT: attention both ways and a feed-forward
// layer, each added to what came in and normed after that.
type encoderBlock struct {
	cfg          *EncoderConfig
	qkv, out     *nn.Linear
	attend       nn.Attend
	mlp          nn.GELUMLP
	norm1, norm2 *nn.LayerNorm
	drop1, drop2 nn.Dropout
}

func newEncoderBlock(cfg *EncoderConfig, i int) *encoderBlock {
	at := fmt.Sprintf("bert.encoder.layer.%d.", i)
	dim := cfg.Dim
	return &encoderBlock{
		cfg: cfg,
		qkv: nn.NewLinear(dim, true, nn.Part{Name: at + "attention.self.query", Out: dim},
			nn.Part{Name: at + "attention.self.key", Out: dim}, nn.Part{Name: at + "attention.self.value", Out: dim}),
		attend: nn.Attend{Heads: cfg.Heads, KVHeads: cfg.Heads, HeadDim: dim / cfg.Heads},
		out:    nn.NewLinear(dim, true, nn.Part{Name: at + "attention.output.dense", Out: dim}),
		norm1:  nn.NewLayerNorm(at+"attention.output.LayerNorm", dim, cfg.NormEps),
		mlp: nn.GELUMLP{
			Up:   nn.NewLinear(dim, true, nn.Part{Name: at + "intermediate.dense", Out: cfg.Hidden}),
			Down: nn.NewLinear(cfg.Hidden, true, nn.Part{Name: at + "output.dense", Out: dim}),
		},
		norm2: nn.NewLayerNorm(at+"output.LayerNorm", dim, cfg.NormEps),
		drop1: nn.Dropout{Rate: cfg.Dropout}, drop2: nn.Dropout{Rate: cfg.Dropout},
	}
}

func (b *encoderBlock) init(r *rand.Rand) {
	for _, l := range b.linears() {
		l.Init(r, initStd)
	}
}

func (b *encoderBlock) linears() []*nn.Linear {
	return []*nn.Linear{b.qkv, b.out, b.mlp.Up, b.mlp.Down}
}

func (b *encoderBlock) params() []*nn.Param {
	out := append(b.qkv.Params(), b.out.Params()...)
	out = append(out, b.norm1.Params()...)
	out = append(out, b.mlp.Up.Params()...)
	out = append(out, b.mlp.Down.Params()...)
	return append(out, b.norm2.Params()...)
}

// split is the queries, keys and values of the stacked projection.
func (b *encoderBlock) split(m kernel.Mat) (q, k, v kernel.Mat) {
	dim := b.cfg.Dim
	return m.Slice(0, m.Rows, 0, dim), m.Slice(0, m.Rows, dim, 2*dim), m.Slice(0, m.Rows, 2*dim, 3*dim)
}

func (b *encoderBlock) forward(c *nn.Context, x kernel.Mat, batch nn.Batch) kernel.Mat {
	q, k, v := b.split(b.qkv.Forward(c, x))
	h := b.out.Forward(c, b.attend.Forward(c, q, k, v, batch))
	b.drop1.Forward(c, h)
	addRows(c, h, x)
	x = b.norm1.Forward(c, h)
	h = b.mlp.Forward(c, x)
	b.drop2.Forward(c, h)
	addRows(c, h, x)
	return b.norm2.Forward(c, h)
}

// backward turns the gradient of the layer's output into that of its input, in
// place.
func (b *encoderBlock) backward(c *nn.Context, dx kernel.Mat) {
	mark := c.Arena.Mark()
	defer c.Arena.Release(mark)
	dsum, dbranch, din := c.Arena.Mat(dx.Rows, dx.Cols), c.Arena.Mat(dx.Rows, dx.Cols), c.Arena.Mat(dx.Rows, dx.Cols)

	clear(dsum.Data)
	b.norm2.Backward(c, dsum, dx)
	copy(dbranch.Data, dsum.Data)
	b.drop2.Backward(c, dbranch)
	b.mlp.Backward(c, din, dbranch)
	addRows(c, din, dsum)

	clear(dsum.Data)
	b.norm1.Backward(c, dsum, din)
	copy(dbranch.Data, dsum.Data)
	b.drop1.Backward(c, dbranch)
	b.out.Backward(c, din, dbranch)
	dproj := c.Arena.Mat(dx.Rows, 3*dx.Cols)
	dq, dk, dv := b.split(dproj)
	b.attend.Backward(c, dq, dk, dv, din)
	b.qkv.Backward(c, dx, dproj)
	addRows(c, dx, dsum)
}

// addRows adds a to dst.
func addRows(c *nn.Context, dst, a kernel.Mat) {
	c.Dev.Rows(dst.Rows, 64, func(_, lo, hi int) {
		for i := lo; i < hi; i++ {
			c.Dev.Add(dst.Row(i), a.Row(i))
		}
	})
}
