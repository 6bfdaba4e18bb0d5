package file

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// column is what the values of one column in a preview have in common.
type column struct {
	header   string // its name as normalHeader gives it
	lastPart string // the same of what is after the last dot
	rows     int    // looked at
	filled   int    // cells that are not blank
	dates    int    // of these, written or compact dates
	epochs   int    // of these, numbers that would be a recent instant
	numbers  int    // of these, numbers
	links    int    // of these, web addresses
	distinct int
	runes    float64 // mean length
	first    string  // the first filled cell
	steps    int     // numbers that are one more than that above, or 1 again
}

// profile reads the columns of a preview.
func profile(names []string, rows [][]string, loc *time.Location, earliest, latest time.Time) []column {
	cols := make([]column, len(names))
	for c := range cols {
		col := &cols[c]
		col.rows = len(rows)
		col.header = normalHeader(names[c])
		col.lastPart = normalHeader(names[c][strings.LastIndexByte(names[c], '.')+1:])
		seen := map[string]bool{}
		before := -1.0
		for _, row := range rows {
			if c >= len(row) || strings.TrimSpace(row[c]) == "" {
				continue
			}
			cell := strings.TrimSpace(row[c])
			if col.filled == 0 {
				col.first = cell
			}
			col.filled++
			seen[cell] = true
			col.runes += float64(utf8.RuneCountInString(cell))
			if t, kind, ok := parseDate(cell, loc, false); ok {
				switch {
				case kind != dateEpoch:
					col.dates++
				case t.After(earliest) && (latest.IsZero() || t.Before(latest)):
					col.epochs++
				}
			}
			v, ok := parseNumber(cell)
			if ok {
				col.numbers++
				if before >= 0 && (v == before+1 || v == 1) {
					col.steps++
				}
				before = v
			}
			if strings.HasPrefix(cell, "http://") || strings.HasPrefix(cell, "https://") {
				col.links++
			}
		}
		col.distinct = len(seen)
		if col.filled > 0 {
			col.runes /= float64(col.filled)
		}
	}
	return cols
}

// mostly reports whether nine in ten filled cells are counted by n, which
// leaves room for the broken rows real files have.
func (c *column) mostly(n int) bool { return c.filled > 0 && n*10 >= c.filled*9 }

// textual says that the cells are words of their own: no dates, numbers or
// links, and not the few values of a category, as far as there are enough
// cells to tell.
func (c *column) textual() bool {
	own := c.distinct*2 > c.filled || c.filled < 8
	return c.filled > 0 && (c.dates+c.epochs+c.numbers+c.links)*2 < c.filled && own && c.runes >= 2
}

// chart says that the cells count up from 1 and begin again, as the ranks of
// one day after another do and row numbers do not; one in five may be odd.
func (c *column) chart() bool {
	return c.numbers > 2 && c.numbers*10 >= c.filled*8 && c.steps*10 >= (c.numbers-1)*8 && c.distinct < c.filled
}

// fits reports whether the values allow what the header promises. An empty
// column fits where text or a name may be missing for a while.
func (c *column) fits(f field) bool {
	if c.rows == 0 {
		return true // the name is all there is
	}
	switch f {
	case fDate:
		return c.filled > 0 && (c.dates+c.epochs)*10 >= c.filled*5
	case fHeat, fRank:
		return c.filled > 0 && c.numbers*10 >= c.filled*5
	case fTitle, fBody:
		return c.numbers*2 <= c.filled
	}
	return true
}

// positions are the names of columns without a header: "1", "2", ...
func positions(n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = strconv.Itoa(i + 1)
	}
	return names
}
