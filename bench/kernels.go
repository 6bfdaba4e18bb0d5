package main

import (
	"context"
	"fmt"

	"hemline/neural/kernel"
)

// onCores and peakOf name a number of workers and their peak.
func onCores(workers int) string { return []string{1: "one core", 2: "two cores"}[workers] }

func peakOf(workers int) string {
	return []string{1: "one core's", 2: "two cores'"}[workers] + " f32 peak"
}

// onBoth measures on one worker, then on two.
func onBoth(f func(dev *kernel.Device) ([]row, error)) (out []row, err error) {
	for workers := 1; workers <= 2 && err == nil; workers++ {
		dev := kernel.New(workers)
		var rows []row
		rows, err = f(dev)
		dev.Close()
		out = append(out, rows...)
	}
	return out, err
}

// peakRows are the loops over registers alone.
func (b *bench) peakRows(ctx context.Context) ([]row, error) {
	return onBoth(func(dev *kernel.Device) (out []row, err error) {
		workers := dev.Workers()
		for _, u := range []struct {
			unit             kernel.Unit
			name, what, rate string
		}{
			{kernel.UnitF32, "f32", "FMA", gflops},
			{kernel.UnitBF16, "bf16", "AMX or VDPBF16PS", gflops},
			{kernel.UnitInt8, "int8", "VPDPBUSD", "GOP/s"},
		} {
			r := row{Name: fmt.Sprintf("peak-%s-%d", u.name, workers), What: fmt.Sprintf("peak %s (%s), %s", u.name, u.what, onCores(workers)), Unit: u.rate}
			var figures []float64
			for range b.plan.runs {
				if err := ctx.Err(); err != nil {
					return out, err
				}
				figures = append(figures, b.peak(dev, u.unit))
			}
			b.shown(key{u.unit, workers}, figures...)
			if r.set(figures); r.Value == 0 {
				r.Skipped = "this processor has no such unit"
			}
			out = append(out, r)
		}
		return out, nil
	})
}

// gemmRows are products of square matrices in float32.
func (b *bench) gemmRows(ctx context.Context) ([]row, error) {
	return onBoth(func(dev *kernel.Device) (out []row, err error) {
		for _, n := range b.plan.cubes {
			r, err := b.gemm(ctx, dev, n)
			if err != nil {
				return out, err
			}
			out = append(out, r)
		}
		return out, nil
	})
}

func (b *bench) gemm(ctx context.Context, dev *kernel.Device, n int) (row, error) {
	workers := dev.Workers()
	r := row{
		Name: fmt.Sprintf("gemm-f32-%d-%d", n, workers), What: fmt.Sprintf("GEMM f32, %d cubed, %s", n, onCores(workers)), Unit: gflops,
		Goal: &goal{AtLeast: []float64{1: 0.85, 2: 0.80}[workers], Ratio: true, Percent: true},
	}
	a, x, c := kernel.NewMat(n, n), kernel.NewMat(n, n), kernel.NewMat(n, n)
	for i := range a.Data {
		a.Data[i], x.Data[i] = float32(i%7)-3, float32(i%5)-2
	}
	var took []float64
	p, err := b.around(dev, kernel.UnitF32, func() (err error) {
		took, err = b.timed(ctx, func() error {
			dev.Gemm(kernel.F32, c, a, x, 1, 0)
			return nil
		})
		return err
	})
	if err != nil {
		return r, err
	}
	side := float64(n)
	r.set(rates(2*side*side*side/1e9, took))
	r.Beside, r.Disturbed = []beside{share(r.Value, peakOf(workers), p)}, p.disturbed()
	return r, nil
}
