package float

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
)

// Type is how a file writes a number, little end first.
type Type int

// The types, each with what it is called.
const (
	F32  Type = iota // IEEE 754 binary32
	F16              // IEEE 754 binary16
	BF16             // the upper half of a binary32
)

// Size is the bytes of one number.
func (t Type) Size() int64 {
	if t == F32 {
		return 4
	}
	return 2
}

// piece is how much of a file is read at once.
const piece = 1 << 20

// Read fills dst with the numbers that begin at byte start.
func Read(r io.ReaderAt, start int64, t Type, dst []float32) error {
	buf := make([]byte, min(piece, int64(len(dst))*t.Size()))
	for len(dst) > 0 {
		n := min(int64(len(buf)), int64(len(dst))*t.Size())
		if _, err := r.ReadAt(buf[:n], start); err != nil {
			return fmt.Errorf("bytes %d to %d: %w", start, start+n, err)
		}
		values := dst[:n/t.Size()]
		widen(values, buf, t)
		dst, start = dst[len(values):], start+n
	}
	return nil
}

func widen(dst []float32, raw []byte, t Type) {
	switch t {
	case F32:
		for i := range dst {
			dst[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
		}
	case BF16:
		for i := range dst {
			dst[i] = math.Float32frombits(uint32(binary.LittleEndian.Uint16(raw[2*i:])) << 16)
		}
	default:
		for i := range dst {
			dst[i] = ToF32(binary.LittleEndian.Uint16(raw[2*i:]))
		}
	}
}
