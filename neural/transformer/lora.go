package transformer

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"hemline/neural/kernel"
	"hemline/neural/nn"
)

// LoRA says how to adapt a model by low-rank changes of its products (Hu et al.
// 2022). Rank is needed.
type LoRA struct {
	Rank  int
	Alpha float64 // the changes are multiplied by Alpha/Rank; 0: twice the rank
	// Targets are some of a layer's products; empty: all. A decoder has
	// "q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj" and
	// "down_proj"; an encoder "query", "key", "value",
	// "attention.output.dense", "intermediate.dense" and "output.dense".
	Targets []string
}

// adaptable is a product of a layer with the ends of its parts' names.
type adaptable struct {
	*nn.Linear
	parts []string
}

// maxRank bounds an adapter's size; beyond it one trains the weights.
const maxRank = 1024

// Adapt freezes the decoder and adds adapters, whose weights it returns: give
// them to the optimiser and to a checkpoint. The output is unchanged until they
// are trained. Params goes on listing the decoder's own weights.
func (d *Decoder) Adapt(l LoRA, r *rand.Rand) ([]*nn.Param, error) {
	return adapt(d.adaptable(), d.Params(), l, r)
}

// Adapters lists the adapters' weights in a fixed order, nil without any.
func (d *Decoder) Adapters() []*nn.Param { return adapters(d.adaptable()) }

// Merge adds the adapters to the weights they belong to and drops them; all
// weights take gradients again.
func (d *Decoder) Merge(dev *kernel.Device) { merge(d.adaptable(), d.Params(), dev) }

func (d *Decoder) adaptable() (out []adaptable) {
	for _, b := range d.blocks {
		out = append(out, adaptable{b.qkv, []string{"q_proj", "k_proj", "v_proj"}}, adaptable{b.out, []string{"o_proj"}},
			adaptable{b.gateUp, []string{"gate_proj", "up_proj"}}, adaptable{b.down, []string{"down_proj"}})
	}
	return out
}

func adapt(products []adaptable, params []*nn.Param, l LoRA, r *rand.Rand) ([]*nn.Param, error) {
	if l.Alpha == 0 {
		l.Alpha = 2 * float64(l.Rank)
	}
	var all []string // a model's layers are alike
	for _, p := range products {
		for _, name := range p.parts {
			if !slices.Contains(all, name) {
				all = append(all, name)
			}
		}
	}
	if len(l.Targets) == 0 {
		l.Targets = all
	}
	switch {
	case l.Rank < 1 || l.Rank > maxRank:
		return nil, fmt.Errorf("transformer: adapters of rank %d: it has to be between 1 and %d", l.Rank, maxRank)
	case !(l.Alpha > 0 && l.Alpha < 1e6):
		return nil, fmt.Errorf("transformer: an adapter's alpha of %g is not between 0 and a million", l.Alpha)
	case adapters(products) != nil:
		return nil, errors.New("transformer: the model has adapters already; merge them first")
	}
	for i, t := range l.Targets {
		if !slices.Contains(all, t) || slices.Contains(l.Targets[:i], t) {
			return nil, fmt.Errorf("transformer: %q cannot be adapted (or is named twice); there are %s", t, strings.Join(all, ", "))
		}
	}
	for _, p := range params {
		p.Frozen, p.G = true, nil
	}
	for _, p := range products {
		for _, t := range l.Targets {
			if slices.Contains(p.parts, t) {
				p.Adapt(t, l.Rank, l.Alpha, r)
			}
		}
	}
	return adapters(products), nil
}

func adapters(products []adaptable) (out []*nn.Param) {
	for _, p := range products {
		out = append(out, p.Adapters()...)
	}
	return out
}

func merge(products []adaptable, params []*nn.Param, dev *kernel.Device) {
	for _, p := range products {
		p.Merge(dev)
	}
	for _, p := range params {
		p.Frozen = false
	}
}
