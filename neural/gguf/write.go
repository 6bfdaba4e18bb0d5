package gguf

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"

	"hemline/neural/internal/float"
)

// Named is a tensor to be written; Shape is outermost first: (out, in) for a
// linear layer's weights.
type Named struct {
	Name  string
	Type  Type // F32 or F16
	Shape []int
	Data  []float32
}

// Write writes a file of version 3, pairs and tensors in the order given, so
// that the same model gives the same bytes.
func Write(w io.Writer, pairs []Pair, tensors []Named) error {
	head, err := header(pairs, tensors)
	if err != nil {
		return fmt.Errorf("gguf: %w", err)
	}
	buffered := bufio.NewWriterSize(w, 1<<16)
	if _, err := buffered.Write(head); err != nil {
		return fmt.Errorf("gguf: %w", err)
	}
	for _, t := range tensors {
		if err := writeTensor(buffered, t); err != nil {
			return fmt.Errorf("gguf: tensor %q: %w", t.Name, err)
		}
	}
	if err := buffered.Flush(); err != nil {
		return fmt.Errorf("gguf: %w", err)
	}
	return nil
}

func header(pairs []Pair, tensors []Named) ([]byte, error) {
	out := append([]byte(nil), magic...)
	out = binary.LittleEndian.AppendUint32(out, version)
	out = binary.LittleEndian.AppendUint64(out, uint64(len(tensors)))
	out = binary.LittleEndian.AppendUint64(out, uint64(len(pairs)))
	seen := map[string]bool{}
	for _, p := range pairs {
		if seen[p.Key] || p.Key == "" || len(p.Key) >= maxName || p.Key == "general.alignment" {
			return nil, fmt.Errorf("key %q comes twice or cannot be written", p.Key)
		}
		seen[p.Key] = true
		var err error
		if out, err = appendValue(appendString(out, p.Key), p.Value); err != nil {
			return nil, fmt.Errorf("key %q: %w", p.Key, err)
		}
	}
	clear(seen)
	at := int64(0)
	for _, t := range tensors {
		n, ok := count(t.Shape)
		if !ok || n != int64(len(t.Data)) || len(t.Shape) > maxRank || len(t.Shape) == 0 || t.Name == "" || seen[t.Name] || t.Type != F32 && t.Type != F16 {
			return nil, fmt.Errorf("tensor %q of type %v and shape %v with %d values, or a name that is taken", t.Name, t.Type, t.Shape, len(t.Data))
		}
		seen[t.Name] = true
		out = binary.LittleEndian.AppendUint32(appendString(out, t.Name), uint32(len(t.Shape)))
		for _, s := range reversed(t.Shape) {
			out = binary.LittleEndian.AppendUint64(out, uint64(s))
		}
		out = binary.LittleEndian.AppendUint32(out, uint32(t.Type))
		out = binary.LittleEndian.AppendUint64(out, uint64(at))
		at += n * t.Type.size()
		at += padding(at, alignment)
	}
	return append(out, make([]byte, padding(int64(len(out)), alignment))...), nil
}

func appendString(out []byte, s string) []byte {
	return append(binary.LittleEndian.AppendUint64(out, uint64(len(s))), s...)
}

// appendValue appends the number of the value's type and the value.
func appendValue(out []byte, value any) ([]byte, error) {
	var kind uint32
	switch v := value.(type) {
	case string:
		return appendString(binary.LittleEndian.AppendUint32(out, kindString), v), nil
	case []string:
		out = appendArray(out, kindString, len(v))
		for _, s := range v {
			out = appendString(out, s)
		}
		return out, nil
	case []int32:
		return binary.Append(appendArray(out, kindInt32, len(v)), binary.LittleEndian, v)
	case []float32:
		return binary.Append(appendArray(out, kindFloat32, len(v)), binary.LittleEndian, v)
	case bool:
		kind = kindBool
	case uint32:
		kind = kindUint32
	case int32:
		kind = kindInt32
	case uint64:
		kind = kindUint64
	case float32:
		kind = kindFloat32
	default:
		return nil, fmt.Errorf("values of type %T are not written", value)
	}
	return binary.Append(binary.LittleEndian.AppendUint32(out, kind), binary.LittleEndian, value)
}

func appendArray(out []byte, kind uint32, n int) []byte {
	out = binary.LittleEndian.AppendUint32(out, kindArray)
	return binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint32(out, kind), uint64(n))
}

func writeTensor(w io.Writer, t Named) error {
	const piece = 4096 // values converted at once
	buf := make([]byte, 0, 4*piece)
	for at := 0; at < len(t.Data); at += piece {
		buf = buf[:0]
		for _, v := range t.Data[at:min(at+piece, len(t.Data))] {
			if t.Type == F32 {
				buf = binary.LittleEndian.AppendUint32(buf, math.Float32bits(v))
				continue
			}
			h := float.FromF32(v)
			if h&0x7fff == 0x7c00 && !math.IsInf(float64(v), 0) {
				return fmt.Errorf("a value of %g is too large for F16; write F32", v)
			}
			buf = binary.LittleEndian.AppendUint16(buf, h)
		}
		if _, err := w.Write(buf); err != nil {
			return err
		}
	}
	_, err := w.Write(make([]byte, padding(int64(len(t.Data))*t.Type.size(), alignment)))
	return err
}
