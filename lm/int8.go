package lm

import (
	"context"
	"errors"

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
	var ids []int32
	for _, t := range texts {
		if ids = m.reading(ids[:0], t); len(ids) == 0 {
			continue
		}
		out.Texts++
		out.bytes += int64(len(t))
		if err := windows(len(ids), min(m.Decoder.Config().Context, evalContext), func(from, scored, end int) error {
			s.Truncate(0)
			for i := from; i < end; i++ {
				if err := ctx.Err(); err != nil {
					return err
				}
				logits, err := s.Feed(ids[i : i+1])
				if err != nil {
					return err
				}
				if i >= scored {
					out.nats += float64(dev.LogSumExp(logits, 1)) - float64(logits[ids[i+1]])
					out.Tokens++
				}
			}
			return nil
		}); err != nil {
			return Scores{}, err
		}
	}
	return out.settled(), nil
}
