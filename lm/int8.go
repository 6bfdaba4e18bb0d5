package lm

import (
	"context"
	"errors"
	"math"

	"hemline/neural/kernel"
	"hemline/neural/transformer"
)

var errEncoder = errors.New("lm: this model is an encoder, which fills gaps but does not go on with a text; name a decoder")

// session begins a text, with the weights rounded to 8 bits if asked to.
func (m *Model) session(dev *kernel.Device, room int, int8 bool) (*transformer.Session, error) {
	if m.Decoder == nil {
		return nil, errEncoder
	}
	if int8 {
		return m.Decoder.NewInt8Session(dev, room)
	}
	return m.Decoder.NewSession(dev, room)
}

// EvaluateInt8 is Evaluate of a decoder whose weights are rounded to 8 bits,
// token by token as Generate reads them: what the speed costs.
func (m *Model) EvaluateInt8(ctx context.Context, dev *kernel.Device, texts []string) (Scores, error) {
	s, err := m.session(dev, 0, true)
	if err != nil {
		return Scores{}, err
	}
	var out Scores
	role := m.Tokenizer.Special()
	before := role.BOS
	if before < 0 {
		before = role.EOS
	}
	var ids []int32
	for _, t := range texts {
		ids = ids[:0]
		if before >= 0 {
			ids = append(ids, before)
		}
		own := len(ids)
		if ids = m.Tokenizer.Encode(ids, t); len(ids) == own {
			continue
		}
		out.Texts++
		out.bytes += int64(len(t))
		length := min(m.Decoder.Config().Context, evalContext)
		for from, scored := 0, 0; scored < len(ids)-1; from += max(length/2, 1) {
			end := min(from+length, len(ids)-1)
			s.Truncate(0)
			for i := from; i < end; i++ {
				if err := ctx.Err(); err != nil {
					return Scores{}, err
				}
				logits, err := s.Feed(ids[i : i+1])
				if err != nil {
					return Scores{}, err
				}
				if i >= scored {
					out.nats += float64(dev.LogSumExp(logits, 1)) - float64(logits[ids[i+1]])
					out.Tokens++
				}
			}
			scored = end
		}
	}
	out.Perplexity, out.BitsPerByte = math.NaN(), math.NaN()
	if out.Tokens > 0 {
		out.Perplexity = math.Exp(out.nats / float64(out.Tokens))
		out.BitsPerByte = out.nats / math.Ln2 / float64(out.bytes)
	}
	return out, nil
}
