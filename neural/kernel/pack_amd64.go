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
		case width == cols && cols == 32:
			for p := range depth {
				*(*[32]float32)(dst[p*32:]) = *(*[32]float32)(b.Data[(p0+p)*b.Stride+j:])
			}
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
		for p := range depth {
			src := a.Data[(p0+p)*a.Stride+r:]
			if high == 12 {
				*(*[12]float32)(dst[p*12:]) = *(*[12]float32)(src)
				continue
			}
			copy(dst[p*rows:p*rows+rows], src[:high])
		}
	}
}
