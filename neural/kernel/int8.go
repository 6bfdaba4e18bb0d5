package kernel

import (
	"fmt"
	"math"
)

// Int8Mat is a matrix of weights rounded to 8 bits, each row with a scale of
// its own: weight (i, j) is Scale[i]*Data[i*Stride+j]. A quarter of the memory,
// and so up to four times the speed of generation.
type Int8Mat struct {
	Data       []int8
	Rows, Cols int
	Stride     int // a multiple of 64; what lies beyond Cols is 0
	Scale      []float32
	bias       []int32 // 128 times the sum of each row of Data
}

// MaxInt8Cols keeps the sums of products of 8 bits, 255*127 at most, within 32.
const MaxInt8Cols = 1 << 16

// QuantizeInt8 rounds a matrix that is not transposed, of finite values and at
// most 65536 columns.
func QuantizeInt8(w Mat) Int8Mat {
	if w.Trans || w.Cols > MaxInt8Cols {
		panic(fmt.Sprintf("kernel: QuantizeInt8 of %d columns (transposed: %v)", w.Cols, w.Trans))
	}
	stride := ceil(w.Cols, 64) * 64
	q := Int8Mat{
		Data: make([]int8, w.Rows*stride), Rows: w.Rows, Cols: w.Cols, Stride: stride,
		Scale: make([]float32, w.Rows), bias: make([]int32, w.Rows),
	}
	for i := range w.Rows {
		row := w.Row(i)
		inverse := scale8(Generic.largestAbsolute(row), &q.Scale[i])
		for j, v := range row {
			n := round8(v, inverse)
			q.Data[i*stride+j] = int8(n)
			q.bias[i] += 128 * n
		}
	}
	return q
}

// scale8 is the scale that takes the largest value to 127, and its inverse: 0
// where that would be too large a number.
func scale8(most float32, scale *float32) (inverse float32) {
	const least = 1e-36
	if *scale = 0; most < least {
		return 0
	}
	*scale = most / 127
	return 127 / most
}

// largestAbsolute is that of x's values, NaN if one is.
func (l Level) largestAbsolute(x []float32) float32 {
	if _, bits, ok := l.largest(x); ok {
		return math.Float32frombits(bits)
	}
	var most float32
	for _, v := range x {
		most = max(most, v, -v)
	}
	return most
}

// round8 is the integer nearest to v*inverse, ties to even: adding 1.5*2^23
// leaves no bit for the fraction.
func round8(v, inverse float32) int32 {
	const magic = 3 << 22
	return int32(math.Float32bits(float32(v*inverse)+magic)) - int32(math.Float32bits(magic))
}

// Int8Vec is a vector rounded to 8 bits. Its values are raised by 128, since
// the instruction wants one operand without a sign.
type Int8Vec struct {
	data  []uint8
	scale float32
}

// Set rounds x by a scale of its own. Memory is reused.
func (v *Int8Vec) Set(d *Device, x []float32) {
	n := ceil(len(x), 64) * 64
	if cap(v.data) < n {
		v.data = make([]uint8, n)
	}
	v.data = v.data[:n]
	inverse := scale8(d.cpu.Level.largestAbsolute(x), &v.scale)
	for k := d.cpu.quantize(v.data, x, inverse); k < len(x); k++ {
		v.data[k] = uint8(round8(x[k], inverse) + 128)
	}
}

// MatVecInt8On computes y = w*x for the rows of w that begin with row from, on
// the caller's core alone. The sums are integers and exact, so every processor
// gives the same result.
func (d *Device) MatVecInt8On(y []float32, w *Int8Mat, from int, x *Int8Vec) {
	if from < 0 || from+len(y) > w.Rows || len(x.data) != w.Stride {
		panic(fmt.Sprintf("kernel: MatVecInt8On of rows %d to %d of %dx%d and %d values", from, from+len(y), w.Rows, w.Cols, len(x.data)))
	}
	for r := d.cpu.rowProductsInt8(y, w, from, x.data, x.scale); r < len(y); r += dotRows {
		out := y[r:min(r+dotRows, len(y))]
		row := from + r
		data := w.Data[row*w.Stride : (row+len(out))*w.Stride]
		var sums [dotRows]int32
		if len(out) < dotRows || !d.cpu.dots8(&sums, data, x.data) {
			dots8Generic(sums[:len(out)], data, x.data)
		}
		for k := range out {
			out[k] = w.Scale[row+k] * x.scale * float32(sums[k]-w.bias[row+k])
		}
	}
}

func dots8Generic(sums []int32, w []int8, x []uint8) {
	for r := range sums {
		row := w[r*len(x):][:len(x)]
		var s int32
		for i, v := range x {
			s += int32(v) * int32(row[i])
		}
		sums[r] = s
	}
}
