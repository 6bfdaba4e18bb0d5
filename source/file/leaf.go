package file

import (
	"bufio"
	"fmt"
	"io"

	"golang.org/x/text/transform"
)

// opened is a table and how it was recognised.
type opened struct {
	table
	format Format
	cs     charset
	close  func()
}

// open recognises encoding and format of a leaf.
func (r *Reader) open(lf leaf) (opened, error) {
	limits := r.Limits.orDefault()
	o := opened{cs: csUTF8, close: func() {}}
	if lf.at != nil {
		t, err := openParquet(lf.at, lf.size, lf.label, limits)
		if err != nil {
			return o, err
		}
		o.table, o.format, o.close = t, Parquet, t.close
		return o, nil
	}
	br := lf.stream
	head, whole := peek(br)
	cs, bom := detectCharset(head, whole)
	if kind, binary := binaryKind(head, cs); binary {
		return o, &NotTextError{File: lf.label, Kind: kind}
	}
	br.Discard(bom) // it was peeked, so it is there
	if cs == csUTF16LE || cs == csUTF16BE {
		br = bufio.NewReaderSize(transform.NewReader(br, cs.transcoder()), headSize)
	}
	head, whole = peek(br)
	sample := head
	if cs == csGB18030 {
		var gb gbDecoder
		sample, _ = gb.decode(head)
	}
	if whole && isBlank(sample) {
		return o, &EmptyError{File: lf.label}
	}
	if o.format = r.Format; o.format == "" {
		o.format = sniffFormat(lf.name, sample, whole)
	}
	o.cs = cs
	lines := &lineReader{label: lf.label, br: br, dec: lineDecoder{cs: cs}, limit: int(limits.Record), term: sniffTerm(sample)}
	switch o.format {
	case Parquet:
		return o, fmt.Errorf("file: %s is not a Parquet file: leave the format out and it is recognised", lf.label)
	case TSV:
		o.table = &delimited{label: lf.label, recs: buffered{records: rowLines{lines}}, split: tsvSplitter{}, limit: limits.Columns}
	case JSONL:
		o.table = &objects{label: lf.label, recs: buffered{records: rowLines{lines}}, limit: limits.Columns}
	case JSON:
		j := &jsonArray{label: lf.label, br: br, limit: int(limits.Record), line: 1}
		if cs == csGB18030 { // an element has no line of its own to decode
			j.br, j.holes = bufio.NewReaderSize(transform.NewReader(br, cs.transcoder()), headSize), true
		}
		o.table = &objects{label: lf.label, recs: buffered{records: j}, limit: limits.Columns}
	default:
		recs := newCSVRecords(lines, sniffDelimiter(sample))
		d := &delimited{label: lf.label, recs: buffered{records: recs}, split: &csvSplitter{delim: recs.delim}, limit: limits.Columns}
		d.bound = func(columns [numFields]int) { recs.dateAt = columns[fDate] }
		o.table = d
	}
	return o, nil
}

// peek looks at the head of a stream. An error of the stream is not lost: it
// comes again when reading gets there.
func peek(br *bufio.Reader) (head []byte, whole bool) {
	head, err := br.Peek(headSize)
	return head, err == io.EOF
}
