package main

import (
	"context"
	"time"

	"hemline/internal/app"
)

type lmCommand struct {
	Train    lmTrainCommand    `cmd:"" help:"Train a language model on a workspace's texts or a file's."`
	Eval     lmEvalCommand     `cmd:"" help:"Measure how well a model foretells the texts of a file."`
	Generate lmGenerateCommand `cmd:"" help:"Continue a text."`
	Embed    lmEmbedCommand    `cmd:"" help:"Find the texts of a file nearest in meaning to another."`
	Export   lmExportCommand   `cmd:"" help:"Write a model for Hugging Face's libraries or llama.cpp."`
	Import   lmImportCommand   `cmd:"" help:"Take over a model from Hugging Face's layout."`
}

// textFile is a file with a column of texts.
type textFile struct {
	Data   string `placeholder:"FILE" help:"CSV, TSV, JSON, JSONL or Parquet, .gz and .zst as they are."`
	Text   string `name:"text-column" placeholder:"T" help:"Column of the texts, by header name or number from 1."`
	Date   string `name:"date-column" placeholder:"D" help:"Column of dates; the latest texts are then held out."`
	Format string `placeholder:"csv" help:"csv, tsv, json, jsonl or parquet, when names and content do not tell."`
}

func (f textFile) data() app.TextData {
	return app.TextData{File: f.Data, Text: f.Text, Date: f.Date, Format: f.Format}
}

type lmTrainCommand struct {
	where
	textFile
	Size      string        `enum:"tiny,small,base" default:"small" placeholder:"tiny|small|base" help:"About 1.3, 7 or 30 million parameters (default: small)."`
	Shape     string        `enum:"decoder,encoder" default:"decoder" placeholder:"decoder|encoder" help:"decoder foretells the next word and can write; encoder, in BERT's shape, fills gaps, for embed and classify (default: decoder)."`
	Steps     int           `placeholder:"N" help:"Steps of 8 sequences of 128 tokens (default: one pass over the texts)."`
	Epochs    float64       `placeholder:"N" help:"Passes over the texts (default: 1)."`
	Budget    time.Duration `placeholder:"3m" help:"Train no longer than this; as many passes as fit, up to 16, unless --steps or --epochs says less."`
	From      string        `placeholder:"DIR" help:"Go on from this model, with its vocabulary and shape."`
	LoRA      int           `name:"lora" placeholder:"RANK" help:"With --from: train low-rank adapters of this rank and merge them, in place of all weights."`
	Seed      uint64        `default:"1" help:"Seed of weights and order (default: 1)."`
	Precision string        `enum:"auto,f32,bf16" default:"auto" placeholder:"auto|f32|bf16" help:"Type of products (default: bf16 where the processor has AMX, else f32)."`
	Keep      int           `name:"checkpoint-every" default:"200" help:"Steps between checkpoints, from which a run that was cut short goes on (default: 200)."`
	Out       string        `short:"o" placeholder:"DIR" help:"Folder of the model (default: models/lm in the workspace)."`
	JSON      bool          `help:"Print the model's card as JSON."`
}

func (c *lmTrainCommand) Run(ctx context.Context, a *app.App) error {
	return a.LMTrain(ctx, app.LMTrainOptions{
		Workspace: c.Workspace, Data: c.data(), Size: c.Size, Shape: c.Shape, Steps: c.Steps, Epochs: c.Epochs, Seed: c.Seed,
		Out: c.Out, Precision: c.Precision, Keep: c.Keep,
		Budget: c.Budget, From: c.From, LoRA: c.LoRA, JSON: c.JSON,
	})
}

// modelFolder is a language model's folder.
type modelFolder struct {
	Model string `required:"" placeholder:"DIR" help:"Folder of a language model, ours or another in Hugging Face's layout (Llama, Mistral, Qwen 2, Qwen 3, BERT)."`
}

type lmEvalCommand struct {
	modelFolder
	textFile
	Int8 bool `name:"int8" help:"With the weights rounded to 8 bits, as generate --int8 has them."`
	JSON bool `help:"Print JSON."`
}

