package cnn

import (
	"slices"

	"hemline/neural/kernel"
	"hemline/neural/nn"
)

// LazyAdamW steps only the rows of an embedding that a batch has touched. It
// is TensorFlow's LazyAdam with decoupled decay, not Adam (Kingma and Ba 2015):
// a row's moments fade, its weights move by their momentum and decay, only in
// steps that touch it, while Adam does so in every step. The gradient it
// follows is exact, and so is a step of rows that every batch touches. With
// 20,000 words of 64 values Adam would move 40 MB through memory for a batch of
// 32 headlines; this moves the 500 rows they hold.
type LazyAdamW struct {
	Beta1, Beta2 float64 // 0: 0.9 and 0.999 (Kingma and Ba 2015)
	Epsilon      float64 // 0: 1e-8
	Decay        float64

	Steps int       // taken so far: the bias correction is by these, not by a row's own
	M, V  []float32 // moments, as long as the weights

	rows []int32 // scratch
}

// Step takes one step at a learning rate over the rows that tokens name, once
// each, and clears their gradients; p is (vocabulary, dim). scale multiplies
// every gradient first. The gradient of any other row has to be zero.
func (a *LazyAdamW) Step(dev *kernel.Device, p *nn.Param, tokens []int32, rate, scale float64) {
	if p.Frozen || p.G == nil {
		return
	}
	if a.M == nil {
		a.M, a.V = make([]float32, len(p.W)), make([]float32, len(p.W))
	}
	a.Steps++
	step := kernel.AdamWStep{
		Rate: float32(rate), Beta1: or(a.Beta1, 0.9), Beta2: or(a.Beta2, 0.999), Epsilon: or(a.Epsilon, 1e-8),
		Decay: float32(a.Decay), GradScale: float32(scale), Step: a.Steps,
	}
	a.rows = append(a.rows[:0], tokens...)
	slices.Sort(a.rows)
	a.rows = slices.Compact(a.rows)
	dim := p.Shape[1]
	dev.Run(len(a.rows), func(_, i int) {
		lo := int(a.rows[i]) * dim
		hi := lo + dim
		dev.AdamW(p.W[lo:hi], p.G[lo:hi], a.M[lo:hi], a.V[lo:hi], step)
	})
}

func or(v, otherwise float64) float32 {
	if v == 0 {
		v = otherwise
	}
	return float32(v)
}
