package main

import (
	"context"
	"slices"

	"hemline/lm/token"
	"hemline/neural/kernel"
)

// vocabularyRows are the learning of a vocabulary from mixed texts on two
// cores, and how fast one core reads such texts with it.
func (b *bench) vocabularyRows(ctx context.Context) ([]row, error) {
	learn := row{Name: "bpe-train", What: "BPE, 50 MB of mixed text to 8,192 entries, two cores", Unit: "s", Goal: &goal{AtMost: 20}}
	encode := row{Name: "bpe-encode", What: "encoding with it, one core", Unit: "MB/s", Goal: &goal{AtLeast: 20}}
	var texts []string
	for _, s := range mixed() {
		more, err := b.read(ctx, s)
		if err != nil {
			return skip(ctx, err, learn, encode)
		}
		texts = append(texts, more...)
	}
	texts, _ = take(texts, b.plan.texts)
	two, one := kernel.New(2), kernel.New(1)
	defer two.Close()
	defer one.Close()

	var tok *token.Tokenizer
	var took, busy []float64
	p, err := b.around(two, kernel.UnitF32, func() error {
		took, busy = nil, nil
		for range max(b.plan.runs/2, 1) {
			before := processorTime()
			s, err := b.once(func() (err error) {
				tok, err = token.Trainer{Size: 8192, Workers: 2}.Train(ctx, slices.Values(texts))
				return err
			})
			if err != nil {
				return err
			}
			took, busy = append(took, s), append(busy, (processorTime()-before).Seconds())
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	learn.set(took)
	if slices.Sort(busy); busy[0] > 0 {
		learn.Beside = append(learn.Beside, beside{What: "processor time", Value: median(busy), Unit: "s"})
	}
	learn.Beside, learn.Disturbed = append(learn.Beside, beside{What: peakOf(2), Value: p.best, Unit: gflops}), p.disturbed()

	// Every run reads texts that none before it has read, so that no cache
	// knows them.
	parts := make([][]string, b.plan.runs)
	sizes := make([]float64, b.plan.runs)
	for i, t := range texts {
		at := i % len(parts)
		parts[at], sizes[at] = append(parts[at], t), sizes[at]+float64(len(t))/1e6
	}
	var speed []float64
	p, err = b.around(one, kernel.UnitF32, func() error {
		speed = nil
		var ids []int32
		for i, part := range parts {
			if err := ctx.Err(); err != nil {
				return err
			}
			s, _ := b.once(func() error {
				for _, t := range part {
					ids = tok.Encode(ids[:0], t)
				}
				return nil
			})
			speed = append(speed, sizes[i]/s)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	encode.set(speed)
	encode.Beside, encode.Disturbed = []beside{{What: peakOf(1), Value: p.best, Unit: gflops}}, p.disturbed()
	return []row{learn, encode}, nil
}
