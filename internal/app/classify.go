package app

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"hemline/internal/wholefile"
	"hemline/lm"
	"hemline/lm/classify"
	"hemline/neural/kernel"
)

// ClassifyTrainOptions are the flags of `hemline classify train`.
type ClassifyTrainOptions struct {
	Data TextData
	Kind string
	LM   string // folder of a language model that may be fine-tuned; empty: none
	Seed uint64
	Out  string
	JSON bool
}

// ClassifyTrain learns from the labelled texts of a file.
func (a *App) ClassifyTrain(ctx context.Context, o ClassifyTrainOptions) error {
	if o.Out == "" {
		return usage("where should the model go? Say --out DIR")
	}
	examples, err := a.examples(ctx, o.Data)
	if err != nil {
		return err
	}
	dev := kernel.New(0)
	defer dev.Close()
	var model *lm.Model
	if o.LM != "" {
		if model, err = lm.Load(o.LM); err != nil {
			return err
		}
	}
	c, err := classify.Train(ctx, dev, examples, classify.Options{
		Kind: classify.Kind(o.Kind), Seed: o.Seed, LM: model, Trained: a.Now().UTC().Format(time.DateOnly),
		Progress: func(stage string) { a.say("%s", stage) },
	})
	if err != nil {
		return err
	}
	if err := c.Save(o.Out); err != nil {
		return err
	}
	if o.JSON {
		return writeJSON(a.Stdout, c.Card)
	}
	var t table
	t.add("on the validation part", "accuracy", "log loss")
	for _, trial := range c.Card.Trials {
		t.add(trial.Name, fmt.Sprintf("%.4f", trial.Accuracy), fmt.Sprintf("%.4f", trial.LogLoss))
	}
	if err := t.write(a.Stdout); err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.Stdout, "%s\n%s: %s texts, %d labels\n", c.Card.Why, o.Out, thousands(int64(c.Card.Used)), len(c.Card.Labels))
	return err
}

// examples reads labelled texts; rows without text or label are left out and
// counted.
func (a *App) examples(ctx context.Context, d TextData) ([]classify.Example, error) {
	if d.Label == "" {
		return nil, usage("which column holds the labels of %s? Say --label-column NAME, or its number from 1", d.File)
	}
	var out []classify.Example
	var left skipped
	err := a.readTexts(ctx, d, func(r textRow) error {
		switch {
		case r.Problem != "":
			left.add(r.Row, r.Problem)
		case r.Label == "":
			left.add(r.Row, "no label")
		default:
			out = append(out, classify.Example{Text: r.Text, Label: r.Label})
		}
		return nil
	})
	a.saySkipped(left)
	return out, err
}

// ClassifyPredictOptions are the flags of `hemline classify predict`.
type ClassifyPredictOptions struct {
	Model string
	Data  TextData
	Out   string // "-": standard output
}

// predicted is a line of `hemline classify predict`.
type predicted struct {
	Row           int                `json:"row"`
	Label         string             `json:"label"`
	Probabilities map[string]float32 `json:"probabilities"`
}

// ClassifyPredict writes one line for every row of a file, in order; a row that
// cannot be read is an empty text.
func (a *App) ClassifyPredict(ctx context.Context, o ClassifyPredictOptions) error {
	c, err := classify.Load(o.Model)
	if err != nil {
		return err
	}
	write := func(w io.Writer) error { return a.predictRows(ctx, c, o.Data, w) }
	if o.Out == "-" || o.Out == "" {
		return write(a.Stdout)
	}
	return wholefile.Write(o.Out, write)
}

func (a *App) predictRows(ctx context.Context, c *classify.Classifier, d TextData, w io.Writer) error {
	dev := kernel.New(0)
	defer dev.Close()
	out := bufio.NewWriter(w)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	var left skipped
	row := 0
	labels := c.Labels()
	// The reader calls back; the classifier pulls. Batches keep both simple.
	var batch []string
	flush := func() error {
		for p, err := range c.Stream(ctx, dev, func(yield func(string) bool) {
			for _, t := range batch {
				if !yield(t) {
					return
				}
			}
		}) {
			if err != nil {
				return err
			}
			row++
			line := predicted{Row: row, Label: p.Label, Probabilities: make(map[string]float32, len(labels))}
			for i, l := range labels {
				line.Probabilities[l] = p.Probabilities[i]
			}
			if err := enc.Encode(line); err != nil {
				return err
			}
		}
		batch = batch[:0]
		return nil
	}
	const rows = 4096
	err := a.readTexts(ctx, d, func(r textRow) error {
		if r.Problem != "" {
			left.add(r.Row, r.Problem)
		}
		if batch = append(batch, r.Text); len(batch) == rows {
			return flush()
		}
		return nil
	})
	if err == nil {
		err = flush()
	}
	if err != nil {
		return err
	}
	if left.rows > 0 {
		a.say("%s rows have no text (%s); they get what the model thinks of an empty one", thousands(int64(left.rows)), left.first)
	}
	return out.Flush()
}

