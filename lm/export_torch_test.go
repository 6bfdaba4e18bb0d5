package lm

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"hemline/neural/kernel"
	"hemline/neural/optim"
	"hemline/neural/safetensors"
	"hemline/neural/train"
)

// torchRun is what bench/torch/train.py is to repeat, and what came out here.
type torchRun struct {
	Size      string      `json:"size"`
	Heads     int         `json:"heads"`
	HeadDim   int         `json:"head_dim"`
	Layers    int         `json:"layers"`
	Length    int         `json:"length"`
	Sequences int         `json:"sequences"`
	Decay     float64     `json:"decay"`
	Clip      float64     `json:"clip"`
	Rates     []float64   `json:"rates"`
	F32       torchLosses `json:"f32"`
	BF16      torchLosses `json:"bf16"`
}

// torchLosses are those of each step and of the held-out texts after the last.
type torchLosses struct {
	Losses []float64 `json:"losses"`
	Val    float64   `json:"val_loss"`
}

// TestExportForTorch trains the model of HEMLINE_TORCH_SIZE (small by default)
// for HEMLINE_TORCH_STEPS steps (100 by default) on the texts of the file
// HEMLINE_TORCH_TEXTS, one a line, once in f32 and once in bf16, and writes to
// the folder HEMLINE_TORCH what PyTorch needs to do the same: the first
// weights, the sequences of each step and of the validation, the learning
// rates, and our losses.
func TestExportForTorch(t *testing.T) {
	dir := os.Getenv("HEMLINE_TORCH")
	if dir == "" {
		t.Skip("HEMLINE_TORCH is not set: a folder to write the comparison with PyTorch to")
	}
	raw, err := os.ReadFile(os.Getenv("HEMLINE_TORCH_TEXTS"))
	if err != nil {
		t.Fatal(err)
	}
	steps, err := strconv.Atoi(cmp.Or(os.Getenv("HEMLINE_TORCH_STEPS"), "100"))
	if err != nil {
		t.Fatal(err)
	}
	var texts []Text
	for _, line := range bytes.Split(raw, []byte("\n")) {
		texts = append(texts, Text{Text: string(line)})
	}
	dev := kernel.New(0)
	defer dev.Close()
	ctx := context.Background()
	s := divide(texts)
	o := TrainOptions{Size: cmp.Or(os.Getenv("HEMLINE_TORCH_SIZE"), "small"), Steps: steps, Seed: 1, Batch: 16, Loop: train.Options{Patience: math.MaxInt, Schedule: optim.Schedule{Peak: 1e-3}}}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	run := torchRun{Size: o.Size, Length: longest, Sequences: o.Batch, Decay: decay, Clip: clip}
	for _, half := range []bool{false, true} {
		m, err := o.start(ctx, dev, s.train) // the same weights each time
		if err != nil {
			t.Fatal(err)
		}
		o.Tokenizer = m.Tokenizer
		w, err := m.lessons(ctx, dev, &s, o.Seed)
		if err != nil {
			t.Fatal(err)
		}
		w.each = o.Batch
		w.held = stream{tokens: wholeWindows(w.held.words()), length: longest}
		l := o.loop(w.train.units())
		l.ValidateEvery = 0
		prec, into := kernel.F32, &run.F32
		if half {
			prec, into = kernel.BF16, &run.BF16
		} else {
			exportForTorch(t, dir, m, w, steps)
			cfg := m.Decoder.Config()
			run.Heads, run.HeadDim, run.Layers = cfg.Heads, cfg.HeadDim, cfg.Layers
		}
		run.Rates = nil
		l.Progress = func(p train.Progress) {
			run.Rates, into.Losses = append(run.Rates, p.Rate), append(into.Losses, p.Loss)
			if p.Val != nil {
				into.Val = *p.Val
			}
		}
		if _, err := train.Run(ctx, dev, prec, l, w); err != nil {
			t.Fatal(err)
		}
		t.Logf("after %d steps (bf16: %v): training loss %.4f, held out %.4f", steps, half, into.Losses[steps-1], into.Val)
	}
	out, err := json.MarshalIndent(run, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "run.json"), out, 0o644); err != nil {
		t.Fatal(err)
	}
}

// wholeWindows leaves off a last sequence that is shorter, which PyTorch's
// batches would have to pad.
func wholeWindows(tokens []int32) []int32 { return tokens[:(len(tokens)-1)/longest*longest+1] }

// exportForTorch writes the weights as they are and the sequences of every step
// and of the validation. Inputs and targets of a sequence share all but one
// token.
func exportForTorch(t *testing.T, dir string, m *Model, w *lessons, steps int) {
	t.Helper()
	write := func(name string, data any) {
		var b bytes.Buffer
		if err := binary.Write(&b, binary.LittleEndian, data); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var tensors []safetensors.Named
	for _, p := range m.Decoder.Params() {
		tensors = append(tensors, safetensors.Named{Name: p.Name, Shape: p.Shape, Data: p.W})
	}
	if err := safetensors.WriteFile(filepath.Join(dir, "first.safetensors"), map[string]string{"format": "pt"}, tensors); err != nil {
		t.Fatal(err)
	}
	window := func(stream []int32, i int) []int32 { return stream[i*longest : (i+1)*longest+1] }
	var trained, held []int32
	for step := 1; step <= steps; step++ {
		for k := range w.each {
			trained = append(trained, window(w.train.words(), w.at(step, k))...)
		}
	}
	n, use := w.held.units(), min(w.held.units(), w.most)
	for k := range use {
		held = append(held, window(w.held.words(), k*n/use)...)
	}
	write("train.bin", trained)
	write("held.bin", held)
}
