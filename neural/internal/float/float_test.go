package float

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// Every binary16 number survives the way to float32 and back.
func TestRoundTripIsExact(t *testing.T) {
	for h := range 1 << 16 {
		v := ToF32(uint16(h))
		if v != v {
			if back := FromF32(v); back&0x7c00 != 0x7c00 || back&0x3ff == 0 {
				t.Fatalf("NaN %#x became %#x", h, back)
			}
			continue
		}
		if back := FromF32(v); back != uint16(h) {
			t.Fatalf("%#x is %g and became %#x", h, v, back)
		}
	}
}

func TestKnownValues(t *testing.T) {
	for h, want := range map[uint16]float32{
		0x3c00: 1, 0xc000: -2, 0x7bff: 65504, 0x0001: 1. / (1 << 24), 0x0400: 1. / (1 << 14), 0x3555: 0.33325195, 0x7c00: float32(math.Inf(1)),
	} {
		if got := ToF32(h); got != want {
			t.Errorf("%#x is %g, want %g", h, got, want)
		}
	}
	for v, want := range map[float32]uint16{
		65519: 0x7bff, 65520: 0x7c00, 1e30: 0x7c00, -1e30: 0xfc00, 1e-9: 0, 1 + 1./2048: 0x3c00, 1 + 3./2048: 0x3c02, 1. / 3: 0x3555,
	} {
		if got := FromF32(v); got != want {
			t.Errorf("%g became %#x, want %#x", v, got, want)
		}
	}
}

// No binary16 number lies nearer than the one chosen.
func TestNearest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Float32Range(-65504, 65504).Draw(t, "v")
		h := FromF32(v)
		off := math.Abs(float64(ToF32(h)) - float64(v))
		for _, other := range []uint16{h - 1, h + 1} {
			if o := ToF32(other); o == o && math.Abs(float64(o)-float64(v)) < off {
				t.Fatalf("%g became %g; %g is nearer", v, ToF32(h), o)
			}
		}
	})
}
