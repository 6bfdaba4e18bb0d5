package app

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hemline/corpus"
)

// realData skips a test where the folder of real data is not named.
func realData(t *testing.T) {
	t.Helper()
	if os.Getenv("HEMLINE_DATA") == "" {
		t.Skip("HEMLINE_DATA is not set: it names the folder of real data this test reads")
	}
	if testing.Short() {
		t.Skip("reads HEMLINE_DATA's largest file; skipped with -short")
	}
}

// found is what the test reads of trends.json.
type found struct {
	Concept     string  `json:"concept"`
	Stage       string  `json:"stage"`
	Direction   string  `json:"direction"`
	Probability float64 `json:"probability"`
	Peak        []int   `json:"peak_periods"`
}

func trendsOf(t *testing.T, dir, asOf string) map[string]found {
	t.Helper()
	a, out := quiet(t)
	if err := a.Trends(t.Context(), TrendsOptions{Workspace: dir, AsOf: asOf, JSON: true}); err != nil {
		t.Fatal(err)
	}
	var list []found
	if err := json.Unmarshal(out.Bytes(), &list); err != nil {
		t.Fatal(err)
	}
	byID := map[string]found{}
	for _, f := range list {
		byID[f.Concept] = f
	}
	return byID
}

// example is a copy of an example's settings with another time for the language
// model: the usual one is as long as the rest of the tests.
func example(t *testing.T, name, budget string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "examples", name))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, fmt.Appendf(raw, "\nlm: {budget: %s}\n", budget), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// Four years of hot-search titles: what is known to have happened is what the
// reports of those days say.
func TestWeibo(t *testing.T) {
	realData(t)
	dir := t.TempDir()
	a, out := quiet(t)
	reports := t.TempDir()
	if err := a.Run(t.Context(), RunOptions{Config: example(t, "weibo.yaml", "5s"), Workspace: dir, Out: reports, JSON: true}); err != nil {
		t.Fatal(err)
	}
	var ran Ran
	if err := json.Unmarshal(out.Bytes(), &ran); err != nil {
		t.Fatal(err)
	}
	if in := ran.Imported; in.Rows != 706_670 || in.Quarantined != 0 || in.Rows != in.Documents+in.Duplicates {
		t.Errorf("imported %+v, want all 706,670 rows", in)
	}

	page, err := os.ReadFile(filepath.Join(reports, "report.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"self-attention language model", `class="near"`, `id="groups"`, "zh_headlines.tsv.gz), since it did better"} {
		if !strings.Contains(string(page), part) {
			t.Errorf("the report does not show %q", part)
		}
	}

	autumn := trendsOf(t, dir, "2023-09-30")
	rises := func(id string) bool { return autumn[id].Direction == "rise" }
	if !rises("style/maillard") {
		t.Errorf("2023-09-30: maillard is %+v, want a rise", autumn["style/maillard"])
	}
	if !rises("style/new-chinese-style") && !rises("category/horse-face-skirt") {
		t.Errorf("2023-09-30: neither new Chinese style %+v nor horse-face skirt %+v rises", autumn["style/new-chinese-style"], autumn["category/horse-face-skirt"])
	}

	newYear := trendsOf(t, dir, "2024-12-31")
	for _, id := range []string{"style/maillard", "style/dopamine-dressing"} {
		if stage := newYear[id].Stage; stage != "declining" && stage != "dormant" {
			t.Errorf("2024-12-31: %s is %s, want declining or dormant", id, stage)
		}
	}
	for asOf, trends := range map[string]map[string]found{"2023-09-30": autumn, "2024-12-31": newYear} {
		coat := trends["category/down-jacket"]
		winter := func(m int) bool { return m >= 11 || m <= 2 }
		if coat.Stage != "seasonal" || len(coat.Peak) == 0 || slices.ContainsFunc(coat.Peak, func(m int) bool { return !winter(m) }) {
			t.Errorf("%s: down jacket is %+v, want seasonal with its peak in winter", asOf, coat)
		}
	}

	for query, least := range map[string]int{"马面裙": 40, "羽绒服": 40, "馬面裙": 40, "大衣": 40} {
		a, out := quiet(t)
		if err := a.Search(t.Context(), SearchOptions{Workspace: dir, Query: query, Limit: 100, JSON: true}); err != nil {
			t.Fatal(err)
		}
		var hits []corpus.Hit
		if err := json.Unmarshal(out.Bytes(), &hits); err != nil {
			t.Fatal(err)
		}
		if len(hits) < least {
			t.Errorf("%s: %d stories, want at least %d", query, len(hits), least)
		}
	}

	// The month without data is a gap, not a silence of concepts.
	w, err := a.openWorkspace(t.Context(), dir, nil, browsing)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	stats, err := w.store.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(stats.Gaps, func(g corpus.Gap) bool { return g.From.Format("2006-01") == "2021-09" && g.Days > 30 }) {
		t.Errorf("gaps %+v, want September and October 2021", stats.Gaps)
	}
}

func TestReddit(t *testing.T) {
	realData(t)
	a, out := quiet(t)
	if err := a.Run(t.Context(), RunOptions{Config: example(t, "reddit.yaml", "0"), Workspace: t.TempDir(), JSON: true}); err != nil {
		t.Fatal(err)
	}
	var ran Ran
	if err := json.Unmarshal(out.Bytes(), &ran); err != nil {
		t.Fatal(err)
	}
	if in := ran.Imported; in.Rows != 15_466 || in.Documents < 14_000 {
		t.Errorf("imported %+v, want 15,466 rows, most of them stories", in)
	}
	if ran.Trends < 50 {
		t.Errorf("%d trends in four years of fashion talk", ran.Trends)
	}
}
