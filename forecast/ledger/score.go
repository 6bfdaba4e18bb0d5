package ledger

import (
	"fmt"
	"math"
	"slices"
	"time"

	"hemline/forecast"
	"hemline/forecast/backtest"
	"hemline/series"
)

// Score says how a call turned out so far, from the data as it was known at
// AsOf. A later score never changes an earlier one: it adds the periods that
// have passed since, and repeats from the first one whose value was revised.
type Score struct {
	Call string `json:"call"` // hash of the line with the forecast
	Line int    `json:"line"` // its number

	Scored  time.Time `json:"scored"` // by the clock, whole seconds, UTC
	Program string    `json:"program"`
	AsOf    time.Time `json:"as_of"` // vintage: first instant that was not known
	Data    string    `json:"data"`  // Fingerprint of the whole series as it was then

	From    int               `json:"from"`    // periods before Actual, whose values stand as scored before
	Actual  []backtest.Number `json:"actual"`  // what came from there on; null where the period is missing
	Revised bool              `json:"revised"` // values of an earlier score have changed
	Final   bool              `json:"final"`   // all periods have passed

	Figures
}

// Figures measure all periods that have passed, the missing ones left out.
type Figures struct {
	Known   int              `json:"known"`   // periods with a value
	Inside  int              `json:"inside"`  // of them, inside the 80 % interval, its ends included
	MASE    backtest.Number  `json:"mase"`    // mean absolute error of Mean over Scale (Hyndman & Koehler 2006)
	Naive   backtest.Number  `json:"naive"`   // the same of seasonal naive
	Pinball backtest.Number  `json:"pinball"` // mean over the levels 0.1, 0.5 and 0.9 (Koenker & Bassett 1978), over Scale
	Came    forecast.Verdict `json:"came"`    // what happened over the whole horizon; empty until it is final
	Hit     bool             `json:"hit"`     // the verdict was right; false until it is final
}

// judge measures a call against what came in its first periods.
func (c *Call) judge(actual []float64) Figures {
	f := Figures{MASE: backtest.Number(math.NaN()), Naive: backtest.Number(math.NaN()), Pinball: backtest.Number(math.NaN())}
	scale := float64(c.Scale)
	loss := 0.0
	for k, y := range actual {
		if math.IsNaN(y) {
			continue
		}
		f.Known++
		q10, q50, q90 := float64(c.Q10[k]), float64(c.Q50[k]), float64(c.Q90[k])
		if q10 <= y && y <= q90 {
			f.Inside++
		}
		loss += (backtest.Pinball(y, q10, 0.1) + backtest.Pinball(y, q50, 0.5) + backtest.Pinball(y, q90, 0.9)) / 3
	}
	if scale > 0 && f.Known > 0 {
		f.MASE = backtest.Number(backtest.MAE(actual, floats(c.Mean)) / scale)
		f.Naive = backtest.Number(backtest.MAE(actual, floats(c.Naive)) / scale)
		f.Pinball = backtest.Number(loss / float64(f.Known) / scale)
	}
	if len(actual) == c.Horizon() && f.Known > 0 && finite(c.LastYear) {
		f.Came = backtest.Direction(series.Mean(actual), float64(c.LastYear), float64(c.Margin))
		f.Hit = f.Came == c.Verdict
	}
	return f
}

// Judge makes the score of a published call from the series as it is known at
// asOf, the first instant that is not. There is nothing to add (false) while no
// further period has passed and no value was revised, or when a later vintage
// was scored already. Scored and Program are left for the caller.
func (e *Entry) Judge(s series.Series, asOf time.Time) (Score, bool) {
	if s = s.Until(asOf); len(e.Scores) > 0 && asOf.Before(e.Scores[len(e.Scores)-1].AsOf) {
		return Score{}, false
	}
	first := s.Freq.Index(s.Start, e.Call.Origin)
	passed := min(e.Call.Horizon(), s.Len()-first)
	if s.Freq != e.Call.Freq || passed <= 0 || passed < len(e.latest) {
		return Score{}, false
	}
	actual := make([]float64, passed)
	for k := range actual {
		actual[k] = math.NaN()
		if first+k >= 0 {
			actual[k] = s.Values[first+k]
		}
	}
	from := 0
	for from < len(e.latest) && same(actual[from], e.latest[from]) {
		from++
	}
	if from == passed {
		return Score{}, false
	}
	return Score{
		Call: e.Hash, Line: e.Line, AsOf: asOf.UTC(), Data: Fingerprint(s),
		From: from, Actual: numbers(actual[from:]), Revised: from < len(e.latest), Final: passed == e.Call.Horizon(),
		Figures: e.Call.judge(actual),
	}, true
}

// follows checks that a score is of this call and that its figures follow from
// it and from the scores before, and gives the values as of it.
func (e *Entry) follows(s *Score) ([]float64, error) {
	n := s.From + len(s.Actual)
	switch {
	case s.Call != e.Hash:
		return nil, fmt.Errorf("it scores line %d with another hash than that line has", s.Line)
	case s.From > len(e.latest) || n > e.Call.Horizon():
		return nil, fmt.Errorf("its periods do not follow those scored before")
	case s.Revised != (s.From < len(e.latest)) || s.Final != (n == e.Call.Horizon()) || n < len(e.latest):
		return nil, fmt.Errorf("it says of itself what its periods do not")
	}
	actual := append(slices.Clone(e.latest[:s.From]), floats(s.Actual)...)
	if !s.Figures.near(e.Call.judge(actual)) {
		return nil, fmt.Errorf("its figures do not follow from its values and the forecast on line %d", s.Line)
	}
	return actual, nil
}

// near allows for processors that round a product and a sum at once.
func (f Figures) near(g Figures) bool {
	close := func(a, b backtest.Number) bool {
		return same(float64(a), float64(b)) || math.Abs(float64(a-b)) <= rounding*max(1, math.Abs(float64(a)))
	}
	return f.Known == g.Known && f.Inside == g.Inside && f.Came == g.Came && f.Hit == g.Hit &&
		close(f.MASE, g.MASE) && close(f.Naive, g.Naive) && close(f.Pinball, g.Pinball)
}

func (s *Score) check() error {
	switch {
	case !isHash(s.Call) || !isHash(s.Data):
		return fmt.Errorf("its hashes are not SHA-256")
	case s.From < 0 || len(s.Actual) == 0 || len(s.Actual) > maxPeriods:
		return fmt.Errorf("it scores no periods")
	}
	return nil
}

func same(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }

func floats(v []backtest.Number) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = float64(x)
	}
	return out
}

func numbers(v []float64) []backtest.Number {
	out := make([]backtest.Number, len(v))
	for i, x := range v {
		out[i] = backtest.Number(x)
	}
	return out
}
