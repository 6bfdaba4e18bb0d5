package main

import (
	"context"
	"math/rand/v2"

	"hemline/neural/kernel"
	"hemline/neural/transformer"
)

// What is written: as many tokens after a prompt of so many, as
// lm/hf/testdata/llama_speed.py has llama.cpp write.
const (
	prompt  = 8
	written = 256
)

// generateRows are single streams of tokens, each fed back to the model, which
// keeps the keys and values of those before it.
func (b *bench) generateRows(ctx context.Context) ([]row, error) {
	dev := kernel.New(2)
	defer dev.Close()
	var out []row
	for _, size := range []struct {
		name string
		cfg  transformer.Config
	}{{"small", transformer.Small()}, {"base", transformer.Base()}} {
		r := row{Name: "generate-" + size.name, What: "generation f32, " + size.name + " model, one stream, two cores", Unit: "tokens/s"}
		size.cfg.Context = prompt + written
		d, err := transformer.NewDecoder(size.cfg, rand.New(rand.NewPCG(1, 1)))
		if err != nil {
			return out, err
		}
		s, err := d.NewSession(dev, 0)
		if err != nil {
			return out, err
		}
		if _, err := s.Feed(make([]int32, prompt)); err != nil {
			return out, err
		}
		var took []float64
		p, err := b.around(dev, kernel.UnitF32, func() (err error) {
			took, err = b.timed(ctx, func() error { return write(s) })
			return err
		})
		if err != nil {
			return out, err
		}
		r.set(rates(written, took))
		// A token multiplies each weight once: two operations.
		r.Beside = []beside{share(r.Value*2*float64(size.cfg.NumParams())/1e9, peakOf(2), p)}
		r.Disturbed = p.disturbed()
		out = append(out, r)
	}
	return out, nil
}

// write fills the session after its prompt with the likeliest tokens.
func write(s *transformer.Session) error {
	s.Truncate(prompt)
	for id := int32(0); s.Room() > 0; {
		scores, err := s.Feed([]int32{id})
		if err != nil {
			return err
		}
		for i, v := range scores {
			if v > scores[id] {
				id = int32(i)
			}
		}
	}
	return nil
}
