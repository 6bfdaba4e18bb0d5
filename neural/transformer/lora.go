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

// LoRA says how to adapt a decoder by low-rank changes of its projections (Hu
// et al. 2022). Rank is needed.
type LoRA struct {
	Rank    int
	Alpha   float64  // the changes are multiplied by Alpha/Rank; 0: twice the rank
	Targets []string // some of "q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"; empty: all
}

// projections are what a layer can adapt.
func projections() []string {
	return []string{"q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"}
}

// maxRank bounds an adapter's size; beyond it one trains the weights.
const maxRank = 1024

// Adapt freezes the decoder and adds adapters, whose weights it returns: give
// them to the optimiser and to a checkpoint. The output is unchanged until they
// are trained. Params goes on listing the decoder's own weights.
func (d *Decoder) Adapt(l LoRA, r *rand.Rand) ([]*nn.Param, error) {
	if l.Alpha == 0 {
		l.Alpha = 2 * float64(l.Rank)
	}
	all := projections()
	if len(l.Targets) == 0 {
		l.Targets = all
	}
	switch {
	case l.Rank < 1 || l.Rank > maxRank:
		return nil, fmt.Errorf("transformer: adapters of rank %d: it has to be between 1 and %d", l.Rank, maxRank)
	case !(l.Alpha > 0 && l.Alpha < 1e6):
		return nil, fmt.Errorf("transformer: an adapter's alpha of %g is not between 0 and a million", l.Alpha)
	case d.Adapters() != nil:
		return nil, errors.New("transformer: the model has adapters already; merge them first")
	}
	for i, t := range l.Targets {
		if !slices.Contains(all, t) || slices.Contains(l.Targets[:i], t) {
			return nil, fmt.Errorf("transformer: %q cannot be adapted (or is named twice); there are %s", t, strings.Join(all, ", "))
		}
	}
	for _, p := range d.Params() {
		p.Frozen, p.G = true, nil
	}
	for _, b := range d.blocks {
		for _, linear := range b.linears() {
			for _, t := range l.Targets {
				linear.Adapt(t, l.Rank, l.Alpha, r)
			}
		}
	}
	return d.Adapters(), nil
}

// Adapters lists the adapters' weights in a fixed order, nil without any.
func (d *Decoder) Adapters() []*nn.Param {
	var out []*nn.Param
	for _, b := range d.blocks {
		for _, l := range b.linears() {
			out = append(out, l.Adapters()...)
		}
	}
	return out
}

// Merge adds the adapters to the weights they belong to and drops them; all
// weights take gradients again.
func (d *Decoder) Merge(dev *kernel.Device) {
	for _, b := range d.blocks {
		for _, l := range b.linears() {
			l.Merge(dev)
		}
	}
	for _, p := range d.Params() {
		p.Frozen = false
	}
}

func (b *block) linears() []*nn.Linear { return []*nn.Linear{b.qkv, b.out, b.gateUp, b.down} }
