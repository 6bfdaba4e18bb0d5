package nn

import "hemline/neural/kernel"

// HeadNorm is an RMSNorm over each head of a row by itself, all with the same
// weights, as Qwen3 has it on queries and keys.
type HeadNorm struct {
	Weight *Param
	Eps    float32
	x      kernel.Mat
	rstd   []float32
}

// NewHeadNorm makes a norm over heads of dim values, with weights of one.
func NewHeadNorm(name string, dim int, eps float32) *HeadNorm {
	n := NewRMSNorm(name, dim, eps)
	return &HeadNorm{Weight: n.Weight, Eps: eps}
}

// Forward returns the normalised heads in memory of their own.
func (n *HeadNorm) Forward(c *Context, x kernel.Mat) kernel.Mat {
	dim := len(n.Weight.W)
	y := c.Arena.Mat(x.Rows, x.Cols)
	heads := x.Cols / dim
	n.x, n.rstd = x, c.Arena.Floats(x.Rows*heads)
	c.Dev.Rows(x.Rows, normRows, func(_, lo, hi int) {
		for i := lo; i < hi; i++ {
			in, out := x.Row(i), y.Row(i)
			for h := range heads {
				n.rstd[i*heads+h] = c.Dev.RMSNorm(out[h*dim:(h+1)*dim], in[h*dim:(h+1)*dim], n.Weight.W, n.Eps)
			}
		}
	})
	return y
}

// Backward turns the gradient of the output into that of the input, in place.
func (n *HeadNorm) Backward(c *Context, dy kernel.Mat) {
	dim := len(n.Weight.W)
	heads := dy.Cols / dim
	mark := c.Arena.Mark()
	defer c.Arena.Release(mark)
	parts := c.Arena.Floats(c.Dev.Workers() * 2 * dim) // a worker: gradient of the weights, one head
	clear(parts)
	c.Dev.Rows(dy.Rows, normRows, func(w, lo, hi int) {
		dw, dx := parts[2*w*dim:(2*w+1)*dim], parts[(2*w+1)*dim:(2*w+2)*dim]
		for i := lo; i < hi; i++ {
			in, g := n.x.Row(i), dy.Row(i)
			for h := range heads {
				clear(dx)
				c.Dev.RMSNormBackward(dx, dw, g[h*dim:(h+1)*dim], in[h*dim:(h+1)*dim], n.Weight.W, n.rstd[i*heads+h])
				copy(g[h*dim:(h+1)*dim], dx)
			}
		}
	})
	if g := n.Weight.Grad(); g != nil {
		for w := range c.Dev.Workers() {
			c.Dev.Add(g, parts[2*w*dim:(2*w+1)*dim])
		}
	}
}
