package app

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hemline/lm/classify"
	"hemline/taxonomy"
	"hemline/text"
)

// writeLabels writes headlines with a category: half about clothes, in words of
// which the vocabulary knows few, so that there is something to learn.
func writeLabels(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("topic\ttitle\n")
	who := []string{"Anna", "Ben", "Chloe", "Dan", "Eva", "Finn", "Grace", "Hugo", "Ida", "Jon"}
	clothes := []string{"%s stitches hems all night before the show number %d", "the tailor %s alters sleeves for client %d", "%s sketches hemlines in notebook %d", "seams and lapels by %s, page %d"}
	others := []string{"%s wins the match after %d minutes", "the bank of %s cuts %d jobs", "%s votes on bill %d tonight", "storm %s leaves %d homes dark"}
	for i := range 600 {
		fmt.Fprintf(&b, "clothes\t"+clothes[i%len(clothes)]+"\n", who[i%len(who)], i)
		fmt.Fprintf(&b, "news\t"+others[i%len(others)]+"\n", who[(i*3)%len(who)], i)
	}
	path := filepath.Join(t.TempDir(), "labels.tsv")
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestRelevanceIsLearntWhereThatIsBetter(t *testing.T) {
	settings, _ := writeCorpus(t, smallPlan(t, 30))
	raw, err := os.ReadFile(settings)
	if err != nil {
		t.Fatal(err)
	}
	learning := append(raw, fmt.Sprintf("relevance: {file: %q, text: title, label: topic, positive: [clothes]}\n", writeLabels(t))...)
	if err := os.WriteFile(settings, learning, 0o644); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	page, _ := runIn(t, settings, dir, "")
	if !strings.Contains(page, "judge learnt from labelled texts (labels.tsv), since it did better") {
		t.Error("the report does not say who judges relevance")
	}
	a, _ := quiet(t)
	w, err := a.openWorkspace(t.Context(), dir, nil, reading)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	v, err := w.verdict()
	if err != nil || v == nil || !v.Used || v.Learnt <= v.Rule || v.Texts < 50 {
		t.Fatalf("verdict %+v, %v", v, err)
	}
	if err := w.reader(); err != nil {
		t.Fatal(err)
	}
	relevant := func(s string) bool {
		doc := &text.Document{Title: s}
		return w.judge.Relevant(doc, w.matcher.Match(nil, s))
	}
	if !relevant("Nora alters hems and lapels for client 9") || relevant("Nora votes on bill 9 tonight") {
		t.Error("what was learnt is not what judges")
	}
	// Chinese it was not taught: the rule judges, which knows 穿搭 and 时尚.
	rule := taxonomy.NewRuleJudge(w.matcher)
	for _, s := range []string{"今年秋天的时尚穿搭", "全国多地大范围降温"} {
		if doc := (&text.Document{Title: s}); relevant(s) != rule.Relevant(doc, w.matcher.Match(nil, s)) {
			t.Errorf("%s is not judged by the rule", s)
		}
	}
	have, err := w.store.TagFingerprint(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if have == w.pack.Fingerprint() {
		t.Error("documents are tagged as by the rule alone")
	}

	// A model that cannot be read is learnt anew, not a reason to stop.
	model := filepath.Join(modelFolder(dir, relevanceName), "model.json")
	if err := os.WriteFile(model, []byte("{}"), 0o644); err != nil {
		t.Fatal(err)
	}
	if again, _ := runIn(t, settings, dir, ""); again != page {
		t.Error("the judge learnt anew is another")
	}

	// Without the labels the rule is back.
	if err := os.WriteFile(settings, raw, 0o644); err != nil {
		t.Fatal(err)
	}
	if page, _ := runIn(t, settings, dir, ""); strings.Contains(page, "labels.tsv") {
		t.Error("a judge is kept that the settings no longer name")
	}
	if have, err := w.store.TagFingerprint(t.Context()); err != nil || have != w.pack.Fingerprint() {
		t.Errorf("tagged under %s, %v", have, err)
	}
}

func TestRelevanceNeedsItsLabel(t *testing.T) {
	settings, _ := writeCorpus(t, smallPlan(t, 5))
	f, err := os.OpenFile(settings, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(f, "relevance: {file: %q, text: title, label: topic, positive: [fashoin]}\n", writeLabels(t))
	f.Close()
	a, _ := quiet(t)
	err = a.Run(t.Context(), RunOptions{Config: settings, Workspace: t.TempDir(), Out: t.TempDir()})
	if err == nil || !strings.Contains(err.Error(), "fashoin") || !strings.Contains(err.Error(), "clothes") {
		t.Errorf("%v: want what is wrong and what labels there are", err)
	}
}

func TestBestThreshold(t *testing.T) {
	opinions := []opinion{{3, 0, true}, {2, 0, true}, {1, 0, false}, {0, 0, true}, {0, 0, false}, {-1, 0, false}, {-2, 0, false}}
	at, f1 := bestThreshold(opinions, 1)
	// At 2: 2 hits of 2 said and 3 true, F1 0.8; at 0: 3 hits of 5 and 3, 0.75.
	if at != 2 || math.Abs(f1-0.8) > 1e-12 {
		t.Errorf("%v with F1 %v, want 2 with 0.8", at, f1)
	}
	opinions[3].score = 4 // the rule is sure of the third
	if at, f1 = bestThreshold(opinions, 1); at != 2 || f1 != 1 {
		t.Errorf("with the rule's score %v with F1 %v, want 2 with 1", at, f1)
	}
}

func TestScripts(t *testing.T) {
	for s, want := range map[string]script{
		"美拉德穿搭": hanScript, "Maillard outfit": latinScript, "LV 新款包": hanScript, "Платье": otherScript, "2024": otherScript, "": otherScript,
	} {
		if got := scriptOf(s); got != want {
			t.Errorf("%q is %s, want %s", s, got, want)
		}
	}
	mixed := []classify.Example{{Text: "裙子"}, {Text: "dress"}, {Text: "dress"}}
	if got := scriptsOf(mixed); len(got) != 2 {
		t.Errorf("scripts %v", got)
	}
}

func TestUnspaced(t *testing.T) {
	for s, want := range map[string]string{
		"今年 流行 马面裙": "今年流行马面裙", "Dior 大秀": "Dior 大秀", "a b": "a b", "裙  子": "裙子", "裙 ": "裙 ", "": "", "裙 a 子": "裙 a 子",
	} {
		if got := unspaced(s); got != want {
			t.Errorf("%q becomes %q, want %q", s, got, want)
		}
	}
}
