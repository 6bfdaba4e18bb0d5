package metric_test

import (
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"

	"hemline/lm/metric"
)

type example struct {
	Language   metric.Language
	Hypotheses []string
	References [][]string
	BLEU       metric.BLEU
	ROUGE      metric.ROUGE
}

// The values are those of sacrebleu and rouge-score (testdata/make_scores.py).
func TestEqualToTheReferenceTools(t *testing.T) {
	data, err := os.ReadFile("testdata/scores.json")
	if err != nil {
		t.Fatal(err)
	}
	var examples []example
	if err := json.Unmarshal(data, &examples); err != nil {
		t.Fatal(err)
	}
	if len(examples) < 3 {
		t.Fatalf("%d examples", len(examples))
	}
	for _, e := range examples {
		bleu, err := metric.CorpusBLEU(e.Language, e.Hypotheses, e.References)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "BLEU", bleu.Score, e.BLEU.Score)
		near(t, "brevity penalty", bleu.BrevityFactor, e.BLEU.BrevityFactor)
		for n, p := range bleu.Precisions {
			near(t, "precision", p, e.BLEU.Precisions[n])
		}
		if bleu.Length != e.BLEU.Length || bleu.RefLength != e.BLEU.RefLength {
			t.Errorf("lengths %d, %d; want %d, %d", bleu.Length, bleu.RefLength, e.BLEU.Length, e.BLEU.RefLength)
		}
		rouge, err := metric.MeanROUGE(e.Language, e.Hypotheses, e.References)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			name      string
			got, want metric.Score
		}{{"ROUGE-1", rouge.One, e.ROUGE.One}, {"ROUGE-2", rouge.Two, e.ROUGE.Two}, {"ROUGE-L", rouge.L, e.ROUGE.L}} {
			near(t, c.name+" precision", c.got.Precision, c.want.Precision)
			near(t, c.name+" recall", c.got.Recall, c.want.Recall)
			near(t, c.name+" F1", c.got.F1, c.want.F1)
		}
	}
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9*(1+math.Abs(want)) {
		t.Errorf("%s = %.12f, want %.12f", what, got, want)
	}
}

func TestMismatchedInputIsRefused(t *testing.T) {
	for _, c := range []struct {
		hyp  []string
		refs [][]string
		want string
	}{
		{[]string{"a"}, nil, "1 hypotheses but 0"},
		{[]string{"a", "b"}, [][]string{{"a"}, {}}, "hypothesis 2 has no reference"},
	} {
		if _, err := metric.CorpusBLEU(metric.English, c.hyp, c.refs); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("CorpusBLEU: %v, want %q", err, c.want)
		}
		if _, err := metric.MeanROUGE(metric.Chinese, c.hyp, c.refs); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("MeanROUGE: %v, want %q", err, c.want)
		}
	}
}

func FuzzScores(f *testing.F) {
	f.Add("wide-leg jeans, 1,200", "阔腿裤…", true)
	f.Fuzz(func(t *testing.T, hyp, ref string, zh bool) {
		lang := metric.English
		if zh {
			lang = metric.Chinese
		}
		b, err := metric.CorpusBLEU(lang, []string{hyp}, [][]string{{ref}})
		if err != nil || math.IsNaN(b.Score) || b.Score < 0 || b.Score > 100+1e-9 {
			t.Fatalf("BLEU %v, %v", b, err)
		}
		r, err := metric.MeanROUGE(lang, []string{hyp}, [][]string{{ref}})
		if err != nil || r.L.F1 < 0 || r.L.F1 > 1 || r.L.F1 > r.One.F1+1e-12 {
			t.Fatalf("ROUGE %v, %v", r, err)
		}
	})
}
