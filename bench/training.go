package main

import (
	"context"
	"math"
	"math/rand/v2"

	"hemline/lm"
	"hemline/neural/kernel"
	"hemline/neural/nn"
	"hemline/neural/optim"
	"hemline/neural/train"
	"hemline/neural/transformer"
)

// The batch whose speed is measured, as the sizes' training takes it.
const (
	sequences = 16
	length    = 128
)

// chance is a training task of random tokens: its speed is that of any text.
type chance struct {
	d               *transformer.Decoder
	tokens, targets []int32
}

func newChance(cfg transformer.Config) (*chance, error) {
	r := rand.New(rand.NewPCG(1, 1))
	d, err := transformer.NewDecoder(cfg, r)
	if err != nil {
		return nil, err
	}
	t := &chance{d: d}
	for range sequences * length {
		t.tokens, t.targets = append(t.tokens, int32(r.IntN(cfg.VocabSize))), append(t.targets, int32(r.IntN(cfg.VocabSize)))
	}
	return t, nil
}

func (t *chance) Params() []*nn.Param { return t.d.Params() }

func (t *chance) Step(c *nn.Context, _, _ int, weight float32) (float64, int, error) {
	sum, n, err := t.d.Loss(c, t.tokens, t.targets, nn.Uniform(sequences, length), weight)
	if err == nil {
		t.d.Backward(c)
	}
	return sum, n, err
}

func (t *chance) Validate(*nn.Context) (float64, int, error) { return 0, 0, nil }

// steps trains for one step more than asked and returns the seconds of all but
// the first.
func (b *bench) steps(ctx context.Context, dev *kernel.Device, prec kernel.Precision, t train.Task, n int) ([]float64, error) {
	var took []float64
	last := b.now()
	o := train.Options{
		Steps: n + 1, Optimizer: optim.AdamW{Decay: 0.1}, Schedule: optim.Schedule{Peak: 1e-3, Floor: 0.1, Warm: 0.05}, Clip: 1,
		Progress: func(p train.Progress) {
			at := b.now()
			if p.Step > 1 {
				took = append(took, at.Sub(last).Seconds())
			}
			last = at
		},
	}
	_, err := train.Run(ctx, dev, prec, o, t)
	return took, err
}

// trainRows are the whole training step of the small model in both precisions,
// a few steps of one and a few of the other in turn.
func (b *bench) trainRows(ctx context.Context) ([]row, error) {
	cfg := transformer.Small()
	t, err := newChance(cfg)
	if err != nil {
		return nil, err
	}
	dev := kernel.New(2)
	defer dev.Close()
	rows := []row{
		{
			Name: "train-f32", What: "training step f32, L6 d256 T128 B16 V8192, two cores", Unit: "tokens/s",
			Goal: &goal{AtLeast: 0.70, Ratio: true, Percent: true},
		},
		{
			Name: "train-bf16", What: "the same in bf16", Unit: "tokens/s",
			Goal: &goal{AtLeast: 1.5, Ratio: true},
		},
	}
	both := []struct {
		prec kernel.Precision
		unit kernel.Unit
		took []float64
		peaks
	}{{prec: kernel.F32, unit: kernel.UnitF32}, {prec: kernel.BF16, unit: kernel.UnitBF16}}
	for range b.plan.rounds {
		for i := range both {
			m := &both[i]
			var took []float64
			p, err := b.around(dev, m.unit, func() (err error) {
				took, err = b.steps(ctx, dev, m.prec, t, b.plan.steps)
				return err
			})
			if err != nil {
				return nil, err
			}
			m.took, m.peaks = append(m.took, took...), m.peaks.with(p)
		}
	}
	for i := range rows {
		rows[i].set(rates(sequences*length, both[i].took))
		rows[i].Disturbed = both[i].disturbed()
	}
	f32, bf16 := &rows[0], &rows[1]
	perToken := cfg.TrainFLOPs(length) / 1e9
	f32.Beside = []beside{share(f32.Value*perToken, peakOf(2), both[0].peaks)}
	bf16.Beside = []beside{
		{What: "f32", Value: f32.Value, Unit: f32.Unit, Ratio: bf16.Value / f32.Value},
		share(bf16.Value*perToken, "two cores' bf16 peak", both[1].peaks),
	}
	return rows, nil
}

// lossRows is the final loss of a training in bf16 beside that of the same in
// f32, held out: the tiny model on headlines.
func (b *bench) lossRows(ctx context.Context) ([]row, error) {
	r := row{
		Name: "loss-bf16", What: "held-out loss of the tiny model in bf16, same steps", Unit: "nats",
		Goal: &goal{AtMost: 1.01, Ratio: true},
	}
	texts, err := b.read(ctx, headlines())
	if err != nil {
		return skip(ctx, err, r)
	}
	dev := kernel.New(2)
	defer dev.Close()
	var learn []lm.Text
	for _, t := range texts {
		learn = append(learn, lm.Text{Text: t})
	}
	o := lm.TrainOptions{Size: "tiny", Steps: b.plan.losses, Seed: 1, Loop: train.Options{Patience: math.MaxInt}}
	var val [2]float64
	for i, prec := range []kernel.Precision{kernel.F32, kernel.BF16} {
		o.Precision = prec
		m, res, err := lm.Train(ctx, dev, learn, o)
		if err != nil {
			return nil, err
		}
		val[i], o.Tokenizer = res.Val, m.Tokenizer
	}
	r.set(val[1:])
	r.Beside = []beside{{What: "f32", Value: val[0], Unit: r.Unit, Ratio: val[1] / val[0]}}
	return []row{r}, nil
}
