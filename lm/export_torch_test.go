package lm

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"hemline/neural/kernel"
	"hemline/neural/safetensors"
	"hemline/neural/train"
)

// torchRun is what bench/torch/train.py is to repeat, and what came out here.
type torchRun struct {
	Heads     int       `json:"heads"`
	HeadDim   int       `json:"head_dim"`
	Layers    int       `json:"layers"`
	Length    int       `json:"length"`
	Sequences int       `json:"sequences"`
	Decay     float64   `json:"decay"`
	Clip      float64   `json:"clip"`
	Rates     []float64 `json:"rates"`
	Losses    []float64 `json:"losses"`
	Val       float64   `json:"val_loss"`
	PerSecond float64   `json:"best_tokens_per_second"` // of the fastest step
}

// TestExportForTorch trains the small model for HEMLINE_TORCH_STEPS steps (100
// by default) on the texts of the file HEMLINE_TORCH_TEXTS, one a line, and
// writes to the folder HEMLINE_TORCH what PyTorch needs to do the same: the
// first weights, the sequences of each step and of the validation, the learning
// rates, and our losses. HEMLINE_TORCH_BF16=1 multiplies in bf16.
func TestExportForTorch(t *testing.T) {
	dir := os.Getenv("HEMLINE_TORCH")
	if dir == "" {
		t.Skip("HEMLINE_TORCH is not set: a folder to write the comparison with PyTorch to")
	}
	raw, err := os.ReadFile(os.Getenv("HEMLINE_TORCH_TEXTS"))
	if err != nil {
		t.Fatal(err)
	}
	steps := 100
	if s := os.Getenv("HEMLINE_TORCH_STEPS"); s != "" {
		if steps, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
	}
	prec := kernel.F32
	if os.Getenv("HEMLINE_TORCH_BF16") == "1" {
		prec = kernel.BF16
	}
	var texts []Text
	for _, line := range bytes.Split(raw, []byte("\n")) {
		texts = append(texts, Text{Text: string(line)})
	}
	dev := kernel.New(0)
	defer dev.Close()
	ctx := context.Background()
	s := divide(texts)
	o := TrainOptions{Size: "small", Steps: steps, Seed: 1, Loop: train.Options{Patience: math.MaxInt}}
	m, err := o.start(ctx, dev, s.train)
	if err != nil {
		t.Fatal(err)
	}
	w := &windows{d: m.Decoder, length: longest, seed: o.Seed}
	if w.train, err = stream(ctx, dev, m.Tokenizer, s.train); err != nil {
		t.Fatal(err)
	}
	if w.held, err = stream(ctx, dev, m.Tokenizer, s.held); err != nil {
		t.Fatal(err)
	}
	cfg := m.Decoder.Config()
	run := torchRun{Heads: cfg.Heads, HeadDim: cfg.HeadDim, Layers: cfg.Layers, Length: longest, Sequences: batchSequences, Decay: decay, Clip: clip}
	write := func(name string, data any) {
		var b bytes.Buffer
		if err := binary.Write(&b, binary.LittleEndian, data); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	var tensors []safetensors.Named
	for _, p := range m.Decoder.Params() {
		tensors = append(tensors, safetensors.Named{Name: p.Name, Shape: p.Shape, Data: p.W})
	}
	if err := safetensors.WriteFile(filepath.Join(dir, "first.safetensors"), map[string]string{"format": "pt"}, tensors); err != nil {
		t.Fatal(err)
	}
	// Inputs and targets of a sequence share all but one token.
	window := func(stream []int32, i int) []int32 { return stream[i*longest : (i+1)*longest+1] }
	var trained, held []int32
	for step := 1; step <= steps; step++ {
		for k := range batchSequences {
			trained = append(trained, window(w.train, w.at(step, k))...)
		}
	}
	n := w.whole(w.held)
	for k := range min(n, heldWindows) {
		held = append(held, window(w.held, k*n/min(n, heldWindows))...)
	}
	w.held = w.held[:n*longest+1]
	write("train.bin", trained)
	write("held.bin", held)

	l := o.loop(w.whole(w.train))
	l.ValidateEvery = 0
	last, fastest := time.Now(), time.Hour
	l.Progress = func(p train.Progress) {
		run.Rates, run.Losses = append(run.Rates, p.Rate), append(run.Losses, p.Loss)
		if spent := time.Since(last); p.Val == nil {
			fastest = min(fastest, spent)
		} else {
			run.Val = *p.Val
		}
		last = time.Now()
	}
	if _, err := train.Run(ctx, dev, prec, l, w); err != nil {
		t.Fatal(err)
	}
	run.PerSecond = batchSequences * longest / fastest.Seconds()
	out, err := json.MarshalIndent(run, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "run.json"), out, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Logf("after %d steps: training loss %.4f, held out %.4f; fastest step %.0f tokens/s", steps, run.Losses[steps-1], run.Val, run.PerSecond)
}
