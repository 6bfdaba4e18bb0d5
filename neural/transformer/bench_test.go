package transformer_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"hemline/neural/kernel"
	"hemline/neural/nn"
	"hemline/neural/optim"
	"hemline/neural/transformer"
)

// BenchmarkTrainStep is forward, backward and AdamW of the small model: six
// layers of 256, a vocabulary of 8,192, 16 sequences of 128. The peak is that of
// a loop over registers on all workers, measured between the steps.
func BenchmarkTrainStep(b *testing.B) {
	for _, prec := range []kernel.Precision{kernel.F32, kernel.BF16} {
		b.Run(fmt.Sprint([]string{"f32", "bf16"}[prec]), func(b *testing.B) {
			dev := kernel.New(0)
			defer dev.Close()
			cfg := transformer.Small()
			r := rand.New(rand.NewPCG(1, 1))
			d, err := transformer.NewDecoder(cfg, r)
			if err != nil {
				b.Fatal(err)
			}
			const sequences, length = 16, 128
			tokens, targets := make([]int32, sequences*length), make([]int32, sequences*length)
			for i := range tokens {
				tokens[i], targets[i] = int32(r.IntN(cfg.VocabSize)), int32(r.IntN(cfg.VocabSize))
			}
			c := &nn.Context{Dev: dev, Arena: &nn.Arena{}, Train: true, Precision: prec}
			adam := &optim.AdamW{Decay: 0.1}
			best, peak := time.Hour, 0.0
			unit := []kernel.Unit{kernel.UnitF32, kernel.UnitBF16}[prec]
			for b.Loop() {
				start := time.Now()
				c.Arena.Reset()
				if _, _, err := d.Loss(c, tokens, targets, nn.Uniform(sequences, length), 1); err != nil {
					b.Fatal(err)
				}
				d.Backward(c)
				params := d.Params()
				adam.Step(dev, params, 1e-3, optim.Clip(optim.GradNorm(dev, params), 1))
				best = min(best, time.Since(start))
				start = time.Now()
				n := dev.Peak(unit, 1_000_000)
				peak = max(peak, n/time.Since(start).Seconds())
			}
			perSecond := float64(len(tokens)) / best.Seconds()
			b.ReportMetric(perSecond, "best-tokens/s")
			rate := perSecond * cfg.TrainFLOPs(length)
			b.ReportMetric(rate/1e9, "best-GFLOP/s")
			if peak > 0 {
				b.ReportMetric(100*rate/peak, "%peak")
			}
			b.ReportMetric(0, "ns/op") // the peak's loop is in it
		})
	}
}
