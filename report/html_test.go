package report

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"hemline/corpus"
	"hemline/forecast"
	"hemline/series"
	"hemline/signal"
	"hemline/taxonomy"
)

var update = flag.Bool("update", false, "write the golden files anew")

func render(t testing.TB, r *Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteHTML(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func allTrends(r *Report) []*Trend {
	var out []*Trend
	for _, list := range [][]Trend{r.Rising, r.Falling, r.SeasonalTrends, r.Watch} {
		for i := range list {
			out = append(out, &list[i])
		}
	}
	return out
}

// smallReport is one trend in each part and a short history: enough for the
// golden files to hold every kind of element and still be read.
func smallReport(lang string) *Report {
	r := sampleReport(lang, series.Month)
	r.Rising, r.Falling, r.SeasonalTrends, r.Watch = r.Rising[1:2], r.Falling[:1], r.SeasonalTrends[:1], r.Watch[:1]
	for _, t := range allTrends(r) {
		s := &t.Signal
		n := len(s.Share) - 30
		s.Start = s.Freq.Add(s.Start, n)
		s.Mentions, s.Heat, s.Share, s.Documents = s.Mentions[n:], s.Heat[n:], s.Share[n:], s.Documents[n:]
		s.Share = slices.Clone(s.Share)
		s.Share[3], s.Share[5] = math.NaN(), math.NaN()
		t.Evidence = t.Evidence[:min(2, len(t.Evidence))]
	}
	entered(r)
	r.Quality.Start = r.Freq.Add(r.Quality.Start, 48)
	r.Quality.Sources = r.Quality.Sources[:2]
	for i := range r.Quality.Sources {
		r.Quality.Sources[i].Volume = r.Quality.Sources[i].Volume[48:]
	}
	return r
}

func TestGolden(t *testing.T) {
	for _, lang := range []string{"en", "zh"} {
		t.Run(lang, func(t *testing.T) {
			got := render(t, smallReport(lang))
			file := filepath.Join("testdata", "small."+lang+".html")
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want := read(t, file)
			if got != want {
				a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
				for i := range min(len(a), len(b)) {
					if a[i] != b[i] {
						t.Fatalf("line %d is\n%s\nwant\n%s\n(go test ./report -update writes it anew)", i+1, a[i], b[i])
					}
				}
				t.Fatalf("%d lines, want %d (go test ./report -update writes them anew)", len(a), len(b))
			}
		})
	}
}

func TestPagesAreWellFormed(t *testing.T) {
	for _, lang := range []string{"en", "zh", "", "xx"} {
		for _, f := range []series.Freq{series.Month, series.Week, series.Day} {
			t.Run(lang+"/"+string(f), func(t *testing.T) { wellFormed(t, render(t, sampleReport(lang, f))) })
		}
	}
}

func TestEmptyReport(t *testing.T) {
	for lang, want := range map[string][]string{
		"en": {"There is nothing to report yet", "No concept is called to rise or to fall", "This is the first report", "No source has given a document", "No backtest was made"},
		"zh": {"暂无可报告的内容", "这是第一份报告", "未做回测"},
	} {
		page := render(t, &Report{Lang: lang})
		wellFormed(t, page)
		for _, w := range want {
			if !strings.Contains(visible(t, page), w) {
				t.Errorf("%s: the page does not say %q", lang, w)
			}
		}
	}
}

func TestOneTrend(t *testing.T) {
	r := &Report{AsOf: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC), Freq: series.Month, Rising: []Trend{{
		Concept: taxonomy.Concept{ID: "category/cape", Kind: taxonomy.Category},
		Signal:  signal.Signal{Freq: series.Month, Share: []float64{2}}, Forecast: forecast.Forecast{Verdict: forecast.Rise, Probability: 0.7},
	}}}
	page := render(t, r)
	wellFormed(t, page)
	for _, want := range []string{"category/cape", "Likely to rise", "70%", "1 concept was followed"} {
		if !strings.Contains(visible(t, page), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

// A report of which no figure is known still is a page, with not one NaN.
func TestNaNEverywhere(t *testing.T) {
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), -1, 0, math.MaxFloat64, math.SmallestNonzeroFloat64} {
		t.Run(fmt.Sprint(bad), func(t *testing.T) {
			r := sampleReport("en", series.Month)
			for _, t := range allTrends(r) {
				s, f := &t.Signal, &t.Forecast
				for _, v := range [][]float64{s.Mentions, s.Heat, s.Share, s.Documents} {
					for i := range v {
						v[i] = bad
					}
				}
				s.Total, s.LastYear, s.GrowthYear, s.GrowthRecent, s.Seasonality = bad, bad, bad, bad, bad
				f.Probability, f.MASE, f.Baseline = bad, bad, bad
				for i := range f.Steps {
					f.Steps[i] = forecast.Step{Period: f.Steps[i].Period, Mean: bad, Q10: bad, Q50: bad, Q90: bad}
				}
				t.Newsworthiness = bad
			}
			for _, s := range r.Quality.Sources {
				for i := range s.Volume {
					s.Volume[i] = bad
				}
			}
			r.Method.Coverage, r.Record.Brier = bad, bad
			for i := range r.Method.Scores {
				s := &r.Method.Scores[i]
				s.MASE, s.Baseline, s.Coverage = bad, bad, bad
			}
			Rank(r.Rising)
			page := render(t, r)
			wellFormed(t, page)
			if text := visible(t, page); strings.Contains(text, "NaN") || strings.Contains(text, "Inf") {
				t.Error("the page shows NaN or Inf")
			}
			if err := WriteTrendsJSON(new(bytes.Buffer), r.Rising); err != nil {
				t.Error(err)
			}
		})
	}
}

// Whatever text comes from outside stays text.
func TestEscaping(t *testing.T) {
	const evil = `</style></title><script>alert(1)</script>"'><img src=x onerror=alert(2)>{{.}}`
	r := sampleReport("en", series.Month)
	r.Title = evil
	r.Scope = signal.Scope{Market: evil, Channel: evil, Segment: evil}
	for i, t := range allTrends(r) {
		t.Concept.ID = fmt.Sprint(evil, i)
		t.Concept.Kind = evil
		t.Concept.Labels = map[string]string{"en": evil, "zh": evil + "裙"}
		t.Concept.Hex = `red;background:url(javascript:alert(3))`
		t.Signal.Stage, t.Forecast.Method = evil, evil
		t.Forecast.Verdict = evil
		for i := range t.Evidence {
			e := &t.Evidence[i]
			e.Quote, e.Source, e.DocumentID, e.URL = evil, evil, evil, "javascript:alert(4)"
		}
	}
	for i := range r.Changes {
		r.Changes[i].ToStage, r.Changes[i].ToDirection, r.Changes[i].Concept.Labels = evil, evil, map[string]string{"en": evil}
	}
	for i := range r.Quality.Sources {
		r.Quality.Sources[i].Name = evil
	}
	r.Quality.Languages[0].Name = evil
	r.Quality.Gaps[0].Source = evil
	r.Quality.Reasons = []Reason{{evil, 1, []corpus.Reject{{File: evil, Raw: evil + "\x00\xff", Line: 3}}}}
	r.Method.Version, r.Method.Pack = evil, Pack{evil, evil, evil, 1}
	r.Method.Scores[0].Method = evil
	r.Method.Parameters = []Parameter{{evil, evil}}
	r.Record.Outcomes[0].Said = evil
	page := render(t, r)
	wellFormed(t, page)
	if strings.Contains(page, "<script") || strings.Contains(page, "<img") || strings.Contains(page, "javascript:") {
		t.Error("markup or an address came through")
	}
	if n := strings.Count(page, "</style>"); n != 1 {
		t.Errorf("%d ends of style", n)
	}
	if !strings.Contains(visible(t, page), evil) {
		t.Error("the title is not shown as it was given")
	}
}

func TestTextLinksAndCopies(t *testing.T) {
	r := sampleReport("en", series.Month)
	text := visible(t, render(t, r))
	for _, want := range []string{"+12 copies", "Very likely to rise", "19% below seasonal naive", "low confidence", "#f6e8a9", "Oud", "scent", "Nov–Jan", "Barn jacket", "谷仓夹克"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	r.Lang = "zh"
	text = visible(t, render(t, r))
	for _, want := range []string{"另有12篇转载", "极有可能上升", "比季节性朴素法低19%", "低可信", "品类", "11月–1月", "虚构数据"} {
		if !strings.Contains(text, want) {
			t.Errorf("the Chinese page does not say %q", want)
		}
	}
}

func TestMissesComeFirst(t *testing.T) {
	text := visible(t, render(t, sampleReport("en", series.Month)))
	wrong, right := strings.Index(text, "✗ wrong"), strings.Index(text, "✓ right")
	if wrong < 0 || right < 0 || wrong > right {
		t.Errorf("wrong at %d, right at %d", wrong, right)
	}
}

func TestSameReportSameBytes(t *testing.T) {
	first := render(t, sampleReport("zh", series.Week))
	for range 3 {
		if render(t, sampleReport("zh", series.Week)) != first {
			t.Fatal("two writings differ")
		}
	}
}

// manyTrends has n cards and everything else of the sample.
func manyTrends(freq series.Freq, n int) *Report {
	r := sampleReport("en", freq)
	r.Watch = nil
	some := slices.Concat(r.Rising, r.Falling, r.SeasonalTrends)
	r.Rising = nil
	for i := range n - len(r.Falling) - len(r.SeasonalTrends) {
		t := some[i%len(some)]
		t.Concept.ID += fmt.Sprint("-", i)
		r.Rising = append(r.Rising, t)
	}
	return r
}

func TestSizeAndSpeed(t *testing.T) {
	for _, f := range []series.Freq{series.Month, series.Week, series.Day} {
		if page := render(t, manyTrends(f, 60)); len(page) > 1_500_000 {
			t.Errorf("60 cards by %s take %d bytes", f, len(page))
		} else {
			t.Logf("60 cards by %s: %d bytes", f, len(page))
		}
	}
	r := manyTrends(series.Week, 200)
	start := time.Now()
	page := render(t, r)
	wellFormed(t, page)
	t.Logf("200 cards: %d bytes in %v, checks included", len(page), time.Since(start))
	if took := time.Since(start); took > 5*time.Second { // a second is meant; the machine may be busy
		t.Errorf("200 cards took %v", took)
	}
}

func BenchmarkWriteHTML200(b *testing.B) {
	r := manyTrends(series.Week, 200)
	b.SetBytes(int64(len(render(b, r))))
	for b.Loop() {
		if err := WriteHTML(io.Discard, r); err != nil {
			b.Fatal(err)
		}
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestWriteErrorsComeBack(t *testing.T) {
	r := sampleReport("en", series.Month)
	for name, err := range map[string]error{
		"html":      WriteHTML(broken{}, r),
		"json":      WriteTrendsJSON(broken{}, r.Rising),
		"series":    WriteSeriesCSV(broken{}, r.Rising[0].Signal),
		"forecasts": WriteForecastsCSV(broken{}, r.Rising[0].Forecast),
	} {
		if !errors.Is(err, io.ErrClosedPipe) || !strings.HasPrefix(err.Error(), "report: ") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// longReport has names and sources that do not fit and do not break.
func longReport(lang string) *Report {
	r := sampleReport(lang, series.Month)
	long := strings.Repeat("Donaudampfschiffahrts", 5)
	r.Title = "Autumn and winter 2025: " + long
	for _, t := range allTrends(r) {
		t.Concept.Labels = map[string]string{"en": "Very long name of a trend that goes on and on " + long, "zh": strings.Repeat("非常长的名称", 8)}
		for i := range t.Evidence {
			t.Evidence[i].Source, t.Evidence[i].Quote = long+long, long+long+" "+t.Evidence[i].Quote
		}
	}
	for i := range r.Quality.Sources {
		r.Quality.Sources[i].Name = long
	}
	r.Method.Pack.Fingerprint = strings.Repeat("5f1c0a77b9e2d4c8", 4)
	r.Method.Parameters = append(r.Method.Parameters, Parameter{long, long})
	r.Quality.Reasons[0].Reason = long
	return r
}

// TestRenderSamples writes the samples to the folder in HEMLINE_REPORT_SAMPLES
// for looking at in a browser.
func TestRenderSamples(t *testing.T) {
	dir := os.Getenv("HEMLINE_REPORT_SAMPLES")
	if dir == "" {
		t.Skip("HEMLINE_REPORT_SAMPLES is not set: no folder to write sample pages to")
	}
	for _, lang := range []string{"en", "zh"} {
		if err := os.WriteFile(filepath.Join(dir, lang+"-long.html"), []byte(render(t, longReport(lang))), 0o644); err != nil {
			t.Fatal(err)
		}
		for _, f := range []series.Freq{series.Month, series.Week, series.Day} {
			if err := os.WriteFile(filepath.Join(dir, lang+"-"+string(f)+".html"), []byte(render(t, sampleReport(lang, f))), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}
