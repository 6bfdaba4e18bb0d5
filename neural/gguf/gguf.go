package gguf

import (
	"fmt"
	"math"
	"slices"

	"hemline/neural/internal/float"
)

const (
	magic     = "GGUF"
	version   = 3
	alignment = 32 // the format's default
)

// Limits. ggml has four dimensions; no published model has a thousandth of so
// many keys, or a tenth of so many tensors.
const (
	maxPairs     = 1 << 16
	maxTensors   = 1 << 20
	maxRank      = 4
	maxAlignment = 1 << 16
	maxName      = 1 << 16 // bytes of a key or of a tensor's name, as the format says
)

// Pair is one entry of the metadata. Value is a bool, an integer of 8 to 64
// bits, a float32 or float64, a string, or a slice of one of these.
type Pair struct {
	Key   string
	Value any
}

// Type is how a tensor's values are kept.
type Type uint32

// The types that can be read; F32 and F16 can be written.
const (
	F32  Type = 0
	F16  Type = 1
	BF16 Type = 30
)

// String names the type.
func (t Type) String() string {
	switch t {
	case F32:
		return "F32"
	case F16:
		return "F16"
	case BF16:
		return "BF16"
	}
	return fmt.Sprintf("number %d (quantised or unknown)", uint32(t))
}

// kind is how the values of a type are written, for those that can be read.
func (t Type) kind() (float.Type, bool) {
	switch t {
	case F32:
		return float.F32, true
	case F16:
		return float.F16, true
	case BF16:
		return float.BF16, true
	}
	return 0, false
}

// size is the bytes of a value, 0 where it is not known.
func (t Type) size() int64 {
	if kind, ok := t.kind(); ok {
		return kind.Size()
	}
	return 0
}

// The numbers of the values' types.
const (
	kindUint8 uint32 = iota
	kindInt8
	kindUint16
	kindInt16
	kindUint32
	kindInt32
	kindFloat32
	kindBool
	kindString
	kindArray
	kindUint64
	kindInt64
	kindFloat64
)

// count multiplies dimensions, or says that the product is no size.
func count[T int | int64](shape []T) (int64, bool) {
	n := int64(1)
	for _, s := range shape {
		if s < 0 || s > 0 && n > math.MaxInt64/8/int64(s) {
			return 0, false
		}
		n *= int64(s)
	}
	return n, true
}

// reversed turns the format's order of dimensions, innermost first, into the
// usual one, and back.
func reversed[T any](shape []T) []T {
	out := slices.Clone(shape)
	slices.Reverse(out)
	return out
}

// padding is the bytes from at to the next multiple of align.
func padding(at, align int64) int64 { return (align - at%align) % align }
