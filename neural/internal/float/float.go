// Package float reads the numbers of weight files as float32, and converts
// between float32 and 16-bit numbers.
package float

import "math"

// ToF32 widens an IEEE 754 binary16 number, exactly.
func ToF32(h uint16) float32 {
	sign, exponent, fraction := uint32(h>>15)<<31, uint32(h>>10&31), uint32(h&1023)
	switch exponent {
	case 0: // zero or subnormal: fraction * 2^-24
		v := float32(fraction) / (1 << 24)
		return math.Float32frombits(math.Float32bits(v) | sign)
	case 31: // infinity or NaN
		return math.Float32frombits(sign | 0xff<<23 | fraction<<13)
	}
	return math.Float32frombits(sign | (exponent+127-15)<<23 | fraction<<13)
}

// FromF32 rounds to binary16: to nearest, ties to even; what is too large
// becomes infinite, NaN stays NaN.
func FromF32(v float32) uint16 {
	b := math.Float32bits(v)
	sign, magnitude := uint16(b>>16&0x8000), b&^(1<<31)
	switch {
	case magnitude > 0xff<<23:
		return sign | 0x7e00
	case magnitude >= (127+16)<<23: // 65536 and above
		return sign | 0x7c00
	case magnitude < (127-14)<<23:
		// Subnormal: adding a half makes the sum's last bit worth 2^-24, which
		// is binary16's unit there, and the addition rounds.
		sum := math.Float32frombits(magnitude) + 0.5
		return sign | uint16(math.Float32bits(sum)-126<<23)
	}
	// Drop 13 bits, rounding; a carry moves into the exponent, and from the
	// largest one to infinity, as it should.
	rounded := magnitude + 0xfff + magnitude>>13&1
	return sign | uint16(rounded>>13-(127-15)<<10)
}
