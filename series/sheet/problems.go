package sheet

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Kind is what was wrong with a series in the file.
type Kind string

// The kinds of problems, in the order in which they are told.
const (
	None       Kind = "no values"  // not one known value
	Single     Kind = "one value"  // one known value only
	Text       Kind = "text"       // cells that are no numbers, taken as missing
	Infinite   Kind = "infinite"   // infinite values, taken as missing
	Negative   Kind = "negative"   // a few values below zero in a series that is else above it; kept
	Mixed      Kind = "mixed"      // dates at another distance than the file's other series
	Unordered  Kind = "unordered"  // rows that stood before an earlier date; sorted
	Duplicates Kind = "duplicates" // rows that repeat a date and its value; merged
	Conflicts  Kind = "conflicts"  // rows that repeat a date with another value; the last row counts
	Uneven     Kind = "uneven"     // dates that share a period with another; the latest counts
	Far        Kind = "far"        // dates too far from all others to be true; left out
	Gaps       Kind = "gaps"       // periods without a known value between the first and the last
	Renamed    Kind = "renamed"    // the name stood in the file before; a number was added
)

var order = [...]Kind{None, Single, Text, Infinite, Negative, Mixed, Unordered, Duplicates, Conflicts, Uneven, Far, Gaps, Renamed}

// Problem is one kind of trouble, how often it occurred, and where first.
type Problem struct {
	Kind  Kind
	Count int    // cells, rows or periods; 0 when counting makes no sense
	Row   int    // line of the file (row of a Parquet file), from 1; 0 when there is none to point to
	Text  string // what stood there, or what to know
}

func (p Problem) String() string {
	s := string(p.Kind)
	if p.Count > 0 {
		s = fmt.Sprintf("%s %d", s, p.Count)
	}
	switch {
	case p.Row > 0 && p.Text != "":
		s += fmt.Sprintf(" (first in row %d: %q)", p.Row, p.Text)
	case p.Row > 0:
		s += fmt.Sprintf(" (first in row %d)", p.Row)
	case p.Text != "":
		s += " (" + p.Text + ")"
	}
	return s
}

func inWords(problems []Problem) string {
	parts := make([]string, len(problems))
	for i, p := range problems {
		parts[i] = p.String()
	}
	return strings.Join(parts, "; ")
}

// tally gathers the problems of a series while its cells are read. The zero
// value is empty.
type tally struct{ found []Problem }

// add counts n more of a kind; row and text of the first are kept.
func (t *tally) add(k Kind, n, row int, text string) {
	if n == 0 {
		return
	}
	for i := range t.found {
		if t.found[i].Kind == k {
			t.found[i].Count += n
			return
		}
	}
	t.found = append(t.found, Problem{k, n, row, clip(text)})
}

// state adds a problem that is not counted.
func (t *tally) state(k Kind, text string) {
	t.found = append(t.found, Problem{Kind: k, Text: text})
}

// list gives the problems in order of kind.
func (t *tally) list() []Problem {
	if len(t.found) == 0 {
		return nil
	}
	out := make([]Problem, 0, len(t.found))
	for _, k := range order {
		for _, p := range t.found {
			if p.Kind == k {
				out = append(out, p)
			}
		}
	}
	return out
}

// clip shortens what is quoted from the file, and makes it readable.
func clip(s string) string {
	const most = 40 // characters that show what a cell holds
	s = strings.ToValidUTF8(s, "\uFFFD")
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "..."
}
