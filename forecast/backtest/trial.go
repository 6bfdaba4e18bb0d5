package backtest

import (
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"hemline/forecast"
	"hemline/forecast/naive2"
	"hemline/forecast/seasonalnaive"
	"hemline/series"
)

// Trial says what to evaluate and where. Only Options.Horizon, a method and an
// origin are required.
type Trial struct {
	// Options of the procedure. Origins and Step are those it learns from
	// before each origin that is scored, as ensemble.Predict would there.
	Options
	Methods []forecast.Forecaster // what the ensemble mixes, with the shares of Options.Prior
	Beside  []forecast.Forecaster // measured beside them, not in the mix
	Only    []string              // rows to measure beside the baselines; nil means all
	Backs   []int                 // origins to score, in periods before the end of the latest series
	// MASESeason is the season that naive 2 and the scale of MASE go by; 0 means
	// the season of the methods. The M4 competition took 1 for weeks.
	MASESeason int
	By         []Grouping
	Progress   func(done, total int) // called from one goroutine at a time; may be nil
	Now        func() time.Time      // nil: seconds are not measured
}

// Grouping tells the group a series belongs to, "" for none.
type Grouping struct {
	By string // "kind"
	Of func(id string) string
}

// Backs are so many rolling origins as Trial wants them: the last leaves one
// full horizon to compare with, the others lie step periods apart before it.
func Backs(horizon, origins, step int) []int {
	out := make([]int, origins)
	for j := range out {
		out[j] = horizon + j*step
	}
	return out
}

// Origins is how many rolling origins a set of n series is to learn from. A
// large set shows with few of them which methods are good, and every origin
// costs as much time and memory as the forecast itself.
func Origins(n int) int {
	const most, least, windows = 12, 3, 20_000
	return min(most, max(least, windows/max(1, n)))
}

// evaluation is a trial under way.
type evaluation struct {
	Trial
	methods  []forecast.Forecaster // the mix first; the global ones come behind all of them
	spent    []*atomic.Int64       // nanoseconds, by method
	mixed    int                   // methods in the mix
	mixing   time.Duration         // what mixing took beside them
	teaching time.Duration         // and the global methods' lessons
	baseline int                   // seasonal naive, in methods
	second   int                   // naive 2
	rows     []row
	progress progress
	scored   map[string]bool // series with a window
}

// row is a method, or the procedure (method is -1), with its scores.
type row struct {
	name   string
	method int
	total  Score
	parts  []Score
	groups map[group]*Score
}

type group struct{ by, name string }

// clock is the time, standing still where it is not measured.
func (e *evaluation) clock() time.Time {
	if e.Now == nil {
		return time.Time{}
	}
	return e.Now()
}

// stopwatch is a method whose time is taken.
type stopwatch struct {
	forecast.Forecaster
	now   func() time.Time
	spent *atomic.Int64
}

func (s stopwatch) Forecast(y []float64, season, h int) ([]float64, error) {
	start := s.now()
	f, err := s.Forecaster.Forecast(y, season, h)
	s.spent.Add(int64(s.now().Sub(start)))
	return f, err
}

func newEvaluation(t Trial) (*evaluation, error) {
	var err error
	if t.Options, err = t.Defaults(); err != nil {
		return nil, err
	}
	if len(t.Methods)+len(t.Beside) == 0 {
		return nil, errors.New("backtest: no methods to evaluate: give at least one forecaster")
	}
	if len(t.Backs) == 0 {
		return nil, errors.New("backtest: no origins to evaluate at: give at least one")
	}
	for _, b := range t.Backs {
		if b < t.Horizon {
			return nil, fmt.Errorf("backtest: the origin %d periods before the end is less than the horizon of %d before it: what came is not known yet", b, t.Horizon)
		}
	}
	t.Levels = Taus()
	e := &evaluation{Trial: t, scored: map[string]bool{}}
	e.choose()
	return e, nil
}

// choose gathers the methods that have to run, and the rows.
func (e *evaluation) choose() {
	wanted := func(name string) bool { return e.Only == nil || slices.Contains(e.Only, name) }
	place := map[string]int{}
	add := func(m forecast.Forecaster) int {
		name := m.Name()
		if i, ok := place[name]; ok {
			return i
		}
		i := len(e.methods)
		place[name] = i
		spent := new(atomic.Int64)
		if e.Now != nil {
			m = stopwatch{m, e.Now, spent}
		}
		e.methods, e.spent = append(e.methods, m), append(e.spent, spent)
		return i
	}
	mix := len(e.Methods) > 0 && wanted(Ensemble)
	if mix {
		for _, m := range e.Methods {
			add(m)
		}
		e.mixed = len(e.methods)
	}
	e.baseline = add(seasonalnaive.Method{})
	e.second = add(naive2.Method{Season: e.MASESeason})
	e.row(e.baseline)
	e.row(e.second)
	for _, m := range slices.Concat(e.Methods, e.Beside) {
		if wanted(m.Name()) {
			e.row(add(m))
		}
	}
	asked := false
	for g, m := range e.Globals {
		if wanted(m.Name()) {
			asked = true
			e.row(len(e.methods) + g)
		}
	}
	if !mix && !asked {
		e.Globals = nil // they are dear
	}
	if mix && e.Prior != nil {
		e.Prior = append(slices.Clip(e.Prior), make([]float64, len(e.Globals))...)
	}
	if mix {
		e.row(-1)
	}
}

// row adds a row, once.
func (e *evaluation) row(method int) {
	r := row{name: Ensemble, method: method, parts: make([]Score, min(e.Horizon, maxBuckets)), groups: map[group]*Score{}}
	switch {
	case method >= len(e.methods):
		r.name = e.Globals[method-len(e.methods)].Name()
	case method >= 0:
		r.name = e.methods[method].Name()
	}
	if !slices.ContainsFunc(e.rows, func(o row) bool { return o.method == method }) {
		e.rows = append(e.rows, r)
	}
}

// add scores a case of the series id.
func (e *evaluation) add(r *row, id string, c Case) {
	r.total.Add(c)
	for p := range r.parts {
		r.parts[p].Add(c.part(partBounds(p, len(r.parts), e.Horizon)))
	}
	for _, g := range e.By {
		name := g.Of(id)
		if name == "" {
			continue
		}
		k := group{g.By, name}
		if r.groups[k] == nil {
			r.groups[k] = new(Score)
		}
		r.groups[k].Add(c)
	}
}

// partBounds are the steps of part p, from and before to, the parts that
// spread.bucket tells apart.
func partBounds(p, parts, horizon int) (from, to int) {
	return (p*horizon + parts - 1) / parts, ((p+1)*horizon + parts - 1) / parts
}

// quarter is how many periods a quarter of a year has; of steps without a
// calendar, a quarter of a season as long as those of months or weeks. 0 where
// there is none.
func quarter(f series.Freq, season int) int {
	switch {
	case f == series.Week || f == series.Month || f == series.Quarter || f == series.Day:
		return f.PerYear() / 4
	case f == series.Step && (season == 12 || season == 52):
		return season / 4
	}
	return 0
}
