package nn_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"hemline/neural/kernel"
	"hemline/neural/nn"
)

// reference is a layer of torch with its output and gradients
// (neural/testdata/make_encoder.py).
type reference struct {
	Width                      int
	Same                       bool
	X, W, B, Y, DY, DX, DW, DB []float32
}

func references(t *testing.T) (r struct {
	Conv       []reference
	Norm, GELU reference
},
) {
	t.Helper()
	data, err := os.ReadFile("../testdata/encoder.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &r); err != nil {
		t.Fatal(err)
	}
	if len(r.Conv) != 4 || len(r.Norm.X) == 0 || len(r.GELU.X) == 0 {
		t.Fatal("the fixture lacks layers")
	}
	return r
}

func equals(t *testing.T, what string, got, want []float32) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d values, want %d", what, len(got), len(want))
	}
	for i, v := range got {
		if d := math.Abs(float64(v - want[i])); !(d <= 2e-5*(1+math.Abs(float64(want[i])))) {
			t.Fatalf("%s: value %d is %g, want %g", what, i, v, want[i])
		}
	}
}

func padding(same bool) nn.Padding {
	if same {
		return nn.Same
	}
	return nn.Valid
}

func TestConvEqualsTorch(t *testing.T) {
	for _, dev := range levels(t) {
		for _, g := range references(t).Conv {
			what := fmt.Sprintf("width %d same %v", g.Width, g.Same)
			c := &nn.Context{Dev: dev, Arena: &nn.Arena{}, Train: true}
			l := nn.NewConv1D("c", 3, 2, g.Width, padding(g.Same))
			copy(l.Weight.W, g.W)
			copy(l.Bias.W, g.B)
			y, b := l.Forward(c, kernel.AsMat(g.X, 9, 3), nn.Uniform(1, 9))
			if b.Rows() != y.Rows {
				t.Fatalf("%s: %d rows, the batch has %d", what, y.Rows, b.Rows())
			}
			equals(t, what, y.Data, g.Y)
			equals(t, what+" dx", l.Backward(c, kernel.AsMat(g.DY, y.Rows, 2)).Data, g.DX)
			equals(t, what+" dw", l.Weight.G, g.DW)
			equals(t, what+" db", l.Bias.G, g.DB)
		}
	}
}

// short has sequences of no row, of one, and of fewer than a window.
func short() nn.Batch { return nn.Batch{Start: []int{0, 0, 1, 10, 12, 12, 17, 20, 20}} }

func TestConvGradients(t *testing.T) {
	for _, width := range []int{1, 2, 4, 5} {
		for _, same := range []bool{false, true} {
			for _, length := range [][]int{nil, {0, 1, 6, 2, 0, 0, 3, 0}} {
				t.Run(fmt.Sprint(width, same, length), func(t *testing.T) {
					r := rand.New(rand.NewPCG(5, 1))
					l := nn.NewConv1D("c", 3, 7, width, padding(same))
					random(r, l.Params()...)
					b := short()
					b.Len = length
					x := normal(r, b.Rows(), 3)
					checkGradients(t, layer{
						params: l.Params(), inputs: []kernel.Mat{x},
						forward: func(c *nn.Context) kernel.Mat {
							y, _ := l.Forward(c, x, b)
							return y
						},
						backward: func(c *nn.Context, dy kernel.Mat) []kernel.Mat { return []kernel.Mat{l.Backward(c, dy)} },
					})
				})
			}
		}
	}
}

// A ragged batch is what each sequence is alone, by the definition.
func TestConvByDefinition(t *testing.T) {
	for _, dev := range levels(t) {
		for _, width := range []int{1, 2, 4, 5} {
			for _, same := range []bool{false, true} {
				r := rand.New(rand.NewPCG(5, 2))
				l := nn.NewConv1D("c", 3, 7, width, padding(same))
				random(r, l.Params()...)
				b := short()
				x := normal(r, b.Rows(), 3)
				y, out := l.Forward(&nn.Context{Dev: dev, Arena: &nn.Arena{}}, x, b)
				for s := range b.Sequences() {
					n, before := b.Keys(s), 0
					windows := max(n-width+1, 0)
					if same {
						windows, before = n, (width-1)/2
					}
					if out.Keys(s) != windows {
						t.Fatalf("%d rows of %d with width %d, want %d", out.Keys(s), n, width, windows)
					}
					for i := range windows {
						for o := range l.Out {
							sum := float64(l.Bias.W[o])
							for k := range width {
								if at := i - before + k; at >= 0 && at < n {
									for j, v := range x.Row(b.Start[s] + at) {
										sum += float64(v) * float64(l.Weight.W[(o*width+k)*3+j])
									}
								}
							}
							equals(t, "a window", y.Row(out.Start[s] + i)[o:o+1], []float32{float32(sum)})
						}
					}
				}
			}
		}
	}
}

// Texts too short for any window, and no text at all.
func TestConvOfNothing(t *testing.T) {
	for _, dev := range levels(t) {
		for _, b := range []nn.Batch{{}, nn.Uniform(3, 0), nn.Uniform(1, 2)} {
			c := &nn.Context{Dev: dev, Arena: &nn.Arena{}, Train: true}
			l := nn.NewConv1D("c", 3, 2, 5, nn.Valid)
			y, out := l.Forward(c, c.Arena.Mat(b.Rows(), 3), b)
			if y.Rows != 0 || out.Sequences() != b.Sequences() {
				t.Errorf("%v: %d rows in %v", b, y.Rows, out)
			}
			dx := l.Backward(c, y)
			if dx.Rows != b.Rows() || slices.ContainsFunc(dx.Data, func(v float32) bool { return v != 0 }) {
				t.Errorf("%v: a gradient %v", b, dx.Data)
			}
		}
	}
}
