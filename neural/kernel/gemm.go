package kernel

import "fmt"

// Gemm computes c = alpha*a*b + beta*c over the views' logical shapes
// (m x k times k x n), shared among the workers. c is not transposed and
// overlaps neither a nor b. beta 0 does not read c.
func (d *Device) Gemm(prec Precision, c, a, b Mat, alpha, beta float32) {
	checkGemm(c, a, b)
	d.Rows(c.Rows, 1, func(_, lo, hi int) {
		gemmGeneric(c.Slice(lo, hi, 0, c.Cols), rowsOf(a, lo, hi), b, alpha, beta)
	})
}

// GemmOn is Gemm on one worker alone, for use inside Run: worker names whose
// scratch space it may use.
func (d *Device) GemmOn(worker int, prec Precision, c, a, b Mat, alpha, beta float32) {
	checkGemm(c, a, b)
	gemmGeneric(c, a, b, alpha, beta)
}

func checkGemm(c, a, b Mat) {
	if c.Trans || c.Rows != a.Rows || c.Cols != b.Cols || a.Cols != b.Rows {
		panic(fmt.Sprintf("kernel: Gemm of %dx%d and %dx%d into %dx%d (transposed: %v)", a.Rows, a.Cols, b.Rows, b.Cols, c.Rows, c.Cols, c.Trans))
	}
}

func rowsOf(a Mat, lo, hi int) Mat {
	if a.Trans {
		return a.T().Slice(0, a.Cols, lo, hi).T()
	}
	return a.Slice(lo, hi, 0, a.Cols)
}

func (m Mat) at(i, j int) float32 {
	if m.Trans {
		return m.Data[j*m.Stride+i]
	}
	return m.Data[i*m.Stride+j]
}

func gemmGeneric(c, a, b Mat, alpha, beta float32) {
	for i := range c.Rows {
		row := c.Row(i)
		if beta == 0 {
			clear(row)
		} else {
			for j := range row {
				row[j] *= beta
			}
		}
		for p := range a.Cols {
			s := alpha * a.at(i, p)
			for j := range row {
				row[j] += s * b.at(p, j)
			}
		}
	}
}

// MatVec computes y = w*x for a dense w (len(y) x len(x)), shared among the
// workers: the product of generation, one token at a time.
func (d *Device) MatVec(y []float32, w Mat, x []float32) {
	d.Rows(len(y), 16, func(_, lo, hi int) {
		for i := lo; i < hi; i++ {
			y[i] = d.Dot(w.Row(i), x)
		}
	})
}
