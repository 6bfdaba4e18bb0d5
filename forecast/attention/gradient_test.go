package attention

import (
	"math"
	"math/rand/v2"
	"testing"

	"hemline/neural/kernel"
	"hemline/neural/nn"
)

// The gradients are the slopes of the loss, through the gates, the trust in
// experts, attention and all entrances.
func TestGradients(t *testing.T) {
	o, err := Options{Horizon: 7, Season: 12, Patch: 3, Context: 12, Dim: 8, Heads: 2, Batch: 3, Mix: -1, Dropout: -1}.withDefaults()
	if err != nil {
		t.Fatal(err)
	}
	l, err := o.layout(1)
	if err != nil {
		t.Fatal(err)
	}
	ys := growers(4, 60)
	ys[1] = ys[1][:20]
	var hs []history
	for i := range 3 {
		h, err := newHistory(&Series{Values: ys[i], Leading: [][]float64{ys[i+1]}}, 12, 1)
		if err != nil {
			t.Fatal(err)
		}
		hs = append(hs, h)
	}
	r := rand.New(rand.NewPCG(5, 5))
	n := newNetwork(l, &o, r)
	n.head.Init(r, 0.1)
	lessons := newLessons(&o, n, hs)
	dev := kernel.New(1)
	defer dev.Close()
	c := &nn.Context{Dev: dev, Arena: &nn.Arena{}, Train: true, Rand: r}
	loss := func() float64 {
		c.Arena.Reset()
		sum, count, err := lessons.Step(c, 1, 0, 1)
		if err != nil {
			t.Fatal(err)
		}
		return sum / float64(count)
	}
	loss()
	grads := make([][]float32, len(n.params()))
	for i, p := range n.params() {
		grads[i] = append(grads[i], p.G...)
	}
	for i, p := range n.params() {
		dir, norm, slope := make([]float32, len(p.W)), 0.0, 0.0
		for k, g := range grads[i] { // along the gradient, where the slope is its length
			dir[k] = g
			norm += float64(g) * float64(g)
		}
		norm = math.Sqrt(norm)
		if norm < 1e-6 {
			if p.Name != "layer.0.key.bias" && p.Name != "layer.1.key.bias" { // softmax does not see them
				t.Errorf("%s has no gradient", p.Name)
			}
			continue
		}
		const step = 2e-3
		before := append([]float32(nil), p.W...)
		move := func(s float64) float64 {
			for k := range p.W {
				p.W[k] = before[k] + float32(s/norm)*dir[k]
			}
			return loss()
		}
		slope = (move(step) - move(-step)) / (2 * step)
		copy(p.W, before)
		// Pinball has corners, and the sums are float32.
		if math.Abs(slope-norm) > 0.03*norm+2e-4 {
			t.Errorf("%s: gradient %.5f, slope %.5f", p.Name, norm, slope)
		}
	}
}
