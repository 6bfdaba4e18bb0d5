package nn_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"hemline/neural/kernel"
	"hemline/neural/nn"
)

// ragged has sequences of one row, of none, and of more than a block of
// queries.
func ragged() nn.Batch { return nn.Batch{Start: []int{0, 5, 5, 6, 77, 80}} }

// padded is ragged with rows that count for nothing.
func padded() nn.Batch {
	b := ragged()
	b.Len = []int{3, 0, 1, 70, 0}
	return b
}

func TestLinearGradients(t *testing.T) {
	for _, bias := range []bool{false, true} {
		for _, rows := range []int{1, 5, 80} {
			t.Run(fmt.Sprint(bias, rows), func(t *testing.T) {
				r := rand.New(rand.NewPCG(1, 1))
				l := nn.NewLinear(13, bias, nn.Part{Name: "a", Out: 7}, nn.Part{Name: "b", Out: 18})
				random(r, l.Params()...)
				x := normal(r, rows, 13)
				checkGradients(t, layer{
					params: l.Params(), inputs: []kernel.Mat{x},
					forward: func(c *nn.Context) kernel.Mat { return l.Forward(c, x) },
					backward: func(c *nn.Context, dy kernel.Mat) []kernel.Mat {
						dx := c.Arena.Mat(rows, 13)
						l.Backward(c, dx, dy)
						return []kernel.Mat{dx}
					},
				})
			})
		}
	}
}

// A residual layer adds to what is there; its input gets no gradient.
func TestLinearAddGradients(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	l := nn.NewLinear(9, true, nn.Part{Name: "a", Out: 9})
	random(r, l.Params()...)
	x, stream := normal(r, 70, 9), normal(r, 70, 9)
	checkGradients(t, layer{
		params: l.Params(), inputs: []kernel.Mat{stream, x},
		forward: func(c *nn.Context) kernel.Mat {
			y := c.Arena.Mat(70, 9)
			copy(y.Data, stream.Data)
			l.Add(c, y, x)
			return y
		},
		backward: func(c *nn.Context, dy kernel.Mat) []kernel.Mat {
			dx := c.Arena.Mat(70, 9)
			l.Backward(c, dx, dy)
			return []kernel.Mat{dy, dx}
		},
	})
}

func TestAdapterGradients(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	l := nn.NewLinear(13, true, nn.Part{Name: "m.a", Out: 7}, nn.Part{Name: "m.b", Out: 18}, nn.Part{Name: "m.c", Out: 5})
	random(r, l.Params()...)
	before := slices.Clone(dense(first(l.Weight())))
	if !l.Adapt("b", 3, 6, r) || !l.Adapt("c", 2, 6, r) || l.Adapt("d", 2, 6, r) {
		t.Fatal("the wrong parts are there")
	}
	params := l.Adapters()
	if len(params) != 4 || params[0].Name != "m.b.lora_A.weight" || !slices.Equal(params[1].Shape, []int{18, 3}) {
		t.Fatalf("adapters %v", params)
	}
	random(r, params...)
	x := normal(r, 6, 13)
	forward := func(c *nn.Context) kernel.Mat { return l.Forward(c, x) }
	checkGradients(t, layer{
		params: params, inputs: []kernel.Mat{x}, forward: forward,
		backward: func(c *nn.Context, dy kernel.Mat) []kernel.Mat {
			dx := c.Arena.Mat(6, 13)
			l.Backward(c, dx, dy)
			return []kernel.Mat{dx}
		},
	})
	if !slices.Equal(dense(first(l.Weight())), before) || l.Params()[0].G != nil {
		t.Error("the frozen weights moved or have a gradient")
	}
	dev := kernel.New(2)
	defer dev.Close()
	c := &nn.Context{Dev: dev, Arena: &nn.Arena{}, Train: true}
	with := slices.Clone(forward(c).Data)
	l.Merge(dev)
	near(t, "merged", forward(c).Data, with, 1e-5)
	if l.Adapters() != nil || l.Params()[0].Frozen {
		t.Error("merged adapters are still there")
	}
}

func first(w kernel.Mat, _ []float32) kernel.Mat { return w }

// One product makes the gradients of all parts: a frozen one gets none.
func TestFrozenPart(t *testing.T) {
	dev := kernel.New(1)
	defer dev.Close()
	r := rand.New(rand.NewPCG(4, 1))
	c := &nn.Context{Dev: dev, Arena: &nn.Arena{}, Train: true}
	l := nn.NewLinear(4, false, nn.Part{Name: "a", Out: 3}, nn.Part{Name: "b", Out: 2})
	l.Params()[0].Frozen = true
	l.Forward(c, normal(r, 5, 4))
	l.Backward(c, kernel.NewMat(5, 4), normal(r, 5, 5))
	if l.Params()[0].G != nil || l.Params()[1].G == nil {
		t.Error("the frozen part has a gradient, or the other has none")
	}
}