func (c *lmEvalCommand) Run(ctx context.Context, a *app.App) error {
	return a.LMEval(ctx, app.LMEvalOptions{Model: c.Model, Data: c.data(), Int8: c.Int8, JSON: c.JSON})
}

type lmGenerateCommand struct {
	modelFolder
	Prompt      string  `arg:"" optional:"" help:"Beginning of the text."`
	MaxTokens   int     `default:"64" help:"At most this many tokens (default: 64)."`
	Temperature float64 `default:"0.8" help:"0 takes the likeliest token, 1 draws as the model says (default: 0.8)."`
	TopK        int     `default:"40" help:"Draw from this many likeliest tokens, 0: all (default: 40)."`
	TopP        float64 `default:"0.95" help:"Draw from the fewest tokens that together have this probability (default: 0.95)."`
	Penalty     float64 `name:"repetition-penalty" default:"1.1" help:"Above 1: tokens already there become less likely (default: 1.1)."`
	Seed        uint64  `default:"1" help:"Seed of the draws (default: 1)."`
	Int8        bool    `name:"int8" help:"Round the weights to 8 bits: faster, and a little less exact."`
}

func (c *lmGenerateCommand) Run(ctx context.Context, a *app.App) error {
	return a.LMGenerate(ctx, app.GenerateOptions{
		Model: c.Model, Prompt: c.Prompt, MaxTokens: c.MaxTokens, Temperature: c.Temperature,
		TopK: c.TopK, TopP: c.TopP, Penalty: c.Penalty, Seed: c.Seed, Int8: c.Int8,
	})
}

type lmEmbedCommand struct {
	modelFolder
	textFile
	Query string `arg:"" optional:"" help:"Text to look for; without it every text's vector is printed as JSON lines."`
	Limit int    `short:"n" default:"10" help:"At most this many (default: 10)."`
	JSON  bool   `help:"Print JSON."`
}

func (c *lmEmbedCommand) Run(ctx context.Context, a *app.App) error {
	return a.LMEmbed(ctx, app.LMEmbedOptions{Model: c.Model, Data: c.data(), Query: c.Query, Limit: c.Limit, JSON: c.JSON})
}

type lmExportCommand struct {
	modelFolder
	Format string `enum:"hf,gguf" default:"hf" placeholder:"hf|gguf" help:"A folder for Hugging Face's libraries, or a decoder's GGUF file for llama.cpp (default: hf)."`
	Out    string `short:"o" required:"" placeholder:"PATH" help:"Folder, or file, to write."`
}

func (c *lmExportCommand) Run(a *app.App) error {
	return a.LMExport(app.ExportOptions{Model: c.Model, Format: c.Format, Out: c.Out})
}

type lmImportCommand struct {
	From string `arg:"" help:"Folder of a Llama, Mistral, Qwen 2, Qwen 3 or BERT model in Hugging Face's layout."`
	Out  string `short:"o" required:"" placeholder:"DIR" help:"Folder to write."`
}

func (c *lmImportCommand) Run(a *app.App) error { return a.LMImport(c.From, c.Out) }

type evalCommand struct {
	Text evalTextCommand `cmd:"" help:"Score generated texts against references: BLEU, ROUGE, perplexity."`
}

type evalTextCommand struct {
	Data       string   `required:"" placeholder:"FILE" help:"Table with a column of generated texts and one or more of references."`
	Hypothesis string   `name:"hypothesis-column" required:"" placeholder:"H" help:"Column of the generated texts."`
	References []string `name:"reference-column" required:"" sep:"none" placeholder:"R" help:"Column of references; again for each further one."`
	Lang       string   `enum:"en,zh" default:"en" placeholder:"en|zh" help:"Language, which decides what a token is (default: en)."`
	Model      string   `placeholder:"DIR" help:"Language model for the perplexity of the generated texts."`
	JSON       bool     `help:"Print JSON."`
}

func (c *evalTextCommand) Run(ctx context.Context, a *app.App) error {
	return a.EvalText(ctx, app.EvalTextOptions{File: c.Data, Hypothesis: c.Hypothesis, References: c.References, Language: c.Lang, Model: c.Model, JSON: c.JSON})
}
