package file

import (
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// layer is one wrapping of an input: a stream, and the same bytes by
// position when it is a file on disk.
type layer struct {
	r    io.Reader
	at   io.ReaderAt
	size int64
}

// leaf is what is found when every wrapping is off.
type leaf struct {
	label  string        // Origin.File
	name   string        // base name that tells source and format
	stream *bufio.Reader // text
	at     io.ReaderAt   // Parquet, else nil
	size   int64
}

// walker takes the wrappings off one input.
type walker struct {
	limits   Limits
	tempDir  string
	visit    func(leaf) error
	failed   func(label string, err error) error // decides whether to go on after a member
	expanded int64                               // bytes so far, over all members
}

// walk recognises what in is by its first bytes and goes one layer down.
func (w *walker) walk(in layer, label, name string, depth int) error {
	counted := &counter{r: in.r}
	br := bufio.NewReaderSize(counted, headSize)
	head, err := br.Peek(headSize)
	if len(head) == 0 {
		if err == io.EOF {
			return &EmptyError{File: label}
		}
		return fmt.Errorf("file: %s: %w", label, err)
	}
	if depth > maxLayers {
		return fmt.Errorf("file: %s: compressed more than %d times over: unpack it first", label, maxLayers)
	}
	switch {
	case bytes.HasPrefix(head, []byte("\x1F\x8B")):
		zr, err := gzip.NewReader(br)
		if err != nil {
			return fmt.Errorf("file: %s: gzip: %w", label, err)
		}
		return w.walk(w.expand(zr, &counted.n, label), label, name, depth+1)
	case isZstd(head):
		zr, err := zstd.NewReader(br, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxWindow(uint64(w.limits.Window)))
		if err != nil {
			return fmt.Errorf("file: %s: zstd: %w", label, err)
		}
		defer zr.Close()
		err = w.walk(w.expand(zr, &counted.n, label), label, name, depth+1)
		if errors.Is(err, zstd.ErrWindowSizeExceeded) || errors.Is(err, zstd.ErrDecoderSizeExceeded) {
			return &LimitError{File: label, Limit: "Window", Value: w.limits.Window}
		}
		return err
	case bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return w.onDisk(in, br, label, func(at io.ReaderAt, size int64) error { return w.zip(at, size, label, depth) })
	case bytes.HasPrefix(head, []byte("PAR1")):
		return w.onDisk(in, br, label, func(at io.ReaderAt, size int64) error {
			return w.visit(leaf{label: label, name: name, at: at, size: size})
		})
	}
	return w.visit(leaf{label: label, name: name, stream: br})
}

// isZstd knows the frame and the skippable frames that may stand before it
// (RFC 8878, section 3.1).
func isZstd(head []byte) bool {
	return bytes.HasPrefix(head, []byte("\x28\xB5\x2F\xFD")) ||
		len(head) >= 4 && head[0]&0xF0 == 0x50 && bytes.Equal(head[1:4], []byte("\x2A\x4D\x18"))
}

// onDisk gives in by position, through a temporary file when it only streams.
func (w *walker) onDisk(in layer, br io.Reader, label string, use func(io.ReaderAt, int64) error) error {
	if in.at != nil {
		return use(in.at, in.size)
	}
	f, err := os.CreateTemp(w.tempDir, "hemline-*")
	if err != nil {
		return fmt.Errorf("file: %s: temporary file: %w", label, err)
	}
	defer os.Remove(f.Name())
	defer f.Close()
	n, err := io.Copy(f, io.LimitReader(br, w.limits.Spill+1))
	if err != nil {
		return fmt.Errorf("file: %s: temporary file: %w", label, err)
	}
	if n > w.limits.Spill {
		return &LimitError{File: label, Limit: "Spill", Value: w.limits.Spill}
	}
	return use(f, n)
}

// zip reads every member whose name has a known format, in archive order.
func (w *walker) zip(at io.ReaderAt, size int64, label string, depth int) error {
	zr, err := zip.NewReader(at, size)
	if err != nil {
		return fmt.Errorf("file: %s: zip: %w", label, err)
	}
	if len(zr.File) > w.limits.Members {
		return &LimitError{File: label, Limit: "Members", Value: int64(w.limits.Members)}
	}
	zr.RegisterDecompressor(zip.Deflate, func(r io.Reader) io.ReadCloser { return flate.NewReader(r) })
	var seen []string
	found := false
	for _, m := range zr.File {
		name := memberName(m)
		if name == "" || m.FileInfo().IsDir() {
			continue
		}
		seen = append(seen, name)
		if formatOf(name) == "" || strings.HasPrefix(name, ".") || strings.HasPrefix(m.Name, "__MACOSX/") {
			continue
		}
		found = true
		inner := label + "/" + name
		if err := w.member(m, inner, name, depth); err != nil {
			if err = w.failed(inner, err); err != nil {
				return err
			}
		}
	}
	if found {
		return nil
	}
	for _, name := range seen {
		if name == "[Content_Types].xml" {
			return &NotTextError{File: label, Kind: "an Office document; save the sheet as CSV"}
		}
	}
	return fmt.Errorf("file: %s: no member is named .csv, .tsv, .json, .jsonl or .parquet; its members are: %s", label, listColumns(seen))
}

func (w *walker) member(m *zip.File, label, name string, depth int) error {
	const encrypted = 1 // general purpose bit 0, APPNOTE 4.4.4
	if m.Flags&encrypted != 0 {
		return fmt.Errorf("file: %s is encrypted: unpack the archive first", label)
	}
	rc, err := m.Open()
	if err != nil {
		return fmt.Errorf("file: %s: zip: %w", label, err)
	}
	defer rc.Close()
	packed := int64(min(m.CompressedSize64, 1<<62))
	return w.walk(w.expand(rc, &packed, label), label, name, depth+1)
}

// memberName is a member's base name: a label, never a place on disk.
// Archives made on Chinese Windows write names in GB18030 without saying so.
func memberName(m *zip.File) string {
	name := strings.ReplaceAll(m.Name, `\`, "/")
	if !utf8.ValidString(m.Name) {
		var gb gbDecoder
		if text, ok := gb.decode([]byte(m.Name)); ok { // before the backslash, which can be half a character
			name = string(text)
		}
		name = strings.ToValidUTF8(name, "\uFFFD")
	}
	if strings.HasSuffix(name, "/") {
		return ""
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return '\uFFFD'
		}
		return r
	}, path.Base(name))
}

// expand puts the decompression limits on r; packed counts what went into it.
func (w *walker) expand(r io.Reader, packed *int64, label string) layer {
	return layer{r: &expander{w: w, r: r, packed: packed, label: label}}
}

// expander is a decompressed stream that ends in a LimitError.
type expander struct {
	w      *walker
	r      io.Reader
	packed *int64
	out    int64
	label  string
	err    error // kept: a reader above may swallow it once
}

func (e *expander) Read(p []byte) (int, error) {
	if e.err != nil {
		return 0, e.err
	}
	n, err := e.r.Read(p)
	e.out += int64(n)
	e.w.expanded += int64(n)
	switch l := e.w.limits; {
	case e.w.expanded > l.Expanded:
		err = &LimitError{File: e.label, Limit: "Expanded", Value: l.Expanded}
	case e.out > ratioFloor && e.out/l.Ratio > *e.packed:
		err = &LimitError{File: e.label, Limit: "Ratio", Value: l.Ratio}
	}
	e.err = err
	return n, err
}

// counter counts what is read through it.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}
