package file

import (
	"bytes"
	"io"
	"slices"
)

// records yields the rows of a text before they are split, io.EOF after the
// last.
type records interface {
	next() (record, error)
}

// record is one row as text: a line, several when a quoted field goes over
// line ends, or a JSON value.
type record struct {
	line int64  // where it starts, 1-based
	text []byte // UTF-8 without the line end, good until the next read
	bad  string // why it cannot be split; text is then only to be shown
}

// buffered is records with some of them read ahead.
type buffered struct {
	records
	queue []record
	err   error // met while reading ahead, given when the queue is empty
}

// next takes the first record read ahead, or reads on.
func (b *buffered) next() (record, error) {
	if len(b.queue) == 0 {
		if b.err != nil {
			return record{}, b.err
		}
		return b.records.next()
	}
	rec := b.queue[0]
	b.queue = b.queue[1:]
	return rec, nil
}

// readAhead queues records until use has accepted previewRows of them, or
// enough was seen, or they end.
func (b *buffered) readAhead(use func(text []byte) (accepted bool, err error)) error {
	for size, rows := 0, 0; rows < previewRows && size < previewBytes && len(b.queue) < 2*previewRows; {
		rec, err := b.records.next()
		if err != nil {
			b.err = err
			return nil
		}
		rec.text = bytes.Clone(rec.text)
		b.queue = append(b.queue, rec)
		size += len(rec.text)
		if rec.bad != "" {
			continue
		}
		accepted, err := use(rec.text)
		if err != nil {
			return err
		}
		if accepted {
			rows++
		}
	}
	return nil
}

// broken is the error met while reading ahead, unless it is only the end.
func (b *buffered) broken() error {
	if b.err == io.EOF {
		return nil
	}
	return b.err
}

// dropFirst removes the first readable record: the header. A record that
// cannot be read may stand before it.
func (b *buffered) dropFirst() {
	if i := slices.IndexFunc(b.queue, func(r record) bool { return r.bad == "" }); i >= 0 {
		b.queue = slices.Delete(b.queue, i, i+1)
	}
}
