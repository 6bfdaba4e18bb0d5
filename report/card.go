package report

import (
	"html/template"
	"math"
	"strings"

	"hemline/report/chart"
	"hemline/series"
	"hemline/signal"
	"hemline/taxonomy"
)

// cardView is a trend with every figure written out.
type cardView struct {
	Row      rowView
	Chart    template.HTML
	Figures  []pair
	Backtest string
	Past     string
	Ledger   *ledgerView
	Doubts   []string
	Near     []span // concepts spoken of alike
	Quotes   []quoteView
	Method   string
	Origin   string
	Steps    []stepView
}

// rowView is a trend on one line of a table.
type rowView struct {
	Rank      int
	Anchor    string // of its card; empty when it has none
	Name, Alt string // in the language of the page, and in the other one
	AltLang   string
	Kind      string
	Hex       string
	Stage     string
	Rule      string // why it has this stage
	Life      template.HTML
	Spark     template.HTML
	Class     string
	Arrow     string
	Call      string
	P         string
	Growth    string
	Share     string
	Low       bool // low confidence
}

type stepView struct{ Period, Mid, Low, High string }

type pair struct{ Name, Value string }

// row writes out one line.
func (w words) row(t *Trend, anchor string) rowView {
	v := rowView{
		Anchor: anchor,
		Name:   capital(conceptName(t.Concept, w.lang)),
		Kind:   w.term("kind", string(t.Concept.Kind)),
		Hex:    hex(t.Concept),
		Stage:  w.term("stage", string(t.Signal.Stage)),
		Class:  directionClass(t.Forecast.Verdict),
		Arrow:  arrow(t.Forecast.Verdict),
		Call:   capital(w.call(&t.Forecast)),
		Growth: w.growth(t.Growth()),
		Share:  w.figure(t.Share()),
		Low:    len(t.doubts()) > 0,
	}
	v.AltLang = "zh"
	if w.lang == "zh" {
		v.AltLang = "en"
	}
	if alt := capital(t.Concept.Labels[v.AltLang]); alt != v.Name {
		v.Alt = alt
	}
	if p := t.probability(); p != nil {
		v.P = w.percent(*p)
	}
	if at, known := lifeOf(t.Signal.Stage); known {
		v.Life = template.HTML(chart.Life(at))
	}
	v.Rule = t.Signal.Rule.Text(w.lang)
	v.Spark = template.HTML(w.spark(t))
	return v
}

// card writes out a trend with its chart and its evidence.
func (w words) card(t *Trend, anchor string) cardView {
	f := &t.Forecast
	v := cardView{
		Row:    w.row(t, anchor),
		Quotes: w.quotes(t.Concept, t.Evidence),
		Method: f.Method,
		Past:   w.past(t),
		Ledger: w.ledger(t),
	}
	v.Figures = []pair{
		{w.T("figure.growth.year"), w.growth(t.Signal.GrowthYear)},
		{w.T("figure.growth.recent"), w.growth(t.Signal.GrowthRecent)},
		{w.T("figure.share"), w.figure(t.Share())},
		{w.T("figure.expected"), w.figure(t.Expected())},
		{w.T("figure.mentions"), w.count(t.Signal.Total)},
	}
	if peak := w.months(t.Signal.PeakPeriods); peak != "" {
		v.Figures = append(v.Figures, pair{w.T("figure.peak"), peak})
	}
	if !f.Origin.IsZero() {
		v.Origin = w.date(f.Origin)
	}
	switch how := w.compare(f.MASE, f.Baseline); {
	case how != "":
		v.Backtest = w.T("backtest.compared", "how", how, "mase", w.figure(f.MASE), "naive", w.figure(f.Baseline))
	case f.Verdict != "":
		v.Backtest = w.T("backtest.none")
	}
	for _, d := range t.doubts() {
		v.Doubts = append(v.Doubts, w.T(d))
	}
	for _, s := range f.Steps {
		v.Steps = append(v.Steps, stepView{w.period(f.Freq, s.Period), w.figure(s.Q50), w.figure(s.Q10), w.figure(s.Q90)})
	}
	v.Chart = template.HTML(w.line(t, anchor).SVG())
	return v
}

