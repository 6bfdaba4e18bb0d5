package attention

import (
	"fmt"
	"math"
	"math/rand/v2"

	"hemline/neural/kernel"
	"hemline/neural/nn"
)

// network is the encoder with its entrances and its head.
type network struct {
	l                layout
	levels           []float32
	kept, past, next *nn.Linear // entrances of the three kinds of token
	places           *nn.Param  // a vector a slot: summary, horizon, past
	trust            *nn.Param  // what an expert's past errors count
	blocks           []*block
	norm             *nn.LayerNorm
	head             *nn.Linear
	drop             nn.Dropout

	batch nn.Batch
	gates []float32 // softmax over the experts, of every horizon token of the last forward pass
	ahead kernel.Mat
}

// initStd is the spread of first weights, as BERT's (Devlin et al. 2019) but
// for the entrances, whose inputs are few.
const initStd = 0.02

// firstTrust is the power of an expert's past error that its weight falls by at
// first: two, as for forecasts weighed by their variance (Bates and Granger 1969).
const firstTrust = 2

func newNetwork(l layout, o *Options, r *rand.Rand) *network {
	linear := func(name string, in, out int) *nn.Linear {
		return nn.NewLinear(in, true, nn.Part{Name: name, Out: out})
	}
	n := &network{
		l: l, kept: linear("summary", l.kept, o.Dim), past: linear("past", l.past, o.Dim), next: linear("next", l.next, o.Dim),
		places: nn.NewParam("places.weight", 1+l.ahead+l.context, o.Dim),
		trust:  nn.NewParam("trust.weight", 1),
		norm:   nn.NewLayerNorm("norm", o.Dim, normEps),
		head:   linear("head", o.Dim, l.patch*len(o.Levels)+experts),
		drop:   nn.Dropout{Rate: float32(o.Dropout)},
	}
	n.trust.W[0], n.trust.NoDecay = firstTrust, true
	for _, q := range o.Levels {
		n.levels = append(n.levels, float32(q))
	}
	for _, e := range []*nn.Linear{n.kept, n.past, n.next} {
		e.Init(r, 1/math.Sqrt(float64(e.In)))
	}
	for i := range n.places.W {
		n.places.W[i] = float32(r.NormFloat64() * initStd)
	}
	for i := range o.Layers {
		n.blocks = append(n.blocks, newBlock(fmt.Sprintf("layer.%d.", i), o, r))
	}
	return n // the head stays zero: the first forecast is the experts' mean
}

func (n *network) params() []*nn.Param {
	out := []*nn.Param{n.places, n.trust}
	for _, e := range []*nn.Linear{n.kept, n.past, n.next, n.head} {
		out = append(out, e.Params()...)
	}
	out = append(out, n.norm.Params()...)
	for _, b := range n.blocks {
		out = append(out, b.params()...)
	}
	return out
}

// forward returns the quantiles of every horizon token of the windows, tokens x
// (patch*levels), in window scales.
func (n *network) forward(c *nn.Context, ws []*window) kernel.Mat {
	l := &n.l
	tokens := 0
	n.batch.Start = append(n.batch.Start[:0], 0)
	for _, w := range ws {
		tokens += w.tokens
		n.batch.Start = append(n.batch.Start, n.batch.Start[len(n.batch.Start)-1]+1+l.ahead+w.tokens)
	}
	kept, past, next := c.Arena.Mat(len(ws), l.kept), c.Arena.Mat(tokens, l.past), c.Arena.Mat(len(ws)*l.ahead, l.next)
	at := 0
	for i, w := range ws {
		copy(kept.Row(i), w.kept)
		copy(next.Data[i*l.ahead*l.next:], w.next)
		at += copy(past.Data[at:], w.past[:w.tokens*l.past])
	}
	x := c.Arena.Mat(n.batch.Rows(), n.places.Shape[1])
	k, p, a := n.kept.Forward(c, kept), n.past.Forward(c, past), n.next.Forward(c, next)
	n.slots(func(row, slot, kind, of int) {
		copy(x.Row(row), n.places.W[slot*x.Cols:(slot+1)*x.Cols])
		c.Dev.Add(x.Row(row), [...]kernel.Mat{k, a, p}[kind].Row(of))
	})
	n.drop.Forward(c, x)
	for _, b := range n.blocks {
		x = b.forward(c, x, n.batch)
	}
	n.ahead = c.Arena.Mat(len(ws)*l.ahead, x.Cols)
	n.slots(func(row, _, kind, of int) {
		if kind == 1 {
			copy(n.ahead.Row(of), x.Row(row))
		}
	})
	return n.mix(c, n.head.Forward(c, n.norm.Forward(c, n.ahead)), ws)
}

