package app

import (
	"context"
	"slices"
	"strings"

	"hemline/forecast"
	"hemline/forecast/attention"
	"hemline/forecast/backtest"
	"hemline/forecast/ensemble"
	"hemline/series"
)

// request is what the engine is asked: series of one season, which learn from
// one another.
type request struct {
	series    []series.Series
	leading   map[string]series.Series // by ID, cut at the end of the series they lead
	horizon   int
	season    int       // 0: by frequency
	quantiles []float64 // between 0 and 1, ascending
	question  *question
	options   ForecastOptions
	progress  func(done, total int)
}

// foretell is the one call of the engine. Each Step's Quantiles are those of
// the request, in order.
func foretell(ctx context.Context, r request) ([]forecast.Forecast, error) {
	only, err := methods(r.options.Method)
	if err != nil {
		return nil, err
	}
	var globals []forecast.Global
	if r.options.Method == "" || r.options.Method == auto {
		globals = []forecast.Global{attention.Method{Seed: r.options.Seed, Workers: workers(r.options.Workers)}}
	}
	return ensemble.Predict(ctx, r.series, ensemble.Options{
		Methods: only,
		Backtest: backtest.Options{
			Horizon: r.horizon, Season: r.season, Workers: workers(r.options.Workers),
			Levels: r.quantiles, Asked: r.question.picked, Leading: r.leading, Globals: globals,
		},
	})
}

// cycle is the season asked for; steps have none by frequency, so without one
// asked for theirs is the one they show. 0 leaves it to the frequency.
func (r *request) cycle() int {
	if r.season != 0 || r.series[0].Freq != series.Step {
		return r.season
	}
	var values [][]float64
	for _, s := range r.series {
		values = append(values, s.Values)
	}
	return forecast.Season(values)
}

// What --method may name beside methods: the ensemble with the network that
// learns from all series, where there are enough of them and not too many, and
// the ensemble without it.
const (
	auto        = "auto"
	statistical = "statistical"
)

// methods is what --method names: nil for all.
func methods(name string) ([]forecast.Forecaster, error) {
	if name == "" || name == auto || name == statistical {
		return nil, nil
	}
	names := []string{auto, statistical}
	for _, m := range ensemble.All() {
		if m.Name() == name {
			return []forecast.Forecaster{m}, nil
		}
		names = append(names, m.Name())
	}
	return nil, usage("--method %s is not known%s; methods are %s", name, meant(name, names), strings.Join(names, ", "))
}

// answers forecasts all series that have a value, in the order of the file.
// A season that was asked for is that of the file's frequency; series of
// another one keep their own.
func (a *App) answers(ctx context.Context, q *question, levels []quantile, o ForecastOptions) ([]answer, error) {
	taus := make([]float64, len(levels))
	for i, l := range levels {
		taus[i] = l.tau
	}
	out := make([]answer, len(q.series))
	groups := make([][]int, 2) // by whether they have the file's frequency
	total := 0
	for i, s := range q.series {
		out[i].wanted = s
		if s.Known() == 0 {
			continue
		}
		total++
		g := 0
		if s.Freq != q.freq {
			g = 1
		}
		groups[g] = append(groups[g], i)
	}
	bar := a.bar("forecasting")
	defer bar.done()
	before := 0
	for g, group := range groups {
		if len(group) == 0 {
			continue
		}
		r := request{
			horizon: o.Horizon, season: o.Season, quantiles: taus, leading: q.leading, question: q, options: o,
			progress: func(done, _ int) { bar.set(int64(before+done), int64(total)) },
		}
		if g > 0 {
			r.season = 0
		}
		for _, i := range group {
			r.series = append(r.series, q.series[i].Series)
		}
		r.series = append(r.series, q.lenders...)
		r.season = r.cycle()
		forecasts, err := foretell(ctx, r)
		if err != nil {
			return nil, err
		}
		for j, i := range group {
			out[i].Forecast, out[i].known = forecasts[j], true
			out[i].season = backtest.Options{Season: r.season}.SeasonOf(out[i].wanted.Freq)
		}
		before += len(group)
	}
	return out, nil
}

// meant suggests the name nearest to a mistyped one.
func meant(name string, names []string) string {
	best, least := "", 3 // more than two letters off is another word
	for _, n := range names {
		if d := editDistance(name, n); d < least || strings.HasPrefix(n, name) && best == "" {
			best, least = n, min(d, least)
		}
	}
	if best == "" {
		return ""
	}
	return ", did you mean " + best + "?"
}

// editDistance counts the letters to insert, delete or replace (Levenshtein,
// 1966).
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = slices.Min([]int{change, row[j] + 1, row[j+1] + 1})
		}
	}
	return row[len(b)]
}
