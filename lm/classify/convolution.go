package classify

import (
	"math"

	"hemline/neural/kernel"
	"hemline/neural/nn"
)

// convolution slides filters of an odd width over each sequence: the rows
// around a position, side by side, times a matrix.
type convolution struct {
	width  int
	linear *nn.Linear
	batch  nn.Batch
}

func newConvolution(name string, width, in, out int) *convolution {
	return &convolution{width: width, linear: nn.NewLinear(width*in, true, nn.Part{Name: name, Out: out})}
}

// forward returns a row for each row of x.
func (v *convolution) forward(c *nn.Context, x kernel.Mat, b nn.Batch) kernel.Mat {
	v.batch = b
	wide := c.Arena.Mat(x.Rows, v.width*x.Cols)
	v.windows(wide, x.Cols, func(part []float32, row int) {
		if row < 0 {
			clear(part)
			return
		}
		copy(part, x.Row(row))
	})
	return v.linear.Forward(c, wide)
}

// backward returns the gradient of x.
func (v *convolution) backward(c *nn.Context, dy kernel.Mat) kernel.Mat {
	wide := c.Arena.Mat(dy.Rows, v.linear.In)
	v.linear.Backward(c, wide, dy)
	dx := c.Arena.Mat(dy.Rows, v.linear.In/v.width)
	clear(dx.Data)
	v.windows(wide, dx.Cols, func(part []float32, row int) {
		if row >= 0 {
			c.Dev.Add(dx.Row(row), part)
		}
	})
	return dx
}

// windows calls f with each part of a wide row and the row it stands for, -1
// beyond the ends of the sequence.
func (v *convolution) windows(wide kernel.Mat, cols int, f func(part []float32, row int)) {
	for s := range v.batch.Sequences() {
		lo, hi := v.batch.Start[s], v.batch.Start[s+1]
		for i := lo; i < hi; i++ {
			for k := range v.width {
				row := i + k - v.width/2
				if row < lo || row >= hi {
					row = -1
				}
				f(wide.Row(i)[k*cols:(k+1)*cols], row)
			}
		}
	}
}

// pooling joins the maximum and the mean of each column over a sequence.
type pooling struct {
	x     kernel.Mat
	batch nn.Batch
	top   []int // sequences x columns: the row of the maximum
}

// forward returns sequences x (maxima, means); no sequence is empty.
func (p *pooling) forward(c *nn.Context, x kernel.Mat, b nn.Batch) kernel.Mat {
	p.x, p.batch, p.top = x, b, p.top[:0]
	y := c.Arena.Mat(b.Sequences(), 2*x.Cols)
	for s := range y.Rows {
		lo, hi := b.Start[s], b.Start[s+1]
		most, mean := y.Row(s)[:x.Cols], y.Row(s)[x.Cols:]
		copy(most, x.Row(lo))
		copy(mean, x.Row(lo))
		at := len(p.top)
		for range x.Cols {
			p.top = append(p.top, lo)
		}
		for i := lo + 1; i < hi; i++ {
			for j, f := range x.Row(i) {
				mean[j] += f
				if f > most[j] {
					most[j], p.top[at+j] = f, i
				}
			}
		}
		c.Dev.Scale(mean, 1/float32(hi-lo))
	}
	return y
}

// backward returns the gradient of x.
func (p *pooling) backward(c *nn.Context, dy kernel.Mat) kernel.Mat {
	cols := p.x.Cols
	dx := c.Arena.Mat(p.x.Rows, cols)
	for s := range dy.Rows {
		lo, hi := p.batch.Start[s], p.batch.Start[s+1]
		most, mean := dy.Row(s)[:cols], dy.Row(s)[cols:]
		c.Dev.Scale(mean, 1/float32(hi-lo))
		for i := lo; i < hi; i++ {
			copy(dx.Row(i), mean)
		}
		for j, g := range most {
			dx.Row(p.top[s*cols+j])[j] += g
		}
	}
	return dx
}

func heStd(in int) float64          { return math.Sqrt(2 / float64(in)) }
func glorotStd(in, out int) float64 { return math.Sqrt(2 / float64(in+out)) }
