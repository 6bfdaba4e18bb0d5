package kernel

import "fmt"

//go:generate sh -c "cd gen && go run ./gemm -out ../gemm_amd64.s -stubs ../gemm_amd64.go -pkg kernel"

// Gemm computes c = alpha*a*b + beta*c over the views' logical shapes
// (m x k times k x n), shared among the workers. c is not transposed and
// overlaps neither a nor b. beta 0 does not read c.
func (d *Device) Gemm(prec Precision, c, a, b Mat, alpha, beta float32) {
	checkGemm(c, a, b)
	if c.Rows == 0 || c.Cols == 0 {
		return
	}
	if d.cpu.Level == Generic {
		d.Rows(c.Rows, 1, func(_, lo, hi int) {
			gemmGeneric(c.Slice(lo, hi, 0, c.Cols), rowsOf(a, lo, hi), b, alpha, beta)
		})
		return
	}
	d.gemmShared(c, a, b, alpha, beta)
}

// GemmOn is Gemm on one worker alone, for use inside Run: worker names whose
// scratch space it may use.
func (d *Device) GemmOn(worker int, prec Precision, c, a, b Mat, alpha, beta float32) {
	checkGemm(c, a, b)
	if c.Rows == 0 || c.Cols == 0 {
		return
	}
	if d.cpu.Level == Generic {
		gemmGeneric(c, a, b, alpha, beta)
		return
	}
	d.gemmAlone(&d.scratch[worker], c, a, b, alpha, beta)
}

func checkGemm(c, a, b Mat) {
	if c.Trans || c.Rows != a.Rows || c.Cols != b.Cols || a.Cols != b.Rows {
		panic(fmt.Sprintf("kernel: Gemm of %dx%d and %dx%d into %dx%d (transposed: %v)", a.Rows, a.Cols, b.Rows, b.Cols, c.Rows, c.Cols, c.Trans))
	}
	for _, m := range []*Mat{&c, &a, &b} {
		rows, cols := m.Rows, m.Cols
		if m.Trans {
			rows, cols = cols, rows
		}
		if rows > 0 && cols > 0 && (m.Stride < cols && rows > 1 || len(m.Data) < (rows-1)*m.Stride+cols) {
			panic(fmt.Sprintf("kernel: Gemm over a %d x %d view with stride %d of %d values", rows, cols, m.Stride, len(m.Data)))
		}
	}
}

func rowsOf(a Mat, lo, hi int) Mat {
	if a.Trans {
		return a.T().Slice(0, a.Cols, lo, hi).T()
	}
	return a.Slice(lo, hi, 0, a.Cols)
}

// colsOf is the view of columns [lo, hi) of b.
func colsOf(b Mat, lo, hi int) Mat { return rowsOf(b.T(), lo, hi).T() }

func (m Mat) at(i, j int) float32 {
	if m.Trans {
		return m.Data[j*m.Stride+i]
	}
	return m.Data[i*m.Stride+j]
}

func gemmGeneric(c, a, b Mat, alpha, beta float32) {
	for i := range c.Rows {
		row := c.Row(i)
		scaleBy(row, beta)
		for p := range a.Cols {
			s := alpha * a.at(i, p)
			for j := range row {
				row[j] += s * b.at(p, j)
			}
		}
	}
}

// scaleBy multiplies by beta; 0 forgets what was there, NaN included.
func scaleBy(row []float32, beta float32) {
	switch beta {
	case 0:
		clear(row)
	case 1:
	default:
		for j := range row {
			row[j] *= beta
		}
	}
}
