package app

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
)

// Forecasted is what `hemline forecast --out FILE --json` prints.
type Forecasted struct {
	Series  int            `json:"series"`
	Freq    string         `json:"freq"`
	Horizon int            `json:"horizon"`
	Status  map[string]int `json:"status"` // series by what was wrong with them
	Files   []string       `json:"files"`
	Seconds float64        `json:"seconds"`
}

// forecastSummary says what was done: where the forecasts went, and how many
// series had what kind of trouble.
func (a *App) forecastSummary(q *question, answers []answer, o ForecastOptions, took time.Duration) error {
	done := Forecasted{
		Series: len(answers), Freq: string(q.freq), Horizon: o.Horizon, Status: map[string]int{},
		Seconds: took.Round(time.Millisecond).Seconds(), Files: []string{},
	}
	example := map[string]string{}
	for i := range answers {
		remarks := answers[i].remarks()
		if remarks == "" {
			continue
		}
		for part := range strings.SplitSeq(remarks, "; ") {
			kind := kindOf(part)
			if done.Status[kind]++; done.Status[kind] == 1 {
				example[kind] = answers[i].wanted.ID + ": " + part
			}
		}
	}
	for _, f := range []string{o.Out, o.Status} {
		if f != "" && f != "-" {
			done.Files = append(done.Files, f)
		}
	}
	if o.JSON && o.Out != "-" {
		return writeJSON(a.Stdout, done)
	}
	periods := string(q.freq)
	if done.Horizon > 1 {
		periods += "s"
	}
	a.say("%s series, %s %s ahead, in %.1f s%s", thousands(int64(done.Series)), thousands(int64(done.Horizon)), periods, done.Seconds, prefixed(": ", done.Files))
	kinds := slices.SortedFunc(maps.Keys(done.Status), func(x, y string) int {
		return cmp.Or(cmp.Compare(done.Status[y], done.Status[x]), strings.Compare(x, y))
	})
	for _, k := range kinds {
		a.say("  %s: %s series, e.g. %s", k, thousands(int64(done.Status[k])), example[k])
	}
	if len(kinds) > 0 && o.Status == "" {
		a.say("  --status FILE.csv says it of each series")
	}
	return nil
}

// kindOf is a problem without its figures.
func kindOf(part string) string {
	if i := strings.IndexAny(part, "0123456789("); i > 0 {
		part = part[:i]
	}
	return strings.TrimSpace(part)
}

func prefixed(p string, parts []string) string {
	if len(parts) == 0 {
		return ""
	}
	return p + strings.Join(parts, ", ")
}
