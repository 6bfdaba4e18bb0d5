package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// records cuts a text into rows of cells, as RFC 4180 says and leniently as
// spreadsheets do: a quote inside an unquoted cell is a letter.
type records struct {
	in    *input
	br    *bufio.Reader
	delim byte
	term  byte // what ends a line: '\r' alone in files of old Macs

	line   int // of the row last returned, from 1
	next   int
	long   []byte // a line larger than the reader's buffer, or joined
	quoted []byte // cells whose doubled quotes were undone
	cells  [][]byte
	queue  [][][]byte // rows looked at before they are read
	lines  []int      // their lines
}

func newRecords(in *input, br *bufio.Reader, head []byte) *records {
	term := byte('\n')
	if bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(head, '\r') >= 0 {
		term = '\r'
		head = bytes.ReplaceAll(head, []byte{'\r'}, []byte{'\n'})
	}
	return &records{in: in, br: br, delim: delimiter(in.name, head), term: term, next: 1}
}

func (r *records) at() int { return r.line }

// peek gives up to n rows that row will return later.
func (r *records) peek(n int) ([][]string, error) {
	const most = 1 << 20 // cells, for files of a million columns
	cells := 0
	var queue [][][]byte
	var lines []int
	var shown [][]string
	for len(shown) < n && cells < most {
		row, err := r.row()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		text, kept := keep(row)
		shown, queue, lines = append(shown, text), append(queue, kept), append(lines, r.line)
		cells += len(row)
	}
	r.queue, r.lines = queue, lines
	return shown, nil
}

// keep copies a row, as text to look at and as bytes to give again.
func keep(row [][]byte) ([]string, [][]byte) {
	size := 0
	for _, c := range row {
		size += len(c)
	}
	buf := make([]byte, 0, size)
	for _, c := range row {
		buf = append(buf, c...)
	}
	whole := string(buf)
	text, kept := make([]string, len(row)), make([][]byte, len(row))
	at := 0
	for i, c := range row {
		end := at + len(c)
		text[i], kept[i], at = whole[at:end], buf[at:end:end], end
	}
	return text, kept
}

// row gives the cells of the next row that is not blank, good until the next
// call; io.EOF after the last.
func (r *records) row() ([][]byte, error) {
	if len(r.queue) > 0 {
		row := r.queue[0]
		r.line, r.queue, r.lines = r.lines[0], r.queue[1:], r.lines[1:]
		return row, nil
	}
	for {
		text, err := r.read()
		if err != nil {
			return nil, err
		}
		r.line = r.next
		r.next++
		if len(bytes.TrimSpace(text)) == 0 {
			continue
		}
		if bytes.IndexByte(text, '"') < 0 {
			r.cells = r.cells[:0]
			for {
				i := bytes.IndexByte(text, r.delim)
				if i < 0 {
					r.cells = append(r.cells, text) // kept for the next row to fill
					return r.cells, nil
				}
				r.cells = append(r.cells, text[:i])
				text = text[i+1:]
			}
		}
		if r.open(text) {
			text = r.join(text)
		}
		return r.split(text), nil
	}
}

// read gives one line without its end.
func (r *records) read() ([]byte, error) {
	line, err := r.br.ReadSlice(r.term)
	if errors.Is(err, bufio.ErrBufferFull) {
		r.long = append(r.long[:0], line...)
		for errors.Is(err, bufio.ErrBufferFull) {
			if int64(len(r.long)) > r.in.limits.Line {
				return nil, &LimitError{r.in.name, "Line", r.in.limits.Line}
			}
			line, err = r.br.ReadSlice(r.term)
			r.long = append(r.long, line...)
		}
		line = r.long
	}
	if errors.Is(err, io.EOF) {
		if len(line) == 0 {
			return nil, io.EOF
		}
		err = nil
	}
	if err != nil {
		if errors.As(err, new(*LimitError)) {
			return nil, err
		}
		return nil, fmt.Errorf("sheet: %s: line %d: %w", r.in.name, r.next, err)
	}
	line = bytes.TrimSuffix(line, []byte{r.term})
	return bytes.TrimSuffix(line, []byte{'\r'}), nil
}

// open reports whether a line ends inside quotes.
func (r *records) open(line []byte) bool {
	for {
		if len(line) > 0 && line[0] == '"' {
			end := r.closing(line, 1)
			if end < 0 {
				return true
			}
			line = line[end+1:]
			if len(line) == 0 {
				return false
			}
			line = line[1:]
			continue
		}
		i := bytes.IndexByte(line, r.delim)
		if i < 0 {
			return false
		}
		line = line[i+1:]
	}
}

// closing finds the quote that ends a cell whose inside begins at i: one
// before a delimiter, a line end or the end. -1 when there is none.
func (r *records) closing(text []byte, i int) int {
	for i < len(text) {
		q := bytes.IndexByte(text[i:], '"')
		if q < 0 {
			return -1
		}
		i += q
		switch {
		case i+1 == len(text) || text[i+1] == r.delim || text[i+1] == '\n' || text[i+1] == '\r':
			return i
		case text[i+1] == '"':
			i++
		}
		i++
	}
	return -1
}

// join appends to a line with an open quote the lines up to the quote's end.
// When no end is near the quote is taken for a letter, so that one stray quote
// cannot swallow the rows after it.
func (r *records) join(line []byte) []byte {
	r.long = append(r.long[:0], line...) // Peek moves the buffer under line
	ahead, _ := r.br.Peek(headSize / 2)  // an error comes again with the next line
	closed := r.closing(ahead, 0)
	if closed < 0 {
		return r.long
	}
	end := bytes.IndexByte(ahead[closed:], r.term)
	if end < 0 && len(ahead) == headSize/2 {
		return r.long
	}
	if end < 0 {
		end = len(ahead) - closed
	}
	rest := ahead[:closed+end]
	whole := append(append(r.long, '\n'), rest...)
	if r.open(whole) {
		return r.long
	}
	r.long = whole
	r.next += 1 + bytes.Count(rest, []byte{r.term})
	r.br.Discard(min(len(ahead), closed+end+1))
	return bytes.TrimSuffix(r.long, []byte{'\r'})
}

// split cuts a row that holds quotes.
func (r *records) split(text []byte) [][]byte {
	r.cells, r.quoted = r.cells[:0], r.quoted[:0]
	for {
		if len(text) > 0 && text[0] == '"' {
			if end := r.closing(text, 1); end >= 0 {
				r.cells = append(r.cells, r.undouble(text[1:end]))
				text = text[end+1:]
				if len(text) == 0 {
					return r.cells
				}
				text = text[1:]
				continue
			}
		}
		i := bytes.IndexByte(text, r.delim)
		if i < 0 {
			r.cells = append(r.cells, text)
			return r.cells
		}
		r.cells = append(r.cells, text[:i])
		text = text[i+1:]
	}
}

func (r *records) undouble(cell []byte) []byte {
	if bytes.IndexByte(cell, '"') < 0 {
		return cell
	}
	start := len(r.quoted)
	for i := 0; i < len(cell); i++ {
		r.quoted = append(r.quoted, cell[i])
		if cell[i] == '"' && i+1 < len(cell) && cell[i+1] == '"' {
			i++
		}
	}
	return r.quoted[start:]
}
