package report

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"hemline/corpus"
	"hemline/forecast"
	"hemline/series"
	"hemline/signal"
	"hemline/signal/meaning"
	"hemline/taxonomy"
)

// shape is the course a sample's share takes: level, growth a year, height of
// the season and its month.
type shape struct {
	id, kind, en, zh, hex string
	parents               []string
	level, growth, season float64
	month                 int
	stage                 signal.Stage
	verdict               forecast.Verdict
	probability           float64
	mase, naive           float64
}

var sampleShapes = []shape{
	{"category/barn-jacket", "category", "Barn jacket", "谷仓夹克", "", []string{"category/jacket"}, 1.2, 0.9, 0, 0, signal.Growing, forecast.Rise, 0.92, 0.74, 0.91},
	{"colour/butter-yellow", "colour", "Butter yellow", "黄油黄", "#f6e8a9", []string{"colour/yellow"}, 0.6, 1.6, 0, 0, signal.Emerging, forecast.Rise, 0.88, 0.81, 0.97},
	{"style/new-chinese", "style", "New Chinese style", "新中式", "", nil, 2.4, 0.5, 0, 0, signal.Growing, forecast.Rise, 0.78, 0.69, 0.83},
	{"fabric/suede", "fabric", "Suede", "麂皮", "", nil, 3.1, 0.25, 0.2, 10, signal.Growing, forecast.Rise, 0.71, 1.12, 1.05},
	{"silhouette/barrel-leg", "silhouette", "Barrel-leg trousers", "弯刀裤", "", nil, 0.4, 1.2, 0, 0, signal.Emerging, forecast.Rise, 0.66, math.NaN(), math.NaN()},
	{"category/mamianqun", "category", "Horse-face skirt", "马面裙", "", nil, 6.0, -0.7, 0, 0, signal.Declining, forecast.Fall, 0.93, 0.77, 0.95},
	{"style/dopamine", "style", "Dopamine dressing", "多巴胺穿搭", "", nil, 4.2, -0.8, 0, 0, signal.Declining, forecast.Fall, 0.81, 0.88, 0.90},
	{"colour/maillard", "colour", "Maillard brown", "美拉德色", "#8a5a36", nil, 7.1, -0.9, 0, 0, signal.Dormant, forecast.Fall, 0.64, 0.93, 0.93},
	{"category/puffer-jacket", "category", "Puffer jacket", "羽绒服", "", nil, 9.0, 0.02, 0.9, 12, signal.Seasonal, forecast.Rise, 0.84, 0.62, 0.70},
	{"category/swimsuit", "category", "Swimsuit", "泳衣", "", nil, 4.0, 0.05, 0.8, 7, signal.Seasonal, forecast.Fall, 0.77, 0.71, 0.78},
	{"fabric/linen", "fabric", "Linen", "亚麻", "", nil, 2.2, 0.1, 0.6, 6, signal.Seasonal, forecast.Fall, 0.70, 0.80, 0.86},
	{"category/trench-coat", "category", "Trench coat", "风衣", "", nil, 3.0, 0, 0.5, 10, signal.Seasonal, forecast.Flat, 0.58, 0.83, 0.86},
	{"brand/loewe", "brand", "Loewe", "罗意威", "", nil, 1.1, 0.1, 0, 0, signal.Peak, forecast.Flat, 0.61, 0.97, 1.01},
	{"category/jacket", "category", "Jacket", "夹克", "", nil, 12.0, 0.12, 0.2, 11, signal.Peak, forecast.Rise, 0.57, 0.90, 0.92},
	{"pattern/gingham", "pattern", "Gingham", "格纹", "", nil, 1.6, 0, 0.2, 5, signal.Peak, forecast.Flat, 0.72, 0.89, 0.94},
	{"scent/oud", "scent", "Oud", "", "", nil, 0.5, 0.05, 0, 0, signal.Dormant, forecast.Flat, 0.49, 1.3, 1.2},
}

// sampleQuotes are made up, one in each language.
var sampleQuotes = [2]string{
	"Buyers at the fair kept coming back to the %s, and two of the larger stores have already doubled what they ordered for next season.",
	"今年街头最常见的单品之一就是%s，不少店主说补货三次仍然断码，明年春天还会继续加订。",
}

