package lm

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"hemline/neural/kernel"
	"hemline/neural/transformer"
)

// BenchmarkGenerate is greedy generation of 256 tokens after a prompt of 8, and
// the time to the first token after a prompt of 512. Random weights cost what
// others do.
func BenchmarkGenerate(b *testing.B) {
	for _, size := range []string{"small", "base"} {
		cfg, err := shapeOf(size)
		if err != nil {
			b.Fatal(err)
		}
		cfg.Context = 1024
		d, err := transformer.NewDecoder(cfg, rand.New(rand.NewPCG(1, 1)))
		if err != nil {
			b.Fatal(err)
		}
		for _, workers := range []int{1, 2, -1, -2} {
			name, session := "f32", d.NewSession
			if workers < 0 {
				name, workers, session = "int8", -workers, d.NewInt8Session
			}
			b.Run(fmt.Sprintf("%s/%s/%d", size, name, workers), func(b *testing.B) {
				dev := kernel.New(workers)
				defer dev.Close()
				s, err := session(dev, 0)
				if err != nil {
					b.Fatal(err)
				}
				feed := func(ids ...int32) []float32 {
					logits, err := s.Feed(ids)
					if err != nil {
						b.Fatal(err)
					}
					return logits
				}
				long := make([]int32, 512)
				for i := range long {
					long[i] = int32(300 + i%200)
				}
				const tokens = 256
				best, first := time.Hour, time.Hour
				draw := newSampler(Sampling{})
				for b.Loop() {
					s.Truncate(0)
					history := long[:8:8]
					logits := feed(history...)
					start := time.Now()
					for range tokens {
						id, err := draw.next(logits, history)
						if err != nil {
							b.Fatal(err)
						}
						history = append(history, id)
						logits = feed(id)
					}
					best = min(best, time.Since(start))
					s.Truncate(0)
					start = time.Now()
					feed(long...)
					first = min(first, time.Since(start))
				}
				b.ReportMetric(tokens/best.Seconds(), "tokens/s")
				b.ReportMetric(1e3*first.Seconds(), "ms-to-first-of-512")
				b.ReportMetric(0, "ns/op")
			})
		}
	}
}

// Weights of 8 bits cost next to no perplexity, and texts are cut into windows
// as Evaluate cuts them.
func TestEvaluateInt8(t *testing.T) {
	dev := device(t)
	texts := append(strs(bilingual(6)), "", strings.Repeat("短款风衣又回来了 and the trench sold out. ", 8), "a")
	m := little(t, dev, strs(bilingual(60)), 16)
	want, err := m.Evaluate(t.Context(), dev, kernel.F32, texts)
	if err != nil {
		t.Fatal(err)
	}
	got, err := m.EvaluateInt8(t.Context(), dev, texts)
	if err != nil {
		t.Fatal(err)
	}
	if got.Tokens != want.Tokens || got.Texts != want.Texts || got.bytes != want.bytes {
		t.Errorf("%+v, with weights of 32 bits %+v", got, want)
	}
	if off := got.Perplexity/want.Perplexity - 1; !(math.Abs(off) < 0.01) || off == 0 {
		t.Errorf("perplexity %g, with weights of 32 bits %g", got.Perplexity, want.Perplexity)
	}
	if off := got.BitsPerByte/want.BitsPerByte - 1; !(math.Abs(off) < 0.01) {
		t.Errorf("%g bits a byte, with weights of 32 bits %g", got.BitsPerByte, want.BitsPerByte)
	}
}

func TestGenerateInt8(t *testing.T) {
	dev := device(t)
	m := little(t, dev, strs(bilingual(60)), 32)
	for _, int8 := range []bool{false, true} {
		text := ""
		n, err := m.Generate(t.Context(), dev, GenerateOptions{Prompt: "短款风衣", MaxTokens: 12, Int8: int8}, func(s string) error {
			text += s
			return nil
		})
		if err != nil || n == 0 || text == "" || n > 12 {
			t.Errorf("8 bits %v: %d tokens, %q, %v", int8, n, text, err)
		}
	}
}

func TestGenerateNeedsADecoder(t *testing.T) {
	m := &Model{}
	if _, err := m.Generate(t.Context(), nil, GenerateOptions{}, nil); err == nil {
		t.Error("a model without a decoder writes")
	}
	if _, err := m.EvaluateInt8(t.Context(), nil, nil); err == nil {
		t.Error("a model without a decoder foretells")
	}
}
