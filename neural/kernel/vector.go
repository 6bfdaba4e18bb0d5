package kernel

import "math"

//go:generate sh -c "cd gen && go run ./vector -out ../vector_amd64.s -stubs ../vector_amd64.go -pkg kernel"

// Add adds a to dst, element by element. Equal lengths.
func (d *Device) Add(dst, a []float32) {
	for i := d.cpu.Level.vecAdd(dst, a); i < len(a); i++ {
		dst[i] += a[i]
	}
}

// Axpy adds s*a to dst. Equal lengths.
func (d *Device) Axpy(dst []float32, s float32, a []float32) {
	for i := d.cpu.Level.vecAxpy(dst, s, a); i < len(a); i++ {
		dst[i] += s * a[i]
	}
}

// Mul multiplies dst by a, element by element. Equal lengths.
func (d *Device) Mul(dst, a []float32) {
	for i := d.cpu.Level.vecMul(dst, a); i < len(a); i++ {
		dst[i] *= a[i]
	}
}

// Scale multiplies dst by s.
func (d *Device) Scale(dst []float32, s float32) {
	for i := d.cpu.Level.vecScale(dst, s); i < len(dst); i++ {
		dst[i] *= s
	}
}

// Dot is the inner product of a and b. Equal lengths.
func (d *Device) Dot(a, b []float32) float32 {
	i, s := d.cpu.Level.vecDot(a, b)
	for ; i < len(b); i++ {
		s += a[i] * b[i]
	}
	return s
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
		i, s := d.cpu.Level.vecSquares(block, mean)
		sum += float64(s)
		for ; i < len(block); i++ {
			v := float64(block[i] - mean)
			sum += v * v
		}
		a = a[len(block):]
	}
	return sum
}

// sum is the sum of a.
func (d *Device) sum(a []float32) float64 {
	var sum float64
	for len(a) > 0 {
		block := a[:min(len(a), sumBlock)]
		i, s := d.cpu.Level.vecTotal(block)
		sum += float64(s)
		for ; i < len(block); i++ {
			sum += float64(block[i])
		}
		a = a[len(block):]
	}
	return sum
}

// Max is the largest of a, -Inf when a is empty. Whether a NaN is noticed is
// not said.
func (d *Device) Max(a []float32) float32 {
	i, m := d.cpu.Level.vecLargest(a)
	if i == 0 {
		m = float32(math.Inf(-1))
	}
	for ; i < len(a); i++ {
		if a[i] > m {
			m = a[i]
		}
	}
	return m
}

// Exp writes e^x to dst: within 2 units in the last place, 0 below -104 and
// Inf above 88.7; NaN stays NaN. dst may be x.
func (d *Device) Exp(dst, x []float32) {
	i, _ := d.cpu.Level.vecExpSum(dst, x, 1, 0)
	for ; i < len(x); i++ {
		dst[i] = exp32(x[i])
	}
}

func exp32(x float32) float32 { return float32(math.Exp(float64(x))) }

// AddColumns adds the sum of x's rows to dst (the gradient of a bias).
func (d *Device) AddColumns(dst []float32, x Mat) {
	for i := range x.Rows {
		d.Add(dst, x.Row(i))
	}
}