// line is the card's chart: the latest history, then the forecast.
func (w words) line(t *Trend, id string) chart.Line {
	s, f := &t.Signal, &t.Forecast
	values := series.Tail(s.Share, chartPeriods(s.Freq))
	skipped := len(s.Share) - len(values)
	start := s.Freq.Add(s.Start, skipped)
	l := chart.Line{
		ID:             id,
		Title:          w.T("chart.title", "name", conceptName(t.Concept, w.lang)),
		Desc:           w.describe(t, values),
		Class:          directionClass(f.Verdict),
		Values:         values,
		Reference:      s.LastYear,
		ReferenceLabel: w.T("chart.reference", "v", w.figure(s.LastYear)),
		ForecastLabel:  w.T("chart.forecast"),
		Ticks:          w.ticks(s.Freq, start, len(values)+len(f.Steps)),
		Number:         w.axis,
		Figure:         w.figure,
	}
	for _, step := range f.Steps {
		l.Fan = append(l.Fan, chart.Band{Low: step.Q10, Mid: step.Q50, High: step.Q90})
	}
	var peak [13]bool
	for _, m := range s.PeakPeriods {
		if m >= 1 && m <= 12 {
			peak[m] = true
		}
	}
	for i := range len(values) + len(l.Fan) {
		day := s.Freq.Add(start, i)
		l.Shade = append(l.Shade, peak[monthOf(s.Freq, day)])
		value := w.T("chart.missing")
		if i >= len(values) {
			step := f.Steps[i-len(values)]
			day = step.Period
			value = w.T("chart.step", "mid", w.figure(step.Q50), "low", w.figure(step.Q10), "high", w.figure(step.Q90))
		} else if finite(values[i]) {
			value = w.figure(values[i])
		}
		label := w.period(s.Freq, day)
		if s.Freq != series.Month {
			label = isoDate(day) // many labels: keep them short
		}
		l.Hints = append(l.Hints, label+": "+value)
	}
	return l
}

// describe says what the chart shows to who cannot see it.
func (w words) describe(t *Trend, values []float64) string {
	var b strings.Builder
	missing := 0
	for _, v := range values {
		if !finite(v) {
			missing++
		}
	}
	b.WriteString(w.T("chart.desc.share", "share", w.figure(t.Share()), "last", w.figure(t.Signal.LastYear)))
	if n := len(t.Forecast.Steps); n > 0 {
		s := t.Forecast.Steps[n-1]
		b.WriteString(w.T("chart.desc.forecast", "period", w.period(t.Forecast.Freq, s.Period), "mid", w.figure(s.Q50), "low", w.figure(s.Q10), "high", w.figure(s.Q90)))
	}
	if missing > 0 {
		b.WriteString(w.N("chart.desc.missing", int64(missing)))
	}
	return b.String()
}

// spark is the small line of a table.
func (w words) spark(t *Trend) string {
	future := make([]float64, len(t.Forecast.Steps))
	for i, s := range t.Forecast.Steps {
		future[i] = s.Q50
	}
	return chart.Spark{
		Title:  w.T("spark.title", "name", conceptName(t.Concept, w.lang)),
		Class:  directionClass(t.Forecast.Verdict),
		Values: series.Tail(t.Signal.Share, sparkPeriods(t.Signal.Freq)),
		Future: future,
	}.SVG()
}

// lifeOf is where a stage lies on the curve of a trend's life; a season has no
// such place.
func lifeOf(s signal.Stage) (at float64, known bool) {
	switch s {
	case signal.Emerging:
		return 0.12, true
	case signal.Growing:
		return 0.32, true
	case signal.Peak:
		return 0.5, true
	case signal.Declining:
		return 0.7, true
	case signal.Dormant:
		return 0.95, true
	default:
		return math.NaN(), false
	}
}

// hex is the colour of a concept as #rrggbb, empty when it has none or is
// written in any other way: it goes into a style.
func hex(c taxonomy.Concept) string {
	s := strings.ToLower(c.Hex)
	if len(s) != 7 || s[0] != '#' || strings.Trim(s[1:], "0123456789abcdef") != "" {
		return ""
	}
	return s
}
