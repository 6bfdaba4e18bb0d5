package file

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// lineReader reads lines of any length in the memory of one record.
type lineReader struct {
	label string
	br    *bufio.Reader
	dec   lineDecoder
	limit int  // Limits.Record
	term  byte // '\n', or '\r' in files of old Macs

	line int64
	buf  []byte
}

// next reads one line, io.EOF after the last.
func (l *lineReader) next() (record, error) {
	l.line++
	chunk, err := l.br.ReadSlice(l.term)
	if errors.Is(err, bufio.ErrBufferFull) {
		chunk, err = l.long(chunk)
	}
	if err == io.EOF && len(chunk) == 0 {
		return record{}, err
	}
	if err != nil && err != io.EOF {
		return record{}, readError(l.label, l.line, err)
	}
	rec := record{line: l.line, text: bytes.TrimSuffix(chunk, []byte{l.term})}
	rec.text = bytes.TrimSuffix(rec.text, []byte{'\r'})
	if len(rec.text) > l.limit {
		rec.text = []byte(l.dec.show(rec.text))
		rec.bad = tooLong(l.limit)
		return rec, nil
	}
	text, ok := l.dec.decode(rec.text)
	if !ok {
		rec.bad = "not valid UTF-8 or GB18030: save the file as UTF-8"
		text = []byte(l.dec.show(rec.text))
	}
	rec.text = text
	return rec, nil
}

// long gathers a line larger than the reader's buffer. What is past the
// limit is read and forgotten, so the result is at most one buffer larger
// than the limit.
func (l *lineReader) long(chunk []byte) ([]byte, error) {
	l.buf = append(l.buf[:0], chunk...)
	for {
		chunk, err := l.br.ReadSlice(l.term)
		if len(l.buf) <= l.limit {
			l.buf = append(l.buf, chunk...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return l.buf, err
		}
	}
}

func tooLong(limit int) string {
	return fmt.Sprintf("longer than %d bytes, the most a row may have", limit)
}

// isBlank reports whether a line holds nothing but white space.
func isBlank(b []byte) bool { return len(bytes.TrimSpace(b)) == 0 }

// readError says where a stream broke; a limit says so itself.
func readError(label string, line int64, err error) error {
	if errors.As(err, new(*LimitError)) {
		return err
	}
	return fmt.Errorf("file: %s:%d: %w", label, line, err)
}
