package app

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"time"

	"hemline/forecast/backtest"
	"hemline/forecast/ledger"
)

// LedgerReportOptions are the flags of `hemline ledger report`.
type LedgerReportOptions struct {
	Workspace string
	Misses    int
	Revised   bool // judge by the data as revised, not as it first was known
	JSON      bool
}

// ReportLedger prints how the published forecasts turned out, misses first.
func (a *App) ReportLedger(_ context.Context, o LedgerReportOptions) error {
	if o.Misses < 0 {
		return usage("--misses %d: list 0 or more", o.Misses)
	}
	book, err := readLedger(o.Workspace)
	if err != nil {
		return err
	}
	vintage := ledger.FirstKnown
	if o.Revised {
		vintage = ledger.AsRevised
	}
	card := book.Report(vintage, time.Time{}, o.Misses)
	if o.JSON {
		return writeJSON(a.Stdout, card)
	}
	return a.showReportCard(card, filepath.Join(o.Workspace, ledger.FileName))
}

func (a *App) showReportCard(c ledger.Card, path string) error {
	say := func(format string, args ...any) error {
		_, err := fmt.Fprintf(a.Stdout, format+"\n", args...)
		return err
	}
	if c.Scored == 0 {
		return say("%s: %d forecasts, %d of them not over or not scored, none with an outcome; `hemline ledger score` enters what has come", path, c.Calls, c.Open)
	}
	if err := a.showMisses(c.Misses); err != nil {
		return err
	}
	var t table
	t.add("GROUP", "", "CALLS", "RIGHT", "RATE", "95%", "BRIER", "IN 80%", "MASE", "NAIVE", "PINBALL")
	for _, r := range c.Rows {
		t.add(r.By, r.Name, fmt.Sprint(r.Calls), fmt.Sprint(r.Hits), part(r.HitRate), part(r.Low)+" to "+part(r.High),
			decimals(r.Brier, 3), part(r.Coverage), decimals(r.MASE, 2), decimals(r.Naive, 2), decimals(r.Pinball, 3))
	}
	if err := t.write(a.Stdout); err != nil {
		return err
	}
	t = table{}
	t.add("\nPERIODS AHEAD", "VALUES", "IN 80%", "MASE", "NAIVE")
	for _, s := range c.Steps {
		t.add(fmt.Sprintf("%s %d to %d", s.Freq, s.From, s.To), fmt.Sprint(s.Values), part(s.Coverage), decimals(s.MASE, 2), decimals(s.Naive, 2))
	}
	if err := t.write(a.Stdout); err != nil {
		return err
	}
	if err := say("\n%d forecasts, judged by the data %s: %d with an outcome, %d not over or not scored, %d of which nothing is known", c.Calls, c.Vintage, c.Scored, c.Open, c.Unknown); err != nil {
		return err
	}
	if c.Revised > 0 {
		if err := say("by revised data %d of them turned out otherwise", c.Revised); err != nil {
			return err
		}
	}
	return say("The 95%% interval counts calls of one series for the same time as one. \"Afterwards\" are calls entered when their first period was over: they show the method, not foresight.")
}

func (a *App) showMisses(misses []ledger.Miss) error {
	var t table
	t.add("MISSED, LINE", "CONCEPT", "SCOPE", "MADE", "DUE", "SAID", "P", "CAME", "LAST YEAR", "EXPECTED", "WAS", "MASE", "HASH")
	for _, m := range misses {
		t.add(strconv.Itoa(m.Line), m.Series, m.Scope, m.Origin.Format(time.DateOnly), m.Due.Format(time.DateOnly), string(m.Said), part(m.Probability),
			string(m.Came), decimals(m.LastYear, 2), decimals(m.Expected, 2), decimals(m.Mean, 2), decimals(m.MASE, 2), m.Hash[:12])
	}
	if len(misses) == 0 {
		return nil
	}
	if err := t.write(a.Stdout); err != nil {
		return err
	}
	_, err := fmt.Fprintln(a.Stdout)
	return err
}

// part writes a part of one in per cent, "-" when it is not known.
func part(v backtest.Number) string {
	if v != v {
		return "-"
	}
	return fmt.Sprintf("%.0f%%", 100*float64(v))
}

func decimals(v backtest.Number, digits int) string {
	if v != v {
		return "-"
	}
	return strconv.FormatFloat(float64(v), 'f', digits, 64)
}
