package transformer_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"hemline/neural/kernel"
	"hemline/neural/transformer"
)

// odd is a shape in which nothing is a multiple of what the loops like.
func odd(t testing.TB) *transformer.Decoder {
	t.Helper()
	cfg := transformer.Config{
		VocabSize: 103, Dim: 42, Layers: 2, Heads: 6, KVHeads: 3, HeadDim: 10, Hidden: 53, Context: 200, NormEps: 1e-5, RopeTheta: 1e4,
		QKVBias: true, QKNorm: true,
	}
	r := rand.New(rand.NewPCG(3, 4))
	d, err := transformer.NewDecoder(cfg, r)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range d.Params() {
		for i := range p.W {
			p.W[i] = p.W[i]*5 + float32(r.NormFloat64())*0.05
		}
	}
	return d
}

func somethingToRead(n int) []int32 {
	out := make([]int32, n)
	for i := range out {
		out[i] = int32(i * i % 103)
	}
	return out
}

// answers are the scores after each of the tokens, read one by one.
func answers(t testing.TB, s *transformer.Session, tokens []int32) (out [][]float32) {
	t.Helper()
	for i := range tokens {
		logits, err := s.Feed(tokens[i : i+1])
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, slices.Clone(logits))
	}
	return out
}

// However many workers share a token, the bits are the same, with weights of
// 8 bits too; and a long past, of several blocks of keys, gives what reading it
// at once does.
func TestSessionOfManyWorkers(t *testing.T) {
	d := odd(t)
	tokens := somethingToRead(70)
	for _, int8 := range []bool{false, true} {
		var first [][]float32
		for _, workers := range []int{1, 2, 3} {
			dev := kernel.New(workers)
			defer dev.Close()
			session := d.NewSession
			if int8 {
				session = d.NewInt8Session
			}
			s, err := session(dev, 0)
			if err != nil {
				t.Fatal(err)
			}
			got := answers(t, s, tokens)
			if first == nil {
				first = got
			}
			for i := range got {
				if !slices.Equal(got[i], first[i]) {
					t.Fatalf("8 bits %v: %d workers give other scores than one after token %d", int8, workers, i)
				}
			}
			for _, n := range []int{2, 30, 64, 69} {
				s.Truncate(0)
				if _, err := s.Feed(tokens[:n]); err != nil {
					t.Fatal(err)
				}
				got, err := s.Feed(tokens[n : n+1])
				if err != nil {
					t.Fatal(err)
				}
				limit := 3e-4
				if int8 {
					limit = 0.5 // the prompt is read without rounding
				}
				closeTo(t, fmt.Sprintf("8 bits %v, %d workers, prompt of %d", int8, workers, n), got, first[n], limit)
			}
		}
	}
}

func TestInt8SessionIsClose(t *testing.T) {
	dev := kernel.New(2)
	defer dev.Close()
	d := odd(t)
	tokens := somethingToRead(40)
	exact, err := d.NewSession(dev, 0)
	if err != nil {
		t.Fatal(err)
	}
	rounded, err := d.NewInt8Session(dev, 0)
	if err != nil {
		t.Fatal(err)
	}
	var size, off float64
	for i := range tokens { // each begins a text: attention, which may amplify any error, sees but itself
		exact.Truncate(0)
		rounded.Truncate(0)
		want, got := answers(t, exact, tokens[i:i+1])[0], answers(t, rounded, tokens[i:i+1])[0]
		for j := range got {
			e := float64(got[j]) - float64(want[j])
			off, size = off+e*e, size+float64(want[j])*float64(want[j])
		}
	}
	// A product's relative error is about 0.7 % (steps of 1/127, uniform errors
	// in both factors); nine follow each other.
	if ratio := math.Sqrt(off / size); !(ratio < 0.04) || ratio == 0 {
		t.Errorf("scores differ by %g of their size", ratio)
	}
}

func TestATokenAllocatesLittle(t *testing.T) {
	dev := kernel.New(2)
	defer dev.Close()
	s, err := odd(t).NewSession(dev, 0)
	if err != nil {
		t.Fatal(err)
	}
	token := []int32{7}
	if n := testing.AllocsPerRun(50, func() {
		s.Truncate(0)
		if _, err := s.Feed(token); err != nil {
			t.Fatal(err)
		}
	}); n > 3 {
		t.Errorf("%g allocations a token", n)
	}
}

// A long prompt is read in pieces.
func TestSessionOfALongPrompt(t *testing.T) {
	dev := kernel.New(2)
	defer dev.Close()
	cfg := transformer.Config{VocabSize: 103, Dim: 8, Layers: 2, Heads: 2, KVHeads: 1, HeadDim: 4, Hidden: 9, Context: 1100, NormEps: 1e-5, RopeTheta: 1e4, Tied: true}
	d, err := transformer.NewDecoder(cfg, rand.New(rand.NewPCG(3, 4)))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range d.Params() {
		for i := range p.W {
			p.W[i] *= 20
		}
	}
	s, err := d.NewSession(dev, 0)
	if err != nil {
		t.Fatal(err)
	}
	tokens := somethingToRead(1100)
	read := func(ends ...int) (logits []float32) {
		s.Truncate(0)
		at := 0
		for _, end := range ends {
			if logits, err = s.Feed(tokens[at:end]); err != nil {
				t.Fatal(err)
			}
			at = end
		}
		return slices.Clone(logits)
	}
	closeTo(t, "read at once", read(1100), read(300, 600, 601, 900, 1100), 1e-4)
	closeTo(t, "read at once but for a token", read(1099, 1100), read(1100), 1e-4)
}
