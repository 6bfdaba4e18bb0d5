package backtest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"hemline/forecast"
	"hemline/series"
)

// Ensemble is the name of the row that plays the whole procedure: at each
// origin, the mix it would have made then, tempered and with the intervals
// known then.
const Ensemble = "ensemble"

// Evaluate measures methods at past origins of ss. The first row is seasonal
// naive, the second naive 2; then come the methods in the order given, then
// Ensemble. Each origin is played as if it were today: methods see the values
// before it, and mixes, intervals and verdicts come from windows that had ended
// by then, those that a forecast made there would have learnt from. Origins
// are the same moments for all series of a frequency. Every row is scored where
// seasonal naive could run, a full season after the series was born, and where
// at least half of what came is known; a method too short there has fewer
// windows. Where no earlier window had ended there are no intervals to judge,
// and the origin counts in the other measures only. But for Seconds the result
// is the same for any number of workers.
func Evaluate(ctx context.Context, ss []series.Series, t Trial) (Table, error) {
	e, err := newEvaluation(t)
	if err != nil {
		return Table{}, err
	}
	needed := e.needed()
	groups := together(ss, needed[len(needed)-1])
	lessons := e.lessonsOfGlobals()
	e.progress = progress{tell: t.Progress, total: len(ss) * (len(needed)*len(e.methods) + len(e.Backs)*len(e.rows) + len(lessons)*lessonCost)}
	for _, group := range groups {
		tracks, err := e.roll(ctx, group, needed)
		if err == nil {
			err = e.teach(ctx, tracks, lessons)
		}
		if err != nil {
			return Table{}, err
		}
		for _, back := range e.Backs {
			if err := e.score(ctx, tracks, back); err != nil {
				return Table{}, fmt.Errorf("backtest: evaluate: %w", err)
			}
		}
	}
	return e.table(ss), nil
}

// progress counts what is done. Its tell is called by one goroutine at a time.
type progress struct {
	mu          sync.Mutex
	tell        func(done, total int)
	done, total int
}

func (p *progress) add(n int) {
	if p.tell == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done += n
	p.tell(p.done, p.total)
}

// roll runs the methods on every series at these origins.
func (e *evaluation) roll(ctx context.Context, ss []series.Series, backs []int) ([]Track, error) {
	one := e.Options
	one.Origins = 1
	tracks := make([]Track, len(ss))
	err := Each(ctx, e.Workers, len(ss), func(i int) error {
		s := ss[i]
		t := Track{Series: s, Season: e.SeasonOf(s.Freq), Born: forecast.Born(s.Values)}
		for _, back := range backs {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			// Ended a horizon after the origin, it has just that one.
			cut := s
			if end := s.Len() - back + e.Horizon; end > 0 {
				cut.Values = s.Values[:end:end]
				at, err := roll(cut, e.methods, one)
				if err != nil {
					return err
				}
				for _, w := range at.Windows {
					w.Back = back
					t.Windows = append(t.Windows, w)
				}
			}
			e.progress.add(len(e.methods))
		}
		tracks[i] = t
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("backtest: roll: %w", err)
	}
	return tracks, nil
}

// score adds the origin back periods before the end to the scores of all rows.
func (e *evaluation) score(ctx context.Context, tracks []Track, back int) error {
	s, err := e.stand(tracks, back)
	if err != nil {
		return err
	}
	for r := range e.rows {
		row := &e.rows[r]
		var looks []Outlook
		if row.method < 0 {
			looks, err = e.mix(ctx, s, back)
		} else {
			by := alone(s.at, row.method, s.now)
			looks, err = outlooks(ctx, s.at, by, tell(s.at, by, back, e.Options), untempered(), lags{}, s.now, back, e.Options)
		}
		if err != nil {
			return err
		}
		for i, look := range looks {
			if !s.scored[i] || look.Mean == nil {
				continue
			}
			c := s.cases[i]
			c.Mean, c.Verdict = look.Mean, look.Verdict
			if row.method >= 0 {
				c.Mean = s.now[i].Forecasts[row.method] // as it is: an outlook may move it to agree with its verdict
			}
			if s.taught {
				c.Quantiles = look.Quantiles
			}
			e.add(row, s.at[i].Series.ID, c)
		}
		e.progress.add(len(tracks))
	}
	return nil
}

// mix is what the procedure says at an origin.
func (e *evaluation) mix(ctx context.Context, s *standing, back int) ([]Outlook, error) {
	at, now := e.mixable(s, back)
	start := e.clock()
	looks, err := Outlooks(ctx, at, now, back, e.Options)
	e.mixing += e.clock().Sub(start)
	return looks, err
}

// table is the result.
func (e *evaluation) table(ss []series.Series) Table {
	t := Table{
		Horizon: e.Horizon, MASESeason: e.MASESeason, Origins: len(e.Backs), Series: len(ss), Scored: len(e.scored),
		Parts: make([]Part, min(e.Horizon, maxBuckets)),
	}
	if len(ss) > 0 {
		t.Freq, t.Season = string(ss[0].Freq), e.SeasonOf(ss[0].Freq)
	}
	if t.MASESeason == 0 {
		t.MASESeason = t.Season
	}
	var names []group
	for i := range e.rows {
		r := &e.rows[i]
		row := r.total.Row(r.name)
		row.Seconds = e.seconds(r.method)
		t.Rows = append(t.Rows, row)
		for p := range r.parts {
			from, to := partBounds(p, len(r.parts), e.Horizon)
			t.Parts[p].From, t.Parts[p].To = from+1, to
			t.Parts[p].Rows = append(t.Parts[p].Rows, r.parts[p].Row(r.name))
		}
		for g := range r.groups {
			if !slices.Contains(names, g) {
				names = append(names, g)
			}
		}
	}
	order := map[string]int{}
	for i, g := range e.By {
		order[g.By] = i
	}
	slices.SortFunc(names, func(a, b group) int {
		if d := order[a.by] - order[b.by]; d != 0 {
			return d
		}
		return strings.Compare(a.name, b.name)
	})
	for _, n := range names {
		g := Group{By: n.by, Name: n.name}
		for i := range e.rows {
			if s := e.rows[i].groups[n]; s != nil {
				g.Rows = append(g.Rows, s.Row(e.rows[i].name))
			}
		}
		t.Groups = append(t.Groups, g)
	}
	return t
}

// seconds is what a method's fits took, all of them, those of a global method
// by the clock; the procedure's is that of the methods in it and of mixing them.
func (e *evaluation) seconds(method int) Number {
	if e.Now == nil {
		return unmeasured()
	}
	switch {
	case method >= len(e.methods):
		return Number(e.teaching.Seconds() / float64(len(e.Globals)))
	case method >= 0:
		return Number(float64(e.spent[method].Load()) / 1e9)
	}
	sum := e.mixing.Seconds() + e.teaching.Seconds()
	for _, s := range e.spent[:e.mixed] {
		sum += float64(s.Load()) / 1e9
	}
	return Number(sum)
}
