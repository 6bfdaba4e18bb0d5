package app

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"hemline/forecast"
	"hemline/forecast/attention"
	"hemline/forecast/backtest"
	"hemline/forecast/ensemble"
	"hemline/series"
)

// BacktestOptions are the flags of `hemline backtest`.
type BacktestOptions struct {
	Input      string // file of series, "-" for standard input
	Workspace  string // instead of a file
	Leading    string // file of leading series, "" for none
	Horizon    int    // periods ahead; 0: about a year, of a workspace as its report
	Season     int    // periods in a cycle; 0: by frequency
	MASESeason int    // of naive 2 and of the scale of MASE; 0: the season
	Origins    int    // rolling origins
	Step       int    // periods between them; 0: half the horizon
	Origin     []string
	Methods    []string // rows; none: those of the ensemble and the ensemble; "all"
	Freq       string   // "" is told by the dates
	Columns    string   // of a long file: "id=NAME,ds=NAME,y=NAME"
	AsOf       string   // of a workspace
	Market     string   // of a workspace, as Channel and Segment
	Channel    string
	Segment    string
	Seed       uint64
	Workers    int
	JSON, CSV  bool
}

const maxOrigins = 200

// Backtest measures the methods and the ensemble at past origins.
func (a *App) Backtest(ctx context.Context, o BacktestOptions) error {
	t, err := o.trial()
	if err != nil {
		return err
	}
	t.Now = a.Now
	var table backtest.Table
	if o.Workspace != "" {
		table, err = a.backtestWorkspace(ctx, t, o)
	} else {
		table, err = a.backtestFile(ctx, t, o)
	}
	if err != nil {
		return err
	}
	out := bufio.NewWriter(a.Stdout)
	switch {
	case o.JSON:
		err = writeJSON(out, table)
	case o.CSV:
		err = table.WriteCSV(out)
	default:
		if err = heading(out, &table); err == nil {
			err = table.WriteText(out)
		}
		if err == nil {
			err = footnotes(out, &table)
		}
	}
	if err != nil {
		return err
	}
	return out.Flush()
}

// trial is what the flags ask for, but for the origins.
func (o *BacktestOptions) trial() (backtest.Trial, error) {
	t := backtest.Trial{MASESeason: o.MASESeason}
	t.Horizon, t.Season, t.Workers = o.Horizon, o.Season, workers(o.Workers)
	f := o.forecast()
	switch {
	case o.Origins < 1 || o.Origins > maxOrigins:
		return t, usage("--origins %d: write a number from 1 to %d", o.Origins, maxOrigins)
	case o.Step < 0 || o.Step > maxAhead:
		return t, usage("--step %d: write a number of periods from 1 to %d, or 0 for half the horizon", o.Step, maxAhead)
	case o.MASESeason < 0 || o.MASESeason > maxAhead:
		return t, usage("--mase-season %d: write a number of periods from 1 to %d, or 0 for the season", o.MASESeason, maxAhead)
	case len(o.Origin) > maxOrigins:
		return t, usage("--origin: at most %d", maxOrigins)
	case len(o.Origin) > 0 && o.Step > 0:
		return t, usage("--step is of rolling origins; each --origin stands for itself")
	case o.JSON && o.CSV:
		return t, usage("--json or --csv, not both")
	}
	if err := f.check(); err != nil {
		return t, err
	}
	return t, o.choose(&t)
}

// choose reads --method: which rows, and whether the network takes part.
func (o *BacktestOptions) choose(t *backtest.Trial) error {
	network := attention.Method{Seed: o.Seed, Workers: t.Workers}
	if o.Workspace == "" { // whose reports mix without it
		t.Globals = []forecast.Global{network}
	}
	names := []string{"all", auto, statistical, backtest.Ensemble, network.Name(), "naive2"}
	for _, m := range ensemble.All() {
		names = append(names, m.Name())
	}
	every := false
	for _, name := range o.Methods {
		switch name {
		case "all":
			every = true
		case auto:
			name = backtest.Ensemble
		case statistical:
			name, t.Globals = backtest.Ensemble, nil
		}
		if !slices.Contains(names, name) {
			return usage("--method %s is not known%s; methods are %s", name, meant(name, names), strings.Join(names, ", "))
		}
		t.Only, t.Beside = append(t.Only, name), ensemble.All()
	}
	if every {
		t.Only = nil
	}
	return nil
}

// teach gives a trial the ensemble's methods, as it mixes them for n series.
func teach(t *backtest.Trial, n int) {
	t.Methods, t.Prior, t.Origins = ensemble.Methods(), ensemble.Prior(), backtest.Origins(n)
}

