package nn

import (
	"math"
	"math/rand/v2"
	"strings"

	"hemline/neural/kernel"
)

// adapter is a low-rank change of one part of a Linear (Hu et al. 2022):
// y += scale * (x*aT)*bT on the part's columns.
type adapter struct {
	a, b  *Param // (rank, in) and (out, rank)
	scale float32
	part  int
	row   int        // the part's first output
	h     kernel.Mat // x*aT, kept for Backward
}

// Adapt freezes the layer and gives the part whose module name ends in suffix
// an adapter of a rank, whose product is multiplied by alpha/rank. It reports
// whether there is such a part. b begins as zero, so that the layer's output is
// unchanged; a as the reference implementation has it, uniform within
// 1/sqrt(in).
func (l *Linear) Adapt(suffix string, rank int, alpha float64, r *rand.Rand) bool {
	row := 0
	for i, w := range l.weights {
		module, out := strings.TrimSuffix(w.Name, ".weight"), w.Shape[0]
		if strings.HasSuffix(module, suffix) {
			a := &adapter{
				a: NewParam(module+".lora_A.weight", rank, l.In), b: NewParam(module+".lora_B.weight", out, rank),
				scale: float32(alpha / float64(rank)), part: i, row: row,
			}
			limit := 1 / math.Sqrt(float64(l.In))
			for j := range a.a.W {
				a.a.W[j] = float32((2*r.Float64() - 1) * limit)
			}
			for _, p := range l.Params() {
				p.Frozen, p.G = true, nil
			}
			l.adapters = append(l.adapters, a)
			return true
		}
		row += out
	}
	return false
}

// Adapters lists the adapters' weights, in the order they were added.
func (l *Linear) Adapters() []*Param {
	var out []*Param
	for _, a := range l.adapters {
		out = append(out, a.a, a.b)
	}
	return out
}

// Merge adds the adapters' products to the weights and drops them; the weights
// take gradients again.
func (l *Linear) Merge(dev *kernel.Device) {
	for _, a := range l.adapters {
		w := kernel.AsMat(l.weights[a.part].W, a.out(), l.In)
		dev.Gemm(kernel.F32, w, a.matB(), a.matA(), a.scale, 1)
	}
	if l.adapters != nil {
		for _, p := range l.Params() {
			p.Frozen = false
		}
	}
	l.adapters = nil
}

func (a *adapter) out() int { return a.b.Shape[0] }

func (a *adapter) matA() kernel.Mat { return kernel.AsMat(a.a.W, a.a.Shape[0], a.a.Shape[1]) }

func (a *adapter) matB() kernel.Mat { return kernel.AsMat(a.b.W, a.b.Shape[0], a.b.Shape[1]) }

// columns is the part's columns of the stacked output or its gradient.
func (a *adapter) columns(y kernel.Mat) kernel.Mat {
	return y.Slice(0, y.Rows, a.row, a.row+a.out())
}

// forward adds the adapter's output to its columns of y.
func (a *adapter) forward(c *Context, y, x kernel.Mat) {
	a.h = c.Arena.Mat(x.Rows, a.a.Shape[0])
	c.Dev.Gemm(c.Precision, a.h, x, a.matA().T(), 1, 0)
	c.Dev.Gemm(c.Precision, a.columns(y), a.h, a.matB().T(), a.scale, 1)
}

// gradients adds to those of a and b and of the input.
func (a *adapter) gradients(c *Context, dx, dy, x kernel.Mat) {
	mark := c.Arena.Mark()
	defer c.Arena.Release(mark)
	rank := a.a.Shape[0]
	dy = a.columns(dy)
	dh := c.Arena.Mat(dy.Rows, rank)
	c.Dev.Gemm(c.Precision, dh, dy, a.matB(), a.scale, 0)
	if g := a.b.Grad(); g != nil {
		c.Dev.Gemm(c.Precision, kernel.AsMat(g, a.out(), rank), dy.T(), a.h, a.scale, 1)
	}
	if g := a.a.Grad(); g != nil {
		c.Dev.Gemm(c.Precision, kernel.AsMat(g, rank, x.Cols), dh.T(), x, 1, 1)
	}
	c.Dev.Gemm(c.Precision, dx, dh, a.matA(), 1, 1)
}