// sampleReport is a realistic report, the same every time: quarters of noise
// from a seeded source around each shape.
func sampleReport(lang string, freq series.Freq) *Report {
	rng := rand.New(rand.NewPCG(7, 11))
	end := time.Date(2025, 9, 1, 0, 0, 0, 0, time.UTC)
	n, h, season := 60, 6, 12.0
	switch freq {
	case series.Week:
		end, n, h, season = time.Date(2025, 9, 1, 0, 0, 0, 0, time.UTC), 200, 13, 52
	case series.Day:
		n, h, season = 170, 28, 365
	}
	start := freq.Add(end, -n)
	gap := func(i int) bool { d := freq.Add(start, i); return d.Year() == 2021 && d.Month() == time.October }
	documents := make([]float64, n)
	for i := range documents {
		documents[i] = math.Round(5200 + 900*rng.Float64())
		if gap(i) {
			documents[i] = math.NaN()
		}
	}
	trends := make([]Trend, 0, len(sampleShapes))
	for k, s := range sampleShapes {
		trends = append(trends, sampleTrend(k, s, freq, start, n, h, season, documents, rng))
	}
	alike := func(i, j int, cosine float64) {
		trends[i].Near = append(trends[i].Near, Near{trends[j].Concept, cosine})
	}
	alike(8, 11, 0.71)
	alike(8, 13, 0.52)
	alike(11, 8, 0.71)
	alike(2, 5, 0.63)
	Rank(trends)
	chosen := Select(trends, 8)
	r := &Report{
		Lang: lang, AsOf: end.AddDate(0, 0, -1), Generated: time.Date(2025, 9, 2, 8, 30, 0, 0, time.UTC),
		Freq: freq, Horizon: h,
		Rising: chosen.Rising, Falling: chosen.Falling, SeasonalTrends: chosen.Seasonal, Watch: chosen.Watch,
		Groups: [][]string{{"category/puffer-jacket", "category/trench-coat", "category/unknown"}, {"style/new-chinese", "category/mamianqun"}, {"scent/oud", "colour/nobody"}},
		Since:  end.AddDate(0, -1, -1),
		Changes: []Change{
			{Concept: sampleConcept(sampleShapes[1]), FromStage: signal.Dormant, ToStage: signal.Emerging, FromDirection: forecast.Flat, ToDirection: forecast.Rise},
			{Concept: sampleConcept(sampleShapes[6]), FromStage: signal.Peak, ToStage: signal.Declining, FromDirection: forecast.Flat, ToDirection: forecast.Fall},
			{Concept: sampleConcept(sampleShapes[4]), ToStage: signal.Emerging, ToDirection: forecast.Rise, New: true},
			{Concept: taxonomy.Concept{ID: "style/balletcore", Kind: taxonomy.Style, Labels: map[string]string{"en": "Balletcore", "zh": "芭蕾风"}}, FromStage: signal.Dormant, FromDirection: forecast.Flat, Gone: true},
		},
		Quality:   sampleQuality(freq, start, n, gap, rng),
		Synthetic: true,
		Method: Method{
			Version: "hemline 0.9.0",
			Pack:    Pack{Name: "fashion", Version: "2025.1", Fingerprint: "5f1c0a77b9e2d4c8", Concepts: 812},
			Scores: []Score{
				{"seasonal shape", 61, 0.78, 0.93, 0.82, 0.71},
				{"ets", 42, 0.84, 0.96, 0.79, 0.77},
				{"naive", 9, 1.02, 0.99, 0.74, 1.04},
			},
			Coverage: 0.81, Origins: 12, Series: 112,
			Cover:      []Cover{{1, 1, 0.52, 0.83, 0.96}, {2, 3, 0.49, 0.8, 0.95}, {4, 4, 0.47, 0.78, 0.93}, {5, 6, math.NaN(), 0.76, 0.94}},
			Parameters: []Parameter{{"threshold", "0.20"}, {"minimum mentions", "24"}},
			Language: &Language{
				Own: true, Size: "tiny", Parameters: 1_315_968, Documents: 301_210, From: start, To: end.AddDate(0, -2, 0),
				Steps: 2900, Planned: 3735, Bits: 2.41, Unigram: 3.36,
				Spellings: meaning.Check{Names: 109, Found: 0.47, Letters: 0.33, Expected: 0.004},
			},
			Relevance: &Relevance{Source: "labels.tsv", Texts: 5781, Learnt: 0.83, Rule: 0.65, Used: true},
		},
		Record: Record{Calls: 46, Hits: 34, Brier: 0.17, Outcomes: []Outcome{
			{sampleConcept(sampleShapes[0]), end.AddDate(0, -7, 0), end.AddDate(0, -1, 0), forecast.Rise, forecast.Rise, 0.81, 12},
			{sampleConcept(sampleShapes[7]), end.AddDate(0, -7, 0), end.AddDate(0, -1, 0), forecast.Rise, forecast.Fall, 0.72, 1017},
		}},
	}
	return r
}

func sampleConcept(s shape) taxonomy.Concept {
	labels := map[string]string{"en": s.en}
	if s.zh != "" {
		labels["zh"] = s.zh
	}
	return taxonomy.Concept{ID: s.id, Kind: taxonomy.Kind(s.kind), Labels: labels, Parents: s.parents, Hex: s.hex}
}

