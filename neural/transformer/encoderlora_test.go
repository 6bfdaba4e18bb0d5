package transformer_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"hemline/neural/kernel"
	"hemline/neural/nn"
	"hemline/neural/transformer"
)

// An encoder's adapters change nothing until they are trained, have the right
// gradients, learn while nothing else moves, and end in the weights.
func TestEncoderAdapters(t *testing.T) {
	dev := kernel.New(1)
	defer dev.Close()
	cfg := bert()
	cfg.Masked = true
	r := rand.New(rand.NewPCG(7, 8))
	e, err := transformer.NewEncoder(cfg, r)
	if err != nil {
		t.Fatal(err)
	}
	tokens, targets := make([]int32, 22), make([]int32, 22)
	for i := range tokens {
		tokens[i], targets[i] = int32(r.IntN(29)), nn.Ignore
		if i%3 == 0 {
			targets[i] = int32(r.IntN(29))
		}
	}
	batch := nn.Batch{Start: []int{0, 12, 13, 22}}
	c := &nn.Context{Dev: dev, Arena: &nn.Arena{}, Train: true}
	loss := func() float64 {
		c.Arena.Reset()
		sum, count, err := e.Loss(c, tokens, nil, targets, batch, 1)
		if err != nil {
			t.Fatal(err)
		}
		return sum / float64(count)
	}
	var base [][]float32
	for _, p := range e.Params() {
		for i := range p.W {
			p.W[i] += float32(r.NormFloat64() * 0.1)
		}
		base = append(base, slices.Clone(p.W))
	}
	before := loss()
	for _, refused := range []transformer.LoRA{{}, {Rank: 2, Targets: []string{"q_proj"}}, {Rank: 2, Targets: []string{"dense"}}} {
		if _, err := e.Adapt(refused, r); err == nil {
			t.Errorf("%+v is taken", refused)
		}
	}
	adapters, err := e.Adapt(transformer.LoRA{Rank: 3}, r)
	if err != nil || len(adapters) != 2*6*cfg.Layers {
		t.Fatalf("%d adapter weights, %v", len(adapters), err)
	}
	names := map[string]bool{}
	for _, p := range adapters {
		names[p.Name] = true
	}
	if len(names) != len(adapters) || !names["bert.encoder.layer.1.attention.output.dense.lora_B.weight"] || !names["bert.encoder.layer.1.output.dense.lora_B.weight"] {
		t.Errorf("adapters %v", names)
	}
	trained := adapting{e.Params(), adapters, base, c, loss, func() { e.Backward(c) }}.holds(t, r, before, 0.8)
	e.Merge(dev)
	if merged := loss(); merged < trained-1e-4 || merged > trained+1e-4 {
		t.Errorf("merging changed the loss from %g to %g", trained, merged)
	}
	for i, p := range e.Params() {
		adapted := strings.Contains(p.Name, "encoder.layer") && !strings.Contains(p.Name, "LayerNorm") && strings.HasSuffix(p.Name, ".weight")
		if p.Frozen || adapted == slices.Equal(p.W, base[i]) {
			t.Errorf("%s: frozen %v, changed %v", p.Name, p.Frozen, !slices.Equal(p.W, base[i]))
		}
	}
}