// forecast is the part of the flags that `hemline forecast` has too.
func (o *BacktestOptions) forecast() ForecastOptions {
	return ForecastOptions{
		Input: o.Input, Workspace: o.Workspace, Leading: o.Leading, Horizon: o.Horizon, Season: o.Season,
		Freq: o.Freq, Columns: o.Columns, AsOf: o.AsOf, Market: o.Market, Channel: o.Channel, Segment: o.Segment,
		Workers: o.Workers, Out: "-",
	}
}

// backtestFile measures on the series of a file.
func (a *App) backtestFile(ctx context.Context, t backtest.Trial, o BacktestOptions) (backtest.Table, error) {
	q, err := a.askFile(ctx, o.forecast())
	if err != nil {
		return backtest.Table{}, err
	}
	if t.Horizon == 0 {
		t.Horizon = defaultHorizon(q.freq, o.Season)
	}
	var tested []wanted
	for _, s := range q.series {
		if s.Freq == q.freq && s.Known() > 0 {
			tested = append(tested, s)
		}
	}
	if left := len(q.series) - len(tested); left > 0 {
		a.say("%d series without a value or of another frequency than the file's (%s) are left out", left, q.freq)
	}
	if len(tested) == 0 {
		return backtest.Table{}, usage("%s has no series with a value", o.Input)
	}
	at, err := findOrigins(tested, t.Horizon, o)
	if err != nil {
		return backtest.Table{}, err
	}
	t.Backs, t.Leading = at.backs, q.leading
	teach(&t, len(tested))
	if t.Season == 0 && q.freq == series.Step {
		t.Season = seasonBefore(tested, slices.Max(at.backs))
	}
	ss := make([]series.Series, len(tested))
	for i, s := range tested {
		ss[i] = s.Series
	}
	table, err := a.evaluate(ctx, "backtesting", ss, t)
	if err != nil {
		return table, err
	}
	table.At = at.labels
	return table, enough(&table, ss)
}

// seasonBefore tells the season from what was known at the earliest origin, so
// that none of them knows it from later.
func seasonBefore(ss []wanted, back int) int {
	var values [][]float64
	for _, s := range ss {
		if n := s.Len() - back; n > 0 {
			values = append(values, s.Values[:n])
		}
	}
	return forecast.Season(values)
}

// evaluate runs a trial with a progress bar.
func (a *App) evaluate(ctx context.Context, name string, ss []series.Series, t backtest.Trial) (backtest.Table, error) {
	bar := a.bar(name)
	defer bar.done()
	t.Progress = func(done, total int) { bar.set(int64(done), int64(total)) }
	return backtest.Evaluate(ctx, ss, t)
}

// enough says what to do when nothing could be scored.
func enough(t *backtest.Table, ss []series.Series) error {
	if len(t.Rows) > 0 && t.Rows[0].Windows > 0 {
		return nil
	}
	longest := 0
	for _, s := range ss {
		longest = max(longest, s.Len())
	}
	return usage("nothing to measure on: a series needs a season (%d) and a horizon (%d) of periods, the longest has %d; set a smaller --horizon or --season, or later origins", t.Season, t.Horizon, longest)
}

// heading says what the table is about.
func heading(w io.Writer, t *backtest.Table) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s series, %d %ss ahead, season %d", thousands(int64(t.Series)), t.Horizon, t.Freq, t.Season)
	if t.MASESeason != t.Season {
		fmt.Fprintf(&b, " (%d for MASE and naive2)", t.MASESeason)
	}
	if t.Scored < t.Series {
		fmt.Fprintf(&b, "; %s long enough to be scored", thousands(int64(t.Scored)))
	}
	const listed = 12
	at := t.At
	more := ""
	if len(at) > listed {
		at, more = at[:listed], fmt.Sprintf(" and %d more", len(at)-listed)
	}
	fmt.Fprintf(&b, "\nlast period known at each origin: %s%s\n\n", strings.Join(at, ", "), more)
	_, err := io.WriteString(w, b.String())
	return err
}

// footnotes say what the measures are.
func footnotes(w io.Writer, t *backtest.Table) error {
	_, err := fmt.Fprintf(w, `
MASE, pinball, widths and MSIS are in units of the mean error that repeating what
was %d periods before made in the past; OWA is MASE and sMAPE against naive2's;
quarter %% is the median miss of the means of quarters; direction is rise, flat or
fall of the horizon's mean against the last year's, by more than 5 %%.
`, t.MASESeason)
	return err
}

// dayOf is the date of a period as its file writes it, or as the calendar has
// it where that is no plain date.
func (s *wanted) dayOf(i int) time.Time {
	if day, err := time.Parse(time.DateOnly, s.label(i)); err == nil {
		return day
	}
	return s.Period(i)
}
