package file

// lookahead is a queue of lines read before their turn, their text in one
// buffer so that a million short lines cost no allocation each.
type lookahead struct {
	buf   []byte
	lines []aheadLine
	head  int // lines before it are taken
}

type aheadLine struct {
	line       int64
	start, end int
	bad        string
}

func (q *lookahead) len() int { return len(q.lines) - q.head }

func (q *lookahead) push(r record) {
	q.compact()
	start := len(q.buf)
	q.buf = append(q.buf, r.text...)
	q.lines = append(q.lines, aheadLine{line: r.line, start: start, end: len(q.buf), bad: r.bad})
}

// at is the i-th line of the queue, good until the next push or pop.
func (q *lookahead) at(i int) record {
	l := q.lines[q.head+i]
	return record{line: l.line, text: q.buf[l.start:l.end], bad: l.bad}
}

// size is the length of the first n lines with their line ends.
func (q *lookahead) size(n int) int {
	if n == 0 {
		return 0
	}
	return q.lines[q.head+n-1].end - q.lines[q.head].start + n
}

// pop takes the first line; its text is good until the next push.
func (q *lookahead) pop() (record, bool) {
	if q.len() == 0 {
		q.buf, q.lines, q.head = q.buf[:0], q.lines[:0], 0
		return record{}, false
	}
	r := q.at(0)
	q.head++
	return r, true
}

// compact moves what is left to the front once more than half is taken, so
// that the buffer stays within twice of what is waiting.
func (q *lookahead) compact() {
	if q.len() == 0 || q.head <= len(q.lines)/2 {
		return
	}
	from := q.lines[q.head].start
	q.buf = append(q.buf[:0], q.buf[from:]...)
	n := copy(q.lines, q.lines[q.head:])
	q.lines, q.head = q.lines[:n], 0
	for i := range q.lines {
		q.lines[i].start -= from
		q.lines[i].end -= from
	}
}
