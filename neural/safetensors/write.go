package safetensors

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"

	"hemline/internal/wholefile"
)

// Named is a tensor to be written, as F32.
type Named struct {
	Name  string
	Shape []int
	Data  []float32
}

// Write writes tensors in the order given, so that the same tensors give the
// same bytes.
func Write(w io.Writer, metadata map[string]string, tensors []Named) error {
	header, err := head(metadata, tensors)
	if err != nil {
		return err
	}
	buffered := bufio.NewWriterSize(w, 1<<16)
	var n [8]byte
	binary.LittleEndian.PutUint64(n[:], uint64(len(header)))
	buffered.Write(n[:])
	buffered.Write(header)
	var b [4]byte
	for _, t := range tensors {
		for _, v := range t.Data {
			binary.LittleEndian.PutUint32(b[:], math.Float32bits(v))
			if _, err := buffered.Write(b[:]); err != nil {
				return fmt.Errorf("safetensors: %w", err)
			}
		}
	}
	if err := buffered.Flush(); err != nil {
		return fmt.Errorf("safetensors: %w", err)
	}
	return nil
}

// head is the header, padded with spaces to a multiple of eight bytes.
func head(metadata map[string]string, tensors []Named) ([]byte, error) {
	out := []byte{'{'}
	item := func(key string, value any) error {
		k, err := json.Marshal(key)
		if err != nil {
			return err
		}
		v, err := json.Marshal(value)
		if err != nil {
			return err
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(append(append(out, k...), ':'), v...)
		return nil
	}
	if len(metadata) > 0 {
		if err := item("__metadata__", metadata); err != nil {
			return nil, fmt.Errorf("safetensors: %w", err)
		}
	}
	seen := map[string]bool{}
	at := int64(0)
	for _, t := range tensors {
		n := 1
		shape := make([]int64, len(t.Shape))
		for i, s := range t.Shape {
			shape[i] = int64(s)
			n *= s
		}
		if n != len(t.Data) || seen[t.Name] || t.Name == "__metadata__" {
			return nil, fmt.Errorf("safetensors: tensor %q of shape %v with %d values, or a name that is taken", t.Name, t.Shape, len(t.Data))
		}
		seen[t.Name] = true
		end := at + 4*int64(n)
		if err := item(t.Name, entry{Type: "F32", Shape: shape, Offsets: []int64{at, end}}); err != nil {
			return nil, fmt.Errorf("safetensors: %w", err)
		}
		at = end
	}
	out = append(out, '}')
	for len(out)%8 != 0 {
		out = append(out, ' ')
	}
	return out, nil
}

// WriteFile is Write to a file, whole or not at all.
func WriteFile(path string, metadata map[string]string, tensors []Named) error {
	err := wholefile.Write(path, func(w io.Writer) error { return Write(w, metadata, tensors) })
	if err != nil {
		return fmt.Errorf("safetensors: %w", err)
	}
	return nil
}
