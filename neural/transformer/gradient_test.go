package transformer_test

import (
	"math/rand/v2"
	"runtime"
	"testing"

	"hemline/neural/internal/gradcheck"
	"hemline/neural/kernel"
	"hemline/neural/nn"
	"hemline/neural/transformer"
)

// everything is a small decoder with all switches on.
func everything() transformer.Config {
	return transformer.Config{
		VocabSize: 31, Dim: 12, Layers: 2, Heads: 4, KVHeads: 2, HeadDim: 6, Hidden: 20, Context: 90,
		NormEps: 1e-5, RopeTheta: 100, Tied: true, QKVBias: true, QKNorm: true,
	}
}

// random makes a decoder whose weights are large enough for every path to
// matter.
func random(t *testing.T, cfg transformer.Config) (*transformer.Decoder, *rand.Rand) {
	t.Helper()
	r := rand.New(rand.NewPCG(11, 11))
	d, err := transformer.NewDecoder(cfg, r)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range d.Params() {
		for i := range p.W {
			p.W[i] = float32(r.NormFloat64() * 0.4)
			if p.NoDecay {
				p.W[i]++
			}
		}
	}
	return d, r
}

// slopes compares each parameter's gradient with central differences along a
// random direction, within 1 % of the gradient's length: what float32 allows
// over steps of 1/256.
func slopes(t *testing.T, params []*nn.Param, r *rand.Rand, f func() float64) {
	t.Helper()
	for _, p := range params {
		if p.G == nil {
			t.Errorf("%s has no gradient", p.Name)
			continue
		}
		// A key's bias moves all scores of a query alike but for the norm and
		// the rotation; nothing is zero here.
		gradcheck.Slope{Step: 1. / 256, Relative: 1e-2, Least: 1e-5}.Check(t, p.Name, p.W, p.G, r, f)
	}
}

func inputs(r *rand.Rand, cfg transformer.Config) (tokens, targets []int32, b nn.Batch) {
	b = nn.Batch{Start: []int{0, 7, 7, 8, 78}}
	for range b.Rows() {
		tokens = append(tokens, int32(r.IntN(cfg.VocabSize)))
		targets = append(targets, int32(r.IntN(cfg.VocabSize+1))-1)
	}
	return tokens, targets, b
}

func TestDecoderGradients(t *testing.T) {
	for name, change := range map[string]func(*transformer.Config){
		"everything": func(*transformer.Config) {},
		"plain": func(c *transformer.Config) {
			c.KVHeads, c.QKVBias, c.QKNorm, c.Tied = 4, false, false, false
		},
	} {
		for _, causal := range []bool{true, false} {
			for _, dev := range gradcheck.Levels(t) {
				cfg := everything()
				change(&cfg)
				d, r := random(t, cfg)
				d.SetCausal(causal)
				tokens, targets, batch := inputs(r, cfg)
				c := &nn.Context{Dev: dev, Arena: &nn.Arena{}, Train: true}
				_, _, err := d.Loss(c, tokens, targets, batch, 3)
				if err != nil {
					t.Fatal(err)
				}
				d.Backward(c)
				c = &nn.Context{Dev: dev, Arena: &nn.Arena{}}
				t.Run(name, func(t *testing.T) {
					slopes(t, d.Params(), r, func() float64 {
						c.Arena.Reset()
						sum, count, err := d.Loss(c, tokens, targets, batch, 1)
						if err != nil {
							t.Fatal(err)
						}
						return 3 * sum / float64(count)
					})
				})
			}
		}
	}
}

// A head on top of the hidden states, over padded sequences that see both
// ways, as a classifier has it.
func TestHiddenGradients(t *testing.T) {
	dev := kernel.New(2)
	defer dev.Close()
	cfg := everything()
	d, r := random(t, cfg)
	d.SetCausal(false)
	tokens, _, batch := inputs(r, cfg)
	batch.Len = []int{5, 0, 1, 66}
	weights := make([]float32, len(tokens)*cfg.Dim)
	for s := range batch.Sequences() {
		for i := batch.Start[s] * cfg.Dim; i < (batch.Start[s]+batch.Len[s])*cfg.Dim; i++ {
			weights[i] = float32(r.NormFloat64())
		}
	}
	f := func(c *nn.Context) (s float64) {
		c.Arena.Reset()
		x, err := d.Hidden(c, tokens, batch)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range x.Data {
			s += float64(v) * float64(weights[i])
		}
		return s
	}
	c := &nn.Context{Dev: dev, Arena: &nn.Arena{}, Train: true}
	before := f(c)
	d.BackwardHidden(c, kernel.AsMat(weights, len(tokens), cfg.Dim))
	eval := &nn.Context{Dev: dev, Arena: &nn.Arena{}}
	slopes(t, d.Params(), r, func() float64 { return f(eval) })
	tokens[6], tokens[77] = (tokens[6]+1)%31, (tokens[77]+1)%31
	if after := f(eval); after != before {
		t.Errorf("a token of the padding changed %g to %g", before, after)
	}
}

// A step that has seen its batch before takes no memory but a few small
// closures.
func TestStepsAllocateNothingLarge(t *testing.T) {
	dev := kernel.New(2)
	defer dev.Close()
	cfg := everything()
	d, r := random(t, cfg)
	tokens, targets, batch := inputs(r, cfg)
	c := &nn.Context{Dev: dev, Arena: &nn.Arena{}, Train: true}
	step := func() {
		c.Arena.Reset()
		if _, _, err := d.Loss(c, tokens, targets, batch, 1); err != nil {
			t.Fatal(err)
		}
		d.Backward(c)
	}
	step()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	const steps = 10
	for range steps {
		step()
	}
	runtime.ReadMemStats(&after)
	if n := (after.TotalAlloc - before.TotalAlloc) / steps; n > 16<<10 {
		t.Errorf("a step allocates %d bytes", n)
	}
}

func TestBatchesThatCannotBe(t *testing.T) {
	dev := kernel.New(1)
	defer dev.Close()
	d, _ := random(t, everything())
	c := &nn.Context{Dev: dev, Arena: &nn.Arena{}}
	for name, b := range map[string]nn.Batch{
		"too few rows":        {Start: []int{0, 3}},
		"not from the first":  {Start: []int{1, 4}},
		"backwards":           {Start: []int{0, 5, 4}},
		"too few lengths":     {Start: []int{0, 2, 4}, Len: []int{2}},
		"longer than its own": {Start: []int{0, 2, 4}, Len: []int{3, 1}},
		"negative":            {Start: []int{0, 2, 4}, Len: []int{-1, 1}},
		"none":                {},
	} {
		if _, err := d.Hidden(c, []int32{1, 2, 3, 4}, b); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	if _, err := d.Hidden(c, make([]int32, 91), nn.Uniform(1, 91)); err == nil {
		t.Error("a sequence beyond the context is taken")
	}
	if _, err := d.Hidden(c, []int32{31}, nn.Uniform(1, 1)); err == nil {
		t.Error("a token beyond the vocabulary is taken")
	}
	if _, _, err := d.Loss(c, []int32{1}, []int32{-2}, nn.Uniform(1, 1), 1); err == nil {
		t.Error("a target below none is taken")
	}
}
