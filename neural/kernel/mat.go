package kernel

import "fmt"

// Mat is a view of a matrix in row-major order: element (i, j) is
// Data[i*Stride+j], or Data[j*Stride+i] when Trans is set. Rows and Cols are
// the logical shape, after transposition. The zero Mat is empty.
type Mat struct {
	Data       []float32
	Rows, Cols int
	Stride     int
	Trans      bool
}

// NewMat allocates a rows x cols matrix of zeros.
func NewMat(rows, cols int) Mat {
	return Mat{Data: make([]float32, rows*cols), Rows: rows, Cols: cols, Stride: cols}
}

// AsMat views data (at least rows*cols long) as a dense rows x cols matrix.
func AsMat(data []float32, rows, cols int) Mat {
	if len(data) < rows*cols {
		panic(fmt.Sprintf("kernel: %d values cannot be a %d x %d matrix", len(data), rows, cols))
	}
	return Mat{Data: data[:rows*cols], Rows: rows, Cols: cols, Stride: cols}
}

// T is the transposed view of m over the same data.
func (m Mat) T() Mat {
	m.Rows, m.Cols, m.Trans = m.Cols, m.Rows, !m.Trans
	return m
}

// Row is row i of a matrix that is not transposed.
func (m Mat) Row(i int) []float32 {
	return m.Data[i*m.Stride : i*m.Stride+m.Cols]
}

// Slice is the view of rows [r0, r1) and columns [c0, c1) of a matrix that is
// not transposed.
func (m Mat) Slice(r0, r1, c0, c1 int) Mat {
	if r1 <= r0 || c1 <= c0 {
		return Mat{Rows: max(r1-r0, 0), Cols: max(c1-c0, 0), Stride: m.Stride}
	}
	return Mat{Data: m.Data[r0*m.Stride+c0 : (r1-1)*m.Stride+c1], Rows: r1 - r0, Cols: c1 - c0, Stride: m.Stride}
}
