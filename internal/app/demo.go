package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"hemline/internal/config"
	"hemline/internal/demo"
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
	dir := filepath.Join(o.Out, "workspace")
	if err := fresh(dir); err != nil {
		return err
	}
	a.say("writing a synthetic corpus (invented posts, invented platforms) to %s", filepath.Join(o.Out, "corpus"))
	files, err := demo.Write(filepath.Join(o.Out, "corpus"), plan, o.Seed)
	if err != nil {
		return err
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
		return err
	}
	defer w.Close()
	if err := a.retag(ctx, w); err != nil {
		return err
	}
	if _, err := a.importSources(ctx, w); err != nil {
		return err
	}
	ran, an, err := a.publish(ctx, w, time.Time{}, o.Out, true)
	if err != nil {
		return err
	}
	score := demo.Judge(plan, w.rows(an))
	if o.JSON {
		return writeJSON(a.Stdout, score)
	}
	if err := a.demoTable(w, score); err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.Stdout, "\nThe corpus is synthetic: this shows that planted trends are found, not how real ones behave.\nReport: %s (%.0f s)\n", ran.Files[0], a.Now().Sub(start).Seconds())
	return err
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
	for _, name := range []string{databaseName, databaseName + "-wal", databaseName + "-shm", "reports"} {
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
func (w *workspace) rows(an *analysis) map[string]demo.Row {
	out := map[string]demo.Row{}
	for i := range an.trends {
		t := &an.trends[i]
		out[t.Concept.ID] = demo.Row{Found: string(t.Forecast.Verdict), Stage: string(t.Signal.Stage), Called: t.Called() && t.Signal.Stage != signal.Seasonal}
	}
	return out
}

func (a *App) demoTable(w *workspace, s demo.Score) error {
	var t table
	t.add("CONCEPT", "中文", "PLANTED", "EXPECTED", "FOUND", "STAGE", "")
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
		t.add(c.Labels["en"], c.Labels["zh"], string(r.Shape), r.Direction, found, r.Stage, mark)
	}
	if err := t.write(a.Stdout); err != nil {
		return err
	}
	_, err := fmt.Fprintf(a.Stdout, "\nplanted rises and falls: %d, found: %d (recall %.0f %%); of the rises and falls called on planted concepts, right: %.0f %%; rising but planted flat: %.0f %%; seasons found: %d of %d\n",
		s.Planted, s.Found, 100*s.Recall, 100*s.Precision, 100*s.FlatRises, s.SeasonsOK, s.Seasons)
	return err
}
