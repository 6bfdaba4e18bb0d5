package file

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// parquetTable reads the chosen columns of a Parquet file side by side, page
// by page; columns nobody asked for are never touched.
type parquetTable struct {
	label   string
	file    *parquet.File
	leaves  []*parquet.Column
	limits  Limits
	cursors [numFields]*parquetCursor
	dec     lineDecoder
	row     int64
	raw     []byte
}

// openParquet reads the footer. The library trusts the sizes it finds, so
// the footer's is checked here first.
func openParquet(at io.ReaderAt, size int64, label string, limits Limits) (t *parquetTable, err error) {
	defer guard(label, &err)
	var tail [8]byte
	if _, err := at.ReadAt(tail[:], max(size-8, 0)); err != nil && err != io.EOF {
		return nil, fmt.Errorf("file: %s: %w", label, err)
	}
	if footer := int64(binary.LittleEndian.Uint32(tail[:4])); size < 12 || footer > size-12 {
		return nil, fmt.Errorf("file: %s: not a whole Parquet file: is it a partial copy?", label)
	}
	f, err := parquet.OpenFile(at, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return nil, fmt.Errorf("file: %s: parquet: %w", label, err)
	}
	t = &parquetTable{label: label, file: f, limits: limits}
	t.collect(f.Root())
	if len(t.leaves) > limits.Columns {
		return nil, &LimitError{File: label, Limit: "Columns", Value: int64(limits.Columns)}
	}
	return t, nil
}

// guard turns a panic of the Parquet library, which it uses for corrupt
// pages, into an error.
func guard(label string, err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("file: %s: parquet: the file is corrupt: %v", label, p)
	}
}

func (t *parquetTable) collect(c *parquet.Column) {
	if c.Leaf() {
		t.leaves = append(t.leaves, c)
		return
	}
	for _, child := range c.Columns() {
		t.collect(child)
	}
}

func (t *parquetTable) preview() (p preview, err error) {
	defer guard(t.label, &err)
	p.named = true
	for _, leaf := range t.leaves {
		p.columns = append(p.columns, columnName(leaf))
	}
	rows := int(min(t.file.NumRows()-t.row, 50)) // enough, and all columns must be read for it
	p.rows = make([][]string, max(rows, 0))
	size := 0
	for _, leaf := range t.leaves {
		cur := t.cursor(leaf)
		for i := range p.rows {
			var cell []byte
			if cell, err = cur.next(); err != nil {
				break
			}
			size += min(len(cell), rawLimit)
			if size > previewBytes {
				cell = nil
			}
			p.rows[i] = append(p.rows[i], strings.ToValidUTF8(string(clip(cell)), "\uFFFD"))
		}
		cur.close()
		if err != nil {
			return p, fmt.Errorf("file: %s: parquet: %w", t.label, err)
		}
	}
	return p, nil
}

// columnName is the dotted path of a column, without the two levels that the
// format puts below a list.
func columnName(leaf *parquet.Column) string {
	path := leaf.Path()
	if n := len(path); n > 2 && leaf.MaxRepetitionLevel() > 0 && path[n-2] == "list" {
		path = path[:n-2]
	}
	return strings.Join(path, ".")
}

func (t *parquetTable) bind(_ bool, columns [numFields]int) {
	for f, c := range columns {
		if c >= 0 {
			t.cursors[f] = t.cursor(t.leaves[c])
		}
	}
}

func (t *parquetTable) next(r *row) (err error) {
	defer guard(t.label, &err)
	if t.row >= t.file.NumRows() {
		return io.EOF
	}
	t.row++
	*r = row{line: t.row}
	t.raw = t.raw[:0]
	for f, cur := range t.cursors {
		if cur == nil {
			continue
		}
		cell, err := cur.next()
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			return fmt.Errorf("file: %s: row %d: parquet: %w", t.label, t.row, err)
		}
		if len(t.raw) < rawLimit {
			t.raw = append(append(append(append(t.raw, fieldNames[f]...), '='), clip(cell)...), '\t')
		}
		switch text, ok := t.dec.decode(cell); {
		case int64(len(cell)) > t.limits.Record:
			r.problem = tooLong(int(t.limits.Record))
		case !ok:
			r.problem = "not valid UTF-8 or GB18030"
		case utf8.Valid(cell):
			r.cells[f] = cell
		default:
			r.cells[f] = append([]byte(nil), text...) // text is overwritten by the next decode
		}
	}
	r.raw = t.raw
	return nil
}

