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

// encoded is a BERT of transformers with what it makes of padded sequences.
type encoded struct {
	Tokens, Types, Targets []int32
	Lengths                []int
	Weights, Gradients     map[string][]float32
	Logits, Hidden         []float32
	Pooled, DPooled        []float32
	Loss                   float64
}

func encodings(t *testing.T) (e struct{ Masked, Pooled encoded }) {
	t.Helper()
	data, err := os.ReadFile("../testdata/encoder.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &e); err != nil {
		t.Fatal(err)
	}
	return e
}

func bert() transformer.EncoderConfig {
	return transformer.EncoderConfig{VocabSize: 29, Dim: 16, Layers: 2, Heads: 4, Hidden: 20, Context: 12, Types: 2, NormEps: 1e-12}
}

// encoder is the model of e: all of its weights, and no other, are there.
func (e encoded) encoder(t *testing.T, cfg transformer.EncoderConfig) (*transformer.Encoder, nn.Batch) {
	t.Helper()
	m, err := transformer.NewEncoder(cfg, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range m.Params() {
		if len(e.Weights[p.Name]) != len(p.W) {
			t.Fatalf("%s has %d values, we have %d", p.Name, len(e.Weights[p.Name]), len(p.W))
		}
		copy(p.W, e.Weights[p.Name])
	}
	if len(m.Params()) != len(e.Weights) {
		t.Fatalf("%d weights, we have %d", len(e.Weights), len(m.Params()))
	}
	b := nn.Uniform(3, 11)
	b.Len = e.Lengths
	return m, b
}

// gradients compares all of them. A key's bias moves all scores of a query
// alike, so that its gradient is zero but for rounding.
func (e encoded) gradients(t *testing.T, m *transformer.Encoder) {
	t.Helper()
	for _, p := range m.Params() {
		want := e.Gradients[p.Name]
		if strings.HasSuffix(p.Name, "key.bias") {
			want = make([]float32, len(p.W))
		}
		closeTo(t, "gradient of "+p.Name, p.G, want, 1e-3)
	}
}

// valid are the rows of m that are not padding.
func valid(data []float32, cols int, b nn.Batch) (out []float32) {
	for s := range b.Sequences() {
		lo := b.Start[s] * cols
		out = append(out, data[lo:lo+b.Keys(s)*cols]...)
	}
	return out
}

// Hidden states, logits, loss, pooled vectors and all gradients are those of
// transformers (neural/testdata/make_encoder.py).
func TestEncoderEqualsTransformers(t *testing.T) {
	goldens := encodings(t)
	for _, dev := range gradcheck.Levels(t) {
		e, cfg := goldens.Masked, bert()
		cfg.Masked = true
		m, b := e.encoder(t, cfg)
		c := &nn.Context{Dev: dev, Arena: &nn.Arena{}}
		h, err := m.Hidden(c, e.Tokens, e.Types, b)
		if err != nil {
			t.Fatal(err)
		}
		logits, err := m.Logits(c, h)
		if err != nil {
			t.Fatal(err)
		}
		closeTo(t, "logits", valid(logits.Data, 29, b), valid(e.Logits, 29, b), 1e-4)
		c.Train = true
		c.Arena.Reset()
		sum, n, err := m.Loss(c, e.Tokens, e.Types, e.Targets, b, 1)
		if err != nil {
			t.Fatal(err)
		}
		if got := sum / float64(n); n < 3 || math.Abs(got-e.Loss) > 1e-5*e.Loss {
			t.Errorf("loss %.7f over %d, want %.7f", got, n, e.Loss)
		}
		m.Backward(c)
		e.gradients(t, m)

		e, cfg = goldens.Pooled, bert()
		cfg.Pooler = true
		m, b = e.encoder(t, cfg)
		c.Arena.Reset()
		h, err = m.Hidden(c, e.Tokens, e.Types, b)
		if err != nil {
			t.Fatal(err)
		}
		closeTo(t, "hidden", valid(h.Data, 16, b), valid(e.Hidden, 16, b), 1e-4)
		y, err := m.Pooled(c, h, b)
		if err != nil {
			t.Fatal(err)
		}
		closeTo(t, "pooled", y.Data, e.Pooled, 1e-4)
		dh := kernel.NewMat(h.Rows, h.Cols)
		m.BackwardPooled(c, dh, kernel.AsMat(e.DPooled, 3, 16))
		m.BackwardHidden(c, dh)
		e.gradients(t, m)
	}
}

// Ragged sequences, of none and of one token too, with dropout: the same
// source gives the same pattern each time.
func TestEncoderGradients(t *testing.T) {
	for _, drop := range []float32{0, 0.3} {
		for _, dev := range gradcheck.Levels(t) {
			r := rand.New(rand.NewPCG(21, 1))
			cfg := transformer.EncoderConfig{
				VocabSize: 31, Dim: 12, Layers: 2, Heads: 2, Hidden: 20, Context: 80, Types: 2, NormEps: 1e-5, Dropout: drop, Masked: true, Pooler: true,
			}
			m, err := transformer.NewEncoder(cfg, r)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range m.Params() {
				for i := range p.W {
					p.W[i] += float32(r.NormFloat64() * 0.3)
				}
			}
			tokens, targets, b := inputs(r, transformer.Config{VocabSize: 31})
			b.Len = []int{5, 0, 1, 66}
			types := make([]int32, len(tokens))
			for i := range types {
				types[i] = int32(r.IntN(2))
			}
			for s := range b.Sequences() { // what padding predicts is nobody's business
				for i := b.Start[s] + b.Len[s]; i < b.Start[s+1]; i++ {
					targets[i] = nn.Ignore
				}
			}
			c := &nn.Context{Dev: dev, Arena: &nn.Arena{}, Train: true}
			loss := func() float64 {
				c.Arena.Reset()
				c.Rand = rand.New(rand.NewPCG(5, 5))
				sum, n, err := m.Loss(c, tokens, types, targets, b, 2)
				if err != nil {
					t.Fatal(err)
				}
				return 2 * sum / float64(n)
			}
			before := loss()
			m.Backward(c)
			// Loss adds to the head's gradients: the slopes are held against
			// those of the first.
			var checked []*nn.Param
			for _, p := range m.Params() {
				if !strings.Contains(p.Name, "pooler") && !strings.HasSuffix(p.Name, "key.bias") {
					checked = append(checked, &nn.Param{Name: p.Name, W: p.W, G: slices.Clone(p.G)})
				}
			}
			slopes(t, checked, r, loss)
			tokens[6], tokens[77] = (tokens[6]+1)%31, (tokens[77]+1)%31
			if after := loss(); after != before {
				t.Errorf("a token of the padding changed %g to %g", before, after)
			}
		}
	}
}

func TestEncoderRefuses(t *testing.T) {
	dev := kernel.New(1)
	defer dev.Close()
	for name, change := range map[string]func(*transformer.EncoderConfig){
		"no words":       func(c *transformer.EncoderConfig) { c.VocabSize = 0 },
		"uneven heads":   func(c *transformer.EncoderConfig) { c.Heads = 3 },
		"too many types": func(c *transformer.EncoderConfig) { c.Types = 1 << 20 },
		"epsilon":        func(c *transformer.EncoderConfig) { c.NormEps = float32(math.NaN()) },
		"dropout":        func(c *transformer.EncoderConfig) { c.Dropout = 1 },
		"memory": func(c *transformer.EncoderConfig) {
			c.VocabSize, c.Dim, c.Hidden, c.Layers = 1<<20, 1<<15, 1<<18, 1<<9
		},
	} {
		cfg := bert()
		change(&cfg)
		if _, err := transformer.NewEncoder(cfg, nil); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	cfg := bert()
	m, err := transformer.NewEncoder(cfg, nil)
	if err != nil {
		t.Fatal(err)
	}
	full := cfg
	full.Masked, full.Pooler = true, true
	for _, cfg := range []transformer.EncoderConfig{cfg, full} {
		m, err := transformer.NewEncoder(cfg, nil)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, p := range m.Params() {
			n += len(p.W)
		}
		if int64(n) != cfg.NumParams() {
			t.Errorf("%d weights, the config says %d", n, cfg.NumParams())
		}
	}
	c := &nn.Context{Dev: dev, Arena: &nn.Arena{}}
	long := nn.Uniform(1, 13)
	short := nn.Batch{Start: []int{0, 2}, Len: []int{3}}
	for name, try := range map[string]func() error{
		"token":    func() error { _, err := m.Hidden(c, []int32{29}, nil, nn.Uniform(1, 1)); return err },
		"type":     func() error { _, err := m.Hidden(c, []int32{1}, []int32{2}, nn.Uniform(1, 1)); return err },
		"types":    func() error { _, err := m.Hidden(c, []int32{1}, []int32{1, 1}, nn.Uniform(1, 1)); return err },
		"length":   func() error { _, err := m.Hidden(c, make([]int32, 13), nil, long); return err },
		"len":      func() error { _, err := m.Hidden(c, make([]int32, 2), nil, short); return err },
		"no head":  func() error { _, _, err := m.Loss(c, nil, nil, nil, nn.Batch{}, 1); return err },
		"no pool":  func() error { _, err := m.Pooled(c, kernel.Mat{}, nn.Batch{}); return err },
		"no words": func() error { _, err := m.Logits(c, kernel.Mat{}); return err },
	} {
		if try() == nil {
			t.Errorf("%s: taken", name)
		}
	}
	if _, err := m.Hidden(c, nil, nil, nn.Batch{}); err != nil {
		t.Errorf("no tokens: %v", err)
	}
}

func TestEncoderStepsRepeat(t *testing.T) {
	dev := kernel.New(2)
	defer dev.Close()
	run := func() []float32 {
		cfg := bert()
		cfg.Masked, cfg.Dropout, cfg.Context = true, 0.1, 128
		r := rand.New(rand.NewPCG(3, 3))
		m, err := transformer.NewEncoder(cfg, r)
		if err != nil {
			t.Fatal(err)
		}
		c := &nn.Context{Dev: dev, Arena: &nn.Arena{}, Train: true, Rand: r}
		tokens, targets := make([]int32, 512), make([]int32, 512)
		for i := range tokens {
			tokens[i], targets[i] = int32(r.IntN(29)), int32(r.IntN(30))-1
		}
		var before int64
		for i := range 3 {
			c.Arena.Reset()
			if _, _, err := m.Loss(c, tokens, nil, targets, nn.Uniform(4, 128), 1); err != nil {
				t.Fatal(err)
			}
			m.Backward(c)
			if i > 0 && c.Arena.Bytes() != before {
				t.Errorf("the arena grew from %d to %d bytes", before, c.Arena.Bytes())
			}
			before = c.Arena.Bytes()
		}
		return slices.Concat(m.Params()[0].G, m.Params()[5].G)
	}
	if !slices.Equal(run(), run()) {
		t.Error("the same steps gave other bits")
	}
}
