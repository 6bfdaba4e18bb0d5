package backtest

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
)

// csvMeasures are the columns of numbers, called as in JSON.
var csvMeasures = []struct {
	name string
	of   func(*Row) Number
}{
	{"mase", func(r *Row) Number { return r.MASE }},
	{"mase_lag1", func(r *Row) Number { return r.MASE1 }},
	{"smape", func(r *Row) Number { return r.SMAPE }},
	{"owa", func(r *Row) Number { return r.OWA }},
	{"wape", func(r *Row) Number { return r.WAPE }},
	{"pinball", func(r *Row) Number { return r.Pinball }},
	{"wql", func(r *Row) Number { return r.WQL }},
	{"coverage_50", func(r *Row) Number { return r.Coverage50 }},
	{"coverage_80", func(r *Row) Number { return r.Coverage80 }},
	{"coverage_95", func(r *Row) Number { return r.Coverage95 }},
	{"width_80", func(r *Row) Number { return r.Width80 }},
	{"width_95", func(r *Row) Number { return r.Width95 }},
	{"msis_80", func(r *Row) Number { return r.MSIS80 }},
	{"msis_95", func(r *Row) Number { return r.MSIS95 }},
	{"direction", func(r *Row) Number { return r.Direction }},
	{"quarter_error", func(r *Row) Number { return r.Quarter }},
	{"seconds", func(r *Row) Number { return r.Seconds }},
}

// WriteCSV writes all rows of t, by group and part of the horizon, a row a
// line. What could not be measured is empty.
func (t Table) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	head := []string{"by", "group", "method", "windows"}
	for _, m := range csvMeasures {
		head = append(head, m.name)
	}
	for _, said := range [...]string{"rise", "flat", "fall"} {
		for _, came := range [...]string{"rose", "flat", "fell"} {
			head = append(head, said+"_"+came)
		}
	}
	if err := out.Write(head); err != nil {
		return fmt.Errorf("backtest: write table: %w", err)
	}
	rows := func(by, name string, rows []Row) {
		for i := range rows {
			r := &rows[i]
			line := []string{by, name, r.Method, strconv.Itoa(r.Windows)}
			for _, m := range csvMeasures {
				cell := ""
				if v := float64(m.of(r)); v == v {
					cell = strconv.FormatFloat(v, 'g', -1, 64)
				}
				line = append(line, cell)
			}
			for _, said := range r.Confusion {
				for _, n := range said {
					line = append(line, strconv.Itoa(n))
				}
			}
			_ = out.Write(line) // the writer keeps its first error
		}
	}
	rows("all", "", t.Rows)
	for _, p := range t.Parts {
		rows("horizon", fmt.Sprintf("%d-%d", p.From, p.To), p.Rows)
	}
	for _, g := range t.Groups {
		rows(g.By, g.Name, g.Rows)
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("backtest: write table: %w", err)
	}
	return nil
}
