package file

import (
	"bytes"
	"fmt"
)

// delimited is the table of CSV and TSV.
type delimited struct {
	label   string
	recs    buffered
	split   splitter
	limit   int // Limits.Columns
	columns [numFields]int
	need    int                          // columns a row must have
	bound   func(columns [numFields]int) // tells recs, nil when it need not know
	scratch [][]byte
}

// splitter cuts one record into cells, at most most of them, reusing cells.
type splitter interface {
	cells(text []byte, cells [][]byte, most int) [][]byte
}

func (d *delimited) preview() (preview, error) {
	var p preview
	err := d.recs.readAhead(func(text []byte) (bool, error) {
		d.scratch = d.split.cells(text, d.scratch[:0], d.limit+1)
		if len(d.scratch) > d.limit {
			return false, &LimitError{File: d.label, Limit: "Columns", Value: int64(d.limit)}
		}
		p.rows = append(p.rows, toStrings(d.scratch))
		return true, nil
	})
	p.queued, p.failed = len(d.recs.queue), d.recs.broken()
	return p, err
}

func toStrings(cells [][]byte) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = string(c)
	}
	return out
}

func (d *delimited) bind(header bool, columns [numFields]int) {
	if header {
		d.recs.dropFirst()
	}
	d.columns, d.need = columns, 0
	for _, c := range columns {
		d.need = max(d.need, c+1)
	}
	if d.bound != nil {
		d.bound(columns)
	}
}

func (d *delimited) next(r *row) error {
	rec, err := d.recs.next()
	*r = row{line: rec.line, raw: rec.text, problem: rec.bad}
	if err != nil || rec.bad != "" {
		return err
	}
	d.scratch = d.split.cells(rec.text, d.scratch[:0], d.need)
	if len(d.scratch) < d.need {
		r.problem = fmt.Sprintf("has %d of the %d columns it needs", len(d.scratch), d.need)
		return nil
	}
	for f, c := range d.columns {
		if c >= 0 {
			r.cells[f] = d.scratch[c]
		}
	}
	return nil
}

// rowLines takes every line that is not blank as a row.
type rowLines struct{ lines *lineReader }

func (t rowLines) next() (record, error) {
	for {
		rec, err := t.lines.next()
		if err != nil || rec.bad != "" || !isBlank(rec.text) {
			return rec, err
		}
	}
}

// tsvSplitter cuts at tabs and nothing else.
type tsvSplitter struct{}

func (tsvSplitter) cells(text []byte, cells [][]byte, most int) [][]byte {
	for len(cells) < most {
		i := bytes.IndexByte(text, '\t')
		if i < 0 {
			return append(cells, text)
		}
		cells = append(cells, text[:i])
		text = text[i+1:]
	}
	return cells
}
