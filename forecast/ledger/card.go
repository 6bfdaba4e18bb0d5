package ledger

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"hemline/forecast"
	"hemline/forecast/backtest"
	"hemline/series"
)

// Card says how the calls of a ledger turned out, misses first.
type Card struct {
	Vintage string `json:"vintage"` // "as first known" or "as revised"
	Misses  []Miss `json:"misses"`  // the surest first

	Calls   int `json:"calls"`   // published
	Scored  int `json:"scored"`  // of them, with an outcome: what the rows count
	Open    int `json:"open"`    // not over yet, or not scored since
	Unknown int `json:"unknown"` // over, but nothing is known of what came
	Revised int `json:"revised"` // of Scored, those whose verdict turned from right to wrong or back as data was revised

	Rows  []Row  `json:"rows"`
	Steps []Step `json:"steps"` // by how far ahead, of all periods that have passed, open calls included
}

// Row is the record of one group of calls. A measure without a call to
// measure is NaN.
type Row struct {
	By   string `json:"by"` // all, entered, verdict, kind, scope or horizon
	Name string `json:"name"`

	Calls       int             `json:"calls"`
	Hits        int             `json:"hits"`
	Independent int             `json:"independent"` // Rate.Independent
	HitRate     backtest.Number `json:"hit_rate"`
	Low         backtest.Number `json:"hit_rate_low"` // 95 % interval
	High        backtest.Number `json:"hit_rate_high"`
	Brier       backtest.Number `json:"brier"`    // mean of (probability - right)^2, 1 or 0 for right (Brier 1950)
	Coverage    backtest.Number `json:"coverage"` // part of the values inside the 80 % interval
	MASE        backtest.Number `json:"mase"`     // mean over calls that have both
	Naive       backtest.Number `json:"mase_seasonal_naive"`
	Pinball     backtest.Number `json:"pinball"` // scaled like MASE
}

// Step is how well the periods from From to To ahead (1 is the first) of calls
// of one frequency were foretold.
type Step struct {
	Freq     series.Freq     `json:"freq"`
	From     int             `json:"from"`
	To       int             `json:"to"`
	Values   int             `json:"values"`
	Coverage backtest.Number `json:"coverage"`
	MASE     backtest.Number `json:"mase"`
	Naive    backtest.Number `json:"mase_seasonal_naive"`
}

// Miss is a call that did not come true.
type Miss struct {
	Line        int              `json:"line"`
	Hash        string           `json:"hash"`
	Series      string           `json:"series"`
	Kind        string           `json:"kind"`
	Scope       string           `json:"scope"`
	Origin      time.Time        `json:"origin"`
	Due         time.Time        `json:"due"`
	Ahead       bool             `json:"ahead"` // false: entered when its first period was over
	Said        forecast.Verdict `json:"said"`
	Probability backtest.Number  `json:"probability"`
	Came        forecast.Verdict `json:"came"`
	LastYear    backtest.Number  `json:"last_year"`
	Expected    backtest.Number  `json:"expected"` // mean forecast over the horizon
	Mean        backtest.Number  `json:"mean"`     // what came, its mean
	MASE        backtest.Number  `json:"mase"`
}

// judged is a call with the outcome that counts.
type judged struct {
	Entry
	score  Score
	actual []float64
}

// Report makes the card from one vintage, of what was scored as of until or
// before (zero: all), with at most misses misses.
func (l *Ledger) Report(v Vintage, until time.Time, misses int) Card {
	c := Card{Vintage: "as first known", Calls: len(l.Entries), Misses: []Miss{}, Rows: []Row{}, Steps: []Step{}}
	if v == AsRevised {
		c.Vintage = "as revised"
	}
	var done []judged
	for _, e := range l.Entries {
		s, ok := e.Outcome(v, until)
		switch last := len(e.Scores) - 1; {
		case ok:
			j := judged{e, s, e.valuesAt(s)}
			done = append(done, j)
			first, _ := e.Outcome(FirstKnown, until)
			if now, _ := e.Outcome(AsRevised, until); first.Hit != now.Hit {
				c.Revised++
			}
		case last >= 0 && e.Scores[last].Final:
			c.Unknown++
		default:
			c.Open++
		}
	}
	c.Scored = len(done)
	c.miss(done, misses)
	c.group(done, v, until)
	c.ahead(l.Entries, until)
	return c
}

// valuesAt is what was known of the periods when a score was made.
func (e *Entry) valuesAt(at Score) []float64 {
	var out []float64
	for _, s := range e.Scores {
		out = append(out[:s.From], floats(s.Actual)...)
		if s.AsOf.Equal(at.AsOf) && s.Data == at.Data {
			break
		}
	}
	return out
}

