package nn

import "hemline/neural/kernel"

// LayerNorm brings each row to a mean of zero and a variance of one, then
// scales and shifts it by a weight and a bias for each column (Ba, Kiros and
// Hinton 2016).
type LayerNorm struct {
	Weight, Bias *Param
	Eps          float32
	x            kernel.Mat
	stats        []float32 // mean and 1/std of each row
}

// NewLayerNorm makes a norm over dim columns, with weights of one.
func NewLayerNorm(name string, dim int, eps float32) *LayerNorm {
	n := &LayerNorm{Weight: NewParam(name+".weight", dim), Bias: NewParam(name+".bias", dim), Eps: eps}
	n.Weight.NoDecay, n.Bias.NoDecay = true, true
	for i := range n.Weight.W {
		n.Weight.W[i] = 1
	}
	return n
}

// Params is the weight and the bias.
func (n *LayerNorm) Params() []*Param { return []*Param{n.Weight, n.Bias} }

// Forward returns the normalised rows. It keeps x, which has to stay as it is
// until Backward.
func (n *LayerNorm) Forward(c *Context, x kernel.Mat) kernel.Mat {
	y := c.Arena.Mat(x.Rows, x.Cols)
	n.x, n.stats = x, c.Arena.Floats(2*x.Rows)
	c.Dev.Rows(x.Rows, normRows, func(_, lo, hi int) {
		for i := lo; i < hi; i++ {
			n.stats[2*i], n.stats[2*i+1] = c.Dev.LayerNorm(y.Row(i), x.Row(i), n.Weight.W, n.Bias.W, n.Eps)
		}
	})
	return y
}

// Backward adds the gradient of the input to dx.
func (n *LayerNorm) Backward(c *Context, dx, dy kernel.Mat) {
	mark := c.Arena.Mark()
	defer c.Arena.Release(mark)
	dim, workers := len(n.Weight.W), c.Dev.Workers()
	parts := c.Arena.Floats(2 * workers * dim) // a sum a worker, added in their order
	clear(parts)
	c.Dev.Rows(dy.Rows, normRows, func(w, lo, hi int) {
		dw, db := parts[2*w*dim:(2*w+1)*dim], parts[(2*w+1)*dim:(2*w+2)*dim]
		for i := lo; i < hi; i++ {
			c.Dev.LayerNormBackward(dx.Row(i), dw, db, dy.Row(i), n.x.Row(i), n.Weight.W, n.stats[2*i], n.stats[2*i+1])
		}
	})
	for k, p := range n.Params() {
		if g := p.Grad(); g != nil {
			for w := range workers {
				c.Dev.Add(g, parts[(2*w+k)*dim:(2*w+k+1)*dim])
			}
		}
	}
}
