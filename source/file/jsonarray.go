package file

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// jsonArray yields the elements of the one array of objects in a JSON
// document: the document itself, or the first array of objects found inside
// its objects. Elements are cut out byte by byte, so neither the document nor
// an oversized element is ever in memory whole.
type jsonArray struct {
	label string
	br    *bufio.Reader
	dec   lineDecoder
	limit int  // Limits.Record
	holes bool // decoded as a stream, which left U+FFFD where it was not valid

	line    int64
	keys    []string // of the objects around
	inside  bool     // the array
	found   string   // where the array was, "" before
	arrays  bool     // there was an array at all
	begun   bool
	done    bool
	failed  error  // given after the row it was found in
	indent  []byte // what stands before the first element in its line, nil when it has no line of its own
	current []byte // white space since the line began, nil after anything else
	buf     []byte
}

func (j *jsonArray) next() (record, error) {
	for {
		if j.failed != nil {
			return record{}, j.failed
		}
		if j.done {
			return record{}, io.EOF
		}
		if !j.inside {
			if err := j.find(); err != nil {
				return record{}, err
			}
			continue
		}
		b, err := j.token()
		switch {
		case err != nil:
			return record{}, j.cut(err)
		case b == ',':
			continue
		case b == ']':
			j.inside = false
			continue
		case b == '}' || b == ':':
			return record{}, j.broken(b)
		}
		return j.element(b)
	}
}

// token reads the next byte that is not white space.
func (j *jsonArray) token() (byte, error) {
	for {
		b, err := j.br.ReadByte()
		if err != nil {
			return 0, err
		}
		switch b {
		case '\n':
			j.line++
			j.current = j.current[:0]
			if j.current == nil {
				j.current = []byte{}
			}
		case ' ', '\t', '\r':
			if j.current != nil && len(j.current) < headSize {
				j.current = append(j.current, b)
			}
		default:
			return b, nil
		}
	}
}

// find goes on to the next array of objects; finding a second is an error,
// because its rows would be lost or mixed with the first's.
func (j *jsonArray) find() error {
	for {
		b, err := j.token()
		if err == io.EOF && j.begun && len(j.keys) == 0 {
			j.done = true
			if j.found == "" && !j.arrays {
				return fmt.Errorf("file: %s holds no array of objects: give one object a line (JSONL) or [{...}, {...}]", j.label)
			}
			return nil
		}
		if err != nil {
			return j.cut(err)
		}
		top := len(j.keys) == 0
		switch {
		case top && j.begun:
			return fmt.Errorf("file: %s:%d: there is more after the end of the JSON; if every line is a value of its own, its format is jsonl", j.label, j.line)
		case top && b != '[' && b != '{':
			return j.broken(b)
		case b == ',' && !top:
			continue
		case b == '}' && !top:
			j.keys = j.keys[:len(j.keys)-1]
			continue
		case b == '"' && !top:
			if b, err = j.key(); err != nil {
				return err
			}
		case !top:
			return j.broken(b)
		}
		j.begun = true
		switch b {
		case '{':
			if len(j.keys) == maxDepth {
				return fmt.Errorf("file: %s:%d: nested deeper than %d", j.label, j.line, maxDepth)
			}
			j.keys = append(j.keys, "")
		case '[':
			j.arrays = true
			rows, err := j.array(top)
			if rows || err != nil {
				return err
			}
		default:
			if _, err := j.value(b, 0); err != nil {
				return j.cut(err)
			}
		}
	}
}

// key reads a member's key, its colon and the first byte of its value.
func (j *jsonArray) key() (byte, error) {
	if _, err := j.value('"', 256); err != nil {
		return 0, j.cut(err)
	}
	j.keys[len(j.keys)-1] = strings.ToValidUTF8(string(bytes.Trim(j.buf, `"`)), "\uFFFD")
	b, err := j.token()
	if err == nil && b != ':' {
		return 0, j.broken(b)
	}
	if err == nil {
		b, err = j.token()
	}
	if err != nil {
		return 0, j.cut(err)
	}
	return b, nil
}

