package sheet

import (
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// parquetTime is how a Parquet file's timestamps are spelled.
const parquetTime spelling = "2006-01-02 15:04:05"

// parquet reads a Parquet file. The library trusts the sizes it finds and
// panics over corrupt pages: the footer's size is checked here, and a panic
// becomes an error.
func (in *input) parquet(at io.ReaderAt, size int64, o Options) (t *Table, err error) {
	defer func() {
		if p := recover(); p != nil {
			t, err = nil, fmt.Errorf("sheet: %s: parquet: the file is corrupt: %v", in.name, p)
		}
	}()
	var tail [8]byte
	if _, err := at.ReadAt(tail[:], max(size-8, 0)); err != nil && err != io.EOF {
		return nil, fmt.Errorf("sheet: %s: %w", in.name, err)
	}
	if footer := int64(binary.LittleEndian.Uint32(tail[:4])); size < 12 || footer > size-12 {
		return nil, fmt.Errorf("sheet: %s: not a whole Parquet file: is it a partial copy?", in.name)
	}
	f, err := parquet.OpenFile(at, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return nil, fmt.Errorf("sheet: %s: parquet: %w", in.name, err)
	}
	r := &parquetRows{in: in}
	found := false
	for _, c := range f.Root().Columns() {
		if !c.Leaf() || c.MaxRepetitionLevel() > 0 {
			continue // lists hold no values of a series
		}
		if len(r.columns) == in.limits.Columns {
			return nil, &LimitError{in.name, "Columns", int64(in.limits.Columns)}
		}
		col, name := &parquetColumn{groups: f.RowGroups(), leaf: c.Index(), write: writer(c.Type())}, []byte(c.Name())
		if dated(c) && !found { // pandas writes the index last, but a wide file has its dates first
			found = true
			r.columns, r.names = slices.Insert(r.columns, 0, col), slices.Insert(r.names, 0, name)
			continue
		}
		r.columns, r.names = append(r.columns, col), append(r.names, name)
	}
	if err := in.checkPages(at, size, f); err != nil {
		return nil, err
	}
	if len(r.columns) == 0 {
		return nil, fmt.Errorf("sheet: %s has no plain columns: expected dates and series, or unique_id, ds and y", in.name)
	}
	defer r.close()
	return in.series(r, o, false, true)
}

// dated says that a column holds dates, or the index of a pandas table.
func dated(c *parquet.Column) bool {
	if strings.HasPrefix(c.Name(), "__index_level_") || c.Type().Kind() == parquet.Int96 {
		return true
	}
	logical := c.Type().LogicalType()
	if logical == nil {
		return false
	}
	switch logical.Value.(type) {
	case *format.DateType, *format.TimestampType:
		return true
	}
	return false
}

// parquetRows gives the rows of a Parquet file as text, the names first.
type parquetRows struct {
	in      *input
	names   [][]byte
	columns []*parquetColumn
	n       int // rows given, the header not counted
	started bool
	queue   [][][]byte
	cells   [][]byte
}

func (r *parquetRows) at() int { return r.n }

func (r *parquetRows) peek(n int) ([][]string, error) {
	var shown [][]string
	var queue [][][]byte
	for range n {
		cells, err := r.row()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		text, kept := keep(cells)
		shown, queue = append(shown, text), append(queue, kept)
	}
	r.queue, r.n = queue, -1
	return shown, nil
}

func (r *parquetRows) row() ([][]byte, error) {
	if len(r.queue) > 0 {
		row := r.queue[0]
		r.queue = r.queue[1:]
		r.n++
		return row, nil
	}
	r.cells = r.cells[:0]
	if !r.started {
		r.started = true
		return append(r.cells, r.names...), nil
	}
	if r.n&255 == 0 && r.in.ctx.Err() != nil {
		return nil, r.in.ctx.Err()
	}
	for i, c := range r.columns {
		cell, err := c.next()
		if err == io.EOF && i == 0 {
			return nil, io.EOF
		}
		if err != nil {
			return nil, fmt.Errorf("sheet: %s: row %d: parquet: %w", r.in.name, r.n+1, err)
		}
		r.cells = append(r.cells, cell)
	}
	r.n++
	return r.cells, nil
}

func (r *parquetRows) close() {
	for _, c := range r.columns {
		if c.pages != nil {
			c.pages.Close()
		}
	}
}

// parquetColumn walks one column over pages and row groups.
type parquetColumn struct {
	groups []parquet.RowGroup
	leaf   int
	write  func([]byte, parquet.Value) []byte
	pages  parquet.Pages
	values parquet.ValueReader
	buf    [64]parquet.Value
	i, n   int
	text   []byte
}

func (c *parquetColumn) next() ([]byte, error) {
	for c.i == c.n {
		if c.values != nil {
			n, err := c.values.ReadValues(c.buf[:])
			c.i, c.n = 0, n
			if err == io.EOF {
				c.values = nil
			} else if err != nil {
				return nil, err
			}
			continue
		}
		if c.pages == nil {
			if len(c.groups) == 0 {
				return nil, io.EOF
			}
			c.pages = c.groups[0].ColumnChunks()[c.leaf].Pages()
			c.groups = c.groups[1:]
		}
		page, err := c.pages.ReadPage()
		switch {
		case err == io.EOF:
			c.pages.Close()
			c.pages = nil
		case err != nil:
			return nil, err
		default:
			c.values = page.Values()
		}
	}
	v := c.buf[c.i]
	c.i++
	if v.IsNull() {
		return nil, nil
	}
	c.text = c.write(c.text[:0], v)
	return c.text, nil
}

// writer spells the values of a column as a CSV would have them.
func writer(t parquet.Type) func([]byte, parquet.Value) []byte {
	text := func(b []byte, v parquet.Value) []byte {
		if k := v.Kind(); k == parquet.ByteArray || k == parquet.FixedLenByteArray {
			return append(b, v.ByteArray()...)
		}
		return append(b, v.String()...)
	}
	switch t.Kind() {
	case parquet.Double:
		return func(b []byte, v parquet.Value) []byte { return strconv.AppendFloat(b, v.Double(), 'g', -1, 64) }
	case parquet.Float:
		return func(b []byte, v parquet.Value) []byte { return strconv.AppendFloat(b, float64(v.Float()), 'g', -1, 32) }
	case parquet.Int96: // old Spark's timestamps: nanoseconds of the day, Julian day
		return func(b []byte, v parquet.Value) []byte {
			const epoch = 2440588 // Julian day of 1970-01-01
			i := v.Int96()
			nanos := int64(i[1])<<32 | int64(i[0])
			return time.Unix((int64(i[2])-epoch)*day, nanos).UTC().AppendFormat(b, string(parquetTime))
		}
	}
	logical := t.LogicalType()
	if logical == nil {
		return text
	}
	switch l := logical.Value.(type) {
	case *format.DateType:
		return func(b []byte, v parquet.Value) []byte {
			return time.Unix(int64(v.Int32())*day, 0).UTC().AppendFormat(b, time.DateOnly)
		}
	case *format.TimestampType:
		perSecond := int64(time.Second) / max(1, int64(l.Unit.Value.Duration()))
		return func(b []byte, v parquet.Value) []byte {
			return time.Unix(floorDiv(v.Int64(), perSecond), 0).UTC().AppendFormat(b, string(parquetTime))
		}
	case *format.DecimalType:
		if t.Kind() == parquet.Int32 || t.Kind() == parquet.Int64 {
			return func(b []byte, v parquet.Value) []byte {
				return append(append(b, v.String()...), "e-"+strconv.Itoa(int(l.Scale))...)
			}
		}
	}
	return text
}
