package main

import (
	"context"

	"hemline/internal/app"
)

type classifyCommand struct {
	Label classifyLabelCommand `cmd:"" help:"Label past documents by what happened next."`
}

type classifyLabelCommand struct {
	where
	FromOutcome bool    `required:"" help:"By whether a concept the document mentions has since risen."`
	AsOf        string  `placeholder:"DATE" help:"As of the end of this day; nothing later is read."`
	Period      string  `enum:"day,week,month" default:"week" placeholder:"day|week|month" help:"What is counted in (default: week)."`
	Horizon     int     `default:"26" help:"Periods after the document, and before it, that are compared (default: 26)."`
	Factor      float64 `default:"2" help:"A rise is so many times the share of voice (default: 2)."`
	Least       float64 `default:"10" help:"And at least so many mentions after (default: 10)."`
	Out         string  `short:"o" default:"-" placeholder:"FILE.jsonl" help:"File to write (default: standard output)."`
}

func (c *classifyLabelCommand) Run(ctx context.Context, a *app.App) error {
	return a.LabelOutcomes(ctx, app.OutcomeOptions{
		Workspace: c.Workspace, AsOf: c.AsOf, Period: c.Period, Horizon: c.Horizon, Factor: c.Factor, Least: c.Least, Out: c.Out,
	})
}