func sampleTrend(k int, s shape, freq series.Freq, start time.Time, n, h int, season float64, documents []float64, rng *rand.Rand) Trend {
	value := func(i int) float64 {
		years := float64(i-n) / season
		v := s.level * math.Exp(s.growth*max(years, -3))
		if s.growth < 0 { // a fad: up, then down
			v = s.level * math.Exp(-math.Pow((years+1.1)/0.7, 2))
		}
		if s.season > 0 {
			angle := 2 * math.Pi * (float64(freq.Add(start, i).YearDay())/365 - (float64(s.month)-0.5)/12)
			v *= 1 + s.season*math.Cos(angle)
		}
		return v
	}
	sig := signal.Signal{Concept: s.id, Freq: freq, Start: start, Documents: documents, Stage: s.stage, Seasonality: s.season}
	for i := range n {
		if math.IsNaN(documents[i]) {
			sig.Mentions, sig.Heat, sig.Share = append(sig.Mentions, math.NaN()), append(sig.Heat, math.NaN()), append(sig.Share, math.NaN())
			continue
		}
		share := math.Max(0, value(i)*(1+0.16*rng.NormFloat64()))
		mentions := math.Round(share * documents[i] / 1e4 * 10)
		sig.Mentions = append(sig.Mentions, mentions)
		sig.Heat = append(sig.Heat, mentions*0.7)
		sig.Share = append(sig.Share, share)
		sig.Total += mentions
	}
	year := int(season)
	sig.LastYear = series.Mean(series.Tail(sig.Share, year))
	w := freq.Recent()
	recent := series.Mean(series.Tail(sig.Share, w))
	sig.GrowthRecent = recent/series.Mean(sig.Share[n-2*w:n-w]) - 1
	sig.GrowthYear = math.NaN()
	if n > year+w {
		sig.GrowthYear = recent/series.Mean(sig.Share[n-year-w:n-year]) - 1
	}
	sig.Rule = signal.Rule{Name: signal.RuleUp + signal.AgainstYear, Figures: []float64{100 * sig.GrowthYear, 2.0 + float64(k)/7}}
	if math.IsNaN(sig.GrowthYear) {
		sig.Rule = signal.Rule{Name: signal.RuleUp + signal.AgainstBefore, Figures: []float64{100 * sig.GrowthRecent, 2 + float64(k)/7}}
	}
	if s.stage == signal.Seasonal {
		sig.Rule = signal.Rule{Name: signal.RuleSeason, Figures: []float64{100 * s.season}}
		for d := -1; d <= 1; d++ {
			sig.PeakPeriods = append(sig.PeakPeriods, (s.month+d+11)%12+1)
		}
	}
	f := forecast.Forecast{ID: s.id, Freq: freq, Origin: freq.Add(start, n), Method: "seasonal shape", Verdict: s.verdict, Probability: s.probability, MASE: s.mase, Baseline: s.naive}
	if math.IsNaN(s.mase) {
		f.Status = "short"
	}
	for i := range h {
		v := value(n + i)
		spread := 0.18 + 0.02*float64(i)
		f.Steps = append(f.Steps, forecast.Step{Period: freq.Add(start, n+i), Mean: v * 1.01, Q10: v * (1 - spread), Q50: v, Q90: v * (1 + 1.2*spread)})
	}
	t := Trend{Concept: sampleConcept(s), Signal: sig, Forecast: f}
	for i := range 4 {
		name := s.en
		if i%2 == 1 {
			name = s.zh
		}
		if name == "" {
			continue
		}
		t.Evidence = append(t.Evidence, Evidence{
			Quote: fmt.Sprintf(sampleQuotes[i%2], name), Date: f.Origin.AddDate(0, 0, -9*(i+1)-k),
			Source: []string{"Thread & Seam", "街拍周刊", "Cloth Wire", "Wardrobe forum"}[i],
			URL:    fmt.Sprintf("https://example.org/%d/%d", k, i), DocumentID: fmt.Sprintf("%016x", 1000*k+i), End: 40, Copies: 12 * ((i + k) % 3), Heat: 2.5,
		})
	}
	return t
}

func sampleQuality(freq series.Freq, start time.Time, n int, gap func(int) bool, rng *rand.Rand) Quality {
	q := Quality{
		Documents: 318204, Copies: 20871, Repeats: 1204, Quarantined: 97, Relevant: 41027,
		Languages: []Count{{"zh", 251093}, {"en", 66210}, {"fr", 901}},
		Freq:      freq, Start: start,
		Reasons: []Reason{
			{"date cannot be read", 71, []corpus.Reject{{File: "feeds/2023.jsonl", Line: 20418, Reason: "date cannot be read", Raw: `{"title":"Five coats","date":"yesterday"}`}}},
			{"empty text", 26, nil},
		},
		Gaps: []Gap{
			{From: time.Date(2021, 10, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2021, 11, 1, 0, 0, 0, 0, time.UTC)},
			{Source: "Wardrobe forum", From: time.Date(2024, 2, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC)},
		},
	}
	for k, name := range []string{"街拍周刊", "Thread & Seam", "Cloth Wire", "Wardrobe forum", "Atelier notes", "Shop window", "Market diary"} {
		s := Source{Name: name, Documents: int64(190000 / (k*k + 1)), Copies: int64(9000 / (k + 1)), First: start, Last: freq.Add(start, n-1)}
		for i := range n {
			v := math.Round(float64(s.Documents) / float64(n) * (0.8 + 0.4*rng.Float64()))
			d := freq.Add(start, i)
			if gap(i) || (k == 3 && d.Year() == 2024 && d.Month() >= 2 && d.Month() <= 4) {
				v = math.NaN()
			}
			s.Volume = append(s.Volume, v)
		}
		q.Sources = append(q.Sources, s)
	}
	return q
}
