package cnn

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

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
	for _, independent := range []bool{false, true} {
		for _, drop := range []float32{0, 0.4} {
			cfg := small()
			cfg.Independent, cfg.Dropout = independent, drop
			n, r := random(t, cfg)
			in := texts(r, cfg.Vocab)
			classes := []int32{0, 1, 2, nn.Ignore, 1, 0, 2}
			targets := kernel.NewMat(len(in), 3)
			for i := range targets.Data {
				targets.Data[i] = float32(r.IntN(2))
			}
			dev := kernel.New(2)
			defer dev.Close()
			c := &nn.Context{Dev: dev, Arena: &nn.Arena{}, Train: true}
			loss := func() float64 {
				c.Arena.Reset()
				c.Rand = rand.New(rand.NewPCG(9, 9))
				var sum float64
				var count int
				var err error
				if independent {
					sum, count, err = n.LossIndependent(c, in, targets, 2)
				} else {
					sum, count, err = n.Loss(c, in, classes, 2)
				}
				if err != nil {
					t.Fatal(err)
				}
				return 2 * sum / float64(count)
			}
			loss()
			n.Backward(c)
			for _, p := range n.Params() {
				for range 3 {
					slope(t, p, r, loss)
				}
			}
		}
	}
}

func slope(t *testing.T, p *nn.Param, r *rand.Rand, loss func() float64) {
	t.Helper()
	kept, direction := slices.Clone(p.W), make([]float32, len(p.W))
	want, length, scale := 0.0, 0.0, 0.0
	for i, g := range p.G {
		v := r.NormFloat64()
		direction[i] = float32(v)
		want += v * float64(g)
		length += float64(g) * float64(g)
		scale += v * v
	}
	length = math.Sqrt(length)
	h := 1.0 / 2048 / math.Sqrt(scale)
	at := func(h float64) float64 {
		for i := range p.W {
			p.W[i] = kept[i] + float32(h)*direction[i]
		}
		return loss()
	}
	got := (at(h) - at(-h)) / (2 * h)
	copy(p.W, kept)
	if length < 1e-3 || !(math.Abs(got-want) <= 2e-2*length+1e-3*math.Sqrt(scale)) {
		t.Errorf("%s: slope %g, want %g by a gradient of length %g", p.Name, got, want, length)
	}
}

// A text's answer does not depend on its neighbours, and only its first MaxLen
// tokens count.
func TestPredict(t *testing.T) {
	for _, independent := range []bool{false, true} {
		cfg := small()
		cfg.Independent = independent
		n, r := random(t, cfg)
		in := texts(r, cfg.Vocab)
		dev := kernel.New(2)
		defer dev.Close()
		predict := func(in [][]int32) kernel.Mat {
			p, err := n.Predict(&nn.Context{Dev: dev, Arena: &nn.Arena{}}, in)
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		all := predict(in)
		for i, text := range in {
			alone := predict([][]int32{text[:min(len(text), cfg.MaxLen)]}).Row(0)
			sum := 0.0
			for j, v := range alone {
				sum += float64(v)
				if !(v > 0 && v < 1) || math.Abs(float64(v-all.Row(i)[j])) > 1e-6 {
					t.Errorf("text %d: %v alone, %v among others", i, alone, all.Row(i))
				}
			}
			if !independent && math.Abs(sum-1) > 1e-5 {
				t.Errorf("probabilities add up to %g", sum)
			}
		}
		if slices.Equal(all.Row(3), all.Row(4)) {
			t.Error("two texts have one answer")
		}
		if predict(nil).Rows != 0 {
			t.Error("answers without texts")
		}
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
	if _, err := n.Predict(c, [][]int32{{0}, {1, 40}}); err == nil || !strings.Contains(err.Error(), "token 2 of text 2") {
		t.Errorf("a token beyond the vocabulary: %v", err)
	}
	if _, _, err := n.Loss(c, [][]int32{{1}}, []int32{3}, 1); err == nil {
		t.Error("a class that is not there is taken")
	}
	if _, _, err := n.Loss(c, [][]int32{{1}}, nil, 1); err == nil {
		t.Error("texts without classes are taken")
	}
	if _, _, err := n.LossIndependent(c, [][]int32{{1}}, kernel.NewMat(1, 3), 1); err == nil {
		t.Error("independent targets of classes are taken")
	}
}

// A row that every step touches moves as Adam moves it; one that a step does
// not touch stays, moments and all.
func TestLazyAdamW(t *testing.T) {
	dev := kernel.New(2)
	defer dev.Close()
	r := rand.New(rand.NewPCG(2, 2))
	p := nn.NewParam("p", 5, 8)
	for i := range p.W {
		p.W[i] = float32(r.NormFloat64())
	}
	w, m, v := slices.Clone(p.W), make([]float32, 40), make([]float32, 40)
	a := LazyAdamW{Decay: 0.1}
	for step := 1; step <= 4; step++ {
		tokens := []int32{3, 1, 3, 1}
		if step%2 == 0 {
			tokens = []int32{1}
		}
		g := make([]float32, 40)
		for _, token := range tokens {
			for i := range 8 {
				g[int(token)*8+i] += float32(r.NormFloat64())
			}
		}
		copy(p.Grad(), g)
		before := slices.Clone(p.W)
		a.Step(dev, p, tokens, 0.01, 0.5)
		s := kernel.AdamWStep{Rate: 0.01, Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-8, Decay: 0.1, GradScale: 0.5, Step: step}
		dev.AdamW(w[8:16], g[8:16], m[8:16], v[8:16], s)
		if !slices.Equal(p.W[8:16], w[8:16]) {
			t.Fatalf("step %d: row 1 is %v, want %v", step, p.W[8:16], w[8:16])
		}
		if moved := !slices.Equal(p.W[24:32], before[24:32]); moved != (step%2 == 1) {
			t.Errorf("step %d: row 3 moved: %v", step, moved)
		}
		if !slices.Equal(p.W[:8], before[:8]) || slices.ContainsFunc(p.G, func(g float32) bool { return g != 0 }) {
			t.Error("another row moved, or a gradient is left")
		}
	}
}
