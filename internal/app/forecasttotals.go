package app

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"hemline/forecast/reconcile"
	"hemline/series"
)

// kindTotals is the --totals of a workspace that adds up each kind of concept.
const kindTotals = "kind"

// addend says that one series is a part of another.
type addend struct{ total, part string }

// Limits of a file of totals, those of a file of series where they are alike.
const (
	maxTotalsBytes = 256 << 20
	maxAddends     = 2_000_000
	maxSummed      = 25_000_000 // values made by summing and by extending to a common end
)

// readTotals reads lines total,part; a header of just these words is none.
func readTotals(r io.Reader) ([]addend, error) {
	limited := &io.LimitedReader{R: r, N: maxTotalsBytes + 1}
	in := csv.NewReader(limited)
	in.FieldsPerRecord = -1
	in.ReuseRecord = true
	var out []addend
	seen := map[addend]bool{}
	for {
		row, err := in.Read()
		if limited.N <= 0 {
			return nil, fmt.Errorf("more than %d MB of totals", maxTotalsBytes>>20)
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		line, _ := in.FieldPos(0)
		if len(row) != 2 {
			return nil, fmt.Errorf("line %d has %d cells: write total,part, a line for each part", line, len(row))
		}
		a := addend{strings.TrimSpace(strings.TrimPrefix(row[0], "\ufeff")), strings.TrimSpace(row[1])}
		switch {
		case len(out) == 0 && line == 1 && strings.EqualFold(a.total, "total") && strings.EqualFold(a.part, "part"):
			continue
		case a.total == "" || a.part == "":
			return nil, fmt.Errorf("line %d names no total or no part", line)
		case seen[a]:
			return nil, fmt.Errorf("line %d: %q is a part of %q already", line, a.part, a.total)
		case len(out) == maxAddends:
			return nil, fmt.Errorf("more than %d parts", maxAddends)
		}
		// Strings of a record share its memory; what is kept must not keep that.
		a = addend{strings.Clone(a.total), strings.Clone(a.part)}
		seen[a] = true
		out = append(out, a)
	}
	if len(out) == 0 {
		return nil, errors.New("no totals: write lines total,part")
	}
	return out, nil
}

// addends are the lines of --totals.
func (q *question) addends(o ForecastOptions) ([]addend, error) {
	if o.Workspace != "" && o.Totals == kindTotals {
		return q.kinds, nil
	}
	f, err := os.Open(o.Totals)
	if err != nil {
		return nil, fmt.Errorf("totals: %w", err)
	}
	defer f.Close()
	out, err := readTotals(f)
	if err != nil {
		return nil, fmt.Errorf("totals: %s: %w", o.Totals, err)
	}
	return out, nil
}

// addTotals reads --totals, sums what is not in the input, and leaves in
// q.totals what can be made to add up.
func (a *App) addTotals(q *question, o ForecastOptions) error {
	if o.Totals == "" {
		return nil
	}
	lines, err := q.addends(o)
	if err != nil {
		return err
	}
	given := len(q.series)
	if err := q.place(lines, o.Totals); err != nil {
		return err
	}
	order, err := reconcile.Order(len(q.series), q.totals)
	var cycle *reconcile.CycleError
	if errors.As(err, &cycle) {
		return usage("--totals %s: %q is, through its parts, a part of itself", o.Totals, q.series[cycle.Node].ID)
	}
	if err != nil {
		return err
	}
	if err := q.extend(given); err != nil {
		return err
	}
	summed := 0
	for _, i := range order {
		t := q.totals[i]
		if err := q.meet(t, given); err != nil {
			return usage("--totals %s: %w", o.Totals, err)
		}
		if t.Node >= given {
			q.add(t)
			if summed += q.series[t.Node].Len(); summed > maxSummed {
				return fmt.Errorf("totals: more than %d values to sum", maxSummed)
			}
		}
	}
	q.askTotals(given)
	q.totals = slices.DeleteFunc(q.totals, func(t reconcile.Total) bool {
		for _, n := range append([]int{t.Node}, t.Parts...) {
			if q.series[n].Known() == 0 {
				s := &q.series[t.Node]
				s.status = joined(s.status, fmt.Sprintf("not added up (nothing is known of %s)", q.series[n].ID))
				return true
			}
		}
		return false
	})
	return nil
}

// place finds the series of each line, and makes room for totals that are
// none yet, behind the others.
func (q *question) place(lines []addend, file string) error {
	at := make(map[string]int, len(q.series))
	for i, s := range q.series {
		at[s.ID] = i
	}
	of := map[int]int{} // place in q.totals by series
	for _, l := range lines {
		i, ok := at[l.total]
		if !ok {
			i = len(q.series)
			at[l.total] = i
			q.series = append(q.series, wanted{Series: series.Series{ID: l.total}})
		}
		if _, ok := of[i]; !ok {
			of[i] = len(q.totals)
			q.totals = append(q.totals, reconcile.Total{Node: i})
		}
	}
	for _, l := range lines {
		i, ok := at[l.part]
		if !ok {
			return usage("--totals %s: %q, a part of %q, is neither a series of the input nor a total", file, l.part, l.total)
		}
		t := &q.totals[of[at[l.total]]]
		t.Parts = append(t.Parts, i)
	}
	return nil
}

// extend lets all series that are to add up end with the last of their
// frequency, so that their forecasts are about the same periods.
func (q *question) extend(given int) error {
	inTotals := make([]bool, given)
	last := map[series.Freq]int{}
	for _, t := range q.totals {
		for _, n := range append([]int{t.Node}, t.Parts...) {
			if n >= given || q.series[n].Len() == 0 {
				continue
			}
			inTotals[n] = true
			s := &q.series[n]
			if i, ok := last[s.Freq]; !ok || q.series[i].behind(s) > 0 {
				last[s.Freq] = n
			}
		}
	}
	more := 0.0
	for n, in := range inTotals {
		if !in {
			continue
		}
		s := &q.series[n]
		late := s.behind(&q.series[last[s.Freq]])
		if late < 1 {
			continue
		}
		if more += late; more > maxSummed {
			return fmt.Errorf("totals: series end too far apart: more than %d missing values", maxSummed)
		}
		values := append(make([]float64, 0, s.Len()+int(late)), s.Values...)
		for range int(late) {
			values = append(values, series.Missing())
		}
		s.Values = values
		if s.steps { // the later step is now, see aligned
			s.Start = s.Freq.Add(s.Start, -int(late))
			if l, ok := q.leading[s.ID]; ok {
				l.Start = l.Freq.Add(l.Start, -int(late))
				q.leading[s.ID] = l
			}
		}
		s.status = joined(s.status, fmt.Sprintf("extended %d", int(late)))
	}
	return nil
}

// behind is how many periods s ends before of. Integer steps, which all are
// taken to end at the same moment, are told apart by their labels.
func (s *wanted) behind(of *wanted) float64 {
	if !s.steps || !of.steps {
		return float64(s.Freq.Index(s.End(), of.End()))
	}
	number := func(w *wanted, k int) float64 {
		v, err := strconv.ParseFloat(w.label(w.Len()+k), 64)
		if err != nil {
			return math.NaN()
		}
		return v
	}
	return math.Floor((number(of, 0) - number(s, 0)) / (number(s, 1) - number(s, 0)))
}

// meet checks that a total and its parts, or only these when it is yet to be
// summed, go on with the same periods.
func (q *question) meet(t reconcile.Total, given int) error {
	nodes := t.Parts
	if t.Node < given {
		nodes = append([]int{t.Node}, nodes...)
	}
	var first *wanted
	for _, n := range nodes {
		s := &q.series[n]
		switch {
		case s.Len() == 0:
			continue // nothing is known of it, and addTotals says so
		case first == nil:
			first = s
		case s.Freq != first.Freq:
			return fmt.Errorf("%q is by %s, %q by %s: they cannot add up", first.ID, first.Freq, s.ID, s.Freq)
		}
		for k := range 2 {
			if x, y := first.label(first.Len()+k), s.label(s.Len()+k); x != y {
				return fmt.Errorf("%q goes on with %s, %q with %s: they cannot add up", first.ID, x, s.ID, y)
			}
		}
	}
	return nil
}

// add sums the parts of a total, from where all of them have begun; missing
// where one is missing.
func (q *question) add(t reconcile.Total) {
	out := &q.series[t.Node]
	n := math.MaxInt
	for _, p := range t.Parts {
		s := &q.series[p]
		if s.Len() < n || out.label == nil {
			n = s.Len()
			out.Freq, out.Start, out.label = s.Freq, s.Start, s.label
		}
	}
	out.Values = make([]float64, n)
	for i := range out.Values {
		for _, p := range t.Parts {
			v := q.series[p].Values
			out.Values[i] += v[len(v)-n+i]
		}
		if math.IsInf(out.Values[i], 0) {
			out.Values[i] = series.Missing()
		}
	}
	out.status = fmt.Sprintf("sum of %d", len(t.Parts))
	if out.Known() == 0 {
		out.status = joined(out.status, "no values")
	}
}

// askTotals lets a total that was summed have been asked for where one of its
// parts was (see backtest.Options.Asked).
func (q *question) askTotals(given int) {
	asked := q.picked
	if asked == nil {
		return
	}
	parts := map[string][]int{}
	for _, t := range q.totals {
		if t.Node >= given {
			parts[q.series[t.Node].ID] = t.Parts
		}
	}
	var any func(id string, o time.Time) bool
	any = func(id string, o time.Time) bool {
		p, ok := parts[id]
		if !ok {
			return asked(id, o)
		}
		return slices.ContainsFunc(p, func(n int) bool { return any(q.series[n].ID, o) })
	}
	q.picked = any
}

// joined is one remark and another.
func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}
