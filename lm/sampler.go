package lm

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Sampling says how the next token is drawn. The zero value is greedy: always
// the likeliest token, the lower id of two.
type Sampling struct {
	Temperature       float64 // logits are divided by it; 0: greedy
	TopK              int     // only the K likeliest; 0: all
	TopP              float64 // only the fewest whose probability reaches P (Holtzman et al. 2020); 0 or 1: all
	RepetitionPenalty float64 // divides positive and multiplies negative logits of tokens already there (Keskar et al. 2019); 0 or 1: none
	Seed              uint64
}

// Validate says which setting cannot be.
func (s Sampling) Validate() error {
	switch {
	case !(s.Temperature >= 0) || math.IsInf(s.Temperature, 0):
		return fmt.Errorf("lm: temperature %g: give 0 for the likeliest token, or a positive number (1 draws as the model says)", s.Temperature)
	case s.TopK < 0:
		return fmt.Errorf("lm: top-k %d: give 0 for all tokens, or how many", s.TopK)
	case !(s.TopP >= 0 && s.TopP <= 1):
		return fmt.Errorf("lm: top-p %g: give a probability between 0 and 1", s.TopP)
	case !(s.RepetitionPenalty >= 0) || math.IsInf(s.RepetitionPenalty, 0):
		return fmt.Errorf("lm: repetition penalty %g: give 1 for none, or a number above it", s.RepetitionPenalty)
	}
	return nil
}

// candidate is a token with its logit, then its weight.
type candidate struct {
	id    int32
	logit float64
}

// sampler draws tokens; its memory is reused.
type sampler struct {
	Sampling
	rand   *rand.Rand
	pool   []candidate
	memory []candidate // of the pool
	seen   map[int32]bool
}

func newSampler(s Sampling) *sampler {
	return &sampler{Sampling: s, rand: rand.New(rand.NewPCG(s.Seed, 0)), seen: map[int32]bool{}}
}

// next draws the token to follow history. The steps come in the usual order:
// penalty, temperature, top-k, top-p. It fails on logits that are no numbers.
func (s *sampler) next(logits []float32, history []int32) (int32, error) {
	if len(logits) == 0 {
		return 0, errors.New("lm: the model has no tokens")
	}
	if s.Temperature == 0 && !s.penalises() {
		return likeliest(logits)
	}
	s.memory = s.memory[:0]
	for id, l := range logits {
		if l != l {
			return 0, broken(id)
		}
		s.memory = append(s.memory, candidate{int32(id), float64(l)})
	}
	s.pool = s.memory
	s.penalise(history)
	if s.Temperature == 0 {
		return slices.MaxFunc(s.pool, worse).id, nil
	}
	s.cut()
	return s.draw(), nil
}

// likeliest is the token of the largest logit, the lower id of two.
func likeliest(logits []float32) (int32, error) {
	best, most := 0, float32(math.Inf(-1))
	for id, l := range logits {
		if l <= most { // nearly always: one comparison a token
			continue
		}
		if l != l {
			return 0, broken(id)
		}
		best, most = id, l
	}
	return int32(best), nil
}

func broken(token int) error {
	return fmt.Errorf("lm: the model gives no number for token %d: its weights are broken", token)
}

// worse orders candidates from the last choice to the first.
func worse(a, b candidate) int {
	switch {
	case a.logit < b.logit || a.logit == b.logit && a.id > b.id:
		return -1
	case a == b:
		return 0
	}
	return 1
}

// penalises reports whether tokens already there become less likely.
func (s *sampler) penalises() bool { return s.RepetitionPenalty != 0 && s.RepetitionPenalty != 1 }

func (s *sampler) penalise(history []int32) {
	if !s.penalises() {
		return
	}
	p := s.RepetitionPenalty
	clear(s.seen)
	for _, id := range history {
		if s.seen[id] || int(id) >= len(s.pool) || id < 0 {
			continue
		}
		s.seen[id] = true
		if c := &s.pool[id]; c.logit > 0 {
			c.logit /= p
		} else {
			c.logit *= p
		}
	}
}

// cut leaves the candidates to draw from, with their weights in place of their
// logits; fewer than all are sorted, the heaviest first.
func (s *sampler) cut() {
	if s.TopK > 0 && s.TopK < len(s.pool) {
		s.keep(s.TopK)
	}
	top := slices.MaxFunc(s.pool, worse).logit
	sum := 0.0
	for i := range s.pool {
		c := &s.pool[i]
		c.logit = math.Exp((c.logit - top) / s.Temperature)
		sum += c.logit
	}
	if s.TopP > 0 && s.TopP < 1 {
		s.reach(s.TopP * sum)
	}
}

// keep leaves the k likeliest, the likeliest first. They are a heap with the
// least likely on top, which hardly any of the others gets past.
func (s *sampler) keep(k int) {
	best := s.pool[:k]
	for i := k/2 - 1; i >= 0; i-- {
		sink(best, i, worse)
	}
	for _, c := range s.pool[k:] {
		if worse(best[0], c) < 0 {
			best[0] = c
			sink(best, 0, worse)
		}
	}
	slices.SortFunc(best, better)
	s.pool = best
}

// reach leaves the heaviest that together weigh as much as asked for, the
// heaviest first: taken one by one from a heap, since they are few.
func (s *sampler) reach(weight float64) {
	heap := s.pool
	for i := len(heap)/2 - 1; i >= 0; i-- {
		sink(heap, i, better)
	}
	n := len(heap)
	for reached := 0.0; n > 0; {
		n--
		reached += heap[0].logit
		heap[0], heap[n] = heap[n], heap[0]
		if reached >= weight {
			break
		}
		sink(heap[:n], 0, better)
	}
	s.pool = heap[n:]
	slices.Reverse(s.pool)
}

// better orders candidates from the first choice to the last.
func better(a, b candidate) int { return worse(b, a) }

// sink moves an element of a heap, whose first element in the given order is
// on top, down to where it belongs.
func sink(heap []candidate, i int, order func(a, b candidate) int) {
	for {
		child := 2*i + 1
		if child >= len(heap) {
			return
		}
		if child+1 < len(heap) && order(heap[child+1], heap[child]) < 0 {
			child++
		}
		if order(heap[i], heap[child]) <= 0 {
			return
		}
		heap[i], heap[child] = heap[child], heap[i]
		i = child
	}
}

func (s *sampler) draw() int32 {
	sum := 0.0
	for _, c := range s.pool {
		sum += c.logit
	}
	at := s.rand.Float64() * sum
	for _, c := range s.pool {
		if at -= c.logit; at < 0 {
			return c.id
		}
	}
	return s.pool[len(s.pool)-1].id
}
