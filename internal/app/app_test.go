package app

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"hemline/internal/config"
	"hemline/internal/demo"
	"hemline/source/file"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// still is a clock that stands.
func still() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) }

// quiet is an App that writes to the returned buffer.
func quiet(t *testing.T) (*App, *bytes.Buffer) {
	t.Helper()
	var out bytes.Buffer
	return &App{Stdin: strings.NewReader(""), Stdout: &out, Stderr: testWriter{t}, Now: still}, &out
}

type testWriter struct{ t *testing.T }

func (w testWriter) Write(p []byte) (int, error) {
	w.t.Log(strings.TrimRight(string(p), "\n"))
	return len(p), nil
}

// smallPlan is the demo's plan with fewer posts.
func smallPlan(t *testing.T, monthly int) *demo.Plan {
	t.Helper()
	plan, err := demo.Default()
	if err != nil {
		t.Fatal(err)
	}
	plan.Broken = 0 // undated rows belong to no day
	for i := range plan.Platforms {
		plan.Platforms[i].Monthly = monthly
	}
	return plan
}

// writeCorpus gives a settings file over the plan's corpus and the corpus's files.
func writeCorpus(t *testing.T, plan *demo.Plan) (settings string, files []string) {
	t.Helper()
	dir := t.TempDir()
	files, err := demo.Write(filepath.Join(dir, "corpus"), plan, 1)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("title: test\nlm: {budget: 0}\nsources:\n")
	for i, p := range plan.Platforms {
		fmt.Fprintf(&b, "  - {name: %s, files: [%q], map: {date: date, author: author, text: text, heat: likes, url: url}, set: {channel: %s, market: %s}}\n", p.Name, files[i], p.Channel, p.Market)
	}
	settings = filepath.Join(dir, config.FileName)
	if err := os.WriteFile(settings, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	return settings, files
}

// runInto runs settings in a fresh workspace and gives the report's files.
func runInto(t *testing.T, settings, asOf string, workers int) map[string]string {
	t.Helper()
	if workers > 0 {
		text, err := os.ReadFile(settings)
		if err != nil {
			t.Fatal(err)
		}
		settings = filepath.Join(t.TempDir(), config.FileName)
		if err := os.WriteFile(settings, fmt.Appendf(text, "workers: %d\n", workers), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	out := t.TempDir()
	a, _ := quiet(t)
	if err := a.Run(t.Context(), RunOptions{Config: settings, Workspace: t.TempDir(), Out: out, AsOf: asOf}); err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, name := range []string{"report.html", "trends.json", "series.csv", "forecasts.csv"} {
		data, err := os.ReadFile(filepath.Join(out, name))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = string(data)
	}
	return files
}

// What init writes says of every line that it is the default.
func TestInitWritesTheDefaults(t *testing.T) {
	a, _ := quiet(t)
	dir := t.TempDir()
	if err := a.Init(dir); err != nil {
		t.Fatal(err)
	}
	got, err := config.Load(filepath.Join(dir, config.FileName))
	if err != nil {
		t.Fatal(err)
	}
	want, err := config.Parse(nil)
	if err != nil {
		t.Fatal(err)
	}
	if g, w := fmt.Sprintf("%+v", shown(got)), fmt.Sprintf("%+v", shown(want)); g != w {
		t.Errorf("init writes\n%s\nthe defaults are\n%s", g, w)
	}
}

// shown is what of the settings a file can say.
func shown(c *config.Config) any {
	return []any{c.Title, c.Language, c.Packs, c.Period, c.Horizon, c.Scope, c.Report, c.Dedupe, c.Workers, c.LM, c.Relevance.File, len(c.Relevance.Positive), len(c.Sources)}
}

// A report as of a day is, byte for byte, the report of a corpus that ends on
// that day: nothing later was read anywhere on the path.
func TestAsOfReadsNothingLater(t *testing.T) {
	for _, c := range []struct {
		name, day, extra string
		corpus           func(*testing.T, *demo.Plan) (string, []string)
	}{
		{"end of a month, with a language model", "2024-09-30", "", withModel},
		{"middle of a month, one market, weeks", "2024-09-18", "period: week\nhorizon: 13\nscope: {market: uk}\n", writeCorpus},
	} {
		t.Run(c.name, func(t *testing.T) {
			settings, files := c.corpus(t, smallPlan(t, 60))
			text, err := os.ReadFile(settings)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(settings, append(text, c.extra...), 0o644); err != nil {
				t.Fatal(err)
			}
			whole := runInto(t, settings, c.day, 0)
			for _, f := range files {
				truncate(t, f, c.day)
			}
			part := runInto(t, settings, c.day, 0)
			for name := range whole {
				if whole[name] != part[name] {
					t.Errorf("%s: differs when the corpus goes on after %s: %s", name, c.day, difference(whole[name], part[name]))
				}
			}
			if !strings.Contains(whole["trends.json"], `"as_of": "`+c.day+`"`) {
				t.Errorf("trends.json does not say as_of %s", c.day)
			}
		})
	}
}

// A demo makes its own workspace anew, and touches no other.
func TestDemoLeavesOtherWorkspacesAlone(t *testing.T) {
	dir := t.TempDir()
	db := filepath.Join(dir, databaseName)
	if err := os.WriteFile(db, []byte("precious"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := fresh(dir); err == nil || !strings.Contains(err.Error(), "--out") {
		t.Errorf("error %v, want a refusal that names --out", err)
	}
	if data, err := os.ReadFile(db); err != nil || string(data) != "precious" {
		t.Errorf("the workspace holds %q, %v", data, err)
	}
	own := t.TempDir()
	for range 2 {
		if err := fresh(own); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(own, databaseName), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// After a run with a settings file elsewhere, other commands read it too.
func TestRunLeavesItsSettings(t *testing.T) {
	path, _ := writeCorpus(t, smallPlan(t, 20))
	dir := t.TempDir()
	a, _ := quiet(t)
	if err := a.Run(t.Context(), RunOptions{Config: path, Workspace: dir}); err != nil {
		t.Fatal(err)
	}
	cfg, err := settings(dir)
	if err != nil {
		t.Fatal(err)
	}
	if cfg.Title != "test" || len(cfg.Sources) != 3 {
		t.Errorf("settings %+v, want those of the run", cfg)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := settings(dir); err == nil || !strings.Contains(err.Error(), linkName) {
		t.Errorf("with the file gone: %v, want an error that names %s", err, linkName)
	}
}

func TestPairsReadBack(t *testing.T) {
	m, err := file.ParseMapping(pairs(map[string]string{"date": `the "day", written`, "text": "t"}))
	if err != nil || m.Date != `the "day", written` || m.Text != "t" {
		t.Errorf("mapping %+v, %v", m, err)
	}
}

func TestSameBytesForAnyNumberOfWorkers(t *testing.T) {
	settings, _ := writeCorpus(t, smallPlan(t, 40))
	one, five := runInto(t, settings, "", 1), runInto(t, settings, "", 5)
	for name := range one {
		if one[name] != five[name] {
			t.Errorf("%s: 1 and 5 workers differ: %s", name, difference(one[name], five[name]))
		}
	}
}

// truncate drops the rows of a CSV file that are dated after day.
func truncate(t *testing.T, path, day string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bufio.NewReader(f)).ReadAll()
	f.Close()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	for i, r := range rows {
		if i == 0 || r[0] <= day {
			if err := w.Write(r); err != nil {
				t.Fatal(err)
			}
		}
	}
	w.Flush()
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// difference shows where two texts part.
func difference(a, b string) string {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			from := max(0, i-60)
			return fmt.Sprintf("byte %d:\n %q\n %q", i, a[from:min(i+60, len(a))], b[from:min(i+60, len(b))])
		}
	}
	return fmt.Sprintf("lengths %d and %d", len(a), len(b))
}

func TestDemoFindsWhatIsPlanted(t *testing.T) {
	if testing.Short() {
		t.Skip("-short is set: this test writes and reads 60,000 posts")
	}
	a, out := quiet(t)
	if err := a.Demo(t.Context(), DemoOptions{Out: t.TempDir(), Seed: 3, Lang: "zh", JSON: true}); err != nil {
		t.Fatal(err)
	}
	var s demo.Score
	if err := json.Unmarshal(out.Bytes(), &s); err != nil {
		t.Fatal(err)
	}
	if s.Planted < 20 || s.Recall < 0.9 || s.FlatRises > 0.1 || s.Precision < 0.8 || s.SeasonsOK < s.Seasons-1 {
		t.Errorf("planted %d, recall %.2f, precision %.2f, rising but flat %.2f, seasons %d of %d", s.Planted, s.Recall, s.Precision, s.FlatRises, s.SeasonsOK, s.Seasons)
	}
}

// Every concept of the plan is one of the pack, is found in its own words,
// and moves only by itself: none is broader than another.
func TestDemoPlanFitsThePack(t *testing.T) {
	plan, err := demo.Default()
	if err != nil {
		t.Fatal(err)
	}
	cfg := config.Defaults()
	w := &workspace{cfg: &cfg}
	if w.pack, err = loadPacks(&cfg); err != nil {
		t.Fatal(err)
	}
	if err := w.reader(); err != nil {
		t.Fatal(err)
	}
	planted := map[string]bool{}
	for _, p := range plan.Concepts {
		planted[p.ID] = true
	}
	for _, p := range plan.Concepts {
		if w.pack.Concept(p.ID) == nil {
			t.Errorf("%s is not in the pack", p.ID)
			continue
		}
		for _, up := range w.pack.Ancestors(p.ID) {
			if planted[up] {
				t.Errorf("%s is planted and so is the broader %s", p.ID, up)
			}
		}
		for _, word := range append(append([]string{}, p.EN...), p.ZH...) {
			for _, text := range []string{"What to wear with " + word + " today", "今天的穿搭是" + word + "，好看"} {
				found := false
				for _, m := range w.matcher.Match(nil, text) {
					found = found || m.Concept == p.ID
				}
				if !found {
					t.Errorf("%s is not found in %q", p.ID, text)
				}
			}
		}
	}
}

// Ctrl-C half way: what was committed is kept, the error says how to go on,
// and going on ends with the same content.
func TestInterruptedImportGoesOn(t *testing.T) {
	_, files := writeCorpus(t, smallPlan(t, 600))
	data, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	dir := t.TempDir()
	a, out := quiet(t)
	a.Stdin = &interrupter{rest: data, after: len(data) * 2 / 3, interrupt: cancel}
	err = a.Import(ctx, ImportOptions{Workspace: dir, Files: []string{"-"}, JSON: true})
	if err == nil || !strings.Contains(err.Error(), "run the same command again") {
		t.Fatalf("error %v, want one that says how to go on", err)
	}
	first := closingLine(t, out)
	out.Reset()
	a.Stdin = bytes.NewReader(data)
	if err := a.Import(t.Context(), ImportOptions{Workspace: dir, Files: []string{"-"}, JSON: true}); err != nil {
		t.Fatal(err)
	}
	second := closingLine(t, out)
	if first.Documents == 0 || second.Documents == 0 || second.Repeats < first.Documents {
		t.Errorf("first %+v, then %+v: want a part, then the rest", first, second)
	}
	if rows := int64(bytes.Count(data, []byte("\n")) - 1); second.Rows != rows {
		t.Errorf("%d rows accounted for of %d", second.Rows, rows)
	}
}

// interrupter gives its data and presses Ctrl-C on the way.
type interrupter struct {
	rest      []byte
	after     int
	interrupt func()
}

func (r *interrupter) Read(p []byte) (int, error) {
	if r.after <= 0 {
		r.interrupt()
	}
	n := copy(p[:min(len(p), 4096)], r.rest)
	r.rest, r.after = r.rest[n:], r.after-n
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

func closingLine(t *testing.T, out *bytes.Buffer) Imported {
	t.Helper()
	var done Imported
	if err := json.Unmarshal(out.Bytes(), &done); err != nil {
		t.Fatalf("%v in %q", err, out)
	}
	return done
}
