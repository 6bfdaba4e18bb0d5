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
	if after := loss(); after != before {
		t.Errorf("untrained adapters change the loss from %g to %g", before, after)
	}

	for _, p := range adapters { // b begins as zero: a has no slope yet
		for i := range p.W {
			p.W[i] += float32(r.NormFloat64() * 0.2)
		}
	}
	loss()
	d.Backward(c)
	slopes(t, adapters, r, loss)

	first := loss()
	adam := &optim.AdamW{}
	for range 30 {
		loss()
		d.Backward(c)
		all := append(d.Params(), adapters...)
		adam.Step(dev, all, 0.01, optim.Clip(optim.GradNorm(dev, all), 1))
	}
	trained := loss()
	if !(trained < first*0.7) {
		t.Errorf("30 steps brought the loss from %g to %g", first, trained)
	}
	for i, p := range d.Params() {
		if !slices.Equal(p.W, base[i]) {
			t.Errorf("%s moved", p.Name)
		}
	}
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
