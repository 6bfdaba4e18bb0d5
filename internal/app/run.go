package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"hemline/internal/config"
	"hemline/internal/wholefile"
	"hemline/report"
	"hemline/signal"
)

// RunOptions are the flags of `hemline run`.
type RunOptions struct {
	Config    string // empty: the workspace's own settings
	Workspace string // empty: what the settings say, else the current folder
	Out       string // empty: reports/ in the workspace
	AsOf      string // empty: the day of the newest document
	Language  string // empty: what the settings say
	Publish   bool   // enter the forecasts in the ledger
	JSON      bool
}

// Ran is what `hemline run --json` prints.
type Ran struct {
	AsOf     string   `json:"as_of"`
	Imported Imported `json:"imported"`
	Trends   int      `json:"trends"`
	Rising   int      `json:"rising"`
	Falling  int      `json:"falling"`
	Seasonal int      `json:"seasonal"`
	Files    []string `json:"files"`
	Entered  int      `json:"ledger_added,omitempty"` // forecasts entered in the ledger
	Seconds  float64  `json:"seconds"`
}

// Run imports what the settings name and writes the report.
func (a *App) Run(ctx context.Context, o RunOptions) error {
	start := a.Now()
	var until time.Time
	var err error
	if o.AsOf != "" {
		if until, err = ParseDay(o.AsOf); err != nil {
			return err
		}
	}
	cfg, dir, err := runSettings(o)
	if err != nil {
		return err
	}
	// A run for a past day is to look back: only --publish enters what it says.
	cfg.Ledger = o.Publish || cfg.Ledger && o.AsOf == ""
	w, err := a.openWorkspace(ctx, dir, cfg, creating)
	if err != nil {
		return err
	}
	defer w.Close()
	if o.Config != "" {
		if err := link(dir, o.Config); err != nil {
			return err
		}
	}
	if err := a.relevance(ctx, w); err != nil {
		return err
	}
	if err := a.retag(ctx, w); err != nil {
		return err
	}
	imported, err := a.importSources(ctx, w)
	if err != nil {
		return err
	}
	ran, _, err := a.publish(ctx, w, until, o.Out, false)
	if err != nil {
		return err
	}
	ran.Imported = imported
	ran.Seconds = a.Now().Sub(start).Round(time.Millisecond).Seconds()
	if o.JSON {
		return writeJSON(a.Stdout, ran)
	}
	_, err = fmt.Fprintf(a.Stdout, "%d trends as of %s: %d rising, %d falling, %d seasonal, in %.1f s\n%s\n",
		ran.Trends, ran.AsOf, ran.Rising, ran.Falling, ran.Seasonal, ran.Seconds, strings.Join(ran.Files, "\n"))
	return err
}

// runSettings finds the settings and the workspace of a run.
func runSettings(o RunOptions) (*config.Config, string, error) {
	dir := o.Workspace
	if o.Config == "" {
		if dir == "" {
			dir = "."
		}
		cfg, err := settings(dir)
		return withLanguage(cfg, o.Language), dir, err
	}
	cfg, err := config.Load(o.Config)
	if err != nil {
		return nil, "", err
	}
	if dir == "" {
		dir = "."
		if cfg.Workspace != "" {
			dir = cfg.Path(cfg.Workspace)
		}
	}
	return withLanguage(cfg, o.Language), dir, nil
}

func withLanguage(cfg *config.Config, language string) *config.Config {
	if cfg != nil && language != "" {
		cfg.Language = language
	}
	return cfg
}

// importSources reads every source of the settings.
func (a *App) importSources(ctx context.Context, w *workspace) (Imported, error) {
	var sum Imported
	for _, s := range w.cfg.Sources {
		name := cmp.Or(s.Name, s.Files[0])
		files := make([]string, len(s.Files))
		for i, file := range s.Files {
			path, err := config.Expand(file)
			if err != nil {
				return sum, fmt.Errorf("source %s: %w", name, err)
			}
			files[i] = w.cfg.Path(path)
		}
		s.Files = files
		r, err := a.fileReader(s, pairs(s.Map), pairs(s.Set))
		if err != nil {
			return sum, fmt.Errorf("source %s: %w", name, err)
		}
		done, err := a.importFrom(ctx, w, r, false)
		sum.merge(done)
		if err != nil {
			return sum, fmt.Errorf("source %s: %w", name, err)
		}
		a.say("%s: %s rows, %s of them new, in %.1f s", name, thousands(done.Rows), thousands(done.Documents+done.Copies), done.Seconds)
	}
	return sum, nil
}

func (i *Imported) merge(o Imported) {
	i.Rows += o.Rows
	i.Documents += o.Documents
	i.Duplicates += o.Duplicates
	i.Quarantined += o.Quarantined
	i.Copies += o.Copies
	i.Repeats += o.Repeats
	i.Seconds += o.Seconds
}

