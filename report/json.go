package report

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"time"

	"hemline/taxonomy"
)

// MarshalJSON gives the form of docs/outputs.md: flat, in the order a reader
// asks, null for every figure that is not known.
func (t Trend) MarshalJSON() ([]byte, error) {
	return json.Marshal(trendJSON{
		Concept:      t.Concept.ID,
		Kind:         string(t.Concept.Kind),
		Labels:       labelsJSON{En: conceptName(t.Concept, "en"), Zh: conceptName(t.Concept, "zh")},
		Stage:        string(t.Signal.Stage),
		Direction:    string(t.Forecast.Verdict),
		Probability:  t.probability(),
		Growth:       number(t.Growth()),
		GrowthRecent: number(t.Signal.GrowthRecent),
		Share:        number(t.Share()),
		Mentions:     number(t.Signal.Total),
		PeakPeriods:  append([]int{}, t.Signal.PeakPeriods...),
		Near:         nearIDs(t.Near),
		Method:       t.Forecast.Method,
		MASE:         number(t.Forecast.MASE),
		MASENaive:    number(t.Forecast.Baseline),
		Rule:         t.Signal.Rule.Text("en"),
		Scope:        t.Signal.Scope.String(),
		AsOf:         isoDate(t.asOf()),
	})
}

type trendJSON struct {
	Concept      string     `json:"concept"`
	Kind         string     `json:"kind"`
	Labels       labelsJSON `json:"labels"`
	Stage        string     `json:"stage"`
	Direction    string     `json:"direction"`
	Probability  *float64   `json:"probability"`
	Growth       *float64   `json:"growth"`
	GrowthRecent *float64   `json:"growth_recent"`
	Share        *float64   `json:"share"`
	Mentions     *float64   `json:"mentions"`
	PeakPeriods  []int      `json:"peak_periods"`
	Near         []nearJSON `json:"near"`
	Method       string     `json:"method"`
	MASE         *float64   `json:"mase"`
	MASENaive    *float64   `json:"mase_seasonal_naive"`
	Rule         string     `json:"rule"`
	Scope        string     `json:"scope"`
	AsOf         string     `json:"as_of"`
}

// nearJSON is a concept spoken of like the trend's.
type nearJSON struct {
	Concept string  `json:"concept"`
	Cosine  float64 `json:"cosine"`
}

func nearIDs(near []Near) []nearJSON {
	out := make([]nearJSON, len(near))
	for i, n := range near {
		out[i] = nearJSON{n.Concept.ID, math.Round(n.Cosine*1000) / 1000}
	}
	return out
}

type labelsJSON struct {
	En string `json:"en"`
	Zh string `json:"zh"`
}

// WriteTrendsJSON writes trends as one JSON array, most newsworthy first,
// ties in the order of their ids and scopes. The slice given stays as it is.
func WriteTrendsJSON(w io.Writer, trends []Trend) error {
	sorted := append([]Trend{}, trends...)
	slices.SortStableFunc(sorted, byNews)
	b, err := json.MarshalIndent(sorted, "", "  ")
	if err != nil {
		return fmt.Errorf("report: trends.json: %w", err)
	}
	if _, err := w.Write(append(b, '\n')); err != nil {
		return fmt.Errorf("report: trends.json: %w", err)
	}
	return nil
}

// byNews puts the most newsworthy first and never leaves a tie to chance.
func byNews(a, b Trend) int {
	return cmp.Or(
		cmp.Compare(b.Newsworthiness, a.Newsworthiness),
		cmp.Compare(a.Concept.ID, b.Concept.ID),
		cmp.Compare(a.Signal.Scope.String(), b.Signal.Scope.String()),
	)
}

// probability is null when no call was made: a zero would read as certainty
// of the opposite.
func (t *Trend) probability() *float64 {
	if t.Forecast.Verdict == "" {
		return nil
	}
	return number(t.Forecast.Probability)
}

func number(v float64) *float64 {
	if !finite(v) {
		return nil
	}
	return &v
}

func isoDate(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}

// conceptName is the concept's label in lang, else in another language, else
// its id: a name is never empty while there is anything to call it.
func conceptName(c taxonomy.Concept, lang string) string {
	for _, l := range []string{lang, "en", "zh"} {
		if s := c.Labels[l]; s != "" {
			return s
		}
	}
	return c.ID
}
