package lm

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"hemline/lm/token"
	"hemline/neural/kernel"
	"hemline/neural/nn"
)

// What an encoder learns is to fill gaps (Devlin et al. 2019): of each
// sequence, 15 tokens in 100 are asked for, and of those 80 in 100 are hidden,
// 10 are another token and 10 stay as they are, since later, in use, nothing is
// hidden.
const (
	gapPart   = 0.15
	gapHidden = 0.8
	gapOther  = 0.1
	// gapHeld is the units of a validation, twice a decoder's: one token in seven
	// is asked for, the same ones each time.
	gapHeld = 2 * streamHeld
)

// gaps hides tokens of sequences.
type gaps struct {
	mask          int32
	tok           *token.Tokenizer
	before, after []int32 // what stands around a text and is never hidden
	room          int     // tokens of a text in a sequence
}

// gaps fails where the model cannot fill any. length bounds a sequence.
func (m *Model) gaps(length int) (gaps, error) {
	g := gaps{mask: m.Tokenizer.Special().MASK, tok: m.Tokenizer}
	g.before, g.after = m.around()
	g.room = length - len(g.before) - len(g.after)
	switch {
	case !m.Encoder.Config().Masked:
		return g, errors.New("lm: this encoder has no head that fills gaps; it gets one by being trained: lm train --from DIR")
	case g.mask == token.None:
		return g, fmt.Errorf("lm: the tokenizer has no token for a gap, usually [MASK]; this model can embed and classify texts, not foretell them")
	case g.room < 1:
		return g, fmt.Errorf("lm: a context of %d tokens has no room for a text", length)
	}
	return g, nil
}

// sequences appends a text as one sequence, or as several where it is longer
// than one, and the end of each to ends.
func (g *gaps) sequences(dst []int32, ends []int, text string) ([]int32, []int) {
	ids := g.tok.Encode(nil, text)
	for part := range slices.Chunk(ids, g.room) {
		dst = append(dst, g.before...)
		dst = append(dst, part...)
		dst = append(dst, g.after...)
		ends = append(ends, len(dst))
	}
	return dst, ends
}

// text is the tokens of a sequence that are the text's.
func (g *gaps) text(sequence []int32) []int32 {
	return sequence[len(g.before) : len(sequence)-len(g.after)]
}

// hide puts a sequence into a batch with gaps in it. r nil is for measuring: all
// that is asked for is hidden, and what that is follows from the sequence
// alone.
func (g *gaps) hide(b *lesson, sequence []int32, r *rand.Rand) {
	train := r != nil
	if !train {
		r = rand.New(rand.NewPCG(gapSalt, sum(sequence)))
	}
	from := len(b.tokens) + len(g.before)
	b.tokens = append(b.tokens, sequence...)
	for range sequence {
		b.targets = append(b.targets, nn.Ignore)
	}
	n := len(g.text(sequence))
	// A sample without repetition (Knuth 1969, algorithm S).
	for i, left := 0, max(1, int(math.Round(gapPart*float64(n)))); left > 0; i++ {
		if r.IntN(n-i) >= left {
			continue
		}
		left--
		at := from + i
		b.targets[at] = b.tokens[at]
		switch x := r.Float64(); {
		case !train || x < gapHidden:
			b.tokens[at] = g.mask
		case x < gapHidden+gapOther:
			b.tokens[at] = g.other(r)
		}
	}
	b.end()
}

// other is any token that is not special, or the mask where such a one is not
// found soon.
func (g *gaps) other(r *rand.Rand) int32 {
	for range 16 {
		if id := int32(r.IntN(g.tok.Size())); !g.tok.IsSpecial(id) {
			return id
		}
	}
	return g.mask
}

// gapTexts is an encoder's material: each text is a sequence of its own, as it is
// in use, so that short ones do not attend to their neighbours. The price:
// positions beyond the length of the texts are never trained. A unit is
// sequences that follow each other, of longest tokens at most.
type gapTexts struct {
	gaps
	tokens []int32
	ends   []int // of the sequences
	last   []int // of the units: the number of sequences up to its end
}

// newGapTexts encodes texts into sequences of a length at most.
func newGapTexts(ctx context.Context, dev *kernel.Device, g gaps, all []string) (*gapTexts, error) {
	type part struct {
		tokens []int32
		ends   []int
	}
	parts, err := encodeAll(ctx, dev, all, func(some []string) (p part) {
		for _, t := range some {
			p.tokens, p.ends = g.sequences(p.tokens, p.ends, t)
		}
		return p
	})
	t := &gapTexts{gaps: g}
	most := g.room + len(g.before) + len(g.after)
	unit := 0 // where the unit begins
	for _, p := range parts {
		begin := len(t.tokens)
		t.tokens = append(t.tokens, p.tokens...)
		for _, end := range p.ends {
			if n := len(t.ends); begin+end-unit > most && n > 0 {
				t.last, unit = append(t.last, n), t.ends[n-1]
			}
			t.ends = append(t.ends, begin+end)
		}
	}
	if n := len(t.ends); n > 0 {
		t.last = append(t.last, n)
	}
	return t, err
}

func (t *gapTexts) units() int { return len(t.last) }

// sequence is the i-th.
func (t *gapTexts) sequence(i int) []int32 {
	if i == 0 {
		return t.tokens[:t.ends[0]]
	}
	return t.tokens[t.ends[i-1]:t.ends[i]]
}

func (t *gapTexts) add(b *lesson, unit int, r *rand.Rand) {
	first := 0
	if unit > 0 {
		first = t.last[unit-1]
	}
	for i := first; i < t.last[unit]; i++ {
		t.hide(b, t.sequence(i), r)
	}
}

func (t *gapTexts) words() (out []int32) {
	for i := range t.ends {
		out = append(out, t.text(t.sequence(i))...)
	}
	return out
}

func (t *gapTexts) sum() uint64 { return sum(t.tokens) }
