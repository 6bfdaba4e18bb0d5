package nn

import (
	"math/rand/v2"

	"hemline/neural/kernel"
)

// Context is what a pass through a model needs beside its weights.
type Context struct {
	Dev       *kernel.Device
	Arena     *Arena
	Precision kernel.Precision // of the large products
	Train     bool             // layers keep what Backward needs; dropout drops
	Rand      *rand.Rand       // dropout's; unused unless Train
}

// Batch says how the rows of an activation matrix divide into sequences:
// sequence s is rows [Start[s], Start[s+1]), and its valid keys are the first
// Len[s] of them (all, when Len is nil). Rows beyond Len are padding: they
// attend to nothing that matters and nothing attends to them. Position t of a
// sequence is its row Start[s]+t.
type Batch struct {
	Start []int
	Len   []int
}

// Uniform is the batch of n sequences of length t.
func Uniform(n, t int) Batch {
	b := Batch{Start: make([]int, n+1)}
	for i := range b.Start {
		b.Start[i] = i * t
	}
	return b
}

// Sequences is the number of sequences.
func (b Batch) Sequences() int { return max(len(b.Start)-1, 0) }

// Rows is the number of rows of all sequences together.
func (b Batch) Rows() int {
	if len(b.Start) == 0 {
		return 0
	}
	return b.Start[len(b.Start)-1]
}

// Keys is the number of valid positions of sequence s.
func (b Batch) Keys(s int) int {
	if b.Len != nil {
		return b.Len[s]
	}
	return b.Start[s+1] - b.Start[s]
}
