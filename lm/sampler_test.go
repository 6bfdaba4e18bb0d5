package lm

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func draws(t *testing.T, s Sampling, logits []float32, history []int32, n int) map[int32]float64 {
	t.Helper()
	out := map[int32]float64{}
	sm := newSampler(s)
	for range n {
		id, err := sm.next(logits, history)
		if err != nil {
			t.Fatal(err)
		}
		out[id] += 1 / float64(n)
	}
	return out
}

func TestGreedyTakesTheLikeliestAndLowest(t *testing.T) {
	if got := draws(t, Sampling{}, []float32{1, 3, 3, 2}, nil, 3); got[1] < 0.99 {
		t.Errorf("drew %v, want only token 1", got)
	}
	if got := draws(t, Sampling{RepetitionPenalty: 2}, []float32{1, 3, -1}, []int32{1, 1, 2}, 1); got[1] != 1 {
		t.Errorf("3/2 is still the largest; drew %v", got)
	}
	if got := draws(t, Sampling{RepetitionPenalty: 4}, []float32{1, 3, 0.9}, []int32{1}, 1); got[0] != 1 {
		t.Errorf("3/4 is no longer the largest; drew %v", got)
	}
	if got := draws(t, Sampling{RepetitionPenalty: 2}, []float32{-3, -2}, []int32{1, 99, -1}, 1); got[0] != 1 {
		t.Errorf("a penalty makes a negative logit smaller; drew %v", got)
	}
}

// The frequencies of many draws are the probabilities asked for.
func TestDrawsFollowTheModel(t *testing.T) {
	l := func(p float64) float32 { return float32(math.Log(p)) }
	logits := []float32{l(0.1), l(0.5), l(0.15), l(0.25)}
	for name, c := range map[string]struct {
		s    Sampling
		want []float64
	}{
		"as it says":  {Sampling{Temperature: 1}, []float64{0.1, 0.5, 0.15, 0.25}},
		"sharper":     {Sampling{Temperature: 0.5}, []float64{0.01 / 0.345, 0.25 / 0.345, 0.0225 / 0.345, 0.0625 / 0.345}},
		"top 2":       {Sampling{Temperature: 1, TopK: 2}, []float64{0, 2. / 3, 0, 1. / 3}},
		"nucleus 0.8": {Sampling{Temperature: 1, TopP: 0.8}, []float64{0, 0.5 / 0.9, 0.15 / 0.9, 0.25 / 0.9}},
		"nucleus 0.1": {Sampling{Temperature: 1, TopP: 0.1}, []float64{0, 1, 0, 0}},
	} {
		c.s.Seed = 7
		got := draws(t, c.s, logits, nil, 20_000)
		for id, want := range c.want {
			// Five standard errors of a frequency over 20,000 draws.
			if math.Abs(got[int32(id)]-want) > 5*math.Sqrt(want*(1-want)/20_000)+1e-9 {
				t.Errorf("%s: token %d drawn with frequency %.4f, want %.4f", name, id, got[int32(id)], want)
			}
		}
	}
}

// Choosing without sorting all gives what sorting all would.
func TestCutIsASort(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 9))
	for range 300 {
		n := 1 + r.IntN(200)
		s := newSampler(Sampling{Temperature: 0.7, TopK: r.IntN(n + 3), TopP: float64(r.IntN(11)) / 10})
		for id := range n {
			s.pool = append(s.pool, candidate{int32(id), float64(r.IntN(12))}) // many alike
		}
		want := slices.Clone(s.pool)
		slices.SortFunc(want, func(a, b candidate) int { return cmp.Or(cmp.Compare(b.logit, a.logit), cmp.Compare(a.id, b.id)) })
		if s.TopK > 0 {
			want = want[:min(s.TopK, n)]
		}
		sum := 0.0
		for i := range want {
			want[i].logit = math.Exp((want[i].logit - 11) / 0.7)
			sum += want[i].logit
		}
		if s.TopP > 0 && s.TopP < 1 {
			for i, reached := 0, 0.0; i < len(want); i++ {
				if reached += want[i].logit; reached >= s.TopP*sum*(1-1e-12) {
					want = want[:i+1]
				}
			}
		}
		s.cut()
		if (s.TopK == 0 || s.TopK >= n) && (s.TopP == 0 || s.TopP == 1) {
			continue // all, in no order
		}
		if len(s.pool) != len(want) {
			t.Fatalf("%d candidates of %d (%+v), want %d", len(s.pool), n, s.Sampling, len(want))
		}
		for i, c := range s.pool {
			if c.id != want[i].id {
				t.Fatalf("%+v: candidate %d is token %d, want %d", s.Sampling, i, c.id, want[i].id)
			}
		}
	}
}

func TestSamplingRefusesNonsense(t *testing.T) {
	for _, s := range []Sampling{{Temperature: -1}, {Temperature: math.NaN()}, {TopP: 1.5}, {TopK: -1}, {RepetitionPenalty: math.Inf(1)}} {
		if s.Validate() == nil {
			t.Errorf("%+v is taken", s)
		}
	}
	if _, err := newSampler(Sampling{}).next([]float32{1, float32(math.NaN())}, nil); err == nil || !strings.Contains(err.Error(), "token 1") {
		t.Errorf("a NaN logit gives %v", err)
	}
}

func BenchmarkSampler(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 9))
	logits := make([]float32, 8192)
	for i := range logits {
		logits[i] = float32(3 * r.NormFloat64())
	}
	for name, s := range map[string]Sampling{
		"greedy":  {},
		"command": {Temperature: 0.8, TopK: 40, TopP: 0.95, RepetitionPenalty: 1.1},
		"nucleus": {Temperature: 0.8, TopP: 0.95},
	} {
		b.Run(name, func(b *testing.B) {
			sm := newSampler(s)
			for b.Loop() {
				if _, err := sm.next(logits, []int32{1, 2, 3}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
