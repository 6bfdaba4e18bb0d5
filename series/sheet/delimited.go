package sheet

import (
	"io"
	"math"
	"strconv"
	"strings"
)

// rows gives the rows of a file, text or Parquet, as cells of text. The first
// may be the header.
type rows interface {
	peek(n int) ([][]string, error) // rows that row gives again
	row() ([][]byte, error)         // good until the next call; io.EOF after the last
	at() int                        // line of the row given last
}

// previewed is how many rows tell the shape of a file: enough that some day of
// the month is above twelve, so that 03/04/2020 is read the right way round.
const previewed = 64

// series reads the rows of a file into a table. comma says that it is the
// decimal sign.
func (in *input) series(r rows, o Options, comma, typed bool) (*Table, error) {
	preview, err := r.peek(previewed)
	if err != nil {
		return nil, err
	}
	if len(preview) == 0 {
		return nil, in.blank()
	}
	p, err := recognise(in.name, preview, o.Columns, comma)
	if err != nil {
		return nil, err
	}
	if p.header {
		if _, err := r.row(); err != nil {
			return nil, err
		}
	}
	if p.dates == nil {
		p.dates = &dates{}
	}
	p.dates.typed = typed
	b := newBuilder(in, o, p.shape, p.dates)
	switch p.shape {
	case Long:
		err = b.long(r, p, comma)
	case Rows:
		err = b.rows(r, comma)
	default:
		err = b.wide(r, p, comma)
	}
	if err != nil {
		return nil, err
	}
	return b.done()
}

// wide reads a row for each date and a column for each series.
func (b *builder) wide(r rows, p *plan, comma bool) error {
	width := len(p.names)
	if width-1 > b.in.limits.Series {
		return &LimitError{b.in.name, "Series", int64(b.in.limits.Series)}
	}
	var times []int64
	var lines []int
	var matrix [][]float64
	tallies := make([]tally, width)
	for {
		cells, err := r.row()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		at, ok := p.dates.read(cells[0])
		if !ok {
			b.skip(r.at(), "the date was not understood")
			continue
		}
		if (len(matrix)+1)*(width-1) > b.in.limits.Values {
			return &LimitError{b.in.name, "Values", int64(b.in.limits.Values)}
		}
		switch {
		case len(cells) < width:
			b.warn(r.at(), "fewer cells than the header; the rest is missing")
		case len(cells) > width:
			b.warn(r.at(), "more cells than the header; they are not read")
		}
		row := make([]float64, width-1)
		for i := range row {
			if i+1 >= len(cells) {
				row[i] = math.NaN()
				continue
			}
			row[i] = value(cells[i+1], comma, r.at(), &tallies[i+1])
			if !math.IsNaN(row[i]) {
				b.last = max(b.last, at)
			}
		}
		times, lines, matrix = append(times, at), append(lines, r.at()), append(matrix, row)
	}
	order, sorted, shared := sortRows(times, lines)
	var g gaps
	g.add(sorted, p.dates.spelling != integers)
	grid := newGrid(p.dates, b.rhythm(&g), times, order, sorted, lines, b.in.limits.Periods)
	if grid.n*(width-1) > b.in.limits.Values {
		return &LimitError{b.in.name, "Values", int64(b.in.limits.Values)}
	}
	for i := 1; i < width; i++ {
		t := &tallies[i]
		for _, s := range []tally{shared, grid.tally} {
			for _, found := range s.found {
				t.add(found.Kind, found.Count, found.Row, found.Text)
			}
		}
		id := clean(p.names[i])
		if id == "" {
			id = empty + " " + strconv.Itoa(i+1)
		}
		id = b.name(id, t)
		values := grid.fill(func(row int) float64 { return matrix[row][i-1] }, lines, t)
		if err := b.add(id, grid.axis, values, t); err != nil {
			return err
		}
	}
	return nil
}

// rows reads a row for each series, its name first. Steps count from 1.
func (b *builder) rows(r rows, comma bool) error {
	b.rhythm(&gaps{}) // sets the table's frequency
	for {
		cells, err := r.row()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		id := clean(string(cells[0]))
		if id == "" {
			b.skip(r.at(), "no name of a series")
			continue
		}
		cells = cells[1:]
		for len(cells) > 0 && len(cells[len(cells)-1]) == 0 {
			cells = cells[:len(cells)-1]
		}
		var t tally
		values := make([]float64, len(cells))
		for i, c := range cells {
			values[i] = value(c, comma, r.at(), &t)
		}
		axis := Axis{dates: b.dates, rhythm: rhythm{"step", 1}, first: 1}
		if err := b.add(b.name(id, &t), axis, values, &t); err != nil {
			return err
		}
	}
}

// clean is a name without what cannot be seen or printed.
func clean(name string) string {
	const most = 512 // bytes; longer ones are texts that got into the wrong column
	name = strings.TrimSpace(strings.ToValidUTF8(name, "\uFFFD"))
	if len(name) > most {
		name = strings.ToValidUTF8(name[:most], "")
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, name)
}
