// Package regress solves least squares for a design whose leading columns are
// models of their own: one decomposition gives the fit of every prefix.
package regress

import "math"

// Design is a matrix by columns, each of the same length.
type Design [][]float64

// Normal holds the decomposed normal equations of y on a design.
type Normal struct {
	p       int
	factor  []float64 // lower triangle of the Cholesky factor, row by row, p wide
	z       []float64 // factor⁻¹ Xᵀy: the square of each is what its column adds
	squares float64
}

// thin is the part of a column's square that must be left beside the columns
// before it; below it the column repeats them up to rounding.
const thin = 1e-10

// Fit decomposes the normal equations. A column that repeats those before it
// gets no weight, so any design can be fitted.
func Fit(x Design, y []float64) *Normal {
	p := len(x)
	room := make([]float64, p*p+p)
	f := &Normal{p: p, factor: room[:p*p], z: room[p*p:], squares: dot(y, y)}
	for i := range p {
		row := f.factor[i*p : i*p+i+1]
		for j := range i {
			s := dot(x[i], x[j])
			other := f.factor[j*p : j*p+j+1]
			for k, v := range other[:j] {
				s -= row[k] * v
			}
			if other[j] > 0 {
				row[j] = s / other[j]
			}
		}
		own := dot(x[i], x[i])
		s := own - dot(row[:i], row[:i])
		if s <= thin*own {
			clear(row)
			continue
		}
		row[i] = math.Sqrt(s)
		f.z[i] = (dot(x[i], y) - dot(row[:i], f.z[:i])) / row[i]
	}
	return f
}

// Left is the sum of squares the first p columns leave unexplained.
func (f *Normal) Left(p int) float64 { return max(0, f.squares-dot(f.z[:p], f.z[:p])) }

// Coefficients are those of the first p columns without the others.
func (f *Normal) Coefficients(p int) []float64 {
	b := make([]float64, p)
	for i := p - 1; i >= 0; i-- {
		d := f.factor[i*f.p+i]
		if d == 0 {
			continue
		}
		s := f.z[i]
		for k := i + 1; k < p; k++ {
			s -= f.factor[k*f.p+i] * b[k]
		}
		b[i] = s / d
	}
	return b
}

// Residuals are y minus the leading columns of x times b, written over out,
// which has y's length.
func Residuals(out []float64, x Design, y, b []float64) {
	copy(out, y)
	for i, c := range b {
		if c == 0 {
			continue
		}
		for t, v := range x[i][:len(out)] {
			out[t] -= c * v
		}
	}
}

// dot sums in four lanes, which the processor adds side by side.
func dot(a, b []float64) float64 {
	b = b[:len(a)]
	var s0, s1, s2, s3 float64
	i := 0
	for ; i+4 <= len(a); i += 4 {
		s0 += a[i] * b[i]
		s1 += a[i+1] * b[i+1]
		s2 += a[i+2] * b[i+2]
		s3 += a[i+3] * b[i+3]
	}
	for ; i < len(a); i++ {
		s0 += a[i] * b[i]
	}
	return s0 + s1 + s2 + s3
}
