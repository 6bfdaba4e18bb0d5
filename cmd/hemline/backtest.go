package main

import (
	"context"

	"hemline/internal/app"
)

type backtestCommand struct {
	Input      string   `short:"i" placeholder:"FILE" help:"File of series, - for standard input, as hemline forecast reads it."`
	Workspace  string   `short:"w" placeholder:"DIR" help:"Measure on the concepts of a workspace instead, by kind and scope too."`
	Horizon    int      `short:"n" placeholder:"N" help:"Periods ahead (default: a year; 28 days, 48 hours, 12 steps; of a workspace as its report)."`
	Season     int      `placeholder:"N" help:"Periods in a cycle, 1 for none (default: by frequency; of steps told by what came before the origins)."`
	MaseSeason int      `placeholder:"N" help:"Season of naive2 and of the scale of MASE (default: the season; the M4 competition took 1 for weeks)."`
	Origins    int      `default:"4" placeholder:"N" help:"Rolling origins, as many as the series reach back (default: 4)."`
	Step       int      `placeholder:"N" help:"Periods between origins (default: half the horizon)."`
	Origin     []string `placeholder:"DATE" help:"Origins to measure at instead: the last date or step that is known there, or --origin=-N for N periods before the end; several parted by commas."`
	Method     []string `placeholder:"NAME" help:"Only these rows; all for every method; statistical for the ensemble without the network; a wrong name lists them (default: the methods of the ensemble, and it)."`
	Leading    string   `placeholder:"FILE" help:"Series that may lead those of the same name; only what they were before each origin is used."`
	Freq       string   `placeholder:"week" help:"hour, day, week, month, quarter, year or step, when the dates do not tell."`
	Columns    string   `placeholder:"id=A,ds=B,y=C" help:"Columns of a long file, when their names do not tell."`
	AsOf       string   `placeholder:"DATE" help:"Of a workspace: as of the end of this day; nothing later is read."`
	Market     string   `placeholder:"M" help:"Of a workspace: only documents of this market."`
	Channel    string   `placeholder:"C" help:"Of a workspace: only documents of this channel."`
	Segment    string   `placeholder:"S" help:"Of a workspace: only documents of this segment."`
	Seed       uint64   `default:"1" help:"Seed of what is trained (default: 1)."`
	Workers    int      `placeholder:"N" help:"Cores to use (default: all)."`
	JSON       bool     `help:"Print JSON (docs/outputs.md)."`
	CSV        bool     `name:"csv" help:"Print CSV: all rows, by horizon and group."`
}

func (c *backtestCommand) Run(ctx context.Context, a *app.App) error {
	return a.Backtest(ctx, app.BacktestOptions{
		Input: c.Input, Workspace: c.Workspace, Leading: c.Leading, Horizon: c.Horizon, Season: c.Season,
		MASESeason: c.MaseSeason, Origins: c.Origins, Step: c.Step, Origin: c.Origin, Methods: c.Method,
		Freq: c.Freq, Columns: c.Columns, AsOf: c.AsOf, Market: c.Market, Channel: c.Channel, Segment: c.Segment,
		Seed: c.Seed, Workers: c.Workers, JSON: c.JSON, CSV: c.CSV,
	})
}
