package app

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hemline/internal/demo"
	"hemline/lm"
)

// withModel gives a settings file over a small corpus for which a language
// model is trained for some 20 steps.
func withModel(t *testing.T, plan *demo.Plan) (settings string, files []string) {
	t.Helper()
	settings, files = writeCorpus(t, plan)
	raw, err := os.ReadFile(settings)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(settings, []byte(strings.Replace(string(raw), "lm: {budget: 0}", "lm: {budget: 1s}", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	return settings, files
}

// runIn runs settings in a workspace and gives the report.
func runIn(t *testing.T, settings, workspace, asOf string) (html string, trends []struct {
	Concept string
	Near    []struct{ Concept string }
},
) {
	t.Helper()
	a, _ := quiet(t)
	out := t.TempDir()
	if err := a.Run(t.Context(), RunOptions{Config: settings, Workspace: workspace, Out: out, AsOf: asOf}); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(out, "report.html"))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(out, "trends.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &trends); err != nil {
		t.Fatal(err)
	}
	return string(page), trends
}

func TestRunTrainsALanguageModelOnce(t *testing.T) {
	settings, _ := withModel(t, smallPlan(t, 20))
	workspace := t.TempDir()
	page, trends := runIn(t, settings, workspace, "")
	for _, part := range []string{"self-attention language model of", "by frequencies alone", "by shared characters"} {
		if !strings.Contains(page, part) {
			t.Errorf("the report does not say %q", part)
		}
	}
	near := 0
	for _, tr := range trends {
		near += len(tr.Near)
	}
	if near == 0 || !strings.Contains(page, `class="near"`) {
		t.Errorf("%d concepts are near others", near)
	}
	path := filepath.Join(workspace, "models", "lm", "model.safetensors")
	first, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	again, _ := runIn(t, settings, workspace, "")
	second, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if again != page {
		t.Error("the same corpus gives another report")
	}
	if !second.ModTime().Equal(first.ModTime()) {
		t.Error("the model was trained again on the same texts")
	}
	if left, _ := filepath.Glob(filepath.Join(workspace, "models", "*.training")); len(left) > 0 {
		t.Errorf("the checkpoint is left: %v", left)
	}
	if fresh, _ := runIn(t, settings, t.TempDir(), ""); fresh != page {
		t.Error("another workspace with the same corpus gives another report")
	}
}

// The model that speaks in a report as of a day has read nothing later, and
// does not take the place of the newest one.
func TestModelOfADayKnowsNothingLater(t *testing.T) {
	settings, _ := withModel(t, smallPlan(t, 20))
	workspace := t.TempDir()
	runIn(t, settings, workspace, "2024-09-30")
	m, err := lm.Load(filepath.Join(workspace, "models", "lm-2024-09-30"))
	if err != nil {
		t.Fatal(err)
	}
	if end := time.Date(2024, 10, 1, 0, 0, 0, 0, time.UTC); !m.Card.To.Before(end) || m.Card.To.IsZero() {
		t.Errorf("it has read up to %v", m.Card.To)
	}
	if _, err := os.Stat(filepath.Join(workspace, "models", "lm")); err == nil {
		t.Error("it stands where the newest belongs")
	}
}

// A model that somebody put into the workspace is used and left alone.
func TestRunUsesTheModelThatIsThere(t *testing.T) {
	settings, _ := withModel(t, smallPlan(t, 20))
	one, two := t.TempDir(), t.TempDir()
	runIn(t, settings, one, "")
	m, err := lm.Load(filepath.Join(one, "models", "lm"))
	if err != nil {
		t.Fatal(err)
	}
	// Once where there was none, once in place of one that a run trained.
	for _, workspace := range []string{two, one} {
		theirs := filepath.Join(workspace, "models", "lm")
		if err := keep(m, theirs); err != nil {
			t.Fatal(err)
		}
		page, _ := runIn(t, settings, workspace, "")
		if !strings.Contains(page, "was not trained for this report") {
			t.Error("the report does not say whose model it is")
		}
		if _, err := os.Stat(filepath.Join(theirs, madeName)); err == nil {
			t.Error("it was trained anew")
		}
	}
}

func TestCheckpointOfAnotherTrainingIsDropped(t *testing.T) {
	a, _ := quiet(t)
	dir := filepath.Join(t.TempDir(), "lm.training")
	inside := filepath.Join(dir, "checkpoint.safetensors")
	for _, c := range []struct {
		made string
		kept bool
	}{{"a", false}, {"a", true}, {"b", false}} {
		if err := a.checkpointOf(dir, c.made); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(inside); (err == nil) != c.kept {
			t.Errorf("%s: the checkpoint is kept: %v, want %v", c.made, err == nil, c.kept)
		}
		if err := os.WriteFile(inside, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestStepsForABudget(t *testing.T) {
	for _, c := range []struct {
		budget time.Duration
		size   string
		bytes  int64
		want   int
	}{
		{3 * time.Minute, "tiny", 1 << 30, 4921}, // 180 s x 0.7 x 40,000 tokens/s over 1,024 a step
		{3 * time.Minute, "small", 1 << 30, 1353},
		{3 * time.Minute, "tiny", 384_000, 2000}, // 16 passes over 128,000 tokens
		{time.Second, "base", 10, 1},
	} {
		if got := stepsFor(c.budget, c.size, c.bytes); got != c.want {
			t.Errorf("%v of %s over %d bytes: %d steps, want %d", c.budget, c.size, c.bytes, got, c.want)
		}
	}
}

func TestSampleIsTheSameInAnyOrder(t *testing.T) {
	one, two := sample{size: 3}, sample{size: 3}
	ids := []uint64{9, 2, 7, 4, 1, 8}
	for i := range ids {
		one.add(ids[i], string(rune('a'+ids[i])))
		two.add(ids[len(ids)-1-i], string(rune('a'+ids[len(ids)-1-i])))
	}
	if got, want := strings.Join(one.texts, ""), "bce"; got != want || strings.Join(two.texts, "") != want || one.seen != 6 {
		t.Errorf("%q and %q of %d, want %q of 6", got, strings.Join(two.texts, ""), one.seen, want)
	}
}
