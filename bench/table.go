package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// row is one line of the table: the median of several runs, what it is held
// against, and what is wanted of it.
type row struct {
	Name      string   `json:"name"`
	What      string   `json:"what"`
	Value     float64  `json:"measured"` // median
	Least     float64  `json:"least"`
	Most      float64  `json:"most"`
	Unit      string   `json:"unit"`
	Runs      int      `json:"runs"`
	Beside    []beside `json:"beside,omitempty"`
	Goal      *goal    `json:"wanted,omitempty"`
	Met       *bool    `json:"met,omitempty"`       // nil: nothing is wanted, or nothing measured that could tell
	Disturbed float64  `json:"disturbed,omitempty"` // by which part the peak beside it was below the highest of the run
	Skipped   string   `json:"skipped,omitempty"`   // why nothing was measured
}

// beside is a figure of the same run that a row is held against.
type beside struct {
	What  string  `json:"what"`
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
	Ratio float64 `json:"ratio,omitempty"` // the row's figure as a multiple of it; 0: they do not compare
}

// goal is a bound on a row's figure or on its ratio to what stands beside it
// first; the bound that is not zero counts.
type goal struct {
	AtLeast float64 `json:"at_least,omitempty"`
	AtMost  float64 `json:"at_most,omitempty"`
	Ratio   bool    `json:"ratio,omitempty"`
	Percent bool    `json:"-"` // print the ratio in per cent
}

// disturbance is how far below the highest of the run a peak beside a row may be,
// in parts of it, before the row is marked: something else used the machine.
const disturbance = 0.10

// settle fills in whether the row's goal is met. What was measured while
// something else used the machine is too slow rather than too fast, and says
// nothing about ratios.
func (r *row) settle() {
	if r.Goal == nil || r.Skipped != "" {
		return
	}
	v := r.Value
	if r.Goal.Ratio {
		if len(r.Beside) == 0 || r.Beside[0].Ratio == 0 {
			return
		}
		v = r.Beside[0].Ratio
	}
	met := v >= r.Goal.AtLeast
	if r.Goal.AtMost != 0 {
		met = v <= r.Goal.AtMost
	}
	if r.Disturbed <= disturbance || met && !r.Goal.Ratio {
		r.Met = &met
	}
}

// cells are the columns of a row.
func (r *row) cells() []string {
	if r.Skipped != "" {
		return []string{r.What, "not measured", r.Skipped, r.wanted(), "-"}
	}
	measured := number(r.Value) + " " + r.Unit
	if r.Disturbed > disturbance {
		measured += " ~"
	}
	var held []string
	for i, b := range r.Beside {
		if b.Value == 0 { // the processor has no such unit
			continue
		}
		percent := i > 0 || r.Goal == nil || !r.Goal.Ratio || r.Goal.Percent
		held = append(held, b.String(percent))
	}
	met := "-"
	switch {
	case r.Goal == nil:
	case r.Met == nil:
		met = "unsure"
	case *r.Met:
		met = "yes"
	default:
		met = "no"
	}
	return []string{r.What, measured, strings.Join(held, "; "), r.wanted(), met}
}

func (r *row) wanted() string {
	g := r.Goal
	if g == nil {
		return "-"
	}
	word, bound := "at least", g.AtLeast
	if g.AtMost != 0 {
		word, bound = "at most", g.AtMost
	}
	switch {
	case g.Ratio && g.Percent:
		return fmt.Sprintf("%s %.4g %%", word, 100*bound)
	case g.Ratio:
		return fmt.Sprintf("%s %.4g times", word, bound)
	}
	return fmt.Sprintf("%s %.4g %s", word, bound, r.Unit)
}

// String says what the figure is and how the row's compares.
func (b beside) String(percent bool) string {
	figure := fmt.Sprintf("%s %s %s", b.What, number(b.Value), b.Unit)
	switch {
	case b.Ratio == 0:
		return figure
	case percent:
		return fmt.Sprintf("%.1f %% of %s", 100*b.Ratio, figure)
	}
	return fmt.Sprintf("%.4g times %s", b.Ratio, figure)
}

// number is a figure with three digits or as many as its whole part has.
func number(v float64) string {
	switch {
	case v >= 99.95:
		return fmt.Sprintf("%.0f", v)
	case v >= 9.995:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

// heading names the columns.
func heading() []string { return []string{"what", "measured", "beside", "wanted", "met"} }

// legend explains the mark, where it occurs.
func legend(rows []row) string {
	for _, r := range rows {
		if r.Disturbed > disturbance {
			return fmt.Sprintf("~ the peak measured before or after is more than %.0f %% below the highest of the run: something else used the machine\n", 100*disturbance)
		}
	}
	return ""
}

// writeText writes the table with aligned columns.
func writeText(w io.Writer, on machine, rows []row) error {
	if _, err := fmt.Fprintf(w, "%s\n\n", on); err != nil {
		return err
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, strings.Join(heading(), "\t"))
	for i := range rows {
		fmt.Fprintln(t, strings.Join(rows[i].cells(), "\t"))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := io.WriteString(w, legend(rows))
	return err
}

// writeMarkdown writes the table for a document.
func writeMarkdown(w io.Writer, on machine, rows []row) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n| %s |\n|---|---|---|---|---|\n", on, strings.Join(heading(), " | "))
	for i := range rows {
		fmt.Fprintf(&b, "| %s |\n", strings.Join(rows[i].cells(), " | "))
	}
	if l := legend(rows); l != "" {
		b.WriteString("\n" + l)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// writeJSON writes the same for programs.
func writeJSON(w io.Writer, on machine, rows []row) error {
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	return e.Encode(struct {
		Machine machine `json:"machine"`
		Rows    []row   `json:"rows"`
	}{on, rows})
}
