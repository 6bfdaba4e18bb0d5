package kernel

import "math"

// ToBF16 rounds src to bfloat16 (nearest, ties to even; NaN stays NaN) in dst.
func (d *Device) ToBF16(dst []uint16, src []float32) {
	for i, v := range src {
		dst[i] = bf16(v)
	}
}

// FromBF16 widens bfloat16 to float32, exactly.
func (d *Device) FromBF16(dst []float32, src []uint16) {
	for i, v := range src {
		dst[i] = math.Float32frombits(uint32(v) << 16)
	}
}

func bf16(v float32) uint16 {
	b := math.Float32bits(v)
	if v != v {
		return uint16(b>>16) | 0x40
	}
	return uint16((b + 0x7fff + b>>16&1) >> 16)
}
