package file

import (
	"bytes"
	"io"
	"time"
)

// csvSplitter cuts a record as RFC 4180 says, leniently as spreadsheets do: a
// quote inside an unquoted field, or inside a quoted one without a delimiter
// after it, is a letter like any other.
type csvSplitter struct {
	delim byte
	buf   []byte // cells whose doubled quotes were undone
}

func (s *csvSplitter) cells(text []byte, cells [][]byte, most int) [][]byte {
	s.buf = s.buf[:0]
	for len(cells) < most {
		var cell []byte
		var more bool
		if len(text) > 0 && text[0] == '"' {
			cell, text, more = s.quoted(text)
		} else if i := bytes.IndexByte(text, s.delim); i >= 0 {
			cell, text, more = text[:i], text[i+1:], true
		} else {
			cell = text
		}
		cells = append(cells, cell)
		if !more {
			break
		}
	}
	return cells
}

// quoted reads one quoted field; more says that a delimiter followed.
func (s *csvSplitter) quoted(text []byte) (cell, rest []byte, more bool) {
	end := closing(text, 1, s.delim)
	body := text[1:min(end, len(text))]
	if bytes.IndexByte(body, '"') >= 0 {
		start := len(s.buf)
		for i := 0; i < len(body); i++ {
			s.buf = append(s.buf, body[i])
			if body[i] == '"' && i+1 < len(body) && body[i+1] == '"' {
				i++
			}
		}
		body = s.buf[start:]
	}
	if end+1 >= len(text) {
		return body, nil, false
	}
	return body, text[end+2:], true
}

// closing finds the quote that ends a field whose inside starts at i: one
// followed by a delimiter or the end of the text or line. It is len(text) when
// there is none.
func closing(text []byte, i int, delim byte) int {
	for i < len(text) {
		q := bytes.IndexByte(text[i:], '"')
		if q < 0 {
			break
		}
		i += q
		if i+1 == len(text) || text[i+1] == delim {
			return i
		}
		if text[i+1] == '"' {
			i++
		}
		i++
	}
	return len(text)
}

// lineState walks one line from outside or inside quotes and reports whether
// it ends inside. From outside, stray says that an unquoted field holds a
// quote.
func lineState(line []byte, inside bool, delim byte) (ends, stray bool) {
	for {
		if !inside && len(line) > 0 && line[0] == '"' {
			inside, line = true, line[1:]
		}
		if inside {
			end := closing(line, 0, delim)
			if end == len(line) {
				return true, stray
			}
			if end+1 == len(line) {
				return false, stray
			}
			inside, line = false, line[end+2:]
			continue
		}
		i := bytes.IndexByte(line, delim)
		if i < 0 {
			return false, stray || bytes.IndexByte(line, '"') >= 0
		}
		stray = stray || bytes.IndexByte(line[:i], '"') >= 0
		line = line[i+1:]
	}
}

// reopens reports whether, seen from inside quotes, a line opens a field with
// a quote before it closes one.
func reopens(line []byte, delim byte) bool {
	for i := 0; i < len(line); i++ {
		switch {
		case line[i] != '"':
		case i+1 == len(line) || line[i+1] == delim:
			return false
		case line[i+1] == '"':
			i++
		case i == 0 || line[i-1] == delim:
			return true
		}
	}
	return false
}

// csvRecords joins the lines of a quoted field. A quote that is never closed
// must not swallow the rows after it, so a record ends in quarantine with its
// first line, and reading goes on at the next, when
//
//   - the lines to come hold no closing quote within the limit of a record, or
//   - a line inside the quotes is plainly a row of its own: no loose quote, as
//     many columns as the first row, and a date where a date belongs; or
//   - a field opens with a quote inside the quotes, where it would be doubled
//     if it were text.
type csvRecords struct {
	lines    *lineReader
	delim    byte
	split    csvSplitter
	width    int // columns of the first record
	dateAt   int // column of the date once bound, else -1
	ahead    lookahead
	searched int // lines of ahead known to hold no end of an open quote
	scratch  [][]byte
	joined   []byte
}

func newCSVRecords(lines *lineReader, delim byte) *csvRecords {
	return &csvRecords{lines: lines, delim: delim, split: csvSplitter{delim: delim}, dateAt: -1}
}

func (c *csvRecords) next() (record, error) {
	for {
		rec, err := c.line()
		if err != nil {
			return rec, err
		}
		if rec.bad != "" {
			return rec, nil
		}
		if isBlank(rec.text) {
			continue
		}
		if open, _ := lineState(rec.text, false, c.delim); open {
			rec, err = c.join(rec)
			if err != nil {
				return rec, err
			}
		}
		if c.width == 0 && rec.bad == "" {
			c.width = len(c.cells(rec.text))
		}
		return rec, nil
	}
}

func (c *csvRecords) cells(text []byte) [][]byte {
	const most = 1 << 16 // bounds the work on a line of delimiters
	c.scratch = c.split.cells(text, c.scratch[:0], most)
	return c.scratch
}

// line takes the next line, first of those read ahead.
func (c *csvRecords) line() (record, error) {
	if rec, ok := c.ahead.pop(); ok {
		c.searched = max(c.searched-1, 0)
		return rec, nil
	}
	return c.lines.next()
}

// join appends lines to first until its quote closes. Every line is looked
// at once, however many quotes before it stay open, because whether a line
// closes a quote does not depend on where that was opened.
func (c *csvRecords) join(first record) (record, error) {
	c.joined = append(c.joined[:0], first.text...)
	first.text = c.joined
	size := len(first.text) + c.ahead.size(c.searched)
	for i := c.searched; size <= c.lines.limit; i++ {
		if i == c.ahead.len() {
			rec, err := c.lines.next()
			if err == io.EOF {
				break
			}
			if err != nil {
				return record{}, err
			}
			c.ahead.push(rec)
		}
		rec := c.ahead.at(i)
		if rec.bad != "" || c.isRow(rec.text) || reopens(rec.text, c.delim) {
			break
		}
		if size += len(rec.text) + 1; size > c.lines.limit {
			break
		}
		if open, _ := lineState(rec.text, true, c.delim); !open {
			return c.take(first, i+1), nil
		}
		c.searched = i + 1
	}
	first.bad = "a quote opens in this row and is never closed"
	return first, nil
}

// take joins first with the next n lines.
func (c *csvRecords) take(first record, n int) record {
	for range n {
		rec, _ := c.ahead.pop()
		c.joined = append(append(c.joined, '\n'), rec.text...)
	}
	c.searched = max(c.searched-n, 0)
	first.text = c.joined
	return first
}

// isRow reports whether a line inside quotes is plainly a row of its own.
func (c *csvRecords) isRow(line []byte) bool {
	if c.width < 2 {
		return false
	}
	if open, stray := lineState(line, false, c.delim); open || stray {
		return false
	}
	cells := c.cells(line)
	if len(cells) != c.width {
		return false
	}
	for i, cell := range cells {
		if c.dateAt >= 0 && i != c.dateAt {
			continue
		}
		if _, kind, ok := parseDate(string(cell), time.UTC, false); ok && (c.dateAt >= 0 || kind != dateEpoch) {
			return true
		}
	}
	return false
}