// miss lists the calls that did not come true, the surest first, then by how
// far the forecast was off.
func (c *Card) miss(done []judged, limit int) {
	for _, j := range done {
		if j.score.Hit {
			continue
		}
		call := &j.Call
		c.Misses = append(c.Misses, Miss{
			Line: j.Line, Hash: j.Hash, Series: call.Series, Kind: call.Kind, Scope: call.Scope.String(),
			Origin: call.Origin, Due: call.Due(), Ahead: call.Ahead(),
			Said: call.Verdict, Probability: call.Probability, Came: j.score.Came,
			LastYear: call.LastYear, Expected: backtest.Number(series.Mean(floats(call.Mean))), Mean: backtest.Number(series.Mean(j.actual)), MASE: j.score.MASE,
		})
	}
	slices.SortStableFunc(c.Misses, func(a, b Miss) int {
		return cmp.Or(cmp.Compare(b.Probability, a.Probability), cmp.Compare(b.MASE, a.MASE), cmp.Compare(a.Line, b.Line))
	})
	c.Misses = c.Misses[:min(len(c.Misses), max(0, limit))]
}

// group fills the rows: all, by when they were entered, by verdict, kind,
// scope and horizon.
func (c *Card) group(done []judged, v Vintage, until time.Time) {
	for _, by := range []struct {
		name string
		of   func(*Call) string
	}{
		{"all", func(*Call) string { return "all" }},
		{"entered", func(c *Call) string {
			if c.Ahead() {
				return "ahead"
			}
			return "afterwards"
		}},
		{"verdict", func(c *Call) string { return string(c.Verdict) }},
		{"kind", func(c *Call) string { return c.Kind }},
		{"scope", func(c *Call) string { return c.Scope.String() }},
		{"horizon", func(c *Call) string { return fmt.Sprintf("%d x %s", c.Horizon(), c.Freq) }},
	} {
		groups := map[string][]judged{}
		var names []string
		for _, j := range done {
			name := by.of(&j.Call)
			if groups[name] == nil {
				names = append(names, name)
			}
			groups[name] = append(groups[name], j)
		}
		slices.Sort(names)
		for _, name := range names {
			c.Rows = append(c.Rows, row(by.name, name, groups[name], v, until))
		}
	}
}

func row(by, name string, group []judged, v Vintage, until time.Time) Row {
	entries := make([]Entry, len(group))
	var brier, inside, known, mase, naive, pinball, scaled float64
	for i, j := range group {
		entries[i] = j.Entry
		right := 0.0
		if j.score.Hit {
			right = 1
		}
		brier += (float64(j.Call.Probability) - right) * (float64(j.Call.Probability) - right)
		inside += float64(j.score.Inside)
		known += float64(j.score.Known)
		if finite(j.score.MASE) && finite(j.score.Naive) {
			mase += float64(j.score.MASE)
			naive += float64(j.score.Naive)
			pinball += float64(j.score.Pinball)
			scaled++
		}
	}
	r := rateOf(entries, v, until)
	n := float64(r.Calls)
	return Row{
		By: by, Name: name, Calls: r.Calls, Hits: r.Hits, Independent: r.Independent,
		HitRate: ratio(float64(r.Hits), n), Low: backtest.Number(r.Low), High: backtest.Number(r.High),
		Brier: ratio(brier, n), Coverage: ratio(inside, known),
		MASE: ratio(mase, scaled), Naive: ratio(naive, scaled), Pinball: ratio(pinball, scaled),
	}
}

// ahead fills the steps: a horizon in four parts, since errors grow along it.
// The values are the latest known.
func (c *Card) ahead(entries []Entry, until time.Time) {
	type part struct {
		freq     series.Freq
		from, to int
	}
	sums := map[part]*struct{ values, inside, mase, naive, scaled float64 }{}
	var parts []part
	for i := range entries {
		e := &entries[i]
		var actual []float64
		for _, s := range e.Scores {
			if until.IsZero() || !s.AsOf.After(until) {
				actual = append(actual[:s.From], floats(s.Actual)...)
			}
		}
		h, scale := e.Call.Horizon(), float64(e.Call.Scale)
		quarter := (h + 3) / 4
		for k, y := range actual {
			if math.IsNaN(y) {
				continue
			}
			p := part{e.Call.Freq, k/quarter*quarter + 1, min(h, (k/quarter+1)*quarter)}
			s := sums[p]
			if s == nil {
				s = &struct{ values, inside, mase, naive, scaled float64 }{}
				sums[p] = s
				parts = append(parts, p)
			}
			s.values++
			if float64(e.Call.Q10[k]) <= y && y <= float64(e.Call.Q90[k]) {
				s.inside++
			}
			if scale > 0 && finite(e.Call.Naive[k]) {
				s.mase += math.Abs(y-float64(e.Call.Mean[k])) / scale
				s.naive += math.Abs(y-float64(e.Call.Naive[k])) / scale
				s.scaled++
			}
		}
	}
	slices.SortFunc(parts, func(a, b part) int {
		return cmp.Or(cmp.Compare(a.freq, b.freq), cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
	})
	for _, p := range parts {
		s := sums[p]
		c.Steps = append(c.Steps, Step{
			Freq: p.freq, From: p.from, To: p.to, Values: int(s.values), Coverage: ratio(s.inside, s.values),
			MASE: ratio(s.mase, s.scaled), Naive: ratio(s.naive, s.scaled),
		})
	}
}

func ratio(sum, n float64) backtest.Number {
	if n == 0 {
		return backtest.Number(math.NaN())
	}
	return backtest.Number(sum / n)
}
