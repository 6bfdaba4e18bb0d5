package sheet

import (
	"fmt"
	"math"
	"strconv"

	"hemline/series"
)

// builder makes series out of rows with dates.
type builder struct {
	in     *input
	freq   series.Freq // asked for, else ""
	dates  *dates
	table  *Table
	names  map[string]int // how often a name stood in the file
	values int            // so far
	last   int64          // the latest date with a known value
	skips  []skip
}

// skip is what was wrong with rows, and how often.
type skip struct {
	why     string
	n, line int
}

// skip counts a row that cannot be read.
func (b *builder) skip(line int, why string) { b.warn(line, "left out: "+why) }

// warn counts a row that is not as it should be.
func (b *builder) warn(line int, why string) {
	for i := range b.skips {
		if b.skips[i].why == why {
			b.skips[i].n++
			return
		}
	}
	b.skips = append(b.skips, skip{why, 1, line})
}

// done is the table, once all series were added.
func (b *builder) done() (*Table, error) {
	for _, s := range b.skips {
		b.table.note("rows %s: %d, the first is row %d", s.why, s.n, s.line)
	}
	if len(b.table.Series) == 0 {
		why := ""
		if n := len(b.table.Notes); n > 0 {
			why = ": " + b.table.Notes[n-1]
		}
		return nil, fmt.Errorf("sheet: %s holds no series%s", b.in.name, why)
	}
	return b.table, nil
}

// value reads one cell, counting what is wrong with it.
func value(cell []byte, comma bool, line int, t *tally) float64 {
	v, kind := number(cell, comma)
	switch kind {
	case isText:
		t.add(Text, 1, line, string(cell))
	case isInfinite:
		t.add(Infinite, 1, line, string(cell))
	}
	return v
}

func newBuilder(in *input, o Options, shape Shape, d *dates) *builder {
	return &builder{in: in, freq: o.Freq, dates: d, table: &Table{Shape: shape}, names: map[string]int{}, last: math.MinInt64}
}

// rhythm is the file's: as asked, else what most distances say.
func (b *builder) rhythm(g *gaps) rhythm {
	mode, n := g.mode()
	calendar := b.dates.spelling != integers
	switch {
	case !calendar:
		if n == 0 {
			mode = rhythm{series.Step, 1}
		}
		mode.freq = series.Step
		b.table.Freq = series.Step
		if b.freq != "" { // steps of known length: only their season is news
			b.table.Freq = b.freq
		}
	case b.freq == series.Step && n > 0:
		mode = rhythm{series.Step, max(1, mode.length())}
		b.table.Freq = series.Step
	case b.freq != "" && b.freq != series.Step:
		mode = of(b.freq)
		b.table.Freq = b.freq
	case n == 0:
		mode = of(series.Day)
		b.table.Freq = series.Day
		b.table.note("no two dates tell the distance between periods: taken as days; say so with --freq")
	default:
		b.table.Freq = mode.freq
	}
	return mode
}

// against is the rhythm of a series whose distances are known.
func (b *builder) against(g *gaps, file rhythm, t *tally) rhythm {
	if b.freq != "" {
		return file
	}
	mine := own(g, file)
	if mine != file {
		t.state(Mixed, mine.String()+", the file "+file.String())
	}
	return mine
}

// name makes a series' name its own.
func (b *builder) name(id string, t *tally) string {
	b.names[id]++
	for n := b.names[id]; n > 1; n++ {
		if again := id + " (" + strconv.Itoa(n) + ")"; b.names[again] == 0 {
			b.names[again]++
			t.add(Renamed, 1, 0, "")
			return again
		}
	}
	return id
}

// add finishes one series: values by period from axis.first on. Dates after
// the latest value in the file are a form to be filled in: they say nothing.
// Steps have no calendar in common, so there each series ends with its own last
// value.
func (b *builder) add(id string, axis Axis, values []float64, t *tally) error {
	first := 0
	for first < len(values) && math.IsNaN(values[first]) {
		first++
	}
	end := len(values)
	if axis.Integer() {
		for end > first && math.IsNaN(values[end-1]) {
			end--
		}
	} else {
		end = min(end, max(first, int(axis.number(b.last)-axis.first)+1))
	}
	values = values[first:end:end]
	axis.first += int64(first)
	if b.values += len(values); b.values > b.in.limits.Values {
		return &LimitError{b.in.name, "Values", int64(b.in.limits.Values)}
	}
	if len(b.table.Series) >= b.in.limits.Series {
		return &LimitError{b.in.name, "Series", int64(b.in.limits.Series)}
	}
	known, below := 0, 0
	for _, v := range values {
		if !math.IsNaN(v) {
			known++
			if v < 0 {
				below++
			}
		}
	}
	switch known {
	case 0:
		t.state(None, "")
	case 1:
		t.state(Single, "")
	}
	// A share or a count is never negative: a few values below zero among
	// many above are more likely wrong than a quantity that can be negative.
	const few = 10
	if below > 0 && below*few <= known {
		t.add(Negative, below, 0, "")
	}
	if known > 0 {
		t.add(Gaps, len(values)-known, 0, "")
	}
	freq := axis.rhythm.freq
	if axis.Integer() {
		freq = b.table.Freq
	}
	b.table.Series = append(b.table.Series, Series{
		Series:   series.Series{ID: id, Freq: freq, Start: axis.start(freq), Values: values},
		Axis:     axis,
		Problems: t.list(),
	})
	return nil
}
