package transformer_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"hemline/neural/internal/gradcheck"
	"hemline/neural/kernel"
	"hemline/neural/nn"
	"hemline/neural/transformer"
)

// golden is a model of transformers with what it makes of some tokens.
type golden struct {
	Name            string
	Vocab, Dim      int
	Layers, Heads   int
	KVHeads         int `json:"kv_heads"`
	HeadDim         int `json:"head_dim"`
	Hidden          int
	Eps             float32
	Theta           float64
	Scaling         *transformer.RopeScaling
	Tied, Bias      bool
	QKNorm          bool `json:"qk_norm"`
	Weights         map[string][]float32
	Tokens, Targets [][]int32
	Logits          []float32
	Loss            float64
	Gradients       map[string][]float32
}

func (g golden) decoder(t *testing.T) *transformer.Decoder {
	t.Helper()
	d, err := transformer.NewDecoder(transformer.Config{
		VocabSize: g.Vocab, Dim: g.Dim, Layers: g.Layers, Heads: g.Heads, KVHeads: g.KVHeads, HeadDim: g.HeadDim,
		Hidden: g.Hidden, Context: 64, NormEps: g.Eps, RopeTheta: g.Theta, Scaling: g.Scaling,
		Tied: g.Tied, QKVBias: g.Bias, QKNorm: g.QKNorm,
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range d.Params() {
		w, ok := g.Weights[p.Name]
		if !ok || len(w) != len(p.W) {
			t.Fatalf("%s: %s has %d values, we have %d", g.Name, p.Name, len(w), len(p.W))
		}
		copy(p.W, w)
		delete(g.Weights, p.Name)
	}
	if len(g.Weights) > 0 {
		t.Fatalf("%s: weights we do not have: %d", g.Name, len(g.Weights))
	}
	return d
}

func goldens(t *testing.T) []golden {
	t.Helper()
	data, err := os.ReadFile("../testdata/decoder.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []golden
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	if len(all) != 4 {
		t.Fatalf("%d goldens", len(all))
	}
	return all
}

// Logits, loss and gradients are those of transformers
// (neural/testdata/make_decoder.py).
func TestDecoderEqualsTransformers(t *testing.T) {
	for _, dev := range gradcheck.Levels(t) {
		for _, g := range goldens(t) {
			d := g.decoder(t)
			c := &nn.Context{Dev: dev, Arena: &nn.Arena{}, Train: true}
			batch := nn.Uniform(2, len(g.Tokens[0]))
			tokens, targets := slices.Concat(g.Tokens...), slices.Concat(g.Targets...)
			h, err := d.Hidden(c, tokens, batch)
			if err != nil {
				t.Fatal(err)
			}
			closeTo(t, g.Name+" logits", d.Logits(c, h).Data, g.Logits, 2e-4)
			c.Arena.Reset()
			sum, n, err := d.Loss(c, tokens, targets, batch, 1)
			if err != nil {
				t.Fatal(err)
			}
			if got := sum / float64(n); math.Abs(got-g.Loss) > 1e-5*g.Loss || n != len(targets)-1 {
				t.Errorf("%s: loss %.7f over %d, want %.7f", g.Name, got, n, g.Loss)
			}
			d.Backward(c)
			checked := 0
			for _, p := range d.Params() {
				if want, ok := g.Gradients[p.Name]; ok {
					closeTo(t, g.Name+" gradient of "+p.Name, p.G, want, 1e-3)
					checked++
				}
			}
			if checked < 7 || checked != len(g.Gradients) {
				t.Errorf("%s: %d gradients of %d checked", g.Name, checked, len(g.Gradients))
			}
		}
	}
}

// closeTo compares within a part of the largest value.
func closeTo(t *testing.T, what string, got, want []float32, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d values, want %d", what, len(got), len(want))
		return
	}
	largest := 1e-3
	for _, v := range want {
		largest = max(largest, math.Abs(float64(v)))
	}
	for i, v := range got {
		if d := math.Abs(float64(v) - float64(want[i])); !(d <= tolerance*largest) {
			t.Errorf("%s: value %d is %g, want %g", what, i, v, want[i])
			return
		}
	}
}

// A ragged batch is what each sequence is alone, and no token sees a later one.
func TestSequencesDoNotMixAndNothingLooksAhead(t *testing.T) {
	dev := kernel.New(2)
	defer dev.Close()
	cfg := transformer.Config{
		VocabSize: 50, Dim: 32, Layers: 2, Heads: 4, KVHeads: 2, HeadDim: 8, Hidden: 48, Context: 200,
		NormEps: 1e-5, RopeTheta: 1e4, Tied: true,
	}
	d, err := transformer.NewDecoder(cfg, rand.New(rand.NewPCG(1, 1)))
	if err != nil {
		t.Fatal(err)
	}
	c := &nn.Context{Dev: dev, Arena: &nn.Arena{}}
	r := rand.New(rand.NewPCG(2, 2))
	lengths := []int{3, 130, 0, 1, 64}
	batch := nn.Batch{Start: []int{0}}
	var tokens []int32
	for _, n := range lengths {
		batch.Start = append(batch.Start, batch.Start[len(batch.Start)-1]+n)
		for range n {
			tokens = append(tokens, int32(r.IntN(50)))
		}
	}
	whole, err := d.Hidden(c, tokens, batch)
	if err != nil {
		t.Fatal(err)
	}
	together := slices.Clone(whole.Data)
	for s, n := range lengths {
		lo := batch.Start[s]
		c.Arena.Reset()
		alone, err := d.Hidden(c, tokens[lo:lo+n], nn.Uniform(1, n))
		if err != nil {
			t.Fatal(err)
		}
		closeTo(t, "a sequence alone", alone.Data, together[lo*32:(lo+n)*32], 1e-5)
	}
	changed := slices.Clone(tokens)
	changed[100] = (changed[100] + 1) % 50
	c.Arena.Reset()
	after, err := d.Hidden(c, changed, batch)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 100 {
		if !slices.Equal(after.Row(i), together[i*32:(i+1)*32]) {
			t.Fatalf("row %d changed with token 100", i)
		}
	}
	if slices.Equal(after.Row(100), together[100*32:101*32]) {
		t.Error("row 100 did not change with its token")
	}
}

// After the first step of the largest batch a step takes no new memory, and
// the same step gives the same bits.
func TestStepsReuseMemoryAndRepeat(t *testing.T) {
	dev := kernel.New(2)
	defer dev.Close()
	cfg := transformer.Tiny()
	cfg.VocabSize, cfg.Layers = 300, 2
	run := func() ([]float32, float64) {
		d, err := transformer.NewDecoder(cfg, rand.New(rand.NewPCG(3, 3)))
		if err != nil {
			t.Fatal(err)
		}
		c := &nn.Context{Dev: dev, Arena: &nn.Arena{}, Train: true}
		r := rand.New(rand.NewPCG(4, 4))
		tokens, targets := make([]int32, 512), make([]int32, 512)
		for i := range tokens {
			tokens[i], targets[i] = int32(r.IntN(300)), int32(r.IntN(300))
		}
		var loss float64
		step := func() {
			c.Arena.Reset()
			sum, _, err := d.Loss(c, tokens, targets, nn.Uniform(4, 128), 1)
			if err != nil {
				t.Fatal(err)
			}
			loss = sum
			d.Backward(c)
		}
		step()
		before := c.Arena.Bytes()
		step()
		if c.Arena.Bytes() != before {
			t.Errorf("the arena grew from %d to %d bytes", before, c.Arena.Bytes())
		}
		return slices.Clone(d.Params()[1].G), loss
	}
	g1, l1 := run()
	g2, l2 := run()
	if l1 != l2 || !slices.Equal(g1, g2) {
		t.Error("the same step gave other bits")
	}
}

func TestSizes(t *testing.T) {
	for name, c := range map[string]struct {
		cfg       transformer.Config
		low, high int64
	}{"tiny": {transformer.Tiny(), 1.2e6, 1.6e6}, "small": {transformer.Small(), 6.5e6, 7.5e6}, "base": {transformer.Base(), 27e6, 36e6}} {
		if err := c.cfg.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if n := c.cfg.NumParams(); n < c.low || n > c.high {
			t.Errorf("%s has %d parameters", name, n)
		}
		d, err := transformer.NewDecoder(c.cfg, nil)
		if err != nil {
			t.Fatal(err)
		}
		var n int64
		for _, p := range d.Params() {
			n += int64(len(p.W))
		}
		if n != c.cfg.NumParams() {
			t.Errorf("%s has %d weights and says %d", name, n, c.cfg.NumParams())
		}
	}
}

// Reading token by token, or a prompt and then tokens, gives the scores of the
// whole.
func TestSessionEqualsTheWhole(t *testing.T) {
	for _, dev := range gradcheck.Levels(t) {
		for _, g := range goldens(t) {
			d := g.decoder(t)
			for _, prompt := range []int{1, 4} {
				s, err := d.NewSession(dev, 20)
				if err != nil {
					t.Fatal(err)
				}
				tokens := g.Tokens[0]
				for at := 0; at < len(tokens); {
					n := 1
					if at == 0 {
						n = prompt
					}
					logits, err := s.Feed(tokens[at : at+n])
					if err != nil {
						t.Fatal(err)
					}
					at += n
					closeTo(t, g.Name+" session", logits, g.Logits[(at-1)*g.Vocab:at*g.Vocab], 3e-4)
				}
				s.Truncate(3)
				logits, err := s.Feed(tokens[3:5])
				if err != nil {
					t.Fatal(err)
				}
				closeTo(t, g.Name+" after truncation", logits, g.Logits[4*g.Vocab:5*g.Vocab], 3e-4)
				if s.Room() != 15 {
					t.Errorf("room for %d more", s.Room())
				}
				if _, err := s.Feed(make([]int32, 16)); err == nil {
					t.Error("more tokens than there is room for are taken")
				}
				if _, err := s.Feed([]int32{int32(g.Vocab)}); err == nil {
					t.Error("a token beyond the vocabulary is taken")
				}
			}
		}
	}
}

func BenchmarkGenerate(b *testing.B) {
	for _, size := range []struct {
		name string
		cfg  transformer.Config
	}{{"small", transformer.Small()}, {"base", transformer.Base()}} {
		b.Run(size.name, func(b *testing.B) {
			dev := kernel.New(0)
			defer dev.Close()
			d, err := transformer.NewDecoder(size.cfg, rand.New(rand.NewPCG(1, 1)))
			if err != nil {
				b.Fatal(err)
			}
			s, err := d.NewSession(dev, 0)
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if s.Room() == 0 {
					s.Truncate(1)
				}
				if _, err := s.Feed([]int32{7}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "tokens/s")
		})
	}
}

// A file may name a context whose keys and values no machine holds.
func TestSessionRefusesWhatNoMemoryHolds(t *testing.T) {
	dev := kernel.New(1)
	defer dev.Close()
	cfg := transformer.Config{
		VocabSize: 10, Dim: 1, Layers: 1, Heads: 1, KVHeads: 1, HeadDim: 1 << 15, Hidden: 1, Context: 1 << 21, NormEps: 1e-5, RopeTheta: 1e4, Tied: true,
	}
	d, err := transformer.NewDecoder(cfg, rand.New(rand.NewPCG(1, 1)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.NewSession(dev, 0); err == nil || !strings.Contains(err.Error(), "fewer tokens") {
		t.Errorf("all of the context: %v", err)
	}
	if _, err := d.NewSession(dev, 8); err != nil {
		t.Errorf("eight tokens: %v", err)
	}
}
