package nn_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"hemline/neural/kernel"
	"hemline/neural/nn"
)

func TestPoolGradients(t *testing.T) {
	for _, b := range []nn.Batch{ragged(), padded()} {
		r := rand.New(rand.NewPCG(6, 1))
		// Values of a column lie further apart than a slope's step.
		x := kernel.NewMat(b.Rows(), 7)
		for j := range 7 {
			for i, v := range r.Perm(x.Rows) {
				x.Row(i)[j] = float32(v)/8 - 3
			}
		}
		var joined nn.MaxMeanPool
		checkGradients(t, layer{
			inputs:   []kernel.Mat{x},
			forward:  func(c *nn.Context) kernel.Mat { return joined.Forward(c, x, b) },
			backward: func(c *nn.Context, dy kernel.Mat) []kernel.Mat { return []kernel.Mat{joined.Backward(c, dy)} },
		})
		var mean nn.MeanPool
		checkGradients(t, layer{
			inputs:   []kernel.Mat{x},
			forward:  func(c *nn.Context) kernel.Mat { return mean.Forward(c, x, b) },
			backward: func(c *nn.Context, dy kernel.Mat) []kernel.Mat { return []kernel.Mat{mean.Backward(c, dy)} },
		})
	}
}

func TestPoolByHand(t *testing.T) {
	nan := float32(math.NaN())
	x := kernel.AsMat([]float32{1, -5, 3, -7, 3, 100, nan, 2}, 4, 2)
	b := nn.Batch{Start: []int{0, 3, 3, 4}, Len: []int{2, 0, 1}}
	for _, dev := range levels(t) {
		c := &nn.Context{Dev: dev, Arena: &nn.Arena{}}
		var p nn.MaxMeanPool
		y := p.Forward(c, x, b)
		if got := y.Data[:8]; !slices.Equal(got, []float32{3, -5, 2, -6, 0, 0, 0, 0}) {
			t.Errorf("pooled %v", got)
		}
		if !math.IsNaN(float64(y.Row(2)[0])) {
			t.Error("NaN is lost")
		}
		dy := kernel.AsMat([]float32{10, 20, 2, 4, 1, 1, 1, 1, 5, 6, 7, 8}, 3, 4)
		if got := p.Backward(c, dy).Data; !slices.Equal(got, []float32{1, 22, 11, 2, 0, 0, 12, 14}) {
			t.Errorf("gradient %v", got)
		}
	}
}
