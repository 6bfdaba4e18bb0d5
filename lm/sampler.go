package lm

import (
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
	rand *rand.Rand
	pool []candidate
}

func newSampler(s Sampling) *sampler {
	return &sampler{Sampling: s, rand: rand.New(rand.NewPCG(s.Seed, 0))}
}

// next draws the token to follow history. The steps come in the usual order:
// penalty, temperature, top-k, top-p. It fails on logits that are no numbers.
func (s *sampler) next(logits []float32, history []int32) (int32, error) {
	s.pool = s.pool[:0]
	for id, l := range logits {
		if l != l {
			return 0, fmt.Errorf("lm: the model gives no number for token %d: its weights are broken", id)
		}
		s.pool = append(s.pool, candidate{int32(id), float64(l)})
	}
	if len(s.pool) == 0 {
		return 0, fmt.Errorf("lm: the model has no tokens")
	}
	s.penalise(history)
	if s.Temperature == 0 {
		return slices.MaxFunc(s.pool, worse).id, nil
	}
	s.cut()
	return s.draw(), nil
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

func (s *sampler) penalise(history []int32) {
	p := s.RepetitionPenalty
	if p == 0 || p == 1 {
		return
	}
	seen := make(map[int32]bool, len(history))
	for _, id := range history {
		if seen[id] || int(id) >= len(s.pool) || id < 0 {
			continue
		}
		seen[id] = true
		if c := &s.pool[id]; c.logit > 0 {
			c.logit /= p
		} else {
			c.logit *= p
		}
	}
}

// cut leaves the candidates to draw from, with their weights in place of their
// logits, heaviest first.
func (s *sampler) cut() {
	slices.SortFunc(s.pool, func(a, b candidate) int { return worse(b, a) })
	if s.TopK > 0 && s.TopK < len(s.pool) {
		s.pool = s.pool[:s.TopK]
	}
	top, sum := s.pool[0].logit, 0.0
	for i := range s.pool {
		c := &s.pool[i]
		c.logit = math.Exp((c.logit - top) / s.Temperature)
		sum += c.logit
	}
	if s.TopP > 0 && s.TopP < 1 {
		reached := 0.0
		for i := range s.pool {
			if reached += s.pool[i].logit; reached >= s.TopP*sum {
				s.pool = s.pool[:i+1]
				break
			}
		}
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
