package sheet

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding/unicode"
)

// input is an opened file: its name for messages, its limits, and who hears
// of progress.
type input struct {
	ctx    context.Context
	name   string
	limits Limits
}

// ReadFile reads the series of a file. An error says why the file as a whole
// cannot be read and what to do; it is a *LimitError when it is too large.
func ReadFile(ctx context.Context, path string, o Options) (*Table, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("sheet: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("sheet: %w", err)
	}
	if info.IsDir() {
		return nil, fmt.Errorf("sheet: %s is a folder: name a file in it", path)
	}
	var at io.ReaderAt
	size := int64(0)
	if info.Mode().IsRegular() {
		at, size = f, info.Size()
	}
	return read(ctx, f, at, size, filepath.Base(path), o)
}

// Read reads the series of a stream; name stands in messages and, by its
// ending, tells tabs from commas.
func Read(ctx context.Context, r io.Reader, name string, o Options) (*Table, error) {
	return read(ctx, r, nil, 0, name, o)
}

const (
	headSize  = 64 << 10
	maxLayers = 3 // a file is packed once, perhaps twice by mistake
)

func read(ctx context.Context, r io.Reader, at io.ReaderAt, size int64, name string, o Options) (*Table, error) {
	in := &input{ctx: ctx, name: name, limits: o.Limits.orDefault()}
	br := bufio.NewReaderSize(&tracked{ctx: ctx, r: r, total: size, progress: o.Progress}, headSize)
	for layer := 0; ; layer++ {
		head, err := br.Peek(4)
		if len(head) == 0 {
			if err != nil && !errors.Is(err, io.EOF) {
				return nil, fmt.Errorf("sheet: %s: %w", name, err)
			}
			return nil, in.blank()
		}
		switch {
		case bytes.HasPrefix(head, []byte("PAR1")):
			if at == nil {
				whole, err := io.ReadAll(io.LimitReader(br, in.limits.Packed+1))
				if err != nil {
					return nil, fmt.Errorf("sheet: %s: %w", name, err)
				}
				if int64(len(whole)) > in.limits.Packed {
					return nil, &LimitError{name, "Packed", in.limits.Packed}
				}
				at, size = bytes.NewReader(whole), int64(len(whole))
			}
			return in.parquet(at, size, o)
		case bytes.HasPrefix(head, []byte("\x1F\x8B")) && layer < maxLayers:
			zr, err := gzip.NewReader(br)
			if err != nil {
				return nil, fmt.Errorf("sheet: %s: gzip: %w", name, err)
			}
			br = bufio.NewReaderSize(&expander{in: in, r: zr}, headSize)
		case bytes.HasPrefix(head, []byte("\x28\xB5\x2F\xFD")) && layer < maxLayers:
			zr, err := zstd.NewReader(br, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true))
			if err != nil {
				return nil, fmt.Errorf("sheet: %s: zstd: %w", name, err)
			}
			defer zr.Close()
			br = bufio.NewReaderSize(&expander{in: in, r: zr}, headSize)
		default:
			return in.text(br, o)
		}
		at = nil
	}
}

// blank says that there is nothing to read.
func (in *input) blank() error {
	return fmt.Errorf("sheet: %s is empty: expected a header and rows of series", in.name)
}

// text reads a CSV or TSV.
func (in *input) text(br *bufio.Reader, o Options) (*Table, error) {
	head, err := br.Peek(headSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("sheet: %s: %w", in.name, err)
	}
	switch {
	case bytes.HasPrefix(head, []byte("\xEF\xBB\xBF")):
		br.Discard(3)
		head = head[3:]
	case bytes.HasPrefix(head, []byte("\xFF\xFE")) || bytes.HasPrefix(head, []byte("\xFE\xFF")): // what spreadsheets call Unicode text
		br = bufio.NewReaderSize(unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Reader(br), headSize)
		if head, err = br.Peek(headSize); err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("sheet: %s: %w", in.name, err)
		}
	}
	if bytes.IndexByte(head, 0) >= 0 {
		hint := ""
		if bytes.HasPrefix(head, []byte("PK\x03\x04")) {
			hint = " but a zip archive or an Office document; unpack it, or save the sheet as CSV"
		}
		return nil, fmt.Errorf("sheet: %s is not text%s: give it as CSV, TSV or Parquet", in.name, hint)
	}
	r := newRecords(in, br, head)
	return in.series(r, o, r.delim == ';', false)
}

// delimiter is what parts the cells, judged by the first lines: the first
// candidate that is as frequent in each, else the most frequent in the first.
func delimiter(name string, head []byte) byte {
	lower := strings.ToLower(name)
	if strings.Contains(lower, ".tsv") || strings.Contains(lower, ".tab") {
		return '\t'
	}
	const enough = 5
	var lines [][]byte
	for line := range bytes.Lines(head) {
		if line = bytes.TrimSpace(line); len(line) > 0 && len(lines) < enough {
			lines = append(lines, line)
		}
	}
	if len(lines) > 1 && len(lines) < enough && len(head) == headSize {
		lines = lines[:len(lines)-1] // cut off
	}
	best, most := byte(','), 0
	for _, d := range []byte{',', ';', '\t', '|'} {
		if len(lines) == 0 {
			break
		}
		n := outside(lines[0], d)
		if n == 0 {
			continue
		}
		same := true
		for _, line := range lines[1:] {
			same = same && outside(line, d) == n
		}
		if same {
			return d
		}
		if n > most {
			best, most = d, n
		}
	}
	return best
}

// outside counts d outside of quotes.
func outside(line []byte, d byte) int {
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

// tracked is the file as it lies on the disk: it ends when ctx does and tells
// of progress.
type tracked struct {
	ctx      context.Context
	r        io.Reader
	read     int64
	told     int64
	total    int64
	progress func(read, total int64)
}

func (t *tracked) Read(p []byte) (int, error) {
	if err := t.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := t.r.Read(p)
	t.read += int64(n)
	const often = 1 << 20
	if t.progress != nil && t.read-t.told >= often {
		t.told = t.read
		t.progress(t.read, t.total)
	}
	return n, err
}

// expander is a decompressed stream that ends in a LimitError.
type expander struct {
	in *input
	r  io.Reader
	n  int64
}

func (e *expander) Read(p []byte) (int, error) {
	n, err := e.r.Read(p)
	if e.n += int64(n); e.n > e.in.limits.Expanded {
		return 0, &LimitError{e.in.name, "Expanded", e.in.limits.Expanded}
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = fmt.Errorf("cannot be unpacked, is it a partial copy? %w", err)
	}
	return n, err
}