// publish analyses the workspace and writes the four files of a report.
func (a *App) publish(ctx context.Context, w *workspace, until time.Time, out string, synthetic bool) (Ran, *analysis, error) {
	asked := !until.IsZero()
	stats, until, err := w.window(ctx, until)
	if err != nil {
		return Ran{}, nil, err
	}
	l, err := a.language(ctx, w, until, asked)
	if err != nil {
		return Ran{}, nil, err
	}
	defer l.close()
	an, err := w.analyse(ctx, stats, until, signal.Scope(w.cfg.Scope), l)
	if err != nil {
		return Ran{}, nil, err
	}
	if err := an.relate(ctx, w.pack); err != nil {
		return Ran{}, nil, err
	}
	if out == "" {
		out = filepath.Join(w.dir, "reports", asOfDay(an))
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return Ran{}, nil, fmt.Errorf("reports: %w", err)
	}
	table, err := an.replay(ctx)
	if err != nil {
		return Ran{}, nil, err
	}
	if len(an.trends) == 0 {
		a.say("no concept has report.min_mentions (%d) mentions in the two years before %s: the report is empty; import more, or set it lower", w.cfg.Report.MinMentions, asOfDay(an))
	}
	book, added, err := a.ledgerOf(ctx, w, an)
	if err != nil {
		return Ran{}, nil, err
	}
	if err := w.entered(an, book); err != nil {
		return Ran{}, nil, err
	}
	r := w.report(an, table, a.Now(), synthetic)
	w.record(an, book, r)
	v, err := w.verdict()
	if err != nil {
		return Ran{}, nil, err
	}
	r.Method.Relevance = v.method()
	if err := w.compare(r, an); err != nil {
		return Ran{}, nil, err
	}
	var files []string
	for _, f := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{"report.html", func(f io.Writer) error { return report.WriteHTML(f, r) }},
		{"trends.json", func(f io.Writer) error { return report.WriteTrendsJSON(f, an.trends) }},
		{"series.csv", func(f io.Writer) error { return report.WriteSeriesCSV(f, an.signals...) }},
		{"forecasts.csv", func(f io.Writer) error { return report.WriteForecastsCSV(f, an.forecasts...) }},
	} {
		path := filepath.Join(out, f.name)
		if err := wholefile.Write(path, f.write); err != nil {
			return Ran{}, nil, err
		}
		files = append(files, path)
	}
	if err := w.remember(r, an); err != nil {
		return Ran{}, nil, err
	}
	rising, falling, seasonal := r.Calls()
	return Ran{
		AsOf: asOfDay(an), Trends: len(an.trends), Rising: rising, Falling: falling, Seasonal: seasonal, Files: files, Entered: added,
	}, an, nil
}

// asOfDay is the last day that counts.
func asOfDay(an *analysis) string { return an.until.AddDate(0, 0, -1).Format(time.DateOnly) }

// snapshotFolder is where the state of reports is kept for the next one, by
// scope, period and horizon, since only answers to the same question can be
// compared.
func (w *workspace) snapshotFolder(an *analysis) string {
	name := strings.Map(func(r rune) rune {
		if r == '/' || r == '\\' || r == '.' {
			return '-'
		}
		return r
	}, fmt.Sprintf("%s-%d-%s", w.cfg.Period, w.cfg.Ahead(), an.scope))
	return filepath.Join(w.dir, "reports", "snapshots", name)
}

// compare fills what changed since the latest report made for an earlier day.
func (w *workspace) compare(r *report.Report, an *analysis) error {
	dir := w.snapshotFolder(an)
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("reports: %w", err)
	}
	var earlier []string
	for _, e := range entries {
		if day, ok := strings.CutSuffix(e.Name(), ".json"); ok && day < asOfDay(an) {
			earlier = append(earlier, day)
		}
	}
	if len(earlier) == 0 {
		return nil
	}
	day := slices.Max(earlier)
	prev, err := os.ReadFile(filepath.Join(dir, day+".json"))
	if err != nil {
		return fmt.Errorf("reports: %w", err)
	}
	if r.Since, err = report.SnapshotAsOf(prev); err != nil {
		return fmt.Errorf("%w; delete %s to start anew", err, filepath.Join(dir, day+".json"))
	}
	if r.Changes, err = report.Compare(prev, an.trends); err != nil {
		return fmt.Errorf("%w; delete %s to start anew", err, filepath.Join(dir, day+".json"))
	}
	return nil
}

// remember keeps the state of this report for the next one.
func (w *workspace) remember(r *report.Report, an *analysis) error {
	state, err := report.Snapshot(r)
	if err != nil {
		return err
	}
	dir := w.snapshotFolder(an)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("reports: %w", err)
	}
	return wholefile.Write(filepath.Join(dir, asOfDay(an)+".json"), func(f io.Writer) error {
		_, err := f.Write(state)
		return err
	})
}
