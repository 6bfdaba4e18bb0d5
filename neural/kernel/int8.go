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
	sums       []int32 // of each row of Data
}

// maxInt8Cols keeps the sums of products of 8 bits, 255*127 at most, within 32.
const maxInt8Cols = 1 << 16

// QuantizeInt8 rounds a matrix that is not transposed, of finite values and at
// most 65536 columns.
func QuantizeInt8(w Mat) Int8Mat {
	if w.Trans || w.Cols > maxInt8Cols {
		panic(fmt.Sprintf("kernel: QuantizeInt8 of %d columns (transposed: %v)", w.Cols, w.Trans))
	}
	stride := ceil(w.Cols, 64) * 64
	q := Int8Mat{
		Data: make([]int8, w.Rows*stride), Rows: w.Rows, Cols: w.Cols, Stride: stride,
		Scale: make([]float32, w.Rows), sums: make([]int32, w.Rows),
	}
	for i := range w.Rows {
		row := w.Row(i)
		inverse := scale8(row, &q.Scale[i])
		for j, v := range row {
			n := round8(v, inverse)
			q.Data[i*stride+j] = int8(n)
			q.sums[i] += n
		}
	}
	return q
}

// scale8 finds the scale that takes the largest value to 127.
func scale8(row []float32, scale *float32) (inverse float32) {
	var most float32
	for _, v := range row {
		most = max(most, v, -v)
	}
	if *scale = most / 127; *scale == 0 {
		return 0
	}
	return 127 / most
}

// round8 is the integer nearest to v*inverse, ties to even: adding 1.5*2^23
// leaves no bit for the fraction.
func round8(v, inverse float32) int32 {
	const magic = 3 << 22
	return int32(math.Float32bits(float32(v*inverse)+magic)) - int32(math.Float32bits(magic))
}

// MatVecInt8 computes y = w*x, shared among the workers. x is rounded to 8
// bits by a scale of its own; the sums are integers and exact, so every
// processor gives the same result.
func (d *Device) MatVecInt8(y []float32, w *Int8Mat, x []float32) {
	d.GemmInt8(Mat{Data: y, Rows: 1, Cols: len(y), Stride: len(y)}, Mat{Data: x, Rows: 1, Cols: len(x), Stride: len(x)}, w)
}

// GemmInt8 computes c = x*wT for a few rows x, each rounded as MatVecInt8
// does, shared among the workers. Neither c nor x is transposed.
func (d *Device) GemmInt8(c, x Mat, w *Int8Mat) {
	if c.Trans || x.Trans || c.Rows != x.Rows || c.Cols != w.Rows || x.Cols != w.Cols {
		panic(fmt.Sprintf("kernel: GemmInt8 of %dx%d and the transpose of %dx%d into %dx%d", x.Rows, x.Cols, w.Rows, w.Cols, c.Rows, c.Cols))
	}
	if c.Rows == 0 || c.Cols == 0 {
		return
	}
	j := &d.job8
	j.c, j.w = c, w
	j.x, j.scale = grow(&j.x, x.Rows*w.Stride), grow(&j.scale, x.Rows)
	for i := range x.Rows {
		row := x.Row(i)
		to := j.x[i*w.Stride : (i+1)*w.Stride]
		inverse := scale8(row, &j.scale[i])
		for k, v := range row {
			to[k] = uint8(round8(v, inverse) + 128)
		}
	}
	d.Rows(w.Rows, 32, d.int8Part)
	j.c, j.w = Mat{}, nil
}

// job8 is a product with Int8Mat under way. The values of x are raised by 128,
// since the instruction wants one operand without a sign.
type job8 struct {
	c     Mat
	w     *Int8Mat
	x     []uint8
	scale []float32
}

// gemmInt8 makes columns [lo, hi) of the job.
func (d *Device) gemmInt8(_, lo, hi int) {
	const rows = 4
	j := &d.job8
	w := j.w
	for r := lo; r < hi; r += rows {
		n := min(rows, hi-r)
		data := w.Data[r*w.Stride : (r+n)*w.Stride]
		for i := range j.c.Rows {
			x := j.x[i*w.Stride : (i+1)*w.Stride]
			var sums [rows]int32
			if n < rows || !d.cpu.dots8(&sums, data, x) {
				dots8Generic(sums[:n], data, x)
			}
			out := j.c.Data[i*j.c.Stride+r:][:n]
			for k := range out {
				out[k] = w.Scale[r+k] * j.scale[i] * float32(sums[k]-128*w.sums[r+k])
			}
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
