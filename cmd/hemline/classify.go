package main

import (
	"context"

	"hemline/internal/app"
)

type classifyCommand struct {
	Train   classifyTrainCommand   `cmd:"" help:"Learn labels from the texts of a file."`
	Eval    classifyEvalCommand    `cmd:"" help:"Hold a model against labelled texts, beside the linear baseline."`
	Predict classifyPredictCommand `cmd:"" help:"Label the texts of a file, a JSON line for each row."`
	Label   classifyLabelCommand   `cmd:"" help:"Label past documents by what happened next."`
}

type classifyLabelCommand struct {
	where
	outcomeFlags
	FromOutcome bool   `required:"" help:"By whether a concept the document mentions has since risen."`
	Train       bool   `help:"Learn from them what heralds a rise, for predict; print what that was worth on later documents."`
	Out         string `short:"o" placeholder:"FILE.jsonl" help:"File to write, - for standard output (default: standard output; with --train, none)."`
	JSON        bool   `help:"With --train: print the model's card as JSON."`
}

// outcomeFlags say what a rise is.
type outcomeFlags struct {
	AsOf    string  `placeholder:"DATE" help:"As of the end of this day; nothing later is read."`
	Period  string  `enum:"day,week,month" default:"week" placeholder:"day|week|month" help:"What is counted in (default: week)."`
	Horizon int     `default:"26" help:"Periods after the document, and before it, that are compared (default: 26)."`
	Factor  float64 `default:"2" help:"A rise is so many times the share of voice (default: 2)."`
	Least   float64 `default:"10" help:"And at least so many mentions after (default: 10)."`
}

func (c *classifyLabelCommand) Run(ctx context.Context, a *app.App) error {
	return a.LabelOutcomes(ctx, app.OutcomeOptions{
		Workspace: c.Workspace, AsOf: c.AsOf, Period: c.Period, Horizon: c.Horizon, Factor: c.Factor, Least: c.Least,
		Out: c.Out, Train: c.Train, JSON: c.JSON,
	})
}

// labelledFile is a file with columns of texts and labels.
type labelledFile struct {
	Data   string `required:"" placeholder:"FILE" help:"CSV, TSV, JSON, JSONL or Parquet, .gz and .zst as they are."`
	Text   string `name:"text-column" required:"" placeholder:"T" help:"Column of the texts, by header name or number from 1."`
	Label  string `name:"label-column" required:"" placeholder:"L" help:"Column of the labels."`
	Format string `placeholder:"csv" help:"csv, tsv, json, jsonl or parquet, when names and content do not tell."`
}

func (f labelledFile) data() app.TextData {
	return app.TextData{File: f.Data, Text: f.Text, Label: f.Label, Format: f.Format}
}

type classifyTrainCommand struct {
	labelledFile
	Model string `enum:"best,transformer,cnn,linear" default:"best" placeholder:"best|transformer|cnn|linear" help:"What to train; best weighs linear, bag and cnn, and with --lm transformer, by a validation part (default: best)."`
	LM    string `name:"lm" placeholder:"DIR" help:"Language model to fine-tune, for --model transformer and best; without one transformer first learns from the texts alone."`
	Seed  uint64 `default:"1" help:"Seed (default: 1)."`
	Out   string `short:"o" required:"" placeholder:"DIR" help:"Folder of the model."`
	JSON  bool   `help:"Print the model's card as JSON."`
}

func (c *classifyTrainCommand) Run(ctx context.Context, a *app.App) error {
	return a.ClassifyTrain(ctx, app.ClassifyTrainOptions{Data: c.data(), Kind: c.Model, LM: c.LM, Seed: c.Seed, Out: c.Out, JSON: c.JSON})
}

// classifierFolder is a classifier's folder.
type classifierFolder struct {
	Model string `required:"" placeholder:"DIR" help:"Folder of a model that classify train wrote."`
}

type classifyEvalCommand struct {
	classifierFolder
	labelledFile
	Out  string `short:"o" placeholder:"DIR" help:"Folder for the confusion matrix as pictures (SVG and PNG)."`
	JSON bool   `help:"Print JSON."`
}

func (c *classifyEvalCommand) Run(ctx context.Context, a *app.App) error {
	return a.ClassifyEval(ctx, app.ClassifyEvalOptions{Model: c.Model, Data: c.data(), Out: c.Out, JSON: c.JSON})
}

type classifyPredictCommand struct {
	classifierFolder
	Data   string `required:"" placeholder:"FILE" help:"CSV, TSV, JSON, JSONL or Parquet, .gz and .zst as they are."`
	Text   string `name:"text-column" required:"" placeholder:"T" help:"Column of the texts, by header name or number from 1."`
	Format string `placeholder:"csv" help:"csv, tsv, json, jsonl or parquet, when names and content do not tell."`
	Out    string `short:"o" default:"-" placeholder:"FILE.jsonl" help:"File to write (default: standard output)."`
}

func (c *classifyPredictCommand) Run(ctx context.Context, a *app.App) error {
	return a.ClassifyPredict(ctx, app.ClassifyPredictOptions{Model: c.Model, Out: c.Out, Data: app.TextData{File: c.Data, Text: c.Text, Format: c.Format}})
}
