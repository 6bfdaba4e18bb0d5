package taxonomy

import (
	"fmt"
	"strings"
	"testing"
	"text/tabwriter"

	"hemline/text"
)

// TestRelevanceOnRealData measures RuleJudge with the fashion pack on
// labelled texts and holds it to what it has reached. Run it with -v for the
// table. The labels are other people's and coarse (of a style desk's stories
// many are about stars), so the floors say "no worse", not "good".
func TestRelevanceOnRealData(t *testing.T) {
	m := fashionMatcher(t)
	j := NewRuleJudge(m)
	var table strings.Builder
	w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "set\trows\tabout fashion\tjudged so\tprecision\trecall\tF1\t")
	for _, c := range []struct {
		name      string
		samples   []sample
		precision float64 // floors
		recall    float64
		f1        float64
	}{
		{"zh_headlines", zhHeadlines(t), 0.75, 0.53, 0.63},
		{"huffpost 2018-2022", huffpost(t), 0.39, 0.62, 0.49},
		{"huffpost categories", huffpostCategories(t), 0.33, 0.41, 0.37},
		{"reddit", reddit(t), 1, 0.29, 0.45}, // all of it is about fashion, so precision says nothing
	} {
		var hits, judged, relevant int
		for _, s := range c.samples {
			got := j.Relevant(&text.Document{Title: s.text}, m.Match(nil, s.text))
			if got {
				judged++
			}
			if s.relevant {
				relevant++
			}
			if got && s.relevant {
				hits++
			}
		}
		precision, recall := ratio(hits, judged), ratio(hits, relevant)
		f1 := 0.0
		if hits > 0 {
			f1 = 2 * precision * recall / (precision + recall)
		}
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%.3f\t%.3f\t%.3f\t\n", c.name, len(c.samples), relevant, judged, precision, recall, f1)
		if precision < c.precision || recall < c.recall || f1 < c.f1 {
			t.Errorf("%s: precision %.3f, recall %.3f, F1 %.3f are below the floors %.3f, %.3f, %.3f", c.name, precision, recall, f1, c.precision, c.recall, c.f1)
		}
	}
	titles := weiboTitles(t)
	var judged, mentions int
	for _, s := range titles {
		found := m.Match(nil, s)
		mentions += min(len(found), 1)
		if j.Relevant(&text.Document{Title: s}, found) {
			judged++
		}
	}
	fmt.Fprintf(w, "weibo\t%d\t\t%d\t\t\t\t\n", len(titles), judged)
	w.Flush()
	// About 2 % of the titles are about fashion; a rule that strays far from
	// that has broken, though the titles carry no labels to prove it.
	if share := ratio(judged, len(titles)); share < 0.015 || share > 0.026 {
		t.Errorf("%.2f %% of the Weibo titles are judged about fashion, want 1.5 to 2.6", 100*share)
	}
	t.Logf("\n%sof the Weibo titles %.2f %% are judged about fashion and %.2f %% mention a concept",
		table.String(), 100*ratio(judged, len(titles)), 100*ratio(mentions, len(titles)))
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}
