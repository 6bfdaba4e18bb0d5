package app

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"time"

	"hemline/corpus"
	"hemline/internal/wholefile"
	"hemline/lm"
	"hemline/lm/hf"
	"hemline/neural/gguf"
	"hemline/neural/kernel"
	"hemline/neural/train"
	"hemline/neural/transformer"
	"hemline/taxonomy"
	"hemline/text"
)

// LMTrainOptions are the flags of `hemline lm train`.
type LMTrainOptions struct {
	Workspace string // read when there is no Data
	Data      TextData
	Size      string
	Shape     string // decoder (or empty) or encoder, of a new model
	Steps     int
	Epochs    float64
	Seed      uint64
	Out       string // empty: models/lm in the workspace
	Precision string // auto, f32 or bf16
	Keep      int    // steps between checkpoints
	Budget    time.Duration
	From      string // folder of a model to go on from; empty: a new one
	LoRA      int    // rank of adapters to train in place of all weights, with From; 0: none
	JSON      bool
}

// precision picks the type products multiply in: bf16 where the processor is
// made for it.
func precision(name string, dev *kernel.Device) (kernel.Precision, error) {
	switch name {
	case "f32":
		return kernel.F32, nil
	case "bf16":
		return kernel.BF16, nil
	case "", "auto":
		if dev.CPU().AMX {
			return kernel.BF16, nil
		}
		return kernel.F32, nil
	}
	return 0, usage("precision %q: write auto, f32 or bf16", name)
}

// start is the model to go on from, if any, and how.
func (o LMTrainOptions) start() (*lm.Model, *transformer.LoRA, error) {
	switch {
	case o.Shape != "" && o.Shape != "decoder" && o.Shape != "encoder":
		return nil, nil, usage("--shape %q: write decoder or encoder", o.Shape)
	case o.LoRA < 0 || o.LoRA > 0 && o.From == "":
		return nil, nil, usage("--lora adapts a model; name it with --from DIR")
	case o.From == "":
		return nil, nil, nil
	}
	m, err := lm.Load(o.From)
	switch {
	case err != nil:
		return nil, nil, err
	case o.Shape == "encoder" && m.Encoder == nil:
		return nil, nil, usage("%s is a decoder; leave --shape out, or train an encoder anew without --from", o.From)
	case o.LoRA == 0:
		return m, nil, nil
	}
	return m, &transformer.LoRA{Rank: o.LoRA}, nil
}

// modelFolder is where a workspace keeps a model.
func modelFolder(workspace, name string) string { return filepath.Join(workspace, "models", name) }

// LMTrain trains a language model.
func (a *App) LMTrain(ctx context.Context, o LMTrainOptions) error {
	if o.Steps < 0 || o.Epochs < 0 || o.Budget < 0 || o.Keep < 0 {
		return usage("--steps, --epochs, --budget and --checkpoint-every cannot be negative; leave one out for its default")
	}
	dev := kernel.New(0)
	defer dev.Close()
	prec, err := precision(o.Precision, dev)
	if err != nil {
		return err
	}
	texts, source, err := a.texts(ctx, o.Workspace, o.Data)
	if err != nil {
		return err
	}
	out := cmp.Or(o.Out, modelFolder(o.Workspace, "lm"))
	from, adapters, err := o.start()
	if err != nil {
		return err
	}
	begin := "learning a vocabulary"
	if from != nil {
		begin = "going on from " + o.From
	}
	a.say("%s texts from %s; %s", thousands(int64(len(texts))), source, begin)
	progress := a.trainingProgress()
	defer progress.done()
	m, res, err := lm.Train(ctx, dev, texts, lm.TrainOptions{
		Size: o.Size, Encoder: o.Shape == "encoder", Steps: o.Steps, Epochs: o.Epochs, Seed: o.Seed, Folder: filepath.Join(out, "checkpoint"), Precision: prec,
		From: from, LoRA: adapters,
		Loop: train.Options{Now: a.Now, Budget: o.Budget, CheckpointEvery: o.Keep, Progress: progress.step},
		Card: lm.Card{Program: Version, Sources: []string{source}},
	})
	if errors.Is(err, context.Canceled) && res.Steps > 0 {
		return fmt.Errorf("interrupted after %d steps, which are kept in %s; run the same command again to go on", res.Steps, filepath.Join(out, "checkpoint"))
	}
	if err != nil {
		return err
	}
	if err := keep(m, out); err != nil {
		return err
	}
	log, err := train.ReadLog(filepath.Join(out, "checkpoint"))
	if err != nil {
		return err
	}
	if err := wholefile.Write(filepath.Join(out, "loss.svg"), func(w io.Writer) error { return train.WriteCurve(w, log) }); err != nil {
		return err
	}
	// The checkpoint has done its work: three times the model's size.
	if err := os.RemoveAll(filepath.Join(out, "checkpoint")); err != nil {
		return fmt.Errorf("lm: %w", err)
	}
	if o.JSON {
		return writeJSON(a.Stdout, m.Card)
	}
	return a.showCard(out, m.Card)
}

