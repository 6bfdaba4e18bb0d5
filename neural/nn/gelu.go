package nn

import "hemline/neural/kernel"

// GELU is x*Phi(x) by the error function, as BERT has it (Hendrycks and Gimpel
// 2016).
type GELU struct{ x kernel.Mat }

// Forward returns GELU of each value; it keeps x.
func (g *GELU) Forward(c *Context, x kernel.Mat) kernel.Mat {
	g.x = x
	y := c.Arena.Mat(x.Rows, x.Cols)
	c.Dev.Rows(x.Rows, actRows, func(_, lo, hi int) {
		for i := lo; i < hi; i++ {
			c.Dev.GELU(y.Row(i), x.Row(i))
		}
	})
	return y
}

// Backward turns dy into the gradient of the input, in place.
func (g *GELU) Backward(c *Context, dy kernel.Mat) {
	c.Dev.Rows(dy.Rows, actRows, func(_, lo, hi int) {
		for i := lo; i < hi; i++ {
			c.Dev.GELUBackward(dy.Row(i), dy.Row(i), g.x.Row(i))
		}
	})
}

// actRows is the least number of rows of a costly function worth a worker of
// its own.
const actRows = 16

// GELUMLP is BERT's feed-forward layer: up, GELU, down.
type GELUMLP struct {
	Up, Down *Linear
	gelu     GELU
}

// Forward returns down(GELU(up(x))).
func (m *GELUMLP) Forward(c *Context, x kernel.Mat) kernel.Mat {
	return m.Down.Forward(c, m.gelu.Forward(c, m.Up.Forward(c, x)))
}

// Backward adds to the gradients and writes that of the input to dx, which may
// not be dy.
func (m *GELUMLP) Backward(c *Context, dx, dy kernel.Mat) {
	mark := c.Arena.Mark()
	defer c.Arena.Release(mark)
	dh := c.Arena.Mat(dy.Rows, m.Down.In)
	m.Down.Backward(c, dh, dy)
	m.gelu.Backward(c, dh)
	m.Up.Backward(c, dx, dh)
}
