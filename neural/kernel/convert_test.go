package kernel

import (
	"math"
	"testing"
)

// conversions come with their scalar reference.
var conversions = []struct {
	name   string
	narrow func(d *Device, dst []uint16, src []float32)
	one    func(v float32) uint16
	widen  func(d *Device, dst []float32, src []uint16)
	back   func(h uint16) float32
}{
	{"BF16", (*Device).ToBF16, bf16, (*Device).FromBF16, func(h uint16) float32 { return math.Float32frombits(uint32(h) << 16) }},
	{"F16", (*Device).ToF16, f16, (*Device).FromF16, fromF16},
}

// TestConvertAll widens all 65536 numbers and rounds what lies at, between and
// beside them, NaN included, to the same bits on every level.
func TestConvertAll(t *testing.T) {
	for level, d := range assembled(t) {
		for _, c := range conversions {
			t.Run(level+"/"+c.name, func(t *testing.T) {
				h := make([]uint16, 1<<16+3)
				for i := range h {
					h[i] = uint16(i)
				}
				wide := make([]float32, len(h))
				c.widen(d, wide, h)
				for i, v := range wide {
					if want := c.back(h[i]); math.Float32bits(v) != math.Float32bits(want) {
						t.Fatalf("%#04x widens to %g, want %g", h[i], v, want)
					}
				}
				var src []float32
				for _, v := range wide {
					b := math.Float32bits(v)
					for _, more := range []uint32{0, 1, 0xfff, 0x1000, 0x1001, 0x7fff, 0x8000, 0x8001} {
						src = append(src, math.Float32frombits(b+more))
					}
				}
				dst := make([]uint16, len(src))
				c.narrow(d, dst, src)
				for i, v := range src {
					if want := c.one(v); dst[i] != want {
						t.Fatalf("%g (%#x) rounds to %#04x, want %#04x", v, math.Float32bits(v), dst[i], want)
					}
				}
			})
		}
	}
}

func TestConvertKnown(t *testing.T) {
	for _, test := range []struct {
		v         float32
		bf16, f16 uint16
	}{
		{1, 0x3f80, 0x3c00},
		{-2, 0xc000, 0xc000},
		{65504, 0x4780, 0x7bff},
		{65520, 0x4780, 0x7c00},
		{0x1p-24, 0x3380, 0x0001},
		{0x1p-25, 0x3300, 0x0000}, // half way: to even
		{1 + 0x1p-8, 0x3f80, 0x3c04},
		{1 + 3*0x1p-8, 0x3f82, 0x3c0c},
		{float32(math.Inf(-1)), 0xff80, 0xfc00},
	} {
		if got := bf16(test.v); got != test.bf16 {
			t.Errorf("bf16(%g) is %#04x, want %#04x", test.v, got, test.bf16)
		}
		if got := f16(test.v); got != test.f16 {
			t.Errorf("f16(%g) is %#04x, want %#04x", test.v, got, test.f16)
		}
	}
}

func TestConvertLengths(t *testing.T) {
	for level, d := range assembled(t) {
		for _, c := range conversions {
			for n := range 70 {
				src := someValues(n)
				dst := make([]uint16, n+32)
				for i := range dst {
					dst[i] = 0xabcd
				}
				c.narrow(d, dst[1:1+n], src)
				back := make([]float32, n+32)
				for i := range back {
					back[i] = canary
				}
				c.widen(d, back[1:1+n], dst[1:1+n])
				for i := range dst {
					inside := i >= 1 && i <= n
					if !inside && (dst[i] != 0xabcd || back[i] != canary) {
						t.Fatalf("%s/%s: n %d wrote outside at %d", level, c.name, n, i-1)
					}
					if inside && back[i] != src[i-1] { // these fit exactly
						t.Fatalf("%s/%s: n %d at %d: %g, want %g", level, c.name, n, i-1, back[i], src[i-1])
					}
				}
			}
		}
	}
}