func (a *App) showCard(dir string, c lm.Card) error {
	var t table
	t.add("model", dir)
	t.add("size", fmt.Sprintf("%s, %s parameters", cmp.Or(c.Size, "imported"), thousands(c.Parameters)))
	t.add("texts", fmt.Sprintf("%s trained on, %s held out", thousands(int64(c.Documents)), thousands(int64(c.HeldOut))))
	t.add("tokens", fmt.Sprintf("%s, %s seen in %s steps", thousands(c.Tokens), thousands(c.Seen), thousands(int64(c.Steps))))
	switch {
	case c.ValLoss == 0:
	case c.Objective == lm.Masked:
		t.add("held-out loss", fmt.Sprintf("%.4f nats a hidden token: perplexity %.1f (frequencies alone: %.1f)", c.ValLoss, math.Exp(c.ValLoss), math.Exp(c.UniLoss)))
	default:
		t.add("held-out loss", fmt.Sprintf("%.4f nats a token: perplexity %.1f, %.3f bits per byte (frequencies alone: %.3f)", c.ValLoss, math.Exp(c.ValLoss), c.ValBits, c.UniBits))
	}
	return t.write(a.Stdout)
}

// texts reads what a model learns from: a column of a file, or the stories of
// a workspace.
func (a *App) texts(ctx context.Context, workspace string, d TextData) ([]lm.Text, string, error) {
	var texts []lm.Text
	if d.File != "" {
		var left skipped
		err := a.readTexts(ctx, d, func(r textRow) error {
			if r.Problem != "" {
				left.add(r.Row, r.Problem)
				return nil
			}
			texts = append(texts, lm.Text{Text: r.Text, Time: r.Time})
			return nil
		})
		a.saySkipped(left)
		return texts, filepath.Base(d.File), err
	}
	w, err := a.openWorkspace(ctx, workspace, nil, browsing)
	if err != nil {
		return nil, "", fmt.Errorf("%w; or read a file: --data FILE --text-column NAME", err)
	}
	defer w.Close()
	err = w.store.Documents(ctx, corpus.Filter{Heads: true}, func(d text.Document, _ []taxonomy.Mention) error {
		texts = append(texts, lm.Text{Text: d.Text(), Time: d.Time})
		return nil
	})
	return texts, workspace, err
}

// LMScores is what `hemline lm eval --json` prints.
type LMScores = lm.Scores

// LMEvalOptions are the flags of `hemline lm eval`.
type LMEvalOptions struct {
	Model string
	Data  TextData
	Int8  bool // weights rounded to 8 bits
	JSON  bool
}

// LMEval prints how well a model foretells the texts of a file.
func (a *App) LMEval(ctx context.Context, o LMEvalOptions) error {
	var texts []string
	var left skipped
	err := a.readTexts(ctx, o.Data, func(r textRow) error {
		if r.Problem != "" {
			left.add(r.Row, r.Problem)
			return nil
		}
		texts = append(texts, r.Text)
		return nil
	})
	if err != nil {
		return err
	}
	a.saySkipped(left)
	s, err := a.scoreTexts(ctx, o.Model, o.Int8, texts)
	if err != nil {
		return err
	}
	if o.JSON {
		return writeJSON(a.Stdout, s)
	}
	var t table
	if s.Objective == lm.Masked {
		t.add("perplexity", fmt.Sprintf("%.3f a hidden token, seen from both sides: not comparable with a decoder's", s.Perplexity))
		t.add("tokens", fmt.Sprintf("%s hidden in %s texts", thousands(s.Tokens), thousands(int64(s.Texts))))
		return t.write(a.Stdout)
	}
	t.add("perplexity", fmt.Sprintf("%.3f a token", s.Perplexity))
	t.add("bits per byte", fmt.Sprintf("%.4f", s.BitsPerByte))
	t.add("tokens", fmt.Sprintf("%s in %s texts", thousands(s.Tokens), thousands(int64(s.Texts))))
	return t.write(a.Stdout)
}

