package cnn

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"hemline/neural/kernel"
	"hemline/neural/nn"
	"hemline/neural/optim"
)

// trainer is a network with its optimiser.
type trainer struct {
	c    *nn.Context
	n    *Network
	adam optim.AdamW
}

func newTrainer(tb testing.TB, cfg Config, dev *kernel.Device) *trainer {
	tb.Helper()
	r := rand.New(rand.NewPCG(1, 1))
	n, err := New(cfg, r)
	if err != nil {
		tb.Fatal(err)
	}
	return &trainer{
		c: &nn.Context{Dev: dev, Arena: &nn.Arena{}, Train: true, Rand: r}, n: n,
		adam: optim.AdamW{Beta2: 0.999},
	}
}

func (t *trainer) step(tb testing.TB, texts [][]int32, classes []int32) float64 {
	t.c.Arena.Reset()
	sum, count, err := t.n.Loss(t.c, texts, classes, 1)
	if err != nil {
		tb.Fatal(err)
	}
	t.n.Backward(t.c)
	t.adam.Step(t.c.Dev, t.n.Params(), 1e-3, 1)
	return sum / float64(max(count, 1))
}

// headlines have 10 to 30 words each, few of them often and most rarely, as
// in Zipf's law; the class is whether a pair of words stands side by side.
func headlines(n, vocab int) (texts [][]int32, classes []int32) {
	r := rand.New(rand.NewPCG(8, 8))
	words := rand.NewZipf(r, 1.1, 10, uint64(vocab-1))
	for i := range n {
		t := make([]int32, 10+r.IntN(21))
		for j := range t {
			t[j] = int32(words.Uint64())
		}
		if class := int32(i % 2); class == 1 {
			at := r.IntN(len(t) - 1)
			t[at], t[at+1] = 5, 6
		} else {
			t[0], t[len(t)-1] = 6, 5
		}
		texts, classes = append(texts, t), append(classes, int32(i%2))
	}
	return texts, classes
}

// The network learns an order of words, which no bag of them shows, and learns
// the same weights each time.
func TestLearnsAnOrderOfWords(t *testing.T) {
	dev := kernel.New(2)
	defer dev.Close()
	run := func() (*trainer, [][]int32, []int32) {
		cfg := Baseline(500, 2)
		texts, classes := headlines(2400, cfg.Vocab)
		tr := newTrainer(t, cfg, dev)
		for range 6 {
			for lo := 0; lo < 2000; lo += 32 {
				hi := min(lo+32, 2000)
				tr.step(t, texts[lo:hi], classes[lo:hi])
			}
		}
		return tr, texts[2000:], classes[2000:]
	}
	tr, texts, classes := run()
	p, err := tr.n.Scores(&nn.Context{Dev: dev, Arena: &nn.Arena{}}, texts)
	if err != nil {
		t.Fatal(err)
	}
	right := 0
	for i, k := range classes {
		if p.Row(i)[k] > p.Row(i)[1-k] {
			right++
		}
	}
	if share := float64(right) / float64(len(classes)); share < 0.95 {
		t.Errorf("%.3f of unseen texts are right", share)
	}
	again, _, _ := run()
	for i, p := range tr.n.Params() {
		if !slices.Equal(p.W, again.n.Params()[i].W) {
			t.Errorf("%s differs between two runs", p.Name)
		}
	}
}

// BenchmarkCNNEpoch is an epoch over 28,903 headlines of about 20 words, 32 at
// a time, with the optimiser's steps. A batch is a millisecond's work in some
// thirty pieces: where others use the processor too, one worker is faster than
// two that wait for each other.
func BenchmarkCNNEpoch(b *testing.B) {
	for _, vocab := range []int{20_000, 50_000} {
		for _, workers := range []int{1, 2} {
			b.Run(fmt.Sprintf("words=%d/workers=%d", vocab, workers), func(b *testing.B) {
				dev := kernel.New(workers)
				defer dev.Close()
				cfg := Baseline(vocab, 2)
				texts, classes := headlines(28_903, cfg.Vocab)
				tr := newTrainer(b, cfg, dev)
				for b.Loop() {
					for lo := 0; lo < len(texts); lo += 32 {
						hi := min(lo+32, len(texts))
						tr.step(b, texts[lo:hi], classes[lo:hi])
					}
				}
				b.ReportMetric(float64(len(texts))*float64(b.N)/b.Elapsed().Seconds(), "texts/s")
			})
		}
	}
}
