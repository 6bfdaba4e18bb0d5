package main

import (
	"context"

	"hemline/internal/app"
)

type ledgerCommand struct {
	Publish ledgerPublishCommand `cmd:"" help:"Enter the forecasts of a workspace, so that nobody can change them later."`
	Verify  ledgerVerifyCommand  `cmd:"" help:"Find any edit, reordering or deletion."`
	Score   ledgerScoreCommand   `cmd:"" help:"Enter what has come of the forecasts."`
	Report  ledgerReportCommand  `cmd:"" help:"Show how the forecasts turned out, misses first."`
}

type ledgerPublishCommand struct {
	where
	AsOf    string `placeholder:"DATE" help:"Forecasts as of the end of this day; nothing later is read (default: the newest document's day)."`
	Market  string `placeholder:"M" help:"Only documents of this market (default: the scope of the settings)."`
	Channel string `placeholder:"C" help:"Only documents of this channel."`
	Segment string `placeholder:"S" help:"Only documents of this segment."`
	JSON    bool   `help:"Print JSON (docs/ledger.md)."`
}

func (c *ledgerPublishCommand) Run(ctx context.Context, a *app.App) error {
	return a.PublishLedger(ctx, app.LedgerPublishOptions{
		Workspace: c.Workspace, AsOf: c.AsOf, Market: c.Market, Channel: c.Channel, Segment: c.Segment, JSON: c.JSON,
	})
}

type ledgerVerifyCommand struct {
	where
	Head string `placeholder:"HASH" help:"A head you wrote down: prove that nothing up to it was changed or removed."`
	JSON bool   `help:"Print JSON (docs/ledger.md)."`
}

func (c *ledgerVerifyCommand) Run(ctx context.Context, a *app.App) error {
	return a.VerifyLedger(ctx, app.LedgerVerifyOptions{Workspace: c.Workspace, Head: c.Head, JSON: c.JSON})
}

type ledgerScoreCommand struct {
	where
	AsOf string `placeholder:"DATE" help:"As of the end of this day; nothing later is read (default: the newest document's day)."`
	JSON bool   `help:"Print JSON (docs/ledger.md)."`
}

func (c *ledgerScoreCommand) Run(ctx context.Context, a *app.App) error {
	return a.ScoreLedger(ctx, app.LedgerScoreOptions{Workspace: c.Workspace, AsOf: c.AsOf, JSON: c.JSON})
}

type ledgerReportCommand struct {
	where
	Misses  int  `short:"n" default:"20" help:"List at most so many misses (default: 20)."`
	Revised bool `help:"Judge by the data as revised, not as it first was known."`
	JSON    bool `help:"Print JSON (docs/ledger.md)."`
}

func (c *ledgerReportCommand) Run(ctx context.Context, a *app.App) error {
	return a.ReportLedger(ctx, app.LedgerReportOptions{Workspace: c.Workspace, Misses: c.Misses, Revised: c.Revised, JSON: c.JSON})
}
