package transformer_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"hemline/neural/kernel"
	"hemline/neural/nn"
	"hemline/neural/optim"
	"hemline/neural/transformer"
)

// adapting is a network whose adapters have just been made.
type adapting struct {
	params, adapters []*nn.Param
	base             [][]float32 // the weights before
	c                *nn.Context
	loss             func() float64
	backward         func()
}

// holds checks that untrained adapters change nothing, that their gradients are
// right, that 30 steps bring the loss below part of what it was, and that
// nothing else moves. It returns the loss at the end.
func (a adapting) holds(t *testing.T, r *rand.Rand, before, part float64) float64 {
	t.Helper()
	if after := a.loss(); after != before {
		t.Errorf("untrained adapters change the loss from %g to %g", before, after)
	}
	for _, p := range a.adapters { // b begins as zero: a has no slope yet
		for i := range p.W {
			p.W[i] += float32(r.NormFloat64() * 0.2)
		}
	}
	a.loss()
	a.backward()
	slopes(t, a.adapters, r, a.loss)

	first := a.loss()
	adam := &optim.AdamW{}
	for range 30 {
		a.loss()
		a.backward()
		all := slices.Concat(a.params, a.adapters)
		adam.Step(a.c.Dev, all, 0.01, optim.Clip(optim.GradNorm(a.c.Dev, all), 1))
	}
	trained := a.loss()
	if !(trained < first*part) {
		t.Errorf("30 steps brought the loss from %g to %g", first, trained)
	}
	for i, p := range a.params {
		if !slices.Equal(p.W, a.base[i]) {
			t.Errorf("%s moved", p.Name)
		}
	}
	return trained
}

func TestAdapters(t *testing.T) {
	dev := kernel.New(1)
	defer dev.Close()
	cfg := everything()
	d, r := random(t, cfg)
	tokens, targets, batch := inputs(r, cfg)
	c := &nn.Context{Dev: dev, Arena: &nn.Arena{}, Train: true}
	loss := func() float64 {
		c.Arena.Reset()
		sum, count, err := d.Loss(c, tokens, targets, batch, 1)
		if err != nil {
			t.Fatal(err)
		}
		return sum / float64(count)
	}
	var base [][]float32
	for _, p := range d.Params() {
		base = append(base, slices.Clone(p.W))
	}
	before := loss()
	adapters, err := d.Adapt(transformer.LoRA{Rank: 3}, r)
	if err != nil {
		t.Fatal(err)
	}
	if len(adapters) != 2*7*cfg.Layers {
		t.Fatalf("%d adapter weights", len(adapters))
	}
	trained := adapting{d.Params(), adapters, base, c, loss, func() { d.Backward(c) }}.holds(t, r, before, 0.7)
	if _, err := d.NewSession(dev, 0); err == nil {
		t.Error("a session forgets the adapters")
	}

	d.Merge(dev)
	if merged := loss(); merged < trained-1e-4 || merged > trained+1e-4 {
		t.Errorf("merging changed the loss from %g to %g", trained, merged)
	}
	if d.Adapters() != nil || d.Params()[0].Frozen {
		t.Error("merged adapters are still there")
	}
	d.Backward(c)
	slopes(t, d.Params(), r, loss)
}

func TestAdaptersThatCannotBe(t *testing.T) {
	d, r := random(t, everything())
	for _, c := range []struct {
		lora transformer.LoRA
		says string
	}{
		{transformer.LoRA{}, "rank 0"},
		{transformer.LoRA{Rank: 5000}, "rank 5000"},
		{transformer.LoRA{Rank: 2, Alpha: -1}, "alpha"},
		{transformer.LoRA{Rank: 2, Targets: []string{"x_proj"}}, "x_proj"},
		{transformer.LoRA{Rank: 2, Targets: []string{"q_proj", "q_proj"}}, "twice"},
	} {
		if _, err := d.Adapt(c.lora, r); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%+v: %v", c.lora, err)
		}
	}
	if d.Params()[0].Frozen {
		t.Error("a refused adapter froze the model")
	}
	two, err := d.Adapt(transformer.LoRA{Rank: 2, Targets: []string{"v_proj", "q_proj"}}, rand.New(rand.NewPCG(1, 1)))
	if err != nil || len(two) != 8 || two[0].Name != "model.layers.0.self_attn.v_proj.lora_A.weight" {
		t.Fatalf("%d adapters, %v", len(two), err)
	}
	if _, err := d.Adapt(transformer.LoRA{Rank: 2}, r); err == nil {
		t.Error("adapters on adapters")
	}
}
