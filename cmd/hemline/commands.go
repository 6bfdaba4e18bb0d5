package main

import (
	"context"

	"hemline/internal/app"
)

const about = "Reads what people write about fashion, in English and Chinese, and reports which trends rise and fall, with the evidence and the past error of every forecast."

// commands is the command line. Each command's Run is one call into app.
type commands struct {
	Init   initCommand   `cmd:"" help:"Make a workspace folder with a commented settings file."`
	Import importCommand `cmd:"" help:"Read files into a workspace."`
	Run    runCommand    `cmd:"" help:"Import what the settings name and write the report."`
	Demo   demoCommand   `cmd:"" help:"Show the whole path on an invented corpus with planted trends."`
	Trends trendsCommand `cmd:"" help:"List trends, most newsworthy first."`
	Search searchCommand `cmd:"" help:"Find stories by their words."`
	Corpus corpusCommand `cmd:"" help:"Look at and export what a workspace holds."`
	LM     lmCommand     `cmd:"" name:"lm" help:"Train, measure and use language models."`
	Eval   evalCommand   `cmd:"" help:"Measure what was generated."`

	Classify classifyCommand `cmd:"" help:"Label texts."`
	Forecast forecastCommand `cmd:"" help:"Forecast the series of a file, or of a workspace."`
	Backtest backtestCommand `cmd:"" help:"Measure the methods at past origins of a file's series, or of a workspace's."`
	Ledger   ledgerCommand   `cmd:"" help:"Keep published forecasts where they cannot be changed, and score them."`
	Predict  predictCommand  `cmd:"" help:"Say what a new text heralds: its concepts, the chance of a rise, the past stories nearest to it."`

	Version versionFlag `help:"Print the version."`
}

// where is the workspace every command works in.
type where struct {
	Workspace string `short:"w" default:"." env:"HEMLINE_WORKSPACE" placeholder:"DIR" help:"Workspace folder (default: the current one)."`
}

type initCommand struct {
	Dir string `arg:"" optional:"" default:"." env:"HEMLINE_WORKSPACE" help:"Folder to make (default: the current one)."`
}

func (c *initCommand) Run(a *app.App) error { return a.Init(c.Dir) }

type importCommand struct {
	where
	Files    []string `arg:"" optional:"" name:"file" help:"Files or globs, - for standard input. CSV, TSV, JSON, JSONL, Parquet; also .gz, .zst, .zip."`
	Map      string   `placeholder:"date=1,text=2" help:"Which columns to take, by header name or position: text, title, body, date, author, heat, rank, url, label, source, market, channel, segment. Date and text are guessed from the headers when not given."`
	Set      string   `placeholder:"market=cn,channel=social" help:"The same for every row: source, market, channel, segment, author, label, date."`
	Format   string   `placeholder:"csv" help:"csv, tsv, json, jsonl or parquet, when names and content do not tell."`
	Timezone string   `placeholder:"ZONE" help:"Time zone of dates that name none (default: UTC)."`
	Yes      bool     `short:"y" help:"Take guessed columns without asking."`
	JSON     bool     `help:"Print the closing line as JSON."`
}

func (c *importCommand) Run(ctx context.Context, a *app.App) error {
	return a.Import(ctx, app.ImportOptions{
		Workspace: c.Workspace, Files: c.Files, Map: c.Map, Set: c.Set,
		Format: c.Format, Timezone: c.Timezone, Yes: c.Yes, JSON: c.JSON,
	})
}

type runCommand struct {
	Config    string `short:"c" placeholder:"FILE" help:"Settings file (default: hemline.yaml of the workspace)."`
	Workspace string `short:"w" env:"HEMLINE_WORKSPACE" placeholder:"DIR" help:"Workspace folder (default: what the settings say, else the current one)."`
	Out       string `short:"o" placeholder:"DIR" help:"Where to write (default: reports/ in the workspace)."`
	AsOf      string `placeholder:"DATE" help:"Report as of the end of this day; nothing later is read (default: the newest document's day)."`
	Lang      string `enum:",en,zh" default:"" placeholder:"en|zh" help:"Language of the report (default: what the settings say)."`
	Publish   bool   `help:"Enter the forecasts in the ledger, as hemline ledger publish does (default: what the settings say)."`
	JSON      bool   `help:"Print what was done as JSON."`
}

