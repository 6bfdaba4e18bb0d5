package lm

import (
	"context"
	"encoding/binary"
	"hash/fnv"
	"math/rand/v2"
	"slices"

	"hemline/lm/token"
	"hemline/neural/kernel"
)

// streamHeld is the sequences of a decoder's validations: a standard error of
// about 1 % of the loss.
const streamHeld = 64

// stream is a decoder's material: texts one after the other, each with the end
// of text where the tokenizer has one, cut anywhere.
type stream struct {
	tokens []int32
	length int
	short  bool // a last sequence that is shorter counts, too
}

// units counts sequences; each needs one token more as the last target.
func (s stream) units() int {
	n := max(len(s.tokens)-1, 0)
	if s.short {
		n += s.length - 1
	}
	return n / s.length
}

func (s stream) add(b *lesson, unit int, _ *rand.Rand) {
	lo := unit * s.length
	hi := min(lo+s.length, len(s.tokens)-1)
	b.tokens = append(b.tokens, s.tokens[lo:hi]...)
	b.targets = append(b.targets, s.tokens[lo+1:hi+1]...)
	b.end()
}

func (s stream) words() []int32 { return s.tokens }

func (s stream) sum() uint64 { return sum(s.tokens) }

// sum tells tokens apart (FNV-1a, Fowler, Noll and Vo 1991).
func sum(tokens []int32) uint64 {
	h := fnv.New64a()
	var b [4]byte
	for _, t := range tokens {
		binary.LittleEndian.PutUint32(b[:], uint32(t))
		h.Write(b[:])
	}
	return h.Sum64()
}

// encodePart is how many texts a worker encodes at once.
const encodePart = 1024

// encodeAll has texts encoded in parallel and returns the parts in order.
func encodeAll[T any](ctx context.Context, dev *kernel.Device, texts []string, encode func(part []string) T) ([]T, error) {
	parts := make([]T, (len(texts)+encodePart-1)/encodePart)
	dev.Run(len(parts), func(_, i int) {
		if ctx.Err() == nil {
			parts[i] = encode(texts[i*encodePart : min((i+1)*encodePart, len(texts))])
		}
	})
	return parts, ctx.Err()
}

// newStream encodes texts.
func newStream(ctx context.Context, dev *kernel.Device, tok *token.Tokenizer, texts []string) ([]int32, error) {
	end := tok.Special().EOS
	parts, err := encodeAll(ctx, dev, texts, func(part []string) (out []int32) {
		for _, t := range part {
			if out = tok.Encode(out, t); end != token.None {
				out = append(out, end)
			}
		}
		return out
	})
	return slices.Concat(parts...), err
}