// ClassifyEvalOptions are the flags of `hemline classify eval`.
type ClassifyEvalOptions struct {
	Model string
	Data  TextData
	Out   string // folder of the pictures; empty: none
	JSON  bool
}

// Evaluated is what `hemline classify eval --json` prints: the model, and the
// linear baseline beside it.
type Evaluated struct {
	Model    *classify.Report `json:"model"`
	Baseline *classify.Report `json:"baseline"`
	Files    []string         `json:"files,omitempty"`
}

// ClassifyEval holds a classifier against the labels of a file.
func (a *App) ClassifyEval(ctx context.Context, o ClassifyEvalOptions) error {
	c, err := classify.Load(o.Model)
	if err != nil {
		return err
	}
	examples, err := a.examples(ctx, o.Data)
	if err != nil {
		return err
	}
	texts, truth := make([]string, len(examples)), make([]string, len(examples))
	for i, e := range examples {
		texts[i], truth[i] = e.Text, e.Label
	}
	dev := kernel.New(0)
	defer dev.Close()
	var e Evaluated
	for _, m := range []struct {
		into    **classify.Report
		predict func(context.Context, *kernel.Device, []string) (kernel.Mat, error)
	}{{&e.Model, c.Predict}, {&e.Baseline, c.Baseline}} {
		p, err := m.predict(ctx, dev, texts)
		if err != nil {
			return err
		}
		if *m.into, err = classify.Evaluate(c.Labels(), p, truth); err != nil {
			return err
		}
	}
	switch n := len(e.Model.Labels); {
	case o.Out == "":
	case n > maxPicture:
		a.say("no pictures: %d labels are more than %d, whose matrix can still be read", n, maxPicture)
	default:
		if e.Files, err = writeConfusion(o.Out, e.Model); err != nil {
			return err
		}
	}
	if o.JSON {
		return writeJSON(a.Stdout, e)
	}
	return a.showEvaluation(string(c.Card.Kind), e)
}

func (a *App) showEvaluation(kind string, e Evaluated) error {
	var t table
	t.add("model", "accuracy", "macro F1", "log loss", "calibration error")
	for _, r := range []struct {
		name string
		*classify.Report
	}{{"linear (baseline)", e.Baseline}, {kind, e.Model}} {
		t.add(r.name, fmt.Sprintf("%.4f", r.Accuracy), fmt.Sprintf("%.4f", r.MacroF1), fmt.Sprintf("%.4f", r.LogLoss), fmt.Sprintf("%.4f", r.ECE))
	}
	t.add("")
	t.add("label", "precision", "recall", "F1", "texts")
	for i, c := range e.Model.Classes {
		t.add(fmt.Sprintf("%d %s", i+1, c.Label), fmt.Sprintf("%.3f", c.Precision), fmt.Sprintf("%.3f", c.Recall), fmt.Sprintf("%.3f", c.F1), fmt.Sprint(c.Support))
	}
	t.add("")
	header := []string{"true \\ predicted"}
	for i := range e.Model.Labels {
		header = append(header, fmt.Sprint(i+1))
	}
	t.add(header...)
	for i, row := range e.Model.Confusion {
		cells := []string{fmt.Sprintf("%d %s", i+1, e.Model.Labels[i])}
		for _, n := range row {
			cells = append(cells, fmt.Sprint(n))
		}
		t.add(cells...)
	}
	if err := t.write(a.Stdout); err != nil {
		return err
	}
	for _, f := range e.Files {
		fmt.Fprintln(a.Stdout, f)
	}
	return nil
}

// writeConfusion draws the confusion matrix twice.
func writeConfusion(dir string, r *classify.Report) ([]string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("pictures: %w", err)
	}
	var files []string
	for _, f := range []struct {
		name  string
		write func(io.Writer, *classify.Report) error
	}{{"confusion.svg", confusionSVG}, {"confusion.png", confusionPNG}} {
		path := filepath.Join(dir, f.name)
		if err := wholefile.Write(path, func(w io.Writer) error { return f.write(w, r) }); err != nil {
			return nil, err
		}
		files = append(files, path)
	}
	return files, nil
}
