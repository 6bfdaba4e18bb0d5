package lm

import (
	"math/rand/v2"

	"hemline/neural/nn"
)

const (
	// batchUnits is the units in a step, about a thousand tokens: of as many
	// tokens read, few steps of many teach a model in the first minutes of its
	// training far less (see peakRate).
	batchUnits = 8
	validUnits = 16  // validated at once
	longest    = 128 // tokens of a sequence, where a model's context has as many
)

// material is texts as tokens, cut into units of about one sequence's length.
type material interface {
	units() int
	// add puts a unit into a batch, with what is to be foretold of it. What r
	// decides is the same each time where it is nil.
	add(b *lesson, unit int, r *rand.Rand)
	// words are the tokens of the texts themselves.
	words() []int32
	// sum tells materials apart.
	sum() uint64
}

// lesson is a batch of sequences.
type lesson struct {
	tokens  []int32
	targets []int32
	batch   nn.Batch
}

// begin empties the batch.
func (b *lesson) begin() {
	b.tokens, b.targets, b.batch.Start = b.tokens[:0], b.targets[:0], append(b.batch.Start[:0], 0)
}

// end closes a sequence.
func (b *lesson) end() { b.batch.Start = append(b.batch.Start, len(b.tokens)) }

// lessons is a training task: units of the material, in an order that is new in
// every pass.
type lessons struct {
	net         network
	train, held material
	each        int // units of a step
	most        int // units of each validation, at most
	seed        uint64
	pass        int // the pass order is of
	order       []int
	lesson
}

// Params are the adapters, if there are any, else all weights.
func (l *lessons) Params() []*nn.Param {
	if a := l.net.Adapters(); a != nil {
		return a
	}
	return l.net.Params()
}

// at is the unit that is the k-th of a step.
func (l *lessons) at(step, k int) int {
	n := l.train.units()
	i := (step-1)*l.each + k
	if pass := i / n; l.order == nil || pass != l.pass {
		l.pass = pass
		l.order = rand.New(rand.NewPCG(l.seed, uint64(pass)+1)).Perm(n)
	}
	return l.order[i%n]
}

// gapSalt keeps what a step hides apart from the orders of the passes.
const gapSalt = 0x676170

// Step counts the tokens that were read, whichever of them were asked for: the
// loss is scaled to that, so that its mean stays that of the tokens asked for.
func (l *lessons) Step(c *nn.Context, step, _ int, weight float32) (float64, int, error) {
	l.begin()
	r := rand.New(rand.NewPCG(l.seed^gapSalt, uint64(step)))
	for k := range l.each {
		l.train.add(&l.lesson, l.at(step, k), r)
	}
	loss, asked, err := l.net.Loss(c, l.tokens, l.targets, l.batch, weight)
	if err != nil {
		return 0, 0, err
	}
	l.net.Backward(c)
	if read := len(l.tokens); asked != read {
		loss *= float64(read) / float64(max(asked, 1))
	}
	return loss, len(l.tokens), nil
}

func (l *lessons) Validate(c *nn.Context) (float64, int, error) {
	n := l.held.units()
	sum, asked := 0.0, 0
	use := min(n, l.most)
	for at := 0; at < use; at += validUnits {
		l.begin()
		for k := at; k < min(at+validUnits, use); k++ {
			l.held.add(&l.lesson, k*n/use, nil) // spread over all that is held out
		}
		c.Arena.Reset()
		loss, m, err := l.net.Loss(c, l.tokens, l.targets, l.batch, 1)
		if err != nil {
			return 0, 0, err
		}
		sum, asked = sum+loss, asked+m
	}
	return sum, asked, nil
}
