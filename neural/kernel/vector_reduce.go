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

// addSquares adds r to x and is the sum of the new x's squares.
func (d *Device) addSquares(x, r []float32) float64 {
	var sum float64
	for len(x) > 0 {
		n := min(len(x), sumBlock)
		block, more := x[:n], r[:n]
		x, r = x[n:], r[n:]
		s, ok := d.cpu.Level.addSquares(block, more)
		sum += float64(s)
		if ok {
			continue
		}
		for i := range block {
			block[i] += more[i]
			sum += float64(block[i]) * float64(block[i])
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

// ArgMax is the place of the largest of a, the first of several; of the first
// NaN if there is one; -1 when a is empty.
func (d *Device) ArgMax(a []float32) int {
	// Only the block that holds the largest is looked at one by one.
	const block = 256
	best, at := float32(math.Inf(-1)), 0
	for lo := 0; lo < len(a); lo += block {
		m := d.Max(a[lo:min(lo+block, len(a))])
		if m != m {
			best, at = m, lo
			break
		}
		if m > best {
			best, at = m, lo
		}
	}
	for i := at; i < len(a); i++ {
		if a[i] == best || best != best && a[i] != a[i] {
			return i
		}
	}
	return -1
}
