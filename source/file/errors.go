package file

import (
	"fmt"
	"strconv"
	"strings"
)

// EmptyError says that an input holds no row. The caller may take it as
// harmless.
type EmptyError struct {
	File   string // as in source.Origin
	Header bool   // there is a header, but nothing under it
}

func (e *EmptyError) Error() string {
	if e.Header {
		return fmt.Sprintf("file: %s has a header but no rows under it", e.File)
	}
	return fmt.Sprintf("file: %s is empty: expected rows of CSV, TSV, JSON, JSONL or Parquet", e.File)
}

// NotTextError says that an input is in none of the formats this package
// reads.
type NotTextError struct {
	File string
	Kind string // what it looks like, e.g. "a PNG image"; "" when unknown
}

func (e *NotTextError) Error() string {
	kind := ""
	if e.Kind != "" {
		kind = " but " + e.Kind
	}
	return fmt.Sprintf("file: %s is not text%s: give it as CSV, TSV, JSON, JSONL or Parquet", e.File, kind)
}

// ColumnError says that a column that is needed, or was asked for, is not
// there.
type ColumnError struct {
	File    string
	Field   string   // "date", "text", ...
	Wanted  string   // the column asked for; "" when one was looked for
	Columns []string // what there is: names, or positions "1", "2" without a header
	Found   Mapping  // what could be recognised
}

func (e *ColumnError) Error() string {
	if e.Wanted != "" {
		return fmt.Sprintf("file: %s has no column %q to read as %s; its columns are: %s",
			e.File, e.Wanted, e.Field, listColumns(e.Columns))
	}
	show := e.Found
	show.set(e.Field, "COLUMN")
	if !show.hasText() {
		show.Text = "COLUMN"
	}
	hint := fmt.Sprintf("say which it is, e.g. --map '%s'", show)
	if e.Field == "date" {
		hint += ", or give every row one date with --set date=2024-05-01"
	}
	return fmt.Sprintf("file: %s: found no %s column among: %s; %s", e.File, e.Field, listColumns(e.Columns), hint)
}

// LimitError says which of the Limits an input broke.
type LimitError struct {
	File  string
	Limit string // the field of Limits, e.g. "Ratio"
	Value int64  // its value
}

func (e *LimitError) Error() string {
	what := map[string]string{
		"Expanded": "expands to more than %d bytes",
		"Ratio":    "expands to more than %d times its compressed size, as a decompression bomb does",
		"Members":  "lists more than %d members",
		"Spill":    "needs a temporary file of more than %d bytes",
		"Window":   "needs a zstd window of more than %d bytes of memory",
		"Columns":  "has more than %d columns",
	}[e.Limit]
	return fmt.Sprintf("file: %s "+what+"; if you trust it, unpack it first (limit %s)", e.File, e.Value, e.Limit)
}

// listColumns quotes names for a message, the first forty of them.
func listColumns(names []string) string {
	const most = 40
	var b strings.Builder
	for i, n := range names {
		if i == most {
			fmt.Fprintf(&b, " and %d more", len(names)-most)
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(strconv.Quote(clipString(n, 60)))
	}
	if len(names) == 0 {
		return "(none)"
	}
	return b.String()
}