func (c *runCommand) Run(ctx context.Context, a *app.App) error {
	return a.Run(ctx, app.RunOptions{Config: c.Config, Workspace: c.Workspace, Out: c.Out, AsOf: c.AsOf, Language: c.Lang, Publish: c.Publish, JSON: c.JSON})
}

type demoCommand struct {
	Out  string `short:"o" default:"hemline-demo" placeholder:"DIR" help:"Where to write (default: hemline-demo)."`
	Seed uint64 `default:"1" help:"Seed of the invented corpus (default: 1)."`
	Lang string `enum:"en,zh" default:"en" placeholder:"en|zh" help:"Language of the report (default: en)."`
	JSON bool   `help:"Print the score as JSON."`
}

func (c *demoCommand) Run(ctx context.Context, a *app.App) error {
	return a.Demo(ctx, app.DemoOptions{Out: c.Out, Seed: c.Seed, Lang: c.Lang, JSON: c.JSON})
}

type trendsCommand struct {
	where
	AsOf    string `placeholder:"DATE" help:"As of the end of this day; nothing later is read."`
	Market  string `placeholder:"M" help:"Only documents of this market."`
	Channel string `placeholder:"C" help:"Only documents of this channel."`
	Segment string `placeholder:"S" help:"Only documents of this segment."`
	Kind    string `placeholder:"K" help:"Only concepts of this kind, e.g. category, colour, style."`
	Limit   int    `short:"n" placeholder:"N" help:"At most this many (default: all)."`
	JSON    bool   `help:"Print JSON (docs/outputs.md)."`
}

func (c *trendsCommand) Run(ctx context.Context, a *app.App) error {
	return a.Trends(ctx, app.TrendsOptions{
		Workspace: c.Workspace, AsOf: c.AsOf, Market: c.Market, Channel: c.Channel,
		Segment: c.Segment, Kind: c.Kind, Limit: c.Limit, JSON: c.JSON,
	})
}

type searchCommand struct {
	where
	Query   string `arg:"" optional:"" help:"Words, all of which must occur; \"quoted words\" in this order."`
	Since   string `placeholder:"DATE" help:"Published on this day or later."`
	Until   string `placeholder:"DATE" help:"Published on this day or earlier; nothing later is seen."`
	Source  string `placeholder:"NAME" help:"Only from this source."`
	Market  string `placeholder:"M" help:"Only of this market."`
	Channel string `placeholder:"C" help:"Only of this channel."`
	Limit   int    `short:"n" default:"20" help:"At most this many stories (default: 20)."`
	Offset  int    `help:"Leave out this many first."`
	JSON    bool   `help:"Print JSON (docs/outputs.md)."`
}

func (c *searchCommand) Run(ctx context.Context, a *app.App) error {
	return a.Search(ctx, app.SearchOptions{
		Workspace: c.Workspace, Query: c.Query, Since: c.Since, Until: c.Until, Source: c.Source,
		Market: c.Market, Channel: c.Channel, Limit: c.Limit, Offset: c.Offset, JSON: c.JSON,
	})
}

type corpusCommand struct {
	Stats  statsCommand  `cmd:"" help:"Count what a workspace holds."`
	Export exportCommand `cmd:"" help:"Write the documents with their mentions to a file."`
}

type statsCommand struct {
	where
	JSON bool `help:"Print JSON (docs/outputs.md)."`
}

func (c *statsCommand) Run(ctx context.Context, a *app.App) error {
	return a.Stats(ctx, c.Workspace, c.JSON)
}

type exportCommand struct {
	where
	Out    string `arg:"" optional:"" default:"-" help:"File to write (default: standard output)."`
	Format string `enum:",jsonl,csv,parquet" default:"" placeholder:"FORMAT" help:"jsonl, csv or parquet (default: by the file's name, else jsonl)."`
}

func (c *exportCommand) Run(ctx context.Context, a *app.App) error {
	return a.Export(ctx, c.Workspace, c.Out, c.Format)
}
