package backtest

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/mattn/go-runewidth"
)

// column is a measure as a table shows it.
type column struct {
	name   string
	digits int
	factor float64 // 100 for per cent
	of     func(*Row) Number
}

var (
	pointColumns = []column{
		{"MASE", 3, 1, func(r *Row) Number { return r.MASE }},
		{"at lag 1", 3, 1, func(r *Row) Number { return r.MASE1 }},
		{"sMAPE %", 2, 1, func(r *Row) Number { return r.SMAPE }},
		{"OWA", 3, 1, func(r *Row) Number { return r.OWA }},
		{"WAPE %", 1, 100, func(r *Row) Number { return r.WAPE }},
		{"quarter %", 1, 100, func(r *Row) Number { return r.Quarter }},
		{"direction %", 1, 100, func(r *Row) Number { return r.Direction }},
		{"seconds", 1, 1, func(r *Row) Number { return r.Seconds }},
	}
	intervalColumns = []column{
		{"pinball", 3, 1, func(r *Row) Number { return r.Pinball }},
		{"WQL", 3, 1, func(r *Row) Number { return r.WQL }},
		{"in 50 %", 1, 100, func(r *Row) Number { return r.Coverage50 }},
		{"in 80 %", 1, 100, func(r *Row) Number { return r.Coverage80 }},
		{"in 95 %", 1, 100, func(r *Row) Number { return r.Coverage95 }},
		{"width 80", 2, 1, func(r *Row) Number { return r.Width80 }},
		{"width 95", 2, 1, func(r *Row) Number { return r.Width95 }},
		{"MSIS 80", 2, 1, func(r *Row) Number { return r.MSIS80 }},
		{"MSIS 95", 2, 1, func(r *Row) Number { return r.MSIS95 }},
	}
)

// grid is rows of cells; the first column is for names and the others for
// figures. Names may be Chinese, whose characters are two columns wide.
type grid [][]string

func (g grid) write(b *bytes.Buffer) {
	var width []int
	for _, row := range g {
		for i, cell := range row {
			if i == len(width) {
				width = append(width, 0)
			}
			width[i] = max(width[i], runewidth.StringWidth(cell))
		}
	}
	for _, row := range g {
		for i, cell := range row {
			pad := strings.Repeat(" ", width[i]-runewidth.StringWidth(cell))
			if i == 0 {
				b.WriteString(cell + pad)
			} else {
				b.WriteString("  " + pad + cell)
			}
		}
		b.WriteByte('\n')
	}
}

func (c *column) cell(r *Row) string { return (c.of(r) * Number(c.factor)).text(c.digits) }

// measured says whether any row has the measure.
func (c *column) measured(rows []Row) bool {
	for i := range rows {
		if c.cell(&rows[i]) != "-" {
			return true
		}
	}
	return false
}

// WriteText writes t as columns for people: the methods, then the last of them,
// the ensemble, by horizon and group, and its verdicts. Measures that no method
// has are left out.
func (t Table) WriteText(w io.Writer) error {
	var b bytes.Buffer
	for i, columns := range [][]column{pointColumns, intervalColumns} {
		var some []column
		for _, c := range columns {
			if c.measured(t.Rows) {
				some = append(some, c)
			}
		}
		if len(some) == 0 {
			continue
		}
		head := []string{"method"}
		if i == 0 {
			head = append(head, "windows")
		} else {
			b.WriteByte('\n')
		}
		for _, c := range some {
			head = append(head, c.name)
		}
		g := grid{head}
		for r := range t.Rows {
			row := []string{t.Rows[r].Method}
			if i == 0 {
				row = append(row, fmt.Sprint(t.Rows[r].Windows))
			}
			for _, c := range some {
				row = append(row, c.cell(&t.Rows[r]))
			}
			g = append(g, row)
		}
		g.write(&b)
	}
	if len(t.Rows) > 0 {
		t.details(&b)
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("backtest: write table: %w", err)
	}
	return nil
}

// details are about the last row.
func (t Table) details(b *bytes.Buffer) {
	last := t.Rows[len(t.Rows)-1]
	parts := grid{detailHead(last.Method, "step")}
	for _, p := range t.Parts {
		name := fmt.Sprint(p.From)
		if p.To > p.From {
			name = fmt.Sprintf("%d-%d", p.From, p.To)
		}
		parts = append(parts, detail(name, p.Rows))
	}
	if len(t.Parts) > 1 {
		b.WriteByte('\n')
		parts.write(b)
	}
	for i := 0; i < len(t.Groups); {
		by := t.Groups[i].By
		g := grid{append(detailHead(last.Method, by), "direction %")}
		for ; i < len(t.Groups) && t.Groups[i].By == by; i++ {
			rows := t.Groups[i].Rows
			r := rows[len(rows)-1]
			g = append(g, append(detail(t.Groups[i].Name, rows), (100*r.Direction).text(1)))
		}
		b.WriteByte('\n')
		g.write(b)
	}
	if last.Confusion == (Confusion{}) {
		return
	}
	b.WriteByte('\n')
	g := grid{{last.Method + " said", "it rose", "stayed flat", "fell"}}
	for i, name := range [...]string{"rise", "flat", "fall"} {
		row := last.Confusion[i]
		g = append(g, []string{name, fmt.Sprint(row[0]), fmt.Sprint(row[1]), fmt.Sprint(row[2])})
	}
	g.write(b)
}

func detailHead(method, by string) []string {
	return []string{method + " by " + by, "windows", "MASE", "seasonal naive", "in 50 %", "in 80 %", "in 95 %", "MSIS 80"}
}

func detail(name string, rows []Row) []string {
	r := rows[len(rows)-1]
	return []string{
		name, fmt.Sprint(r.Windows), r.MASE.text(3), rows[0].MASE.text(3),
		(100 * r.Coverage50).text(1), (100 * r.Coverage80).text(1), (100 * r.Coverage95).text(1), r.MSIS80.text(2),
	}
}
