package kernel

import "fmt"

//go:generate sh -c "cd gen && go run ./gemm -out ../gemm_amd64.s -stubs ../gemm_amd64.go -pkg kernel"

// Gemm computes c = alpha*a*b + beta*c over the views' logical shapes
// (m x k times k x n), shared among the workers. c is not transposed and
// overlaps neither a nor b. beta 0 does not read c. Rows of a and b may overlap
// (a stride below their length): the windows of a convolution do.
//
// With BF16 the values of a and b may be rounded to bfloat16 before they are
// multiplied, where the processor gains by it; where it does not, BF16 is F32.
func (d *Device) Gemm(prec Precision, c, a, b Mat, alpha, beta float32) {
	p := product{c, a, b, alpha, beta, d.halves(prec, c.Rows)}
	if !p.begin() {
		return
	}
	if d.cpu.Level == Generic {
		d.genericShared(p)
		return
	}
	d.gemmShared(&p)
}

// GemmOn is Gemm on one worker alone, for use inside Run: worker names whose
// scratch space it may use.
func (d *Device) GemmOn(worker int, prec Precision, c, a, b Mat, alpha, beta float32) {
	p := product{c, a, b, alpha, beta, d.halves(prec, c.Rows)}
	if !p.begin() {
		return
	}
	if d.cpu.Level == Generic {
		gemmGeneric(p)
		return
	}
	d.gemmAlone(&d.scratch[worker], &p)
}

// product is c = alpha*a*b + beta*c.
type product struct {
	c, a, b     Mat
	alpha, beta float32
	half        bool // over bfloat16
}

// halves reports whether a product of so many rows is made over bfloat16. One
// of few rows waits for memory, not for arithmetic.
func (d *Device) halves(prec Precision, rows int) bool {
	return prec == BF16 && rows >= 16 && d.cpu.BF16 && (d.cpu.AMX || d.cpu.BF16Fast)
}

// begin checks the shapes and brings c to beta*c where the kernels, which know
// only 0 and 1, cannot. It reports whether anything is left to do.
func (p *product) begin() bool {
	if p.c.Trans || p.c.Stride < p.c.Cols && p.c.Rows > 1 || p.c.Rows != p.a.Rows || p.c.Cols != p.b.Cols || p.a.Cols != p.b.Rows {
		panic(fmt.Sprintf("kernel: Gemm of %dx%d and %dx%d into %dx%d (transposed: %v)", p.a.Rows, p.a.Cols, p.b.Rows, p.b.Cols, p.c.Rows, p.c.Cols, p.c.Trans))
	}
	p.c.check()
	p.a.check()
	p.b.check()
	if p.c.Rows == 0 || p.c.Cols == 0 {
		return false
	}
	if p.beta != 0 && p.beta != 1 || p.a.Cols == 0 {
		for i := range p.c.Rows {
			scaleBy(p.c.Row(i), p.beta)
		}
		p.beta = 1
	}
	return p.a.Cols > 0
}

// check panics when the data is too short for the view.
func (m *Mat) check() {
	rows, cols := m.Rows, m.Cols
	if m.Trans {
		rows, cols = cols, rows
	}
	if rows > 0 && cols > 0 && (m.Stride < 0 || len(m.Data) < (rows-1)*m.Stride+cols) {
		panic(fmt.Sprintf("kernel: Gemm over a %d x %d view with stride %d of %d values", rows, cols, m.Stride, len(m.Data)))
	}
}

// rows is the part of the product that makes rows [lo, hi) of c.
func (p product) rows(lo, hi int) product {
	p.c, p.a = p.c.Slice(lo, hi, 0, p.c.Cols), rowsOf(p.a, lo, hi)
	return p
}

// cols is the part of the product that makes columns [lo, hi) of c.
func (p product) cols(lo, hi int) product {
	p.c, p.b = p.c.Slice(0, p.c.Rows, lo, hi), rowsOf(p.b.T(), lo, hi).T()
	return p
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

// genericShared is gemmGeneric on all workers.
func (d *Device) genericShared(p product) {
	d.Rows(p.c.Rows, 1, func(_, lo, hi int) { gemmGeneric(p.rows(lo, hi)) })
}

// gemmGeneric is the reference the assembly is held against.
func gemmGeneric(p product) {
	for i := range p.c.Rows {
		row := p.c.Row(i)
		scaleBy(row, p.beta)
		for k := range p.a.Cols {
			s := p.alpha * p.a.at(i, k)
			for j := range row {
				row[j] += s * p.b.at(k, j)
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
