package kernel

import "math"

// Add adds a to dst, element by element. Equal lengths.
func (d *Device) Add(dst, a []float32) {
	for i, v := range a {
		dst[i] += v
	}
}

// Axpy adds s*a to dst. Equal lengths.
func (d *Device) Axpy(dst []float32, s float32, a []float32) {
	for i, v := range a {
		dst[i] += s * v
	}
}

// Mul multiplies dst by a, element by element. Equal lengths.
func (d *Device) Mul(dst, a []float32) {
	for i, v := range a {
		dst[i] *= v
	}
}

// Scale multiplies dst by s.
func (d *Device) Scale(dst []float32, s float32) {
	for i := range dst {
		dst[i] *= s
	}
}

// Dot is the inner product of a and b. Equal lengths.
func (d *Device) Dot(a, b []float32) float32 {
	var s float32
	for i, v := range a {
		s += v * b[i]
	}
	return s
}

// SumSquares is the sum of a's squares, for norms and clipping.
func (d *Device) SumSquares(a []float32) float64 {
	var s float64
	for _, v := range a {
		s += float64(v) * float64(v)
	}
	return s
}

// Max is the largest of a, -Inf when a is empty.
func (d *Device) Max(a []float32) float32 {
	m := float32(math.Inf(-1))
	for _, v := range a {
		m = max(m, v)
	}
	return m
}

// Exp writes e^x to dst (relative error under 2e-7; 0 under x = -87.3, Inf
// over 88.7). dst may be x.
func (d *Device) Exp(dst, x []float32) {
	for i, v := range x {
		dst[i] = float32(math.Exp(float64(v)))
	}
}

// AddColumns adds the sum of x's rows to dst (the gradient of a bias).
func (d *Device) AddColumns(dst []float32, x Mat) {
	for i := range x.Rows {
		d.Add(dst, x.Row(i))
	}
}
