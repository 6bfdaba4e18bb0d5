package cnn

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"hemline/neural/internal/gradcheck"
	"hemline/neural/kernel"
	"hemline/neural/nn"
)

func small() Config {
	return Config{Vocab: 40, Dim: 6, Filters: 7, Width: 5, Hidden: 9, MaxLen: 12, Outputs: 3}
}

// texts has some of no token, of one, of fewer than a window, and a long one.
func texts(r *rand.Rand, vocab int) (out [][]int32) {
	for _, n := range []int{0, 1, 3, 8, 20, 0, 5} {
		t := make([]int32, n)
		for i := range t {
			t[i] = int32(r.IntN(vocab))
		}
		out = append(out, t)
	}
	return out
}

func random(t *testing.T, cfg Config) (*Network, *rand.Rand) {
	t.Helper()
	r := rand.New(rand.NewPCG(4, 4))
	n, err := New(cfg, r)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range n.Params() {
		for i := range p.W {
			p.W[i] += float32(r.NormFloat64() * 0.2)
		}
	}
	return n, r
}

// Slopes along random directions are what Backward says, within what kinks of
// ReLU and of the largest value leave at steps of 1/2048.
func TestGradients(t *testing.T) {
	for _, drop := range []float32{0, 0.4} {
		cfg := small()
		cfg.Dropout = drop
		n, r := random(t, cfg)
		in := texts(r, cfg.Vocab)
		classes := []int32{0, 1, 2, nn.Ignore, 1, 0, 2}
		dev := kernel.New(2)
		defer dev.Close()
		c := &nn.Context{Dev: dev, Arena: &nn.Arena{}, Train: true}
		loss := func() float64 {
			c.Arena.Reset()
			c.Rand = rand.New(rand.NewPCG(9, 9))
			sum, count, err := n.Loss(c, in, classes, 2)
			if err != nil {
				t.Fatal(err)
			}
			return 2 * sum / float64(count)
		}
		loss()
		n.Backward(c)
		for _, p := range n.Params() {
			gradcheck.Slope{Step: 1. / 2048, Relative: 2e-2, Absolute: 1e-3, Least: 1e-3, Directions: 3}.Check(t, p.Name, p.W, p.G, r, loss)
		}
	}
}

// A text's answer does not depend on its neighbours, and only its first MaxLen
// tokens count.
func TestScores(t *testing.T) {
	cfg := small()
	n, r := random(t, cfg)
	in := texts(r, cfg.Vocab)
	dev := kernel.New(2)
	defer dev.Close()
	scores := func(in [][]int32) kernel.Mat {
		p, err := n.Scores(&nn.Context{Dev: dev, Arena: &nn.Arena{}}, in)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	all := scores(in)
	for i, text := range in {
		alone := scores([][]int32{text[:min(len(text), cfg.MaxLen)]}).Row(0)
		for j, v := range alone {
			if !(math.Abs(float64(v-all.Row(i)[j])) <= 1e-6*(1+math.Abs(float64(v)))) {
				t.Errorf("text %d: %v alone, %v among others", i, alone, all.Row(i))
			}
		}
	}
	if slices.Equal(all.Row(3), all.Row(4)) {
		t.Error("two texts have one answer")
	}
	if scores(nil).Rows != 0 {
		t.Error("answers without texts")
	}
}

func TestRefuses(t *testing.T) {
	dev := kernel.New(1)
	defer dev.Close()
	c := &nn.Context{Dev: dev, Arena: &nn.Arena{}}
	for _, change := range []func(*Config){
		func(c *Config) { c.Vocab = 0 }, func(c *Config) { c.Width = maxSize + 1 }, func(c *Config) { c.Dropout = 1 },
		func(c *Config) { c.Dropout = float32(math.NaN()) },
	} {
		cfg := small()
		change(&cfg)
		if _, err := New(cfg, nil); err == nil {
			t.Errorf("%+v is taken", cfg)
		}
	}
	n, err := New(small(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := n.Scores(c, [][]int32{{0}, {1, 40}}); err == nil || !strings.Contains(err.Error(), "token 2 of text 2") {
		t.Errorf("a token beyond the vocabulary: %v", err)
	}
	if _, _, err := n.Loss(c, [][]int32{{1}}, []int32{3}, 1); err == nil {
		t.Error("a class that is not there is taken")
	}
	if _, _, err := n.Loss(c, [][]int32{{1}}, nil, 1); err == nil {
		t.Error("texts without classes are taken")
	}
}
