package nn

import (
	"math"

	"hemline/neural/kernel"
)

// Rope holds the angles of rotary positions (Su et al. 2021): for position p
// and pair i of a head, p * theta^(-2i/dim).
type Rope struct {
	dim      int
	inverse  []float64 // frequencies
	cos, sin []float32 // positions x dim/2
}

// NewRope makes the angles of a head of dim values. scale, which may be nil,
// changes a frequency (RoPE scaling for longer contexts).
func NewRope(dim int, theta float64, scale func(frequency float64) float64) *Rope {
	r := &Rope{dim: dim}
	for i := range dim / 2 {
		f := math.Pow(theta, -2*float64(i)/float64(dim))
		if scale != nil {
			f = scale(f)
		}
		r.inverse = append(r.inverse, f)
	}
	return r
}

// Reach makes At safe for positions below n.
func (r *Rope) Reach(n int) {
	for p := len(r.cos) / max(len(r.inverse), 1); p < n; p++ {
		for _, f := range r.inverse {
			// The angle is rounded to float32 first, as the reference
			// implementations do it.
			sin, cos := math.Sincos(float64(float32(p) * float32(f)))
			r.cos, r.sin = append(r.cos, float32(cos)), append(r.sin, float32(sin))
		}
	}
}

// At is the cosines and sines of a position, which must be below what Reach
// was asked for.
func (r *Rope) At(p int) (cos, sin []float32) {
	h := len(r.inverse)
	return r.cos[p*h : (p+1)*h], r.sin[p*h : (p+1)*h]
}

// Turn rotates every head of x's rows by their positions in the batch; inverse
// turns back.
func (r *Rope) Turn(c *Context, x kernel.Mat, b Batch, inverse bool) {
	r.Reach(b.longest())
	c.Dev.Rows(x.Rows, normRows, func(_, lo, hi int) {
		at := b.positions()
		for i := lo; i < hi; i++ {
			cos, sin := r.At(at(i))
			c.Dev.RopeHeads(x.Row(i), r.dim, cos, sin, inverse)
		}
	})
}

// positions returns a function from row to position; the rows it is asked for
// may only grow.
func (b Batch) positions() func(row int) int {
	s := 0
	return func(row int) int {
		for row >= b.Start[s+1] {
			s++
		}
		return row - b.Start[s]
	}
}
