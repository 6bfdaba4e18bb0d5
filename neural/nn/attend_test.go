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

func TestAttendGradients(t *testing.T) {
	for _, causal := range []bool{true, false} {
		for name, batch := range map[string]nn.Batch{"ragged": ragged(), "padded": padded()} {
			for _, heads := range [][2]int{{2, 2}, {4, 2}, {3, 1}} {
				t.Run(fmt.Sprint(causal, name, heads), func(t *testing.T) {
					r := rand.New(rand.NewPCG(1, 2))
					a := nn.Attend{Heads: heads[0], KVHeads: heads[1], HeadDim: 6, Causal: causal}
					q, k, v := normal(r, 80, 6*heads[0]), normal(r, 80, 6*heads[1]), normal(r, 80, 6*heads[1])
					checkGradients(t, layer{
						inputs:  []kernel.Mat{q, k, v},
						forward: func(c *nn.Context) kernel.Mat { return a.Forward(c, q, k, v, batch) },
						backward: func(c *nn.Context, dy kernel.Mat) []kernel.Mat {
							dq, dk, dv := c.Arena.Mat(80, q.Cols), c.Arena.Mat(80, k.Cols), c.Arena.Mat(80, v.Cols)
							for _, d := range []kernel.Mat{dq, dk, dv} {
								for i := range d.Data {
									d.Data[i] = float32(math.NaN()) // all of it is written
								}
							}
							a.Backward(c, dq, dk, dv, dy)
							return []kernel.Mat{dq, dk, dv}
						},
					})
				})
			}
		}
	}
}

// Attention by its formula, in float64.
func TestAttendByHand(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	const dim = 5
	for _, dev := range levels(t) {
		for _, causal := range []bool{true, false} {
			for _, batch := range []nn.Batch{ragged(), padded()} {
				a := nn.Attend{Heads: 4, KVHeads: 2, HeadDim: dim, Causal: causal}
				q, k, v := normal(r, 80, 4*dim), normal(r, 80, 2*dim), normal(r, 80, 2*dim)
				y := a.Forward(&nn.Context{Dev: dev, Arena: &nn.Arena{}}, q, k, v, batch)
				for s := range batch.Sequences() {
					lo, hi := batch.Start[s], batch.Start[s+1]
					for row := lo; row < hi; row++ {
						keys := lo + batch.Keys(s)
						if causal {
							keys = min(keys, row+1)
						}
						for h := range 4 {
							at := h / 2 * dim
							want := make([]float32, dim)
							sum := 0.0
							p := make([]float64, 0, 80)
							for j := lo; j < keys; j++ {
								s := 0.0
								for i := range dim {
									s += float64(q.Row(row)[h*dim+i]) * float64(k.Row(j)[at+i])
								}
								p = append(p, math.Exp(s/math.Sqrt(dim)))
								sum += p[len(p)-1]
							}
							for j := lo; j < keys; j++ {
								for i := range dim {
									want[i] += float32(p[j-lo] / sum * float64(v.Row(j)[at+i]))
								}
							}
							near(t, fmt.Sprintf("row %d head %d", row, h), y.Row(row)[h*dim:(h+1)*dim], want, 2e-5)
						}
					}
				}
			}
		}
	}
}

// What stands in padding, even what is no number's neighbour, changes nothing
// for the rows that count.
func TestPaddingChangesNothing(t *testing.T) {
	dev := kernel.New(2)
	defer dev.Close()
	r := rand.New(rand.NewPCG(3, 2))
	batch := padded()
	a := nn.Attend{Heads: 2, KVHeads: 2, HeadDim: 8}
	q, k, v := normal(r, 80, 16), normal(r, 80, 16), normal(r, 80, 16)
	run := func() (y []float32) {
		c := &nn.Context{Dev: dev, Arena: &nn.Arena{}}
		out := a.Forward(c, q, k, v, batch)
		for s := range batch.Sequences() {
			lo := batch.Start[s]
			y = append(y, dense(out.Slice(lo, lo+batch.Keys(s), 0, 16))...)
		}
		return y
	}
	before := run()
	for s := range batch.Sequences() {
		for i := batch.Start[s] + batch.Keys(s); i < batch.Start[s+1]; i++ {
			for j := range 16 {
				q.Row(i)[j], k.Row(i)[j], v.Row(i)[j] = 50, -70, 1e30
			}
		}
	}
	if !slices.Equal(run(), before) {
		t.Error("padding reaches rows that count")
	}
}
