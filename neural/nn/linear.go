package nn

import (
	"math/rand/v2"

	"hemline/neural/kernel"
)

// Part names one of the matrices that a Linear stacks.
type Part struct {
	Name string // of the module: ".weight" and ".bias" are added
	Out  int
}

// Linear is y = x*wT + b with w of shape (out, in), as Hugging Face stores it.
// Several matrices over the same input may be stacked into one product; each
// stays a Param of its own, a view of the common memory.
type Linear struct {
	In, Out int
	weights []*Param
	biases  []*Param // empty: none
	w, b    []float32
	gw, gb  []float32
	x       kernel.Mat // kept for Backward

	adapters []*adapter
}

// NewLinear makes a layer of zeros from in to the parts' outputs, side by side.
func NewLinear(in int, bias bool, parts ...Part) *Linear {
	l := &Linear{In: in}
	for _, p := range parts {
		l.Out += p.Out
	}
	l.w = make([]float32, l.Out*in)
	if bias {
		l.b = make([]float32, l.Out)
	}
	row := 0
	for _, p := range parts {
		l.weights = append(l.weights, &Param{Name: p.Name + ".weight", Shape: []int{p.Out, in}, W: l.w[row*in : (row+p.Out)*in]})
		if bias {
			l.biases = append(l.biases, &Param{Name: p.Name + ".bias", Shape: []int{p.Out}, W: l.b[row : row+p.Out], NoDecay: true})
		}
		row += p.Out
	}
	return l
}

// Init draws the weights from a normal distribution and clears the biases.
func (l *Linear) Init(r *rand.Rand, std float64) {
	for i := range l.w {
		l.w[i] = float32(r.NormFloat64() * std)
	}
	clear(l.b)
}

// Params lists the weights and biases, part by part.
func (l *Linear) Params() []*Param {
	var out []*Param
	for i, w := range l.weights {
		out = append(out, w)
		if l.biases != nil {
			out = append(out, l.biases[i])
		}
	}
	return out
}

// Weight is the stacked (out, in) matrix and the stacked bias, nil without.
func (l *Linear) Weight() (w kernel.Mat, bias []float32) {
	return kernel.AsMat(l.w, l.Out, l.In), l.b
}

// Forward returns x*wT + b.
func (l *Linear) Forward(c *Context, x kernel.Mat) kernel.Mat {
	y := c.Arena.Mat(x.Rows, l.Out)
	beta := float32(0)
	if l.b != nil {
		beta = 1
		c.Dev.Rows(y.Rows, normRows, func(_, lo, hi int) {
			for i := lo; i < hi; i++ {
				copy(y.Row(i), l.b)
			}
		})
	}
	l.product(c, y, x, beta)
	return y
}

// Add adds x*wT + b to y: a residual connection without a pass of its own.
func (l *Linear) Add(c *Context, y, x kernel.Mat) {
	if l.b != nil {
		c.Dev.Rows(y.Rows, normRows, func(_, lo, hi int) {
			for i := lo; i < hi; i++ {
				c.Dev.Add(y.Row(i), l.b)
			}
		})
	}
	l.product(c, y, x, 1)
}

func (l *Linear) product(c *Context, y, x kernel.Mat, beta float32) {
	w, _ := l.Weight()
	c.Dev.Gemm(c.Precision, y, x, w.T(), 1, beta)
	l.x = x
	for _, a := range l.adapters {
		a.forward(c, y, x)
	}
}

// Backward adds to the gradients and writes dx = dy*w.
func (l *Linear) Backward(c *Context, dx, dy kernel.Mat) {
	l.Gradients(c, dy)
	w, _ := l.Weight()
	c.Dev.Gemm(c.Precision, dx, dy, w, 1, 0)
	for _, a := range l.adapters {
		a.gradients(c, dx, dy, l.x)
	}
}

// Gradients adds to those of the weights and biases alone, for a layer whose
// input needs none; adapters are left out.
func (l *Linear) Gradients(c *Context, dy kernel.Mat) {
	if l.frozen() {
		return
	}
	if l.gw == nil {
		l.gw, l.gb = make([]float32, len(l.w)), make([]float32, len(l.b))
	}
	share(l.weights, l.gw)
	share(l.biases, l.gb)
	c.Dev.Gemm(c.Precision, kernel.AsMat(l.gw, l.Out, l.In), dy.T(), l.x, 1, 1)
	if l.b != nil {
		c.Dev.AddColumns(l.gb, dy)
	}
}

// frozen reports whether no weight takes a gradient: one product makes those
// of all parts.
func (l *Linear) frozen() bool {
	for _, w := range l.weights {
		if !w.Frozen {
			return false
		}
	}
	return true
}

// share gives each parameter that is not frozen its part of a common gradient,
// which begins as zero.
func share(params []*Param, g []float32) {
	for _, p := range params {
		part := g[:len(p.W):len(p.W)]
		g = g[len(p.W):]
		switch {
		case p.Frozen:
			p.G = nil
		case p.G == nil || &p.G[0] != &part[0]:
			clear(part)
			p.G = part
		}
	}
}
