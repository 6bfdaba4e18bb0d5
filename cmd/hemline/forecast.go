package main

import (
	"context"

	"hemline/internal/app"
)

type forecastCommand struct {
	Input     string `short:"i" placeholder:"FILE" help:"File of series, - for standard input: wide (first column date or step, one column a series) or long (unique_id, ds, y). CSV, TSV, also .gz and .zst, Parquet."`
	Workspace string `short:"w" placeholder:"DIR" help:"Forecast the concepts of a workspace instead."`
	Horizon   int    `short:"n" placeholder:"N" help:"Periods ahead (default: a year; 28 days, 48 hours, 12 steps)."`
	Season    int    `placeholder:"N" help:"Periods in a cycle, 1 for none (default: by frequency, e.g. 52 weeks; none for steps)."`
	Levels    string `default:"80" placeholder:"80,95" help:"Intervals in per cent; 80 gives the columns q10 and q90. q50 is always there (default: 80)."`
	Method    string `default:"auto" placeholder:"NAME" help:"One method only; a wrong name lists them (default: auto, the ensemble)."`
	Leading   string `placeholder:"FILE" help:"Series that may lead those of the same name, e.g. what influencers wore; only what they were before is used."`
	Totals    string `placeholder:"FILE" help:"Which series add up: lines total,part. Forecasts of parts and totals are made to add up; totals that are not in the input are summed and forecast too. Of a workspace also kind: a total a kind of concept."`
	Freq      string `placeholder:"week" help:"hour, day, week, month, quarter, year or step, when the dates do not tell."`
	Columns   string `placeholder:"id=A,ds=B,y=C" help:"Columns of a long file, when their names do not tell."`
	AsOf      string `placeholder:"DATE" help:"Of a workspace: as of the end of this day; nothing later is read."`
	Market    string `placeholder:"M" help:"Of a workspace: only documents of this market."`
	Channel   string `placeholder:"C" help:"Of a workspace: only documents of this channel."`
	Segment   string `placeholder:"S" help:"Of a workspace: only documents of this segment."`
	Seed      uint64 `default:"1" help:"Seed of what is trained (default: 1)."`
	Workers   int    `placeholder:"N" help:"Cores to use (default: all)."`
	Out       string `short:"o" default:"-" placeholder:"FILE" help:"File to write, .csv, .parquet or .json (default: CSV on standard output)."`
	Status    string `placeholder:"FILE.csv" help:"File for a line about each series: what was wrong with it, its method and past error."`
	JSON      bool   `help:"JSON on standard output; with --out FILE, of what was done."`
}

func (c *forecastCommand) Run(ctx context.Context, a *app.App) error {
	return a.Forecast(ctx, app.ForecastOptions{
		Input: c.Input, Workspace: c.Workspace, Leading: c.Leading, Totals: c.Totals, Horizon: c.Horizon, Season: c.Season,
		Levels: c.Levels, Method: c.Method, Freq: c.Freq, Columns: c.Columns, AsOf: c.AsOf,
		Market: c.Market, Channel: c.Channel, Segment: c.Segment, Seed: c.Seed, Workers: c.Workers,
		Out: c.Out, Status: c.Status, JSON: c.JSON,
	})
}
