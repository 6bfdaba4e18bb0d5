package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"hemline/forecast/ledger"
	"hemline/internal/config"
	"hemline/internal/demo"
	"hemline/series"
	"hemline/signal"
)

// DemoOptions are the flags of `hemline demo`.
type DemoOptions struct {
	Out  string
	Seed uint64
	Lang string // of the report
	JSON bool
}

// Demo writes a synthetic corpus, runs the whole path over it and prints what
// was planted beside what was found.
func (a *App) Demo(ctx context.Context, o DemoOptions) error {
	start := a.Now()
	plan, err := demo.Default()
	if err != nil {
		return err
	}
	w, err := a.demoWorkspace(ctx, o, plan)
	if err != nil {
		return err
	}
	defer w.Close()
	ran, an, err := a.publish(ctx, w, time.Time{}, o.Out, true)
	if err != nil {
		return err
	}
	truth, err := w.demoTruth(ctx, plan, o.Seed, an)
	if err != nil {
		return err
	}
	score := demo.Judge(plan, rows(an, truth))
	if o.JSON {
		return writeJSON(a.Stdout, score)
	}
	if err := a.demoTable(w, score); err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.Stdout, "\nThe corpus is synthetic: this shows that planted trends are found, not how real ones behave.\nReport: %s (%.0f s)\n", ran.Files[0], a.Now().Sub(start).Seconds())
	return err
}

// demoWorkspace writes the plan's corpus and imports it into a workspace of
// its own.
func (a *App) demoWorkspace(ctx context.Context, o DemoOptions, plan *demo.Plan) (*workspace, error) {
	dir := filepath.Join(o.Out, "workspace")
	if err := fresh(dir); err != nil {
		return nil, err
	}
	a.say("writing a synthetic corpus (invented posts, invented platforms) to %s", filepath.Join(o.Out, "corpus"))
	files, err := demo.Write(filepath.Join(o.Out, "corpus"), plan, o.Seed)
	if err != nil {
		return nil, err
	}
	cfg := config.Defaults()
	cfg.Title = "Hemline demo"
	cfg.Language = o.Lang
	cfg.LM.Budget = demoBudget
	for i, p := range plan.Platforms {
		cfg.Sources = append(cfg.Sources, config.Source{
			Name: p.Name, Files: []string{files[i]},
			Map: map[string]string{"date": "date", "author": "author", "text": "text", "heat": "likes", "url": "url"},
			Set: map[string]string{"channel": p.Channel, "market": p.Market},
		})
	}
	w, err := a.openWorkspace(ctx, dir, &cfg, creating)
	if err != nil {
		return nil, err
	}
	if err := a.retag(ctx, w); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	if _, err := a.importSources(ctx, w); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return w, nil
}

// demoBudget is the time the demo trains its language model in: enough to show
// what it is for, short enough to wait for.
const demoBudget = config.Duration(5 * time.Second)

// demoMark is the file that says a workspace was made by a demo, so that the
// next one may make it anew.
const demoMark = ".hemline-demo"

// fresh empties the workspace of an earlier demo, since a demo starts from
// nothing. Any other workspace is left alone.
func fresh(dir string) error {
	mark := filepath.Join(dir, demoMark)
	if _, err := os.Stat(filepath.Join(dir, databaseName)); err == nil {
		if _, err := os.Stat(mark); err != nil {
			return usage("%s is a workspace that no demo made; name another folder with --out", dir)
		}
	}
	for _, name := range []string{databaseName, databaseName + "-wal", databaseName + "-shm", "reports", ledger.FileName, ledger.HeadName} {
		if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
			return fmt.Errorf("demo: %w", err)
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	if err := os.WriteFile(mark, nil, 0o644); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	return nil
}

// rows gives what was found by concept. Called means listed as rising or
// falling: what is listed as seasonal is not, whatever its year will be.
// truth is what the coming months bring.
func rows(an *analysis, truth map[string]series.Series) map[string]demo.Row {
	out := map[string]demo.Row{}
	for i := range an.trends {
		t := &an.trends[i]
		row := demo.Row{Found: string(t.Forecast.Verdict), Stage: string(t.Signal.Stage), Called: t.Called() && t.Signal.Stage != signal.Seasonal}
		row.Inside, row.Months = inside(t.Forecast, truth[t.Concept.ID])
		out[t.Concept.ID] = row
	}
	return out
}

func (a *App) demoTable(w *workspace, s demo.Score) error {
	var t table
	t.add("CONCEPT", "中文", "PLANTED", "EXPECTED", "FOUND", "STAGE", "", "INSIDE")
	for _, r := range s.Rows {
		c := w.pack.Concept(r.Concept)
		if c == nil {
			return fmt.Errorf("demo: the plan has %s, which the pack does not", r.Concept)
		}
		found, mark := r.Found, "ok"
		switch {
		case found == "":
			found = "-"
		case !r.Called:
			found = "flat"
		}
		if found != r.Direction {
			mark = "missed"
		}
		t.add(c.Labels["en"], c.Labels["zh"], string(r.Shape), r.Direction, found, r.Stage, mark, fmt.Sprintf("%d/%d", r.Inside, r.Months))
	}
	if err := t.write(a.Stdout); err != nil {
		return err
	}
	_, err := fmt.Fprintf(a.Stdout, "\nplanted rises and falls: %d, found: %d (recall %.0f %%); of the rises and falls called on planted concepts, right: %.0f %%; rising but planted flat: %.0f %%; seasons found: %d of %d\n",
		s.Planted, s.Found, 100*s.Recall, 100*s.Precision, 100*s.FlatRises, s.SeasonsOK, s.Seasons)
	if err != nil {
		return err
	}
	var by []string
	for _, c := range s.Intervals.ByShape {
		by = append(by, fmt.Sprintf("%s %.0f %%", c.Shape, 100*c.Part))
	}
	_, err = fmt.Fprintf(a.Stdout, "the year after the corpus, drawn from the same plan and read by no forecast: in %.0f %% of its months (%d of %d) a planted concept's share lies inside the 80 %% interval; %s\n",
		100*s.Intervals.Part, s.Intervals.Inside, s.Intervals.Months, strings.Join(by, ", "))
	return err
}
