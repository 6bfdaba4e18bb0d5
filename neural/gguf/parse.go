package gguf

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
)

// parser reads the part of a file before the data. left is how many bytes of
// the file it has not read: nothing that claims to be longer gets memory.
type parser struct {
	r    *bufio.Reader
	left int64
	err  error // the first one; after it all reads give zeros
}

func (p *parser) fail(format string, args ...any) {
	if p.err == nil {
		p.err = fmt.Errorf(format, args...)
	}
}

func (p *parser) read(n int64) []byte {
	if p.err == nil && (n < 0 || n > p.left) {
		p.fail("%d bytes are due where the file has %d left; is it complete?", n, p.left)
	}
	if p.err != nil {
		return nil
	}
	buf := make([]byte, n)
	if _, err := io.ReadFull(p.r, buf); err != nil {
		p.err = err
		return nil
	}
	p.left -= n
	return buf
}

func (p *parser) uint32() uint32 {
	if b := p.read(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

func (p *parser) uint64() uint64 {
	if b := p.read(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

// count reads how many things follow that take at least width bytes each.
func (p *parser) count(what string, width, most int64) int {
	n := p.uint64()
	if p.err == nil && (n > uint64(most) || n > uint64(p.left/width)) {
		p.fail("%d %s in a file with %d bytes left; is it complete?", n, what, p.left)
		return 0
	}
	return int(n)
}

func (p *parser) string(most int64) string {
	return string(p.read(int64(p.count("bytes of text", 1, most))))
}

// scalar tells how many bytes a value of a fixed-size type has and how a slice
// of n of them is made; nil for other types.
func scalar(kind uint32) (width int64, slice func(n int) any) {
	switch kind {
	case kindUint8:
		return 1, func(n int) any { return make([]uint8, n) }
	case kindInt8:
		return 1, func(n int) any { return make([]int8, n) }
	case kindUint16:
		return 2, func(n int) any { return make([]uint16, n) }
	case kindInt16:
		return 2, func(n int) any { return make([]int16, n) }
	case kindUint32:
		return 4, func(n int) any { return make([]uint32, n) }
	case kindInt32:
		return 4, func(n int) any { return make([]int32, n) }
	case kindFloat32:
		return 4, func(n int) any { return make([]float32, n) }
	case kindBool:
		return 1, func(n int) any { return make([]bool, n) }
	case kindUint64:
		return 8, func(n int) any { return make([]uint64, n) }
	case kindInt64:
		return 8, func(n int) any { return make([]int64, n) }
	case kindFloat64:
		return 8, func(n int) any { return make([]float64, n) }
	}
	return 0, nil
}

func (p *parser) value() any {
	switch kind := p.uint32(); kind {
	case kindString:
		return p.string(p.left)
	case kindArray:
		return p.array()
	default:
		return first(p.scalars(kind, 1))
	}
}

func (p *parser) array() any {
	kind := p.uint32()
	switch kind {
	case kindArray:
		p.fail("lists of lists are not read")
		return nil
	case kindString:
		n := p.count("texts", 8, p.left)
		out := make([]string, 0, n)
		for range n {
			if p.err != nil {
				return nil
			}
			out = append(out, p.string(p.left))
		}
		return out
	}
	return p.scalars(kind, -1)
}

// scalars reads n values, or as many as it says there are (-1).
func (p *parser) scalars(kind uint32, n int) any {
	width, slice := scalar(kind)
	if slice == nil {
		p.fail("a value of type %d, which the format does not have", kind)
		return nil
	}
	if n < 0 {
		n = p.count("values", width, p.left)
	}
	raw := p.read(int64(n) * width)
	if p.err != nil {
		return nil
	}
	out := slice(n)
	if _, err := binary.Decode(raw, binary.LittleEndian, out); err != nil {
		p.err = err
	}
	return out
}

// first is the only value of a slice of one.
func first(slice any) any {
	switch s := slice.(type) {
	case []uint8:
		return s[0]
	case []int8:
		return s[0]
	case []uint16:
		return s[0]
	case []int16:
		return s[0]
	case []uint32:
		return s[0]
	case []int32:
		return s[0]
	case []float32:
		return s[0]
	case []bool:
		return s[0]
	case []uint64:
		return s[0]
	case []int64:
		return s[0]
	case []float64:
		return s[0]
	}
	return nil
}

// tensor reads one tensor's description; its place counts from where the data
// begin.
func (p *parser) tensor() Tensor {
	t := Tensor{Name: p.string(maxName)}
	rank := p.uint32()
	if p.err == nil && rank > maxRank {
		p.fail("tensor %q has %d dimensions", t.Name, rank)
	}
	if p.err != nil {
		return t
	}
	for range rank {
		t.Shape = append(t.Shape, int64(p.uint64()))
	}
	t.Shape = reversed(t.Shape)
	t.Type, t.start = Type(p.uint32()), int64(p.uint64())
	n, ok := count(t.Shape)
	if !ok {
		p.fail("tensor %q: shape %v is too large", t.Name, t.Shape)
	}
	t.size = n * t.Type.size()
	return t
}
