package kernel

import "math"

// Dot is the inner product of a and b.
func (d *Device) Dot(a, b []float32) float32 {
	s, ok := d.cpu.Level.dot(a, b)
	if ok {
		return s
	}
	for i := range a {
		s += a[i] * b[i]
	}
	return s
}

// vecDots is the inner products of x with four rows of w, stride apart, and
// how many values of x they took: all, or none.
func (l Level) vecDots(w []float32, stride int, x []float32) (n int, sums [4]float32) {
	if l == Generic || len(x) == 0 {
		return 0, sums
	}
	w = w[:3*stride+len(x)]
	l.dots(x, w, uintptr(stride)*4, &sums)
	return len(x), sums
}

// sumBlock is how many squares are added in float32 before they go to float64:
// in 16 lanes that is 64 additions each, whose rounding stays near one part in
// ten million.
const sumBlock = 1024

// SumSquares is the sum of a's squares, for norms and clipping.
func (d *Device) SumSquares(a []float32) float64 { return d.squares(a, 0) }

// squares is the sum of (a-mean)^2.
func (d *Device) squares(a []float32, mean float32) float64 {
	var sum float64
	for len(a) > 0 {
		block := a[:min(len(a), sumBlock)]
		a = a[len(block):]
		s, ok := d.cpu.Level.squares(block, mean)
		sum += float64(s)
		if ok {
			continue
		}
		for _, v := range block {
			c := float64(v - mean)
			sum += c * c
		}
	}
	return sum
}

// sum is the sum of a.
func (d *Device) sum(a []float32) float64 {
	var sum float64
	for len(a) > 0 {
		block := a[:min(len(a), sumBlock)]
		a = a[len(block):]
		s, ok := d.cpu.Level.total(block)
		sum += float64(s)
		if ok {
			continue
		}
		for _, v := range block {
			sum += float64(v)
		}
	}
	return sum
}

// Max is the largest of a: NaN if one is, -Inf when a is empty.
func (d *Device) Max(a []float32) float32 {
	m, bits, ok := d.cpu.Level.largest(a)
	switch {
	case !ok:
		m = float32(math.Inf(-1))
		for _, v := range a {
			m = max(m, v) // NaN stays
		}
	case bits > 0x7f800000:
		return math.Float32frombits(bits)
	}
	return m
}