// scoreTexts scores texts by the model in a folder, its weights rounded to 8
// bits when asked.
func (a *App) scoreTexts(ctx context.Context, folder string, int8 bool, texts []string) (*LMScores, error) {
	m, err := lm.Load(folder)
	if err != nil {
		return nil, err
	}
	dev := kernel.New(0)
	defer dev.Close()
	var s lm.Scores
	if int8 {
		s, err = m.EvaluateInt8(ctx, dev, texts)
	} else {
		s, err = m.Evaluate(ctx, dev, kernel.F32, texts)
	}
	if err != nil {
		return nil, err
	}
	if s.Tokens == 0 {
		return nil, errors.New("there is no text to score")
	}
	return &s, nil
}

// GenerateOptions are the flags of `hemline lm generate`.
type GenerateOptions struct {
	Model       string
	Prompt      string
	MaxTokens   int
	Temperature float64
	TopK        int
	TopP        float64
	Penalty     float64 // of repetition
	Seed        uint64
	Int8        bool // weights rounded to 8 bits
}

func (o GenerateOptions) text() lm.GenerateOptions {
	return lm.GenerateOptions{Prompt: o.Prompt, MaxTokens: o.MaxTokens, Int8: o.Int8, Sampling: lm.Sampling{
		Temperature: o.Temperature, TopK: o.TopK, TopP: o.TopP, RepetitionPenalty: o.Penalty, Seed: o.Seed,
	}}
}

// LMGenerate writes text as it comes.
func (a *App) LMGenerate(ctx context.Context, o GenerateOptions) error {
	if err := o.text().Sampling.Validate(); err != nil {
		return &UsageError{err}
	}
	if o.MaxTokens < 0 {
		return usage("--max-tokens %d: write how many, or 0 for as many as the model's context holds", o.MaxTokens)
	}
	m, err := lm.Load(o.Model)
	if err != nil {
		return err
	}
	if m.Encoder != nil {
		return fmt.Errorf("%s is an encoder: it fills gaps and cannot go on from a text; use a decoder (hemline lm train without --shape encoder), or this model with lm embed and classify train --lm", o.Model)
	}
	dev := kernel.New(0)
	defer dev.Close()
	out := bufio.NewWriter(a.Stdout)
	emit := func(s string) error {
		if _, err := out.WriteString(s); err != nil {
			return err
		}
		return out.Flush()
	}
	if err := emit(o.Prompt); err != nil {
		return err
	}
	start := a.Now()
	n, err := m.Generate(ctx, dev, o.text(), emit)
	if err == nil {
		err = emit("\n")
	}
	if spent := a.Now().Sub(start).Seconds(); spent > 0 {
		a.say("%d tokens, %.0f a second", n, float64(n)/spent)
	}
	return err
}

// ExportOptions are the flags of `hemline lm export`.
type ExportOptions struct {
	Model  string
	Format string // hf or gguf
	Out    string // a folder, or for gguf a file
}

// LMExport writes a model as a folder of Hugging Face's or as a GGUF file.
func (a *App) LMExport(o ExportOptions) error {
	m, err := lm.Load(o.Model)
	if err != nil {
		return err
	}
	if o.Format == "gguf" {
		if m.Encoder != nil {
			return fmt.Errorf("%s is an encoder, and GGUF is written of decoders alone; use --format hf", o.Model)
		}
		if err := os.MkdirAll(filepath.Dir(o.Out), 0o755); err != nil {
			return fmt.Errorf("lm: %w", err)
		}
		err = hf.ExportGGUF(o.Out, filepath.Base(o.Model), m.Decoder, m.Tokenizer, gguf.F32)
	} else {
		err = m.Save(o.Out)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(a.Stdout, o.Out)
	return err
}

// LMImport reads a folder of somebody else's model and writes it as one of
// ours, in float32: if it can be read, every command works on it, but that an
// encoder does not write text, and one without a head that fills gaps has to be
// trained before it can be measured.
func (a *App) LMImport(from, out string) error {
	m, err := lm.Load(from)
	if err != nil {
		return err
	}
	if err := keep(m, out); err != nil {
		return err
	}
	kind, c := "a decoder", m.Shape()
	if m.Encoder != nil {
		kind = "an encoder"
	}
	_, err = fmt.Fprintf(a.Stdout, "%s: %s of %s parameters, %d layers of %d, %s tokens, context %s\n",
		out, kind, thousands(c.Parameters), c.Layers, c.Dim, thousands(int64(c.VocabSize)), thousands(int64(c.Context)))
	return err
}
