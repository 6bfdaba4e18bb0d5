package sheet

import "fmt"

// Limits bounds what a file may cost. A zero field means its default.
type Limits struct {
	Series   int   // series in a file; default 2,000,000
	Values   int   // values of all series together, gaps included; default 25,000,000, which takes up to 1 GB while reading
	Periods  int   // periods of one series, from its first date to its last; default 1,000,000
	Columns  int   // columns of a Parquet file, each of which costs a reader; default 20,000
	Line     int64 // bytes of a line; default 64 MiB, a million columns of 60 bytes
	Expanded int64 // bytes that a compressed file expands to; default 8 GiB, which costs time only
	Packed   int64 // bytes of a Parquet file that is compressed or on standard input and must be held in memory; default 256 MiB
}

func (l Limits) orDefault() Limits {
	set := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	set64 := func(v *int64, d int64) {
		if *v <= 0 {
			*v = d
		}
	}
	set(&l.Series, 2_000_000)
	set(&l.Values, 40_000_000)
	set(&l.Periods, 1_000_000)
	set(&l.Columns, 20_000)
	set64(&l.Line, 64<<20)
	set64(&l.Expanded, 8<<30)
	set64(&l.Packed, 256<<20)
	return l
}

// LimitError says which of the Limits a file broke.
type LimitError struct {
	File  string
	Limit string // the field of Limits
	Value int64
}

func (e *LimitError) Error() string {
	what := map[string]string{
		"Series":   "holds more than %d series",
		"Values":   "holds more than %d values",
		"Columns":  "has more than %d columns: write it long (unique_id, ds, y), or as CSV",
		"Line":     "has a line of more than %d bytes",
		"Expanded": "expands to more than %d bytes",
		"Packed":   "is a Parquet file of more than %d bytes that cannot be read in place: unpack it, or name the file instead of piping it",
	}[e.Limit]
	return fmt.Sprintf("sheet: %s "+what+" (limit %s); forecast it in parts", e.File, e.Value, e.Limit)
}
