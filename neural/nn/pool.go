package nn

import "hemline/neural/kernel"

// MaxMeanPool makes one row of each sequence: the largest value of every
// column, then the mean of every column, over its valid rows (Batch.Keys). A
// sequence of none gives zeros.
type MaxMeanPool struct {
	batch Batch
	rows  int
	at    []int32 // the row of each largest value, sequence by sequence
}

// Forward returns sequences x 2*columns.
func (p *MaxMeanPool) Forward(c *Context, x kernel.Mat, b Batch) kernel.Mat {
	dim := x.Cols
	p.batch, p.rows = b, x.Rows
	if n := b.Sequences() * dim; cap(p.at) < n {
		p.at = make([]int32, n)
	} else {
		p.at = p.at[:n]
	}
	y := c.Arena.Mat(b.Sequences(), 2*dim)
	c.Dev.Run(b.Sequences(), func(_, s int) {
		lo, n := b.Start[s], b.Keys(s)
		meanRows(c, y.Row(s)[dim:], x, lo, n)
		largest, at := y.Row(s)[:dim], p.at[s*dim:(s+1)*dim]
		if n == 0 {
			clear(largest)
			return
		}
		copy(largest, x.Row(lo))
		for j := range at {
			at[j] = int32(lo)
		}
		for i := lo + 1; i < lo+n; i++ {
			for j, v := range x.Row(i)[:len(largest)] {
				if v > largest[j] || v != v && largest[j] == largest[j] {
					largest[j], at[j] = v, int32(i)
				}
			}
		}
	})
	return y
}

// Backward returns the gradient of Forward's x: that of a largest value goes
// to the first row that had it. Rows that are not valid get zeros.
func (p *MaxMeanPool) Backward(c *Context, dy kernel.Mat) kernel.Mat {
	dim := dy.Cols / 2
	dx := c.Arena.Mat(p.rows, dim)
	c.Dev.Run(p.batch.Sequences(), func(_, s int) {
		g := dy.Row(s)
		spreadRows(c, dx, g[dim:], p.batch, s)
		if p.batch.Keys(s) == 0 {
			return
		}
		for j, i := range p.at[s*dim : (s+1)*dim] {
			dx.Row(int(i))[j] += g[j]
		}
	})
	return dx
}

// MeanPool makes one row of each sequence: the mean of its valid rows
// (Batch.Keys), zeros for a sequence of none.
type MeanPool struct {
	batch Batch
	rows  int
}

// Forward returns sequences x columns.
func (p *MeanPool) Forward(c *Context, x kernel.Mat, b Batch) kernel.Mat {
	p.batch, p.rows = b, x.Rows
	y := c.Arena.Mat(b.Sequences(), x.Cols)
	c.Dev.Run(b.Sequences(), func(_, s int) { meanRows(c, y.Row(s), x, b.Start[s], b.Keys(s)) })
	return y
}

// Backward returns the gradient of Forward's x, zeros where rows are not valid.
func (p *MeanPool) Backward(c *Context, dy kernel.Mat) kernel.Mat {
	dx := c.Arena.Mat(p.rows, dy.Cols)
	c.Dev.Run(p.batch.Sequences(), func(_, s int) { spreadRows(c, dx, dy.Row(s), p.batch, s) })
	return dx
}

// meanRows writes the mean of n rows from lo on, zeros when there are none.
func meanRows(c *Context, y []float32, x kernel.Mat, lo, n int) {
	clear(y)
	for i := lo; i < lo+n; i++ {
		c.Dev.Axpy(y, 1/float32(n), x.Row(i))
	}
}

// spreadRows writes the gradient of a sequence's mean to all its rows.
func spreadRows(c *Context, dx kernel.Mat, dy []float32, b Batch, s int) {
	n := b.Keys(s)
	for i := b.Start[s]; i < b.Start[s+1]; i++ {
		row := dx.Row(i)
		clear(row)
		if i < b.Start[s]+n {
			c.Dev.Axpy(row, 1/float32(n), dy)
		}
	}
}