func TestEmbeddingGradients(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 1))
	e := nn.NewEmbedding("e", 6, 11)
	random(r, e.Weight)
	tokens := []int32{3, 0, 3, 5, 3, 1}
	checkGradients(t, layer{
		params:   []*nn.Param{e.Weight},
		forward:  func(c *nn.Context) kernel.Mat { return e.Forward(c, tokens) },
		backward: func(c *nn.Context, dy kernel.Mat) []kernel.Mat { e.Backward(c, dy); return nil },
	})
	if slices.ContainsFunc(e.Weight.G[2*11:3*11], func(v float32) bool { return v != 0 }) {
		t.Error("a token that is not there has a gradient")
	}
}

func TestRMSNormGradients(t *testing.T) {
	for _, rows := range []int{1, 3, 150} {
		r := rand.New(rand.NewPCG(6, 1))
		n := nn.NewRMSNorm("n", 37, 1e-5)
		random(r, n.Weight)
		x := normal(r, rows, 37)
		checkGradients(t, layer{
			params: []*nn.Param{n.Weight}, inputs: []kernel.Mat{x},
			forward: func(c *nn.Context) kernel.Mat { return n.Forward(c, x) },
			backward: func(c *nn.Context, dy kernel.Mat) []kernel.Mat {
				dx := c.Arena.Mat(rows, 37)
				clear(dx.Data)
				n.Backward(c, dx, dy)
				return []kernel.Mat{dx}
			},
		})
	}
}

func TestHeadNormGradients(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 1))
	n := nn.NewHeadNorm("n", 10, 1e-5)
	random(r, n.Weight)
	x := normal(r, 140, 30)
	checkGradients(t, layer{
		params: []*nn.Param{n.Weight}, inputs: []kernel.Mat{x},
		forward: func(c *nn.Context) kernel.Mat {
			// The heads are columns of a wider matrix, as in a decoder.
			part := c.Arena.Mat(140, 40).Slice(0, 140, 10, 40)
			for i := range part.Rows {
				copy(part.Row(i), x.Row(i))
			}
			return n.Forward(c, part)
		},
		backward: func(c *nn.Context, dy kernel.Mat) []kernel.Mat { n.Backward(c, dy); return []kernel.Mat{dy} },
	})
}

func TestRopeGradients(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 1))
	rope := nn.NewRope(6, 100, func(f float64) float64 { return f * 1.5 })
	x := normal(r, 80, 18)
	checkGradients(t, layer{
		inputs: []kernel.Mat{x},
		forward: func(c *nn.Context) kernel.Mat {
			y := c.Arena.Mat(80, 18)
			copy(y.Data, x.Data)
			rope.Turn(c, y, ragged(), false)
			return y
		},
		backward: func(c *nn.Context, dy kernel.Mat) []kernel.Mat {
			rope.Turn(c, dy, ragged(), true)
			return []kernel.Mat{dy}
		},
	})
}

// Scores depend on distances alone: what rotary positions are for.
func TestRopeIsRelative(t *testing.T) {
	dev := kernel.New(1)
	defer dev.Close()
	r := rand.New(rand.NewPCG(9, 1))
	c := &nn.Context{Dev: dev, Arena: &nn.Arena{}}
	rope := nn.NewRope(8, 1e4, nil)
	q, k := normal(r, 1, 8), normal(r, 1, 8)
	score := func(at, back int) float64 {
		x := kernel.NewMat(at+1, 8)
		y := kernel.NewMat(at+1, 8)
		copy(x.Row(at), q.Data)
		copy(y.Row(at-back), k.Data)
		rope.Turn(c, x, nn.Uniform(1, at+1), false)
		rope.Turn(c, y, nn.Uniform(1, at+1), false)
		s := 0.0
		for i, v := range x.Row(at) {
			s += float64(v) * float64(y.Row(at - back)[i])
		}
		return s
	}
	if a, b := score(9, 4), score(500, 4); math.Abs(a-b) > 1e-3 {
		t.Errorf("4 apart: %g at 9, %g at 500", a, b)
	}
	if a, b := score(9, 4), score(9, 5); math.Abs(a-b) < 1e-3 {
		t.Error("the distance does not matter")
	}
}

func near(t *testing.T, what string, got, want []float32, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d values, want %d", what, len(got), len(want))
	}
	for i, v := range got {
		if d := math.Abs(float64(v) - float64(want[i])); !(d <= tolerance*(1+math.Abs(float64(want[i])))) {
			t.Fatalf("%s: value %d is %g, want %g", what, i, v, want[i])
		}
	}
}
