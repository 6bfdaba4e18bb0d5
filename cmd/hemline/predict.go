package main

import (
	"context"

	"hemline/internal/app"
)

type predictCommand struct {
	where
	TextArg    string `arg:"" optional:"" name:"text" help:"The text, - for standard input."`
	AsOf       string `placeholder:"DATE" help:"As of the end of this day; nothing later is read."`
	Neighbours int    `short:"n" default:"5" help:"At most so many past stories (default: 5)."`
	LM         string `name:"lm" placeholder:"DIR" help:"Language model that finds them (default: models/lm of the workspace; without one, by words)."`
	Data       string `placeholder:"FILE" help:"Judge every text of a CSV, TSV, JSON, JSONL or Parquet file, a JSON line for each row."`
	Text       string `name:"text-column" placeholder:"T" help:"With --data: column of the texts, by header name or number from 1."`
	Format     string `placeholder:"csv" help:"With --data: csv, tsv, json, jsonl or parquet, when names and content do not tell."`
	Out        string `short:"o" default:"-" placeholder:"FILE.jsonl" help:"With --data: file to write (default: standard output)."`
	JSON       bool   `help:"Print JSON (docs/outputs.md)."`
}

func (c *predictCommand) Run(ctx context.Context, a *app.App) error {
	return a.Predict(ctx, app.PredictOptions{
		Workspace: c.Workspace, Text: c.TextArg, AsOf: c.AsOf, Neighbours: c.Neighbours, LM: c.LM, JSON: c.JSON, Out: c.Out,
		Data: app.TextData{File: c.Data, Text: c.Text, Format: c.Format},
	})
}
