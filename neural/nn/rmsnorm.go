package nn

import "hemline/neural/kernel"

// RMSNorm scales each row to a root mean square of one, then by a weight for
// each column (Zhang and Sennrich 2019).
type RMSNorm struct {
	Weight *Param
	Eps    float32
	x      kernel.Mat
	rstd   []float32
}

// NewRMSNorm makes a norm over dim columns, with weights of one.
func NewRMSNorm(name string, dim int, eps float32) *RMSNorm {
	n := &RMSNorm{Weight: NewParam(name+".weight", dim), Eps: eps}
	n.Weight.NoDecay = true
	for i := range n.Weight.W {
		n.Weight.W[i] = 1
	}
	return n
}

// normRows is the least number of rows worth a worker of its own.
const normRows = 64

// Forward returns the normalised rows.
func (n *RMSNorm) Forward(c *Context, x kernel.Mat) kernel.Mat { return n.forward(c, x, x) }

// ForwardKept is Forward for rows that will be added to in place: Backward needs
// them as they are now, so training copies each row while it is at hand.
func (n *RMSNorm) ForwardKept(c *Context, x kernel.Mat) kernel.Mat {
	if !c.Train {
		return n.forward(c, x, x)
	}
	return n.forward(c, x, c.Arena.Mat(x.Rows, x.Cols))
}

// forward keeps the rows in kept, which may be x.
func (n *RMSNorm) forward(c *Context, x, kept kernel.Mat) kernel.Mat {
	y := c.Arena.Mat(x.Rows, x.Cols)
	n.x, n.rstd = kept, c.Arena.Floats(x.Rows)
	c.Dev.Rows(x.Rows, normRows, func(_, lo, hi int) {
		for i := lo; i < hi; i++ {
			row := x.Row(i)
			copy(kept.Row(i), row)
			n.rstd[i] = c.Dev.RMSNorm(y.Row(i), row, n.Weight.W, n.Eps)
		}
	})
	return y
}

// Backward adds the gradient of the input to dx.
func (n *RMSNorm) Backward(c *Context, dx, dy kernel.Mat) {
	dim := len(n.Weight.W)
	parts := c.Arena.Floats(c.Dev.Workers() * dim)
	clear(parts)
	c.Dev.Rows(dy.Rows, normRows, func(w, lo, hi int) {
		dw := parts[w*dim : (w+1)*dim]
		for i := lo; i < hi; i++ {
			c.Dev.RMSNormBackward(dx.Row(i), dw, dy.Row(i), n.x.Row(i), n.Weight.W, n.rstd[i])
		}
	})
	if g := n.Weight.Grad(); g != nil {
		for w := range c.Dev.Workers() {
			c.Dev.Add(g, parts[w*dim:(w+1)*dim])
		}
	}
}
