package nn_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"hemline/neural/internal/gradcheck"
	"hemline/neural/kernel"
	"hemline/neural/nn"
)

// layer is something whose gradients can be checked: forward from inputs,
// backward to the inputs' gradients.
type layer struct {
	params   []*nn.Param
	inputs   []kernel.Mat
	forward  func(c *nn.Context) kernel.Mat
	backward func(c *nn.Context, dy kernel.Mat) []kernel.Mat
}

// checkGradients compares, for every parameter and input, the slope along
// random directions with what Backward says it is. The scalar is the sum of
// the outputs times random numbers. A slope measured with steps of 1/128 in
// float32 is good to about a thousandth of the gradient's length.
func checkGradients(t *testing.T, l layer) {
	t.Helper()
	for _, dev := range levels(t) {
		r := rand.New(rand.NewPCG(7, 7))
		c := &nn.Context{Dev: dev, Arena: &nn.Arena{}, Train: true}
		y := l.forward(c)
		if y.Rows*y.Cols == 0 {
			t.Fatal("nothing comes out")
		}
		weights := normal(r, y.Rows, y.Cols)
		for _, p := range l.params {
			p.G = nil
		}
		dys := kernel.NewMat(y.Rows, y.Cols)
		copy(dys.Data, weights.Data)
		var din [][]float32
		for _, d := range l.backward(c, dys) {
			din = append(din, dense(d))
		}
		scalar := func() (s float64) {
			c.Arena.Reset()
			y := l.forward(c)
			for i := range y.Rows {
				for j, v := range y.Row(i) {
					s += float64(v) * float64(weights.Row(i)[j])
				}
			}
			return s
		}
		for _, p := range l.params {
			if p.G == nil {
				t.Errorf("%s has no gradient", p.Name)
				continue
			}
			slope(t, p.Name, p.W, p.G, r, scalar)
		}
		for i, in := range l.inputs {
			slope(t, "input", in.Data, din[i], r, scalar)
		}

		// Gradients of weights add up; those of inputs do not.
		once := make([][]float32, len(l.params))
		for i, p := range l.params {
			once[i] = slices.Clone(p.G)
		}
		c.Arena.Reset()
		l.forward(c)
		copy(dys.Data, weights.Data)
		for i, d := range l.backward(c, dys) {
			if !slices.Equal(dense(d), din[i]) {
				t.Error("a second pass gives another gradient of the input")
			}
		}
		for i, p := range l.params {
			for j, g := range p.G {
				if math.Abs(float64(g-2*once[i][j])) > 1e-4*(1+math.Abs(float64(g))) {
					t.Fatalf("%s: two passes give %g, one %g", p.Name, g, once[i][j])
				}
			}
		}
	}
}

// slope compares one tensor's gradient with central differences.
func slope(t *testing.T, name string, w, g []float32, r *rand.Rand, f func() float64) {
	t.Helper()
	gradcheck.Slope{Step: 1. / 128, Relative: 5e-3, Absolute: 1e-3, Least: 1e-3, Directions: 3}.Check(t, name, w, g, r, f)
}

// levels are the devices of this machine, the plainest first.
func levels(t *testing.T) []*kernel.Device { return gradcheck.Levels(t) }

func normal(r *rand.Rand, rows, cols int) kernel.Mat {
	m := kernel.NewMat(rows, cols)
	for i := range m.Data {
		m.Data[i] = float32(r.NormFloat64())
	}
	return m
}

func dense(m kernel.Mat) []float32 {
	var out []float32
	for i := range m.Rows {
		out = append(out, m.Row(i)...)
	}
	return out
}

func random(r *rand.Rand, p ...*nn.Param) {
	for _, p := range p {
		for i := range p.W {
			p.W[i] = float32(r.NormFloat64())
		}
	}
}
