package optim

import (
	"math"

	"hemline/neural/kernel"
	"hemline/neural/nn"
)

// AdamW is Adam with decoupled weight decay (Loshchilov and Hutter 2019). Its
// moments are exported so that a checkpoint can keep them; they are in the
// order of the parameters.
type AdamW struct {
	Beta1, Beta2 float64 // 0: 0.9 and 0.95, the usual pair for language models (Touvron et al. 2023)
	Epsilon      float64 // 0: 1e-8
	Decay        float64 // of weights that are neither norms nor biases

	Steps int         // taken so far
	M, V  [][]float32 // first and second moments
}

// pieceSize is how many weights a worker takes at once: large enough that
// handing over costs nothing, small enough to divide a model evenly.
const pieceSize = 1 << 16

// piece is a run of one parameter's weights.
type piece struct{ param, lo, hi int }

// Step takes one step at a learning rate and clears the gradients. scale
// multiplies every gradient first (Clip gives it). Frozen parameters, and those
// that have no gradient, stay.
func (a *AdamW) Step(dev *kernel.Device, params []*nn.Param, rate, scale float64) {
	if a.M == nil {
		a.M, a.V = make([][]float32, len(params)), make([][]float32, len(params))
	}
	a.Steps++
	step := kernel.AdamWStep{
		Rate: float32(rate), Beta1: or(a.Beta1, 0.9), Beta2: or(a.Beta2, 0.95), Epsilon: or(a.Epsilon, 1e-8),
		GradScale: float32(scale), Step: a.Steps,
	}
	var pieces []piece
	for i, p := range params {
		if p.Frozen || p.G == nil {
			continue
		}
		if a.M[i] == nil {
			a.M[i], a.V[i] = make([]float32, len(p.W)), make([]float32, len(p.W))
		}
		for lo := 0; lo < len(p.W); lo += pieceSize {
			pieces = append(pieces, piece{i, lo, min(lo+pieceSize, len(p.W))})
		}
	}
	dev.Run(len(pieces), func(_, i int) {
		x := pieces[i]
		p, s := params[x.param], step
		if !p.NoDecay {
			s.Decay = float32(a.Decay)
		}
		dev.AdamW(p.W[x.lo:x.hi], p.G[x.lo:x.hi], a.M[x.param][x.lo:x.hi], a.V[x.param][x.lo:x.hi], s)
	})
}

func or(v, otherwise float64) float32 {
	if v == 0 {
		v = otherwise
	}
	return float32(v)
}

// GradNorm is the Euclidean norm of all gradients that Step would follow. It
// is the same whatever the number of workers.
func GradNorm(dev *kernel.Device, params []*nn.Param) float64 {
	var pieces []piece
	for i, p := range params {
		if p.Frozen {
			continue // what it holds is of an earlier time
		}
		for lo := 0; lo < len(p.G); lo += pieceSize {
			pieces = append(pieces, piece{i, lo, min(lo+pieceSize, len(p.G))})
		}
	}
	sums := make([]float64, len(pieces))
	dev.Run(len(pieces), func(_, i int) {
		x := pieces[i]
		sums[i] = dev.SumSquares(params[x.param].G[x.lo:x.hi])
	})
	total := 0.0
	for _, s := range sums {
		total += s
	}
	return math.Sqrt(total)
}

// Clip is what to multiply gradients of a norm by so that it is at most limit
// (Pascanu, Mikolov and Bengio 2013); a limit of 0 means none.
func Clip(norm, limit float64) float64 {
	if limit <= 0 || norm <= limit {
		return 1
	}
	return limit / norm
}
