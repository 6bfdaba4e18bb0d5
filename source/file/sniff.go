package file

import (
	"bytes"
	"slices"
	"strings"
)

// magics are the beginnings of what people give by mistake.
var magics = []struct{ start, kind string }{
	{"\x89PNG", "a PNG image"},
	{"\xFF\xD8\xFF", "a JPEG image"},
	{"GIF8", "a GIF image"},
	{"RIFF", "an image, sound or film (RIFF)"},
	{"%PDF-", "a PDF document"},
	{"\x7FELF", "a program (ELF)"},
	{"SQLite format 3\x00", "an SQLite database"},
	{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an old Office document; save the sheet as CSV"},
	{"BZh", "compressed with bzip2; unpack it first"},
	{"\xFD7zXZ\x00", "compressed with xz; unpack it first"},
	{"7z\xBC\xAF\x27\x1C", "a 7z archive; unpack it first"},
	{"Rar!\x1A\x07", "a RAR archive; unpack it first"},
	{"\x04\x22\x4D\x18", "compressed with lz4; unpack it first"},
	{"ARROW1", "an Arrow file; write it as Parquet"},
	{"Obj\x01", "an Avro file; write it as Parquet"},
	{"\xFF\xFE\x00\x00", "UTF-32; save it as UTF-8"},
}

// binaryKind reports whether head is not text, and what it is if known.
// Random bytes are 11% control characters, text has none; 2% leaves room for
// a stray one.
func binaryKind(head []byte, cs charset) (kind string, binary bool) {
	for _, m := range magics {
		// Some of these are letters too: then there must be more evidence.
		if bytes.HasPrefix(head, []byte(m.start)) && (!isASCII([]byte(m.start)) || controls(head) > 0) {
			return m.kind, true
		}
	}
	if cs == csUTF16LE || cs == csUTF16BE {
		return "", false
	}
	return "", controls(head)*50 > len(head)
}

// sniffFormat settles the format of a text from its name and decoded head.
// The name decides between CSV and TSV, the content between JSON and JSONL,
// which are mixed up often.
func sniffFormat(name string, head []byte, whole bool) Format {
	byName := formatOf(name)
	body := bytes.TrimLeft(head, " \t\r\n")
	if byName == CSV || byName == TSV {
		return byName
	}
	if len(body) > 0 && (body[0] == '[' || body[0] == '{') {
		return sniffJSON(body, byName, whole)
	}
	if byName == JSON || byName == JSONL {
		return byName
	}
	first, _, _ := bytes.Cut(body, []byte("\n"))
	if bytes.IndexByte(first, '\t') >= 0 {
		return TSV
	}
	return CSV
}

// sniffJSON tells one value over many lines from one value a line.
func sniffJSON(body []byte, byName Format, whole bool) Format {
	if body[0] == '[' {
		return JSON
	}
	first, rest, ended := bytes.Cut(body, []byte("\n"))
	c := jsonCursor{b: bytes.TrimSpace(first)}
	switch {
	case c.skip(0) && c.i == len(c.b):
		// One complete object: the first of many, unless it is alone and
		// holds the rows.
		if byName != JSONL && whole && isBlank(rest) && bytes.Contains(first, []byte("[{")) {
			return JSON
		}
		return JSONL
	case byName == JSONL:
		return JSONL
	case !ended && !whole: // the line goes on past the sample
		if byName == JSON {
			return JSON
		}
		return JSONL
	}
	return JSON
}

// sniffDelimiter picks what parts the cells of a CSV: the comma, or what
// spreadsheets write in countries where the comma is the decimal point. The
// first that is as frequent in each of the first lines wins, else the first
// that is in the first line at all.
func sniffDelimiter(head []byte) byte {
	const enough = 10
	var lines [][]byte
	for ln := range bytes.Lines(bytes.TrimLeft(head, "\r\n")) {
		if len(lines) < enough && !isBlank(ln) {
			lines = append(lines, ln)
		}
	}
	if len(lines) == 0 {
		return ','
	}
	fallback := byte(0)
	for _, d := range []byte{',', ';', '\t', '|'} {
		first := countOutside(lines[0], d)
		if first == 0 {
			continue
		}
		if fallback == 0 {
			fallback = d
		}
		if !slices.ContainsFunc(lines[1:], func(ln []byte) bool { return countOutside(ln, d) != first }) {
			return d
		}
	}
	if fallback == 0 {
		return ',' // one column
	}
	return fallback
}

// countOutside counts d outside double quotes.
func countOutside(line []byte, d byte) int {
	n, quoted := 0, false
	for _, c := range line {
		switch {
		case c == '"':
			quoted = !quoted
		case c == d && !quoted:
			n++
		}
	}
	return n
}

// sniffTerm recognises the line ends of old Macs: carriage returns alone.
func sniffTerm(head []byte) byte {
	if bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(head, '\r') >= 0 {
		return '\r'
	}
	return '\n'
}

// String is the format as a person calls it.
func (f Format) String() string { return strings.ToUpper(string(f)) }
