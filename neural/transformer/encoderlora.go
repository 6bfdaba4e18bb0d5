package transformer

import (
	"math/rand/v2"

	"hemline/neural/kernel"
	"hemline/neural/nn"
)

// Adapt freezes the encoder, its heads too, and adds adapters, whose weights it
// returns: give them to the optimiser and to a checkpoint. The output is
// unchanged until they are trained. Params goes on listing the encoder's own
// weights.
func (e *Encoder) Adapt(l LoRA, r *rand.Rand) ([]*nn.Param, error) {
	return adapt(e.adaptable(), e.Params(), l, r)
}

// Adapters lists the adapters' weights in a fixed order, nil without any.
func (e *Encoder) Adapters() []*nn.Param { return adapters(e.adaptable()) }

// Merge adds the adapters to the weights they belong to and drops them; all
// weights take gradients again.
func (e *Encoder) Merge(dev *kernel.Device) { merge(e.adaptable(), e.Params(), dev) }

func (e *Encoder) adaptable() (out []adaptable) {
	for _, b := range e.blocks {
		out = append(out, adaptable{b.qkv, []string{"query", "key", "value"}}, adaptable{b.out, []string{"attention.output.dense"}},
			adaptable{b.mlp.Up, []string{"intermediate.dense"}}, adaptable{b.mlp.Down, []string{"output.dense"}})
	}
	return out
}