// close ends the pages of the bound columns.
func (t *parquetTable) close() {
	for _, cur := range t.cursors {
		if cur != nil {
			cur.close()
		}
	}
}

// parquetCursor walks one column of all row groups, a row at a time.
type parquetCursor struct {
	groups []parquet.RowGroup
	leaf   *parquet.Column
	show   func(parquet.Value) string // nil when the bytes are the text
	pages  parquet.Pages
	values parquet.ValueReader
	buf    [64]parquet.Value
	i, n   int
	joined []byte
}

func (t *parquetTable) cursor(leaf *parquet.Column) *parquetCursor {
	return &parquetCursor{groups: t.file.RowGroups(), leaf: leaf, show: showValue(leaf.Type())}
}

// peek is the next value, across pages and row groups.
func (c *parquetCursor) peek() (*parquet.Value, error) {
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
			c.pages = c.groups[0].ColumnChunks()[c.leaf.Index()].Pages()
			c.groups = c.groups[1:]
		}
		page, err := c.pages.ReadPage()
		switch {
		case err == io.EOF:
			c.close()
		case err != nil:
			return nil, err
		default:
			c.values = page.Values()
		}
	}
	return &c.buf[c.i], nil
}

// next is the column's text of one row; the values of a list are joined by
// commas.
func (c *parquetCursor) next() ([]byte, error) {
	v, err := c.peek()
	if err != nil {
		return nil, err
	}
	c.i++
	if c.leaf.MaxRepetitionLevel() == 0 {
		return c.text(*v), nil
	}
	c.joined = append(c.joined[:0], c.text(*v)...)
	for {
		v, err := c.peek()
		if err == io.EOF || err == nil && v.RepetitionLevel() == 0 {
			return c.joined, nil
		}
		if err != nil {
			return nil, err
		}
		c.i++
		if cell := c.text(*v); len(cell) > 0 {
			if len(c.joined) > 0 {
				c.joined = append(c.joined, ", "...)
			}
			c.joined = append(c.joined, cell...)
		}
	}
}

func (c *parquetCursor) text(v parquet.Value) []byte {
	switch {
	case v.IsNull():
		return nil
	case c.show != nil:
		return []byte(c.show(v))
	case v.Kind() == parquet.ByteArray || v.Kind() == parquet.FixedLenByteArray:
		return v.ByteArray()
	}
	return []byte(v.String())
}

func (c *parquetCursor) close() {
	if c.pages != nil {
		c.pages.Close()
		c.pages = nil
	}
}

// showValue writes dates, times and decimals the way a text file would have
// them; nil for what needs no such help.
func showValue(t parquet.Type) func(parquet.Value) string {
	if t.Kind() == parquet.Int96 { // the timestamps of old Spark and Impala: nanoseconds of the day, Julian day
		return func(v parquet.Value) string {
			const epochDay = 2440588 // Julian day of 1970-01-01
			i := v.Int96()
			return showTime(time.Unix((int64(i[2])-epochDay)*86400, int64(i[1])<<32|int64(i[0])), true)
		}
	}
	if t.Kind() == parquet.Double || t.Kind() == parquet.Float { // no exponent: it may be an epoch
		return func(v parquet.Value) string {
			if v.Kind() == parquet.Float {
				return strconv.FormatFloat(float64(v.Float()), 'f', -1, 32)
			}
			return strconv.FormatFloat(v.Double(), 'f', -1, 64)
		}
	}
	logical := t.LogicalType()
	if logical == nil {
		return nil
	}
	switch l := logical.Value.(type) {
	case *format.DateType:
		return func(v parquet.Value) string { return time.Unix(int64(v.Int32())*86400, 0).UTC().Format(time.DateOnly) }
	case *format.TimestampType:
		unit := int64(l.Unit.Value.Duration())
		perSecond := int64(time.Second) / unit
		return func(v parquet.Value) string {
			n := v.Int64()
			return showTime(time.Unix(n/perSecond, n%perSecond*unit), l.IsAdjustedToUTC)
		}
	case *format.DecimalType:
		if t.Kind() == parquet.Int32 || t.Kind() == parquet.Int64 {
			scale := "e-" + strconv.Itoa(int(l.Scale))
			return func(v parquet.Value) string { return v.String() + scale }
		}
	}
	return nil
}

// showTime leaves out the zone of a time that has none.
func showTime(t time.Time, zoned bool) string {
	if zoned {
		return t.UTC().Format(time.RFC3339Nano)
	}
	return t.UTC().Format("2006-01-02T15:04:05.999999999")
}
