package report

import (
	"math"
	"strings"
	"testing"
	"time"

	"hemline/series"
	"hemline/signal"
)

func leadOf(t *testing.T, r *Report) string {
	t.Helper()
	p := newPage(r, language(t, r.Lang))
	var b strings.Builder
	for i, s := range p.Lead {
		if i > 0 {
			b.WriteString(p.words.T("sentence.join"))
		}
		for _, piece := range s {
			b.WriteString(piece.Text)
		}
	}
	return b.String()
}

func TestLead(t *testing.T) {
	asOf := time.Date(2025, 12, 31, 0, 0, 0, 0, time.UTC)
	up := trend("category/barn-jacket", func(t *Trend) {
		t.Concept.Labels = map[string]string{"en": "barn jacket", "zh": "谷仓夹克"}
		t.Signal.Freq, t.Signal.Share = series.Month, []float64{5, 7}
	})
	bare := trend("colour/plum", func(t *Trend) {
		t.Concept.Labels = map[string]string{"en": "plum", "zh": "梅子色"}
		t.Signal.GrowthYear, t.Signal.GrowthRecent, t.Forecast.MASE = math.NaN(), math.NaN(), math.NaN()
	})
	seasonal := func(id, en, zh string, peak ...int) Trend {
		return trend(id, func(t *Trend) {
			t.Concept.Labels = map[string]string{"en": en, "zh": zh}
			t.Signal.Stage, t.Signal.PeakPeriods = signal.Seasonal, peak
		})
	}
	coat, linen, boot := seasonal("a/coat", "coat", "大衣", 1, 11, 12), seasonal("a/linen", "linen", "亚麻", 6, 7), seasonal("a/boot", "boot", "靴子", 2)
	for _, c := range []struct {
		name string
		r    Report
		want string
	}{
		{"nothing", Report{Lang: "en"}, "There is nothing to report yet: up to 31 Dec 2025 no concept was mentioned often enough to be followed. Import more documents, or choose a wider scope."},
		{
			"one call",
			Report{Lang: "en", Rising: []Trend{up}},
			"Up to 31 Dec 2025, 1 concept was followed. The strongest call upwards is barn jacket, likely to rise (80%): talk of it is up 80% on a year ago, at 6.00 mentions in every 10,000 documents.",
		},
		{
			"without growth, doubtful",
			Report{Lang: "en", Falling: []Trend{bare, up}},
			"Up to 31 Dec 2025, 2 concepts were followed. On the way down, plum comes first, likely to rise (80%). Barn jacket is called to fall as well. 1 of the 2 calls carries a low-confidence flag.",
		},
		{
			"seasons",
			Report{Lang: "en", SeasonalTrends: []Trend{linen, coat, boot}},
			"Up to 31 Dec 2025, 3 concepts were followed. Coat (Nov–Jan) is in season now. Next to come into season are boot (Feb) and linen (Jun–Jul).",
		},
		{
			"Chinese",
			Report{
				Lang: "zh", Rising: []Trend{up, bare}, SeasonalTrends: []Trend{coat}, Since: asOf.AddDate(0, 0, -31), Quality: Quality{Documents: 12000},
				Method: Method{Coverage: 0.81, Scores: []Score{{Share: 1, MASE: 0.8, Baseline: 1}}},
			},
			"截至2025年12月31日，共读取12,000篇文档，跟踪3个概念。最强的上升信号是谷仓夹克，很可能上升（80%）：声量同比上升80%，目前每万篇文档有6.00篇提及。同样看升的还有梅子色。正值旺季的有大衣（11月–1月）。与2025年11月30日的报告相比，有0处变化。回测中，这些方法的误差比季节性朴素法低20%，实际值有81%落在80%区间之内。2项判断中有1项标为低可信。",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.r.AsOf = asOf
			if got := leadOf(t, &c.r); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestPooledWeighsByConcepts(t *testing.T) {
	mase, naive := (&Method{Scores: []Score{{Share: 0.3, MASE: 0.5, Baseline: 1}, {Share: 0.1, MASE: 0.9, Baseline: 2}, {Share: 0.6, MASE: math.NaN(), Baseline: 1}}}).pooled()
	if math.Abs(mase-0.6) > 1e-12 || math.Abs(naive-1.25) > 1e-12 {
		t.Errorf("pooled %v and %v, want 0.6 and 1.25", mase, naive)
	}
	if mase, _ := (&Method{}).pooled(); !math.IsNaN(mase) {
		t.Errorf("pooled nothing to %v", mase)
	}
}
