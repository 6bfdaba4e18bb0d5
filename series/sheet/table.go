package sheet

import (
	"fmt"

	"hemline/series"
)

// Shape is how a file lays its series out.
type Shape string

// The shapes read.
const (
	Wide  Shape = "wide"   // first column date or step, one column a series
	Long  Shape = "long"   // a row a value, with columns for series, date and value
	Rows  Shape = "rows"   // a row a series, first column its name, as the M4 competition's files
	empty       = "column" // begins the name of a series without one
)

// Columns names the columns of a long file. An empty one is recognised by its
// usual names.
type Columns struct {
	ID, Time, Value string
}

// Options says how to read. The zero value reads any file.
type Options struct {
	Freq     series.Freq             // "": told by the distances of the dates
	Columns  Columns                 // when set, the file is long
	Limits   Limits                  // zero fields mean the defaults
	Progress func(read, total int64) // told of bytes read; total is 0 when unknown
}

// Table is what a file holds.
type Table struct {
	Shape  Shape
	Freq   series.Freq // of most series
	Series []Series    // in the order in which the file names them first
	Notes  []string    // what a reader should know of the file as a whole
}

// Series is one series with the dates and the problems it had in the file.
// Values ends at the last period that the file dates, and begins at the first
// known value.
type Series struct {
	series.Series
	Axis     Axis
	Problems []Problem
}

// Label is the date or step of period i, 0 being the first of Values, as the
// file would write it; i may lie past the end.
func (s *Series) Label(i int) string { return s.Axis.Label(i) }

// Status is the series' problems in words, "" when there was none.
func (s *Series) Status() string { return inWords(s.Problems) }

func (t *Table) note(format string, args ...any) {
	t.Notes = append(t.Notes, fmt.Sprintf(format, args...))
}
