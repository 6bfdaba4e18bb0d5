package transformer

import (
	"fmt"
	"math"
	"math/rand/v2"

	"hemline/neural/kernel"
	"hemline/neural/nn"
)

// block is one layer of the decoder: attention and a gated feed-forward layer,
// each behind a norm and added to what came in.
type block struct {
	cfg          *Config
	norm1, norm2 *nn.RMSNorm
	qkv          *nn.Linear   // queries, keys and values in one product
	qn, kn       *nn.HeadNorm // Qwen3; else nil
	attend       nn.Attend
	out          *nn.Linear
	gateUp       *nn.Linear // gate and up in one product
	down         *nn.Linear

	// kept for backward
	proj, mixed kernel.Mat
	gu          kernel.Mat
	batch       nn.Batch
}

func newBlock(cfg *Config, i int) *block {
	at := fmt.Sprintf("model.layers.%d.", i)
	q, kv := cfg.Heads*cfg.HeadDim, cfg.KVHeads*cfg.HeadDim
	b := &block{
		cfg:   cfg,
		norm1: nn.NewRMSNorm(at+"input_layernorm", cfg.Dim, cfg.NormEps),
		norm2: nn.NewRMSNorm(at+"post_attention_layernorm", cfg.Dim, cfg.NormEps),
		qkv: nn.NewLinear(cfg.Dim, cfg.QKVBias,
			nn.Part{Name: at + "self_attn.q_proj", Out: q}, nn.Part{Name: at + "self_attn.k_proj", Out: kv}, nn.Part{Name: at + "self_attn.v_proj", Out: kv}),
		attend: nn.Attend{Heads: cfg.Heads, KVHeads: cfg.KVHeads, HeadDim: cfg.HeadDim, Causal: true},
		out:    nn.NewLinear(q, false, nn.Part{Name: at + "self_attn.o_proj", Out: cfg.Dim}),
		gateUp: nn.NewLinear(cfg.Dim, false, nn.Part{Name: at + "mlp.gate_proj", Out: cfg.Hidden}, nn.Part{Name: at + "mlp.up_proj", Out: cfg.Hidden}),
		down:   nn.NewLinear(cfg.Hidden, false, nn.Part{Name: at + "mlp.down_proj", Out: cfg.Dim}),
	}
	if cfg.QKNorm {
		b.qn = nn.NewHeadNorm(at+"self_attn.q_norm", cfg.HeadDim, cfg.NormEps)
		b.kn = nn.NewHeadNorm(at+"self_attn.k_norm", cfg.HeadDim, cfg.NormEps)
	}
	return b
}

// init draws weights as GPT-2 does: projections back into the residual stream
// are smaller by the root of how many there are (Radford et al. 2019).
func (b *block) init(r *rand.Rand) {
	back := initStd / math.Sqrt(2*float64(b.cfg.Layers))
	b.qkv.Init(r, initStd)
	b.out.Init(r, back)
	b.gateUp.Init(r, initStd)
	b.down.Init(r, back)
}

const initStd = 0.02

func (b *block) params() []*nn.Param {
	out := []*nn.Param{b.norm1.Weight}
	out = append(out, b.qkv.Params()...)
	if b.qn != nil {
		out = append(out, b.qn.Weight, b.kn.Weight)
	}
	out = append(out, b.out.Params()...)
	out = append(out, b.norm2.Weight)
	out = append(out, b.gateUp.Params()...)
	return append(out, b.down.Params()...)
}

// split is the queries, keys and values of the stacked projection.
func (b *block) split(m kernel.Mat) (q, k, v kernel.Mat) {
	nq, nkv := b.cfg.Heads*b.cfg.HeadDim, b.cfg.KVHeads*b.cfg.HeadDim
	return m.Slice(0, m.Rows, 0, nq), m.Slice(0, m.Rows, nq, nq+nkv), m.Slice(0, m.Rows, nq+nkv, nq+2*nkv)
}

// forward adds the layer to x, in place.
func (b *block) forward(c *nn.Context, rope *nn.Rope, x kernel.Mat, batch nn.Batch) {
	b.batch = batch
	b.proj = b.qkv.Forward(c, b.norm1.ForwardKept(c, x))
	q, k, v := b.split(b.proj)
	if b.qn != nil {
		q, k = b.qn.Forward(c, q), b.kn.Forward(c, k)
	}
	rope.Turn(c, q, batch, false)
	rope.Turn(c, k, batch, false)
	b.mixed = b.attend.Forward(c, q, k, v, batch)
	b.out.Add(c, x, b.mixed)
	b.gu = b.gateUp.Forward(c, b.norm2.ForwardKept(c, x))
	h := c.Arena.Mat(x.Rows, b.cfg.Hidden)
	b.eachRow(c, func(i int) {
		gu := b.gu.Row(i)
		c.Dev.SwiGLU(h.Row(i), gu[:b.cfg.Hidden], gu[b.cfg.Hidden:])
	})
	b.down.Add(c, x, h)
}

func (b *block) eachRow(c *nn.Context, f func(i int)) {
	c.Dev.Rows(b.batch.Rows(), 16, func(_, lo, hi int) {
		for i := lo; i < hi; i++ {
			f(i)
		}
	})
}

// backward turns the gradient of the layer's output into that of its input, in
// place.
func (b *block) backward(c *nn.Context, rope *nn.Rope, dx kernel.Mat) {
	mark := c.Arena.Mark()
	defer c.Arena.Release(mark)
	hidden := b.cfg.Hidden
	dh := c.Arena.Mat(dx.Rows, hidden)
	b.down.Backward(c, dh, dx)
	dgu := b.gu // each value is read before its gradient is written
	b.eachRow(c, func(i int) {
		gu := b.gu.Row(i)
		c.Dev.SwiGLUBackward(gu[:hidden], gu[hidden:], dh.Row(i), gu[:hidden], gu[hidden:])
	})
	dn := c.Arena.Mat(dx.Rows, dx.Cols)
	b.gateUp.Backward(c, dn, dgu)
	b.norm2.Backward(c, dx, dn)

	dmixed := c.Arena.Mat(dx.Rows, b.mixed.Cols)
	b.out.Backward(c, dmixed, dx)
	dproj := c.Arena.Mat(dx.Rows, b.proj.Cols)
	dq, dk, dv := b.split(dproj)
	b.attend.Backward(c, dq, dk, dv, dmixed)
	rope.Turn(c, dq, b.batch, true)
	rope.Turn(c, dk, b.batch, true)
	if b.qn != nil {
		b.qn.Backward(c, dq)
		b.kn.Backward(c, dk)
	}
	b.qkv.Backward(c, dn, dproj)
	b.norm1.Backward(c, dx, dn)
}
