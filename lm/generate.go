package lm

import (
	"context"
	"errors"

	"hemline/neural/kernel"
)

// GenerateOptions say what to write.
type GenerateOptions struct {
	Prompt    string
	MaxTokens int // 0: until the text ends or the context is full
	Sampling  Sampling
	Int8      bool // weights rounded to 8 bits, for speed: see transformer.NewInt8Session
}

// Generate continues a prompt and hands the text over as it comes, whole
// characters at a time, until emit fails, the model ends its text, or there is
// no more room. It returns the number of tokens written.
func (m *Model) Generate(ctx context.Context, dev *kernel.Device, o GenerateOptions, emit func(string) error) (int, error) {
	if err := o.Sampling.Validate(); err != nil {
		return 0, err
	}
	if m.Decoder == nil {
		return 0, errEncoder
	}
	var history []int32
	special := m.Tokenizer.Special()
	if special.BOS >= 0 {
		history = append(history, special.BOS)
	} else if special.EOS >= 0 && !m.foreign() { // what stood between the texts of ours
		history = append(history, special.EOS)
	}
	history = m.Tokenizer.Encode(history, o.Prompt)
	if len(history) == 0 {
		return 0, errors.New("lm: this model needs a prompt: it has no token to begin a text with")
	}
	// A prompt longer than the context loses its beginning, and half of the
	// context is left to write in.
	room := m.Decoder.Config().Context
	if most := room / 2; len(history) > most && len(history) >= room {
		history = history[len(history)-most:]
	}
	if o.MaxTokens > 0 {
		room = min(room, len(history)+o.MaxTokens)
	}
	s, err := m.session(dev, room, o.Int8)
	if err != nil {
		return 0, err
	}
	draw := newSampler(o.Sampling)
	logits, err := s.Feed(history)
	text := m.Tokenizer.Stream()
	n := 0
	for ; err == nil; n++ {
		if err = ctx.Err(); err != nil {
			break
		}
		if o.MaxTokens > 0 && n == o.MaxTokens || s.Room() == 0 {
			break
		}
		var id int32
		if id, err = draw.next(logits, history); err != nil || id == special.EOS {
			break
		}
		history = append(history, id)
		if piece := text.Next(id); piece != "" {
			if err = emit(piece); err != nil {
				return n + 1, err
			}
		}
		logits, err = s.Feed(history[len(history)-1:])
	}
	if rest := text.Flush(); rest != "" && err == nil {
		err = emit(rest)
	}
	return n, err
}