// slots calls f for every row: its slot, its kind (0 summary, 1 horizon, 2
// past) and its number among those of its kind.
func (n *network) slots(f func(row, slot, kind, of int)) {
	past := 0
	for s := range n.batch.Sequences() {
		for row := n.batch.Start[s]; row < n.batch.Start[s+1]; row++ {
			switch slot := row - n.batch.Start[s]; {
			case slot == 0:
				f(row, slot, 0, s)
			case slot <= n.l.ahead:
				f(row, slot, 1, s*n.l.ahead+slot-1)
			default:
				f(row, slot, 2, past)
				past++
			}
		}
	}
}

// mix adds the weighed experts to the head's corrections.
func (n *network) mix(c *nn.Context, h kernel.Mat, ws []*window) kernel.Mat {
	l, q := &n.l, len(n.levels)
	out := c.Arena.Mat(h.Rows, l.patch*q)
	n.gates = c.Arena.Floats(h.Rows * experts)
	for i := range h.Rows {
		row, g := h.Row(i), n.gates[i*experts:(i+1)*experts]
		w, from := ws[i/l.ahead], i%l.ahead*l.patch
		copy(g, row[l.patch*q:])
		c.Dev.Axpy(g, n.trust.W[0], w.trust[:])
		c.Dev.Softmax(g, 1)
		for k := range l.patch {
			base := float32(0)
			for b, f := range w.experts {
				base += g[b] * float32(f[from+k])
			}
			for j := range q {
				out.Row(i)[k*q+j] = base + row[k*q+j]
			}
		}
	}
	return out
}

// backward adds to all gradients, given that of what forward returned.
func (n *network) backward(c *nn.Context, d kernel.Mat, ws []*window) {
	l, q := &n.l, len(n.levels)
	dh, trust := c.Arena.Mat(d.Rows, n.head.Out), n.trust.Grad()
	for i := range d.Rows {
		row, g := dh.Row(i), n.gates[i*experts:(i+1)*experts]
		copy(row, d.Row(i))
		dg := row[l.patch*q:]
		clear(dg)
		w, from := ws[i/l.ahead], i%l.ahead*l.patch
		for k := range l.patch {
			sum := float32(0)
			for _, v := range d.Row(i)[k*q : (k+1)*q] {
				sum += v
			}
			for b, f := range w.experts {
				dg[b] += sum * float32(f[from+k])
			}
		}
		c.Dev.SoftmaxBackward(dg, g, 1)
		trust[0] += c.Dev.Dot(dg, w.trust[:])
	}
	dy, da := c.Arena.Mat(d.Rows, n.ahead.Cols), c.Arena.Mat(d.Rows, n.ahead.Cols)
	n.head.Backward(c, dy, dh)
	clear(da.Data)
	n.norm.Backward(c, da, dy)

	dx := c.Arena.Mat(n.batch.Rows(), n.ahead.Cols)
	clear(dx.Data)
	n.slots(func(row, _, kind, of int) {
		if kind == 1 {
			copy(dx.Row(row), da.Row(of))
		}
	})
	for i := len(n.blocks) - 1; i >= 0; i-- {
		n.blocks[i].backward(c, dx)
	}
	n.drop.Backward(c, dx)
	dk, dp := c.Arena.Mat(len(ws), dx.Cols), c.Arena.Mat(dx.Rows-len(ws)-d.Rows, dx.Cols)
	places := n.places.Grad()
	n.slots(func(row, slot, kind, of int) {
		c.Dev.Add(places[slot*dx.Cols:(slot+1)*dx.Cols], dx.Row(row))
		copy([...]kernel.Mat{dk, da, dp}[kind].Row(of), dx.Row(row))
	})
	n.kept.Gradients(c, dk)
	n.next.Gradients(c, da)
	n.past.Gradients(c, dp)
}
