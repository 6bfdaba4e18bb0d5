package report

import (
	"math"
	"time"

	"hemline/corpus"
	"hemline/forecast"
	"hemline/series"
	"hemline/signal"
	"hemline/taxonomy"
)

// Trend is one concept in one scope: what was counted, what is expected, and
// the sentences that show it.
type Trend struct {
	Concept  taxonomy.Concept
	Signal   signal.Signal
	Forecast forecast.Forecast
	Evidence []Evidence
	Near     []Near // concepts spoken of alike, the nearest first

	Ledger *LedgerLine // where its forecast is in the ledger; nil: it is not
	Past   *Past       // how often such calls came true; nil: there are too few

	// Narrower is how many narrower concepts the pack has: "trousers" says
	// less than "barrel-leg trousers".
	Narrower int
	// Newsworthiness orders trends, largest first; Rank sets it.
	Newsworthiness float64
	// AsOf is the instant the trend was read at; zero means Forecast.Origin.
	AsOf time.Time
}

// Evidence is a quoted span of a stored document: Quote is bytes
// [Start, End) of its text, so anybody can find it again.
type Evidence struct {
	Quote      string
	Date       time.Time
	Source     string
	URL        string // linked only when it is http or https
	DocumentID string
	Start, End int
	Copies     int     // near-duplicates of the document, itself not counted
	Heat       float64 // summed over the document and its copies
}

// Report is everything one report.html shows. The zero value is a report
// that says there is nothing to say.
type Report struct {
	Title     string // empty: the default title of the language
	Lang      string // "en" or "zh", the language of the interface; else "en"
	AsOf      time.Time
	Generated time.Time // given, never read from a clock
	Scope     signal.Scope
	Freq      series.Freq
	Horizon   int // periods forecast

	Rising, Falling, SeasonalTrends []Trend    // a card each, in the order given
	Watch                           []Trend    // everything else: a row each
	Groups                          [][]string // ids of concepts with a card that are spoken of alike

	Since   time.Time // AsOf of the report before this one; zero: this is the first
	Changes []Change  // against the report before

	Quality   Quality
	Method    Method
	Record    Record
	Ledger    *Ledger // nil: nothing was ever published
	Synthetic bool    // made from invented data: said at the top of the page
}

// Quality says what the report stands on.
type Quality struct {
	Documents   int64 // distinct stories
	Copies      int64 // near-duplicates of them
	Repeats     int64 // rows that were in the store already
	Quarantined int64 // rows that could not be used
	Relevant    int64 // of Documents, those about the domain

	Languages []Count     // stories a language
	Freq      series.Freq // of the volumes below; empty: the report's
	Start     time.Time   // first day of the first period of Sources[].Volume
	Sources   []Source
	Reasons   []Reason // why rows were quarantined
	Gaps      []Gap    // periods in which a source fell silent
}

// Count is a number of something with a name.
type Count struct {
	Name  string
	Count int64
}

// Source is how much one source gave. Volume has one value a period from
// Quality.Start on, distinct stories, NaN where the source was silent.
type Source struct {
	Name              string
	Documents, Copies int64
	First, Last       time.Time
	Volume            []float64
}

// Reason is why rows were quarantined, with a few of them.
type Reason struct {
	Reason   string
	Count    int64
	Examples []corpus.Reject
}

// Gap is a run of periods without data: from the first day of the first
// period to the last instant before To. An empty Source means every source.
type Gap struct {
	Source   string
	From, To time.Time
}

// Method says how the figures were made and how good they were before.
type Method struct {
	Version    string // of the program
	Pack       Pack
	Scores     []Score
	Overall    *Overall // the whole procedure at past origins; nil: not replayed, Scores are pooled
	Coverage   float64  // share of backtest values inside the 80 % interval; NaN when not measured
	Cover      []Cover  // the same by the steps of the horizon, of three intervals; none when not measured
	Origins    int      // rolling origins of the backtest
	Series     int      // series backtested
	Parameters []Parameter
	Language   *Language  // nil: none had a part
	Relevance  *Relevance // nil: nothing was learnt about it
}

// Pack names the vocabulary that was searched for.
type Pack struct {
	Name, Version, Fingerprint string
	Concepts                   int
}

// Score is one method's pooled backtest.
type Score struct {
	Method   string
	Share    float64 // of it in the forecasts, mean over the series
	MASE     float64 // pooled over series and origins; NaN when not tested
	Baseline float64 // of seasonal naive on the same windows
	Coverage float64 // of its 80 % interval; NaN when not measured
	OWA      float64 // mean of MASE and sMAPE against naive 2's on the same windows; NaN when not measured
}

// Overall is how the whole procedure, choice of method included, did when it
// was replayed at past origins.
type Overall struct {
	MASE, Baseline float64 // of it and of seasonal naive on the same windows
	Direction      float64 // part of its verdicts that came true; NaN when unknown
	OWA            float64 // see Score
}

// Parameter is a setting the report depends on.
type Parameter struct{ Name, Value string }

// Record is how earlier published forecasts turned out; the zero value says
// none has come due.
type Record struct {
	Calls, Hits int
	Brier       float64   // mean squared error of the probabilities (Brier, 1950); NaN when unknown
	Outcomes    []Outcome // misses are shown first
}

// Outcome is one earlier forecast whose day has come.
type Outcome struct {
	Concept     taxonomy.Concept
	Made, Due   time.Time
	Said        forecast.Verdict
	Happened    forecast.Verdict
	Probability float64 // given to Said
	Line        int     // of the ledger; 0: unknown
}

// Share is the mean share of voice over the recent window, per 10,000
// documents, missing periods left out; NaN when all are missing.
func (t *Trend) Share() float64 {
	return series.Mean(series.Tail(t.Signal.Share, t.Signal.Freq.Recent()))
}

// Growth is the relative change against a year ago, or, when the history is
// too short for that, against the window before; NaN when neither is known.
func (t *Trend) Growth() float64 {
	if finite(t.Signal.GrowthYear) {
		return t.Signal.GrowthYear
	}
	return t.Signal.GrowthRecent
}

// Expected is the mean of the forecast over its horizon; NaN without steps.
func (t *Trend) Expected() float64 {
	v := make([]float64, len(t.Forecast.Steps))
	for i, s := range t.Forecast.Steps {
		v[i] = s.Mean
	}
	return series.Mean(v)
}

func (t *Trend) asOf() time.Time {
	if t.AsOf.IsZero() {
		return t.Forecast.Origin
	}
	return t.AsOf
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
