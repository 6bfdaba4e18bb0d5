package kernel

import "math"

// Conversions take dst at least as long as src. Their loops take whole vectors;
// Go does what is left.

// ToBF16 rounds src to bfloat16 (nearest, ties to even; NaN stays NaN) in dst.
func (d *Device) ToBF16(dst []uint16, src []float32) {
	n := d.cpu.Level.whole(len(src))
	d.cpu.Level.toBF16(dst[:n], src)
	for i := n; i < len(src); i++ {
		dst[i] = bf16(src[i])
	}
}

// FromBF16 widens bfloat16 to float32, exactly.
func (d *Device) FromBF16(dst []float32, src []uint16) {
	n := d.cpu.Level.whole(len(src))
	d.cpu.Level.fromBF16(dst[:n], src)
	for i := n; i < len(src); i++ {
		dst[i] = math.Float32frombits(uint32(src[i]) << 16)
	}
}

func bf16(v float32) uint16 {
	b := math.Float32bits(v)
	if v != v {
		return uint16(b>>16) | 0x40
	}
	return uint16((b + 0x7fff + b>>16&1) >> 16)
}

// ToF16 rounds src to IEEE half precision (nearest, ties to even; Inf from
// 65520 up; NaN stays NaN) in dst.
func (d *Device) ToF16(dst []uint16, src []float32) {
	n := d.cpu.Level.whole(len(src))
	d.cpu.Level.toF16(dst[:n], src)
	for i := n; i < len(src); i++ {
		dst[i] = f16(src[i])
	}
}

// FromF16 widens IEEE half precision to float32, exactly.
func (d *Device) FromF16(dst []float32, src []uint16) {
	n := d.cpu.Level.whole(len(src))
	d.cpu.Level.fromF16(dst[:n], src)
	for i := n; i < len(src); i++ {
		dst[i] = fromF16(src[i])
	}
}

func f16(v float32) uint16 {
	b := math.Float32bits(v)
	sign := uint16(b>>16) & 0x8000
	b &= 0x7fffffff
	switch {
	case b > 0x7f800000: // NaN, made quiet
		return sign | 0x7e00 | uint16(b>>13)&0x3ff
	case b >= 0x477ff000: // 65520 is half way from the largest to the next
		return sign | 0x7c00
	case b < 0x38800000: // under 2^-14 results are multiples of 2^-24
		return sign | uint16(math.RoundToEven(float64(math.Float32frombits(b))*(1<<24)))
	}
	b += 0xfff + b>>13&1
	return sign | uint16((b-112<<23)>>13) // exponents are biased by 127 and 15
}

func fromF16(h uint16) float32 {
	sign := uint32(h&0x8000) << 16
	rest := uint32(h & 0x7fff)
	switch {
	case rest > 0x7c00: // NaN, made quiet
		return math.Float32frombits(sign | 0x7fc00000 | rest<<13)
	case rest == 0x7c00:
		return math.Float32frombits(sign | 0x7f800000)
	case rest < 0x400:
		return math.Float32frombits(sign | math.Float32bits(float32(rest)/(1<<24)))
	}
	return math.Float32frombits(sign | (rest<<13 + 112<<23))
}
