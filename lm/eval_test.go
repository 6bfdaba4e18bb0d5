package lm

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hemline/neural/kernel"
	"hemline/neural/nn"
)

// Each token's surprise, from a window found by itself: the first of those that
// begin every half context and reach it.
func slowNats(t *testing.T, m *Model, dev *kernel.Device, text string) (nats float64, n int) {
	t.Helper()
	ids := append([]int32{m.Tokenizer.Special().EOS}, m.Tokenizer.Encode(nil, text)...)
	size := m.Decoder.Config().Context
	for i := 1; i < len(ids); i++ {
		from := 0
		for i > from+size {
			from += size / 2
		}
		c := &nn.Context{Dev: dev, Arena: &nn.Arena{}}
		h, err := m.Decoder.Hidden(c, ids[from:i], nn.Uniform(1, i-from))
		if err != nil {
			t.Fatal(err)
		}
		row := m.Decoder.Logits(c, h).Row(i - from - 1)
		sum := 0.0
		for _, v := range row {
			sum += math.Exp(float64(v))
		}
		nats += math.Log(sum) - float64(row[ids[i]])
		n++
	}
	return nats, n
}

func TestEvaluateScoresEveryTokenOnce(t *testing.T) {
	dev := device(t)
	texts := append(strs(bilingual(6)), "", strings.Repeat("短款风衣又回来了 and the trench sold out. ", 8), "a")
	m := little(t, dev, strs(bilingual(60)), 16)
	got, err := m.Evaluate(context.Background(), dev, kernel.F32, texts)
	if err != nil {
		t.Fatal(err)
	}
	var nats float64
	tokens, bytes := 0, 0
	for _, x := range texts {
		n, k := slowNats(t, m, dev, x)
		nats, tokens, bytes = nats+n, tokens+k, bytes+len(x)
	}
	if got.Tokens != int64(tokens) || got.Texts != 8 {
		t.Errorf("%d tokens of %d texts, want %d of 8", got.Tokens, got.Texts, tokens)
	}
	if want := math.Exp(nats / float64(tokens)); math.Abs(got.Perplexity/want-1) > 1e-4 {
		t.Errorf("perplexity %g, want %g", got.Perplexity, want)
	}
	if want := nats / math.Ln2 / float64(bytes); math.Abs(got.BitsPerByte/want-1) > 1e-4 {
		t.Errorf("%g bits per byte, want %g", got.BitsPerByte, want)
	}
	none, err := m.Evaluate(context.Background(), dev, kernel.F32, []string{""})
	if err != nil || none.Tokens != 0 || !math.IsNaN(none.Perplexity) {
		t.Errorf("%+v %v", none, err)
	}
	// A context of one token leaves no half of it to move on by.
	short := little(t, dev, strs(bilingual(60)), 1)
	if s, err := short.Evaluate(context.Background(), dev, kernel.F32, texts); err != nil || s.Tokens != got.Tokens {
		t.Errorf("%+v %v", s, err)
	}
}

// Every token but the first is foretold once; after the first window from at
// least half of one.
func TestWindows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, length := rapid.IntRange(0, 60).Draw(t, "tokens"), rapid.IntRange(1, 20).Draw(t, "length")
		next := 0
		if err := windows(n, length, func(from, scored, end int) error {
			if scored != next || end <= scored || end-from > length || end > n-1 {
				t.Fatalf("reads %d to %d, scores from %d; %d were scored", from, end, scored, next)
			}
			if from > 0 && scored-from < length/2 {
				t.Fatalf("scores %d after %d tokens of a window of %d", scored, scored-from, length)
			}
			next = end
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if next != max(n-1, 0) {
			t.Fatalf("%d of %d tokens were foretold", next, n-1)
		}
		stop := errors.New("stop")
		if err := windows(5, 2, func(int, int, int) error { return stop }); !errors.Is(err, stop) {
			t.Fatalf("went on after an error: %v", err)
		}
	})
}