// array looks at the first element: an object makes it the array of rows,
// and so does being the whole document.
func (j *jsonArray) array(top bool) (rows bool, err error) {
	b, err := j.token()
	if err != nil {
		return false, j.cut(err)
	}
	if err := j.unread(); err != nil {
		return false, err
	}
	if b == '{' || top {
		where := strings.Join(j.keys, ".")
		if j.found != "" {
			return false, fmt.Errorf("file: %s holds more than one array of objects (%s, %s): extract the one you mean, e.g. jq .%s", j.label, j.found, where, j.found)
		}
		j.found, j.inside = where, true
		if top {
			j.found = "the document"
		}
		if b == '{' {
			j.indent = bytes.Clone(j.current)
		}
		return true, nil
	}
	_, err = j.value('[', 0)
	if err != nil {
		err = j.cut(err)
	}
	return false, err
}

func (j *jsonArray) unread() error {
	if err := j.br.UnreadByte(); err != nil {
		return fmt.Errorf("file: %s: %w", j.label, err)
	}
	return nil
}

// element cuts out one row that begins with b.
func (j *jsonArray) element(b byte) (record, error) {
	rec := record{line: j.line}
	torn, err := j.value(b, j.limit)
	text, ok := j.dec.decode(j.buf)
	switch {
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		rec.bad = "the file ends inside this row"
	case err != nil:
		return rec, j.cut(err)
	case torn:
		rec.bad = "not valid JSON: a string is not closed on its line"
		if err := j.resync(); err != nil {
			j.failed = j.cut(err)
		}
	case len(j.buf) > j.limit:
		rec.bad = tooLong(j.limit)
	case !ok || j.holes && bytes.Contains(text, []byte("\uFFFD")):
		rec.bad = "not valid UTF-8 or GB18030: save the file as UTF-8"
	}
	if rec.bad != "" {
		text = []byte(j.dec.show(bytes.TrimRight(j.buf, "\r\n")))
	}
	rec.text = text
	return rec, nil
}

// value reads one value that begins with b into buf, at most keep+1 bytes of
// it. torn says that a line ended inside a string, which JSON forbids: there
// a quote is missing, and what is inside and outside has changed places.
func (j *jsonArray) value(b byte, keep int) (torn bool, err error) {
	j.buf = append(j.buf[:0], b)
	j.current = nil
	depth, inString, escaped := 0, b == '"', false
	bare := false
	switch b {
	case '{', '[':
		depth = 1
	case '"':
	default:
		bare = true
	}
	for {
		b, err := j.br.ReadByte()
		if err != nil {
			if err == io.EOF && bare {
				return false, nil
			}
			return false, err
		}
		if bare && (b == ',' || b == ']' || b == '}' || b <= ' ') {
			return false, j.unread()
		}
		if len(j.buf) <= keep {
			j.buf = append(j.buf, b)
		}
		if b == '\n' {
			j.line++
			if inString {
				return true, nil
			}
		}
		switch {
		case escaped:
			escaped = false
		case inString && b == '\\':
			escaped = true
		case b == '"':
			inString = !inString
		case inString:
		case b == '{' || b == '[':
			depth++
		case b == '}' || b == ']':
			depth--
		}
		if !bare && depth <= 0 && !inString {
			return false, nil
		}
	}
}

// resync goes on to the next line that begins a row the way the first row
// did. Without lines to hold on to, the rest cannot be told apart.
func (j *jsonArray) resync() error {
	if j.indent == nil {
		return fmt.Errorf("a string is not closed, and the rows after it cannot be told apart")
	}
	want := append(bytes.Clone(j.indent), '{')
	for {
		got, err := j.br.Peek(len(want))
		if bytes.Equal(got, want) {
			_, err = j.br.Discard(len(j.indent))
			return err
		}
		if err != nil {
			return err
		}
		for {
			b, err := j.br.ReadByte()
			if err != nil {
				return err
			}
			if b == '\n' {
				j.line++
				break
			}
		}
	}
}

// cut explains an error of the stream; the end of it here is too early.
func (j *jsonArray) cut(err error) error {
	if err == io.EOF {
		return fmt.Errorf("file: %s:%d: the file ends before its JSON does, is it a partial copy? %w", j.label, j.line, io.ErrUnexpectedEOF)
	}
	return readError(j.label, j.line, err)
}

func (j *jsonArray) broken(b byte) error {
	return fmt.Errorf("file: %s:%d: not valid JSON: unexpected %q", j.label, j.line, b)
}
