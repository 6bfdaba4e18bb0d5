package kernel

// packB writes panels [lo, hi) of b, depth [p0, p1), of the columns from j0
// on: for each depth the panel's columns side by side, zeros beyond j1. packed
// holds all panels of [j0, j1).
func (d *Device) packB(packed []float32, b Mat, p0, p1, j0, j1, lo, hi int) {
	_, cols := d.cpu.Level.shape()
	depth := p1 - p0
	for panel := lo; panel < hi; panel++ {
		j := j0 + panel*cols
		width := min(cols, j1-j)
		dst := packed[panel*cols*depth : (panel+1)*cols*depth]
		switch {
		case b.Trans:
			d.packTransposed(dst, b.Data[j*b.Stride+p0:], b.Stride, depth, width, cols)
		case d.cpu.Level == AVX512:
			copyRows(dst, 32, b.Data[p0*b.Stride+j:], b.Stride, depth, width, 32)
		default:
			for p := range depth {
				n := copy(dst[p*cols:(p+1)*cols], b.Data[(p0+p)*b.Stride+j:][:width])
				clear(dst[p*cols+n : (p+1)*cols])
			}
		}
	}
}

// packTransposed packs a panel whose columns are the rows of src.
func (d *Device) packTransposed(dst, src []float32, stride, depth, width, cols int) {
	p := 0
	if d.cpu.Level == AVX512 && width == cols {
		for ; p+16 <= depth; p += 16 {
			for j := 0; j < cols; j += 16 {
				transpose16(&dst[p*cols+j], uintptr(cols)*4, &src[j*stride+p], uintptr(stride)*4)
			}
		}
	}
	for j := range cols {
		if j >= width {
			for q := p; q < depth; q++ {
				dst[q*cols+j] = 0
			}
			continue
		}
		row := src[j*stride : j*stride+depth]
		for q := p; q < depth; q++ {
			dst[q*cols+j] = row[q]
		}
	}
}

// packA writes rows [r0, r1) of a transposed a, depth [p0, p1), tile by tile:
// for each depth the tile's rows side by side. (Rows of an a that is not
// transposed are read where they lie.)
func (d *Device) packA(packed []float32, a Mat, p0, p1, r0, r1 int) {
	rows, _ := d.cpu.Level.shape()
	depth := p1 - p0
	for r := r0; r < r1; r += rows {
		high := min(rows, r1-r)
		dst := packed[(r-r0)*depth:]
		if d.cpu.Level == AVX512 {
			copyRows(dst, rows, a.Data[p0*a.Stride+r:], a.Stride, depth, high, high)
			continue
		}
		for p := range depth {
			copy(dst[p*rows:p*rows+rows], a.Data[(p0+p)*a.Stride+r:][:high])
		}
	}
}

// copyRows copies n rows of width values, at most 32, and zeros after them up
// to fill.
func copyRows(dst []float32, dstStride int, src []float32, srcStride, n, width, fill int) {
	_, _ = dst[(n-1)*dstStride+fill-1], src[(n-1)*srcStride+width-1]
	l0, l1 := masks(width)
	s0, s1 := masks(fill)
	packRows(&dst[0], uintptr(dstStride)*4, &src[0], uintptr(srcStride)*4, n, l0, l1, s0, s1)
}

// masks select the first of 32 lanes in two vectors.
func masks(lanes int) (low, high uint16) {
	m := uint64(1)<<lanes - 1
	return uint16(m), uint16(m >> 16)
}
