package sheet

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Names that columns of a long file have, the surest first, in lower case.
var (
	idNames    = []string{"unique_id", "series_id", "trend_id", "item_id", "ts_id", "id", "series", "item", "concept", "keyword", "term", "name", "product", "sku"}
	timeNames  = []string{"ds", "date", "datetime", "timestamp", "time", "week", "month", "day", "quarter", "year", "hour", "period", "step", "t"}
	valueNames = []string{"y", "value", "values", "target", "share", "raw_signal", "signal", "sales", "quantity", "count"}
)

// plan is how the rows of a file become series.
type plan struct {
	shape           Shape
	header          bool
	names           []string // of the columns
	id, time, value int      // columns of a long file
	dates           *dates
	ignored         []string // columns of a long file that are not read
}

// recognise tells the shape of a file from its first rows.
func recognise(file string, rows [][]string, o Columns, comma bool) (*plan, error) {
	head := make([]string, len(rows[0]))
	for i, c := range rows[0] {
		head[i] = strings.TrimSpace(c)
	}
	p := &plan{names: head, header: true, id: -1, time: -1, value: -1}
	body := rows[1:]
	switch {
	case headless(rows, comma):
		p.header, body = false, rows
		for i := range p.names {
			p.names[i] = strconv.Itoa(i)
		}
	case o == Columns{} && numbered(head) && len(body) > 0:
		if _, n := newDates(column(body, 0)); 2*n < len(body) {
			p.shape = Rows
			return p, nil
		}
	}
	if len(body) == 0 {
		return nil, fmt.Errorf("sheet: %s has a header but no rows under it", file)
	}
	if p.header {
		if err := p.long(file, body, o, comma); err != nil {
			return nil, err
		}
	}
	if p.shape == "" {
		p.shape, p.time = Wide, 0
		if len(head) < 2 {
			return nil, fmt.Errorf("sheet: %s has one column only: expected dates and at least one series (is the delimiter a comma, semicolon, tab or bar?)", file)
		}
	}
	cells := column(body, p.time)
	n := 0
	if p.dates, n = newDates(cells); 2*n < len(cells) || n == 0 {
		return nil, fmt.Errorf("sheet: %s: column %q holds no dates or integer steps (row 2: %q); write dates as 2006-01-02, the file wide (first column date, one column a series) or long (unique_id, ds, y), or name the columns with --columns", file, p.names[p.time], clip(first(cells)))
	}
	return p, nil
}

func first(cells []string) string {
	if len(cells) == 0 {
		return ""
	}
	return cells[0]
}

// headless says that the first row is one of values already: a date, and
// nothing that is no number.
func headless(rows [][]string, comma bool) bool {
	if len(rows[0]) < 2 || strings.TrimSpace(rows[0][0]) == "" {
		return false
	}
	if _, n := newDates(rows[0][:1]); n == 0 {
		return false
	}
	for _, c := range rows[0][1:] {
		if _, kind := number([]byte(c), comma); kind == isText {
			return false
		}
	}
	return true
}

// numbered says that the header is V1, V2, ... to the end, as that of the M4
// competition's files.
func numbered(head []string) bool {
	for i, name := range head {
		if name != "V"+strconv.Itoa(i+1) {
			return false
		}
	}
	return len(head) > 2
}

func column(rows [][]string, i int) []string {
	out := make([]string, 0, len(rows))
	for _, r := range rows {
		if i < len(r) {
			out = append(out, r[i])
		}
	}
	return out
}

// plainest is the value column's name in the unique_id, ds, y convention.
const plainest = "y"

// long looks for the columns of a long file. Without one for the series, or
// one for the date, the file is wide. A column called y holds the values whatever
// is in it: what is no number there is said of its series.
func (p *plan) long(file string, rows [][]string, o Columns, comma bool) error {
	lower := make([]string, len(p.names))
	for i, n := range p.names {
		lower[i] = strings.ToLower(n)
	}
	asked := o != Columns{}
	for _, c := range []struct {
		at    *int
		want  string
		names []string
		good  func(col int) bool
	}{
		{&p.id, o.ID, idNames, func(c int) bool { return strings.HasSuffix(lower[c], "id") || !numeric(column(rows, c), comma) }},
		{&p.time, o.Time, timeNames, func(c int) bool { _, n := newDates(column(rows, c)); return 2*n >= len(rows) }},
		{&p.value, o.Value, valueNames, func(c int) bool { return lower[c] == plainest || numeric(column(rows, c), comma) }},
	} {
		if c.want != "" {
			if *c.at = slices.Index(lower, strings.ToLower(strings.TrimSpace(c.want))); *c.at < 0 {
				return fmt.Errorf("sheet: %s has no column %q; its columns are %s", file, c.want, list(p.names))
			}
			continue
		}
		for _, name := range c.names {
			if i := slices.Index(lower, name); i >= 0 && i != p.id && i != p.time && c.good(i) {
				*c.at = i
				break
			}
		}
	}
	if p.id < 0 || p.time < 0 {
		if asked {
			return fmt.Errorf("sheet: %s: a long file needs columns for series, date and value; its columns are %s; name them with --columns id=NAME,ds=NAME,y=NAME", file, list(p.names))
		}
		p.id, p.time, p.value = -1, -1, -1
		return nil
	}
	if p.value < 0 {
		var candidates []string
		for i, name := range p.names {
			if i != p.id && i != p.time && numeric(column(rows, i), comma) {
				candidates, p.value = append(candidates, name), i
			}
		}
		if len(candidates) != 1 {
			return fmt.Errorf("sheet: %s is long (series in %q, dates in %q), but which column holds the values? name it with --columns y=NAME; its columns are %s", file, p.names[p.id], p.names[p.time], list(p.names))
		}
	}
	p.shape = Long
	for i, name := range p.names {
		if i != p.id && i != p.time && i != p.value {
			p.ignored = append(p.ignored, name)
		}
	}
	return nil
}

// numeric says that most cells that hold something hold a number.
func numeric(cells []string, comma bool) bool {
	filled, numbers := 0, 0
	for _, c := range cells {
		switch _, kind := number([]byte(c), comma); kind {
		case isNumber, isInfinite:
			numbers++
			filled++
		case isText:
			filled++
		}
	}
	return 2*numbers >= filled
}

// list quotes names for a message.
func list(names []string) string {
	const most = 20
	var parts []string
	for i, n := range names {
		if i == most {
			parts = append(parts, fmt.Sprintf("and %d more", len(names)-most))
			break
		}
		parts = append(parts, strconv.Quote(clip(n)))
	}
	return strings.Join(parts, ", ")
}
