package float

import (
	"bytes"
	"math"
	"slices"
	"testing"
)

func TestRead(t *testing.T) {
	for name, c := range map[string]struct {
		kind Type
		raw  []byte
		want []float32
	}{
		"F32":  {F32, []byte{0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc0}, []float32{1, -2.5}},
		"F16":  {F16, []byte{0, 0x3c, 0, 0xc0, 1, 0, 0, 0x7c}, []float32{1, -2, 1. / (1 << 24), float32(math.Inf(1))}},
		"BF16": {BF16, []byte{0x80, 0x3f, 0x49, 0xc0}, []float32{1, -3.140625}},
	} {
		got := make([]float32, len(c.want))
		if err := Read(bytes.NewReader(append([]byte("head"), c.raw...)), 4, c.kind, got); err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
		if err := Read(bytes.NewReader(c.raw), 1, c.kind, got); err == nil {
			t.Errorf("%s: a file that ends too early is read", name)
		}
	}
	// More than one piece.
	many := make([]byte, 2*piece+8)
	for i := range many {
		many[i] = byte(i % 127)
	}
	got := make([]float32, len(many)/4)
	if err := Read(bytes.NewReader(many), 0, F32, got); err != nil {
		t.Fatal(err)
	}
	one := make([]float32, 1)
	for _, i := range []int{0, piece/4 - 1, piece / 4, len(got) - 1} {
		if err := Read(bytes.NewReader(many), int64(4*i), F32, one); err != nil || math.Float32bits(one[0]) != math.Float32bits(got[i]) {
			t.Errorf("value %d is %g, want %g (%v)", i, got[i], one[0], err)
		}
	}
}
