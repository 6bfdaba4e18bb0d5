package nn_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"hemline/neural/kernel"
	"hemline/neural/nn"
)

func TestLayerNormEqualsTorch(t *testing.T) {
	g := references(t).Norm
	for _, dev := range levels(t) {
		c := &nn.Context{Dev: dev, Arena: &nn.Arena{}, Train: true}
		n := nn.NewLayerNorm("n", 19, 1e-5)
		copy(n.Weight.W, g.W)
		copy(n.Bias.W, g.B)
		equals(t, "norm", n.Forward(c, kernel.AsMat(g.X, 4, 19)).Data, g.Y)
		dx := kernel.NewMat(4, 19)
		n.Backward(c, dx, kernel.AsMat(g.DY, 4, 19))
		equals(t, "dx", dx.Data, g.DX)
		equals(t, "dw", n.Weight.G, g.DW)
		equals(t, "db", n.Bias.G, g.DB)
	}
}

func TestLayerNormGradients(t *testing.T) {
	for _, rows := range []int{1, 5, 200} {
		r := rand.New(rand.NewPCG(8, 1))
		n := nn.NewLayerNorm("n", 21, 1e-5)
		random(r, n.Params()...)
		x := normal(r, rows, 21)
		checkGradients(t, layer{
			params: n.Params(), inputs: []kernel.Mat{x},
			forward: func(c *nn.Context) kernel.Mat { return n.Forward(c, x) },
			backward: func(c *nn.Context, dy kernel.Mat) []kernel.Mat {
				dx := c.Arena.Mat(rows, 21)
				clear(dx.Data)
				n.Backward(c, dx, dy)
				return []kernel.Mat{dx}
			},
		})
	}
}

func TestGELUEqualsTorch(t *testing.T) {
	g := references(t).GELU
	for _, dev := range levels(t) {
		c := &nn.Context{Dev: dev, Arena: &nn.Arena{}, Train: true}
		var l nn.GELU
		equals(t, "gelu", l.Forward(c, kernel.AsMat(g.X, 4, 19)).Data, g.Y)
		dy := slices.Clone(g.DY)
		l.Backward(c, kernel.AsMat(dy, 4, 19))
		equals(t, "dx", dy, g.DX)
	}
}

func TestGELUMLPGradients(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 1))
	m := nn.GELUMLP{
		Up:   nn.NewLinear(9, true, nn.Part{Name: "up", Out: 17}),
		Down: nn.NewLinear(17, true, nn.Part{Name: "down", Out: 9}),
	}
	params := append(m.Up.Params(), m.Down.Params()...)
	random(r, params...)
	x := normal(r, 70, 9)
	checkGradients(t, layer{
		params: params, inputs: []kernel.Mat{x},
		forward: func(c *nn.Context) kernel.Mat { return m.Forward(c, x) },
		backward: func(c *nn.Context, dy kernel.Mat) []kernel.Mat {
			dx := c.Arena.Mat(70, 9)
			m.Backward(c, dx, dy)
			return []kernel.Mat{dx}
		},
	})
}

func TestDropout(t *testing.T) {
	const rows, cols = 500, 40
	run := func(dev *kernel.Device, seed uint64, train bool) (y, dx []float32) {
		c := &nn.Context{Dev: dev, Arena: &nn.Arena{}, Train: train, Rand: rand.New(rand.NewPCG(seed, 1))}
		d := nn.Dropout{Rate: 0.25}
		m, g := kernel.NewMat(rows, cols), kernel.NewMat(rows, cols)
		for i := range m.Data {
			m.Data[i], g.Data[i] = 3, 1.5
		}
		d.Forward(c, m)
		d.Backward(c, g)
		return m.Data, g.Data
	}
	one := kernel.New(1)
	defer one.Close()
	want, _ := run(one, 1, true)
	zeros := 0
	for _, v := range want {
		if v == 0 {
			zeros++
		} else if v != 4 {
			t.Fatalf("%g is left of 3", v)
		}
	}
	// 20,000 draws: the share lies within 0.015 but for 1 in a million.
	if share := float64(zeros) / (rows * cols); share < 0.235 || share > 0.265 {
		t.Errorf("%.3f are dropped", share)
	}
	if slices.Equal(want[:cols], want[cols:2*cols]) {
		t.Error("two rows have one pattern")
	}
	for _, dev := range levels(t) {
		y, dx := run(dev, 1, true)
		if !slices.Equal(y, want) {
			t.Error("another device or number of workers drops other values")
		}
		for i, v := range dx {
			if v*2 != y[i] {
				t.Fatal("the gradient has another pattern")
			}
		}
		if other, _ := run(dev, 2, true); slices.Equal(other, want) {
			t.Error("another seed drops the same values")
		}
		y, dx = run(dev, 1, false)
		if slices.ContainsFunc(y, func(v float32) bool { return v != 3 }) || slices.ContainsFunc(dx, func(v float32) bool { return v != 1.5 }) {
			t.Error("values are dropped outside training")
		}
	}
}
