package app

import (
	"context"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"hemline/forecast"
	"hemline/forecast/reconcile"
	"hemline/series"
)

// ForecastOptions are the flags of `hemline forecast`.
type ForecastOptions struct {
	Input     string // file of series, "-" for standard input
	Workspace string // instead of a file
	Leading   string // file of leading series, "" for none
	Totals    string // file of which series add up to which, "" for none; "kind" of a workspace
	Horizon   int    // periods ahead; 0: about a year, see defaultHorizon
	Season    int    // periods in a cycle; 0: by frequency
	Levels    string // of the intervals, in per cent: "80,95"
	Method    string // "auto", or the name of one
	Freq      string // "" is told by the dates
	Columns   string // of a long file: "id=NAME,ds=NAME,y=NAME"
	AsOf      string // of a workspace
	Market    string // of a workspace, as Channel and Segment
	Channel   string
	Segment   string
	Seed      uint64
	Workers   int
	Out       string // file by its ending, "-" for CSV on standard output
	Status    string // file for a line about each series, "" for none
	JSON      bool
}

// Limits that keep a slip of the finger from running for a day.
const (
	maxAhead  = 10_000
	maxLevels = 20
)

// question is what to forecast, from a file or a workspace.
type question struct {
	series  []wanted
	leading map[string]series.Series
	freq    series.Freq                       // of most series
	picked  func(id string, o time.Time) bool // backtest.Options.Asked; nil: always
	lenders []series.Series                   // of which nothing is asked, but whose past teaches
	kinds   []addend                          // of a workspace's concepts, where --totals kind asks for them
	totals  []reconcile.Total                 // of series, by their places; a total of one without a value is left out
}

// wanted is one series that a forecast is asked of.
type wanted struct {
	series.Series
	label  func(i int) string // of period i, as the source writes it
	status string             // what was wrong with it in its file
	steps  bool               // its periods are integer steps
}

// answer is one series with its forecast.
type answer struct {
	wanted
	forecast.Forecast
	season int  // periods in a cycle it was forecast with
	known  bool // else nothing can be said: no value is known
}

// Forecast forecasts the series of a file or of a workspace.
func (a *App) Forecast(ctx context.Context, o ForecastOptions) error {
	start := a.Now()
	levels, err := parseLevels(o.Levels)
	if err != nil {
		return err
	}
	if err := o.check(); err != nil {
		return err
	}
	q, err := a.question(ctx, o)
	if err != nil {
		return err
	}
	if o.Horizon == 0 {
		o.Horizon = defaultHorizon(q.freq, o.Season)
	}
	if err := a.addTotals(q, o); err != nil {
		return err
	}
	answers, err := a.answers(ctx, q, levels, o)
	if err != nil {
		return err
	}
	if err := addUp(q, answers); err != nil {
		return err
	}
	if err := a.writeForecasts(answers, levels, o); err != nil {
		return err
	}
	return a.forecastSummary(q, answers, o, a.Now().Sub(start))
}

// check finds contradictory flags before anything is read.
func (o *ForecastOptions) check() error {
	switch {
	case o.Input == "" && o.Workspace == "":
		return usage("which series? Name a file with --input FILE, or a workspace with --workspace DIR")
	case o.Input != "" && o.Workspace != "":
		return usage("--input or --workspace, not both")
	case o.Input != "" && (o.AsOf != "" || o.Market != "" || o.Channel != "" || o.Segment != ""):
		return usage("--as-of, --market, --channel and --segment choose from a workspace; a file's series are forecast from their last date")
	case o.Workspace != "" && (o.Leading != "" || o.Freq != "" || o.Columns != ""):
		return usage("--leading, --freq and --columns are for a file (--input)")
	case o.Horizon < 0 || o.Horizon > maxAhead:
		return usage("--horizon %d: write a number of periods from 1 to %d", o.Horizon, maxAhead)
	case o.Season < 0 || o.Season > maxAhead:
		return usage("--season %d: write a number of periods from 1 (no season) to %d, or 0 for that of the frequency", o.Season, maxAhead)
	case o.Workers < 0:
		return usage("--workers %d: write a number from 1, or 0 for one per core", o.Workers)
	case o.Input == "-" && o.Leading == "-":
		return usage("standard input can be --input or --leading, not both")
	case o.Totals == "-":
		return usage("--totals takes a file, not standard input")
	}
	for _, in := range []string{o.Input, o.Leading, o.Totals} {
		for _, out := range []string{o.Out, o.Status} {
			if sameFile(in, out) {
				return usage("%s would be written over by its forecasts; give another --out or --status", in)
			}
		}
	}
	if o.Status != "" && o.Status == o.Out {
		return usage("--status and --out name the same file %s", o.Out)
	}
	if _, err := outputFormat(o.Out, o.JSON); err != nil {
		return err
	}
	_, err := methods(o.Method)
	return err
}

func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// defaultHorizon is about a year, four weeks of days, two days of hours; of
// steps a season, and without one a dozen.
func defaultHorizon(f series.Freq, season int) int {
	switch f {
	case series.Hour:
		return 48
	case series.Day:
		return 28
	case series.Step:
		if season > 1 {
			return min(season, maxAhead)
		}
		return 12
	case series.Year:
		return 3
	}
	return f.Season()
}

// quantile is one column of a forecast: q10 is below with a chance of 0.1.
type quantile struct {
	name string
	tau  float64
}

// parseLevels reads "80,95" as the quantiles that bound these intervals, and
// the median, ascending.
func parseLevels(s string) ([]quantile, error) {
	percents := []float64{50}
	for part := range strings.SplitSeq(s, ",") {
		part = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(part), "%"))
		if part == "" {
			continue
		}
		level, err := strconv.ParseFloat(part, 64)
		if err != nil || !(level > 0 && level < 100) {
			return nil, usage("--levels %s: write intervals in per cent between 0 and 100, e.g. 80,95", s)
		}
		if level < 1 {
			return nil, usage("--levels %s: write intervals in per cent, %g as %g", s, level, 100*level)
		}
		// Tenths of thousandths are finer than any interval is known, and keep
		// names short: q2.5, not q2.4999999999999996.
		low := math.Round((100-level)/2*1e4) / 1e4
		percents = append(percents, low, 100-low)
	}
	slices.Sort(percents)
	percents = slices.Compact(percents)
	if len(percents) > 2*maxLevels+1 {
		return nil, usage("--levels: at most %d intervals", maxLevels)
	}
	var out []quantile
	for _, p := range percents {
		p = math.Round(p*1e4) / 1e4
		out = append(out, quantile{"q" + strconv.FormatFloat(p, 'f', -1, 64), p / 100})
	}
	return out, nil
}

// question reads what is to be forecast.
func (a *App) question(ctx context.Context, o ForecastOptions) (*question, error) {
	if o.Workspace != "" {
		return a.askWorkspace(ctx, o)
	}
	return a.askFile(ctx, o)
}

// writeForecasts writes the forecasts, and the line about each series.
func (a *App) writeForecasts(answers []answer, levels []quantile, o ForecastOptions) error {
	format, err := outputFormat(o.Out, o.JSON)
	if err != nil {
		return err
	}
	err = a.writeOut(o.Out, func(w io.Writer) error {
		switch format {
		case "parquet":
			return forecastParquet(w, answers, levels, o.Horizon)
		case "json":
			return forecastJSON(w, answers, levels, o.Horizon)
		}
		return forecastCSV(w, answers, levels, o.Horizon)
	})
	if err != nil || o.Status == "" {
		return err
	}
	return a.writeOut(o.Status, func(w io.Writer) error { return statusCSV(w, answers) })
}
