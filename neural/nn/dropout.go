package nn

import "hemline/neural/kernel"

// Dropout sets values to zero at a rate in [0, 1) and scales the others up by
// 1/(1-rate), while training only (Srivastava et al. 2014, in the inverted
// form). What is dropped follows from one draw of Context.Rand and a value's
// place alone, whatever the number of workers; no mask is kept.
type Dropout struct {
	Rate float32
	seed uint64
	on   bool
}

// Forward drops values of x in place. Outside training, and at a rate of 0, it
// does nothing and draws nothing.
func (d *Dropout) Forward(c *Context, x kernel.Mat) {
	d.on = c.Train && d.Rate > 0
	if d.on {
		d.seed = c.Rand.Uint64()
		d.apply(c, x)
	}
}

// Backward turns the gradient of what Forward left into that of what it was
// given, in place.
func (d *Dropout) Backward(c *Context, dx kernel.Mat) {
	if d.on {
		d.apply(c, dx)
	}
}

// apply takes each row's pattern from a seed of its own, so that workers may
// share the rows in any way.
func (d *Dropout) apply(c *Context, x kernel.Mat) {
	c.Dev.Rows(x.Rows, normRows, func(_, lo, hi int) {
		for i := lo; i < hi; i++ {
			c.Dev.Dropout(x.Row(i), d.Rate, d.seed+uint64(i))
		}
	})
}
