package file

import (
	"fmt"
	"strings"
	"time"
)

// Guess is what was settled about a file without being told, for a person to
// confirm.
type Guess struct {
	File     string
	Format   Format
	Encoding string // "UTF-8", "UTF-16 (little endian)", "UTF-16 (big endian)", "GB18030"
	Header   bool   // CSV and TSV: the first row names the columns
	Columns  []string
	Mapping  Mapping        // complete, with what was given
	Fields   []GuessedField // what Mapping means in the first rows
	Dates    string         // how 03/04/2020 is read, when the file has such dates
}

// GuessedField is one mapped column with an example.
type GuessedField struct {
	Field   string // "date", "text", ...
	Column  string
	Example string // its first value that is not blank, cut to 60 characters
}

// String says in a few lines how the file will be read.
func (g Guess) String() string {
	var b strings.Builder
	header := ""
	switch {
	case g.Format != CSV && g.Format != TSV:
	case g.Header:
		header = ", the first row is a header"
	default:
		header = ", no header"
	}
	fmt.Fprintf(&b, "%s: %s, %s%s, read with --map '%s'\n", g.File, g.Format, g.Encoding, header, g.Mapping)
	for _, f := range g.Fields {
		fmt.Fprintf(&b, "  %-6s = %s, e.g. %q\n", f.Field, f.Column, f.Example)
	}
	if g.Dates != "" {
		fmt.Fprintf(&b, "  dates: %s\n", g.Dates)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// picks are the chosen column of each field, -1 for none.
type picks [numFields]int

func noPicks() picks {
	var p picks
	for f := range p {
		p[f] = -1
	}
	return p
}

func (p *picks) has(c int) bool {
	for _, v := range p {
		if v == c {
			return true
		}
	}
	return false
}

// words reports whether any column gives words.
func (p *picks) words() bool { return p[fText] >= 0 || p[fTitle] >= 0 || p[fBody] >= 0 }

// guessNamed picks by header words first, then by values.
func guessNamed(cols []column, p *picks) {
	for _, f := range []field{fDate, fTitle, fBody, fHeat, fRank, fURL, fLabel, fAuthor} {
		if p[f] < 0 {
			p[f] = findNamed(cols, p, f)
		}
	}
	guessDate(cols, p, false)
	if !p.words() {
		p[fText] = longest(cols, p)
	} else if p[fBody] >= 0 && p[fTitle] < 0 {
		p[fText], p[fBody] = p[fBody], -1 // alone it may be a headline as well
	}
}

// findNamed is the first column, by the order of the words, whose name and
// values fit; the last part of a dotted path counts as its name, after the
// whole paths.
func findNamed(cols []column, p *picks, f field) int {
	for _, name := range []func(*column) string{
		func(c *column) string { return c.header },
		func(c *column) string { return c.lastPart },
	} {
		for _, w := range headerWords[f] {
			for c := range cols {
				if name(&cols[c]) == w && !p.has(c) && cols[c].fits(f) {
					return c
				}
			}
		}
	}
	return -1
}

// guessDate picks a date by values alone. Numbers that could be instants
// count only when nothing names the columns: an id looks the same.
func guessDate(cols []column, p *picks, epochs bool) {
	for c := range cols {
		if p[fDate] < 0 && !p.has(c) && cols[c].mostly(cols[c].dates) {
			p[fDate] = c
		}
	}
	for c := range cols {
		if epochs && p[fDate] < 0 && !p.has(c) && cols[c].mostly(cols[c].epochs) {
			p[fDate] = c
		}
	}
}

// longest is the column with the longest words of its own, -1 for none.
func longest(cols []column, p *picks) int {
	best := -1
	for c := range cols {
		if !p.has(c) && cols[c].textual() && (best < 0 || cols[c].runes > cols[best].runes) {
			best = c
		}
	}
	return best
}

// guessUnnamed picks by values: a date, the longest text, links, numbers that
// count up as a chart does, and the few values of a label.
func guessUnnamed(cols []column, p *picks) {
	guessDate(cols, p, true)
	if !p.words() {
		p[fText] = longest(cols, p)
	}
	for c := range cols {
		col := &cols[c]
		switch {
		case p.has(c) || col.filled == 0:
		case p[fURL] < 0 && col.mostly(col.links):
			p[fURL] = c
		case p[fRank] < 0 && col.chart():
			p[fRank] = c
		case p[fLabel] < 0 && col.numbers*2 < col.filled && col.links*2 < col.filled && col.dates*2 < col.filled && col.filled >= 8 && col.distinct*4 <= col.filled:
			p[fLabel] = c
		}
	}
}

// hasHeader decides whether the first row names the columns: a date never
// does, a known word always does, and otherwise a name is a short distinct
// word above values that are dates or numbers.
func hasHeader(rows [][]string) bool {
	if len(rows) == 0 {
		return false
	}
	first := rows[0]
	for _, cell := range first {
		if _, kind, ok := parseDate(cell, time.UTC, false); ok && kind != dateEpoch {
			return false
		}
	}
	number := false
	seen := map[string]bool{}
	repeated := false
	for c, cell := range first {
		if isHeaderWord(cell) && !recurs(rows[1:], c, cell) {
			return true
		}
		if _, ok := parseNumber(cell); ok {
			number = true
		}
		repeated = repeated || cell != "" && seen[cell]
		seen[cell] = true
	}
	if number || repeated || len(rows) < 2 {
		return false
	}
	for c := range first {
		typed, filled := 0, 0
		for _, row := range rows[1:] {
			if c >= len(row) || strings.TrimSpace(row[c]) == "" {
				continue
			}
			filled++
			_, isNumber := parseNumber(row[c])
			_, _, isDate := parseDate(row[c], time.UTC, false)
			if isNumber || isDate {
				typed++
			}
		}
		if filled > 0 && typed*10 >= filled*9 && len(first[c]) <= 60 {
			return true
		}
	}
	return false
}

// recurs reports whether a cell comes again below itself, as the label of a
// class does and a column's name does not.
func recurs(rows [][]string, c int, cell string) bool {
	for _, row := range rows {
		if c < len(row) && row[c] == cell {
			return true
		}
	}
	return false
}
