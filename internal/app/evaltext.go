package app

import (
	"context"
	"fmt"

	"hemline/lm"
	"hemline/lm/metric"
)

// EvalTextOptions are the flags of `hemline eval text`.
type EvalTextOptions struct {
	File       string
	Hypothesis string   // column of what was generated
	References []string // columns of what it is held against
	Language   string   // en or zh
	Model      string   // folder of a language model for the perplexity; empty: none
	JSON       bool
}

// TextScores is what `hemline eval text --json` prints. BLEU is 0 to 100, the
// ROUGE scores 0 to 1.
type TextScores struct {
	Segments int          `json:"segments"`
	Language string       `json:"language"`
	BLEU     metric.BLEU  `json:"bleu"`
	ROUGE    metric.ROUGE `json:"rouge"`
	Model    *LMScores    `json:"model,omitempty"` // of the hypotheses, when a model was named
}

// EvalText scores generated texts against references.
func (a *App) EvalText(ctx context.Context, o EvalTextOptions) error {
	if o.Hypothesis == "" || len(o.References) == 0 {
		return usage("which columns? Say --hypothesis-column NAME and --reference-column NAME (again for each further reference)")
	}
	if o.File == "-" {
		return usage("standard input is read once for each column; write it to a file first")
	}
	column := func(name string) ([]string, error) {
		var texts []string
		err := a.readTexts(ctx, TextData{File: o.File, Text: name}, func(r textRow) error {
			texts = append(texts, r.Text) // nothing, where there is no text: that counts too
			return nil
		})
		return texts, err
	}
	hypotheses, err := column(o.Hypothesis)
	if err != nil {
		return err
	}
	references := make([][]string, len(hypotheses))
	for _, name := range o.References {
		texts, err := column(name)
		if err != nil {
			return err
		}
		if len(texts) != len(hypotheses) {
			return fmt.Errorf("%s has changed while it was read; run the command again", o.File)
		}
		for i := range references {
			references[i] = append(references[i], texts[i])
		}
	}
	s := TextScores{Segments: len(hypotheses), Language: o.Language}
	if s.BLEU, err = metric.CorpusBLEU(metric.Language(o.Language), hypotheses, references); err != nil {
		return err
	}
	if s.ROUGE, err = metric.MeanROUGE(metric.Language(o.Language), hypotheses, references); err != nil {
		return err
	}
	if o.Model != "" {
		if s.Model, err = a.scoreTexts(ctx, o.Model, false, hypotheses); err != nil {
			return err
		}
	}
	if o.JSON {
		return writeJSON(a.Stdout, s)
	}
	var t table
	t.add("segments", thousands(int64(s.Segments)))
	t.add("BLEU", fmt.Sprintf("%.2f", s.BLEU.Score))
	for _, r := range []struct {
		name  string
		score metric.Score
	}{{"ROUGE-1", s.ROUGE.One}, {"ROUGE-2", s.ROUGE.Two}, {"ROUGE-L", s.ROUGE.L}} {
		t.add(r.name, fmt.Sprintf("F1 %.4f, precision %.4f, recall %.4f", r.score.F1, r.score.Precision, r.score.Recall))
	}
	if s.Model != nil {
		value := fmt.Sprintf("%.2f", s.Model.Perplexity)
		if s.Model.Objective == lm.Masked {
			value += " of masked tokens"
		} else {
			value += fmt.Sprintf(" (%.3f bits per byte)", s.Model.BitsPerByte)
		}
		t.add("perplexity", value)
	}
	return t.write(a.Stdout)
}
