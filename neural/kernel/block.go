package kernel

// Blocks of a product (Goto and van de Geijn 2008). A packed panel of b,
// depthBlock x 32 values or 32 KiB, stays in the first-level cache (48 KiB)
// while rows of a pass by; the columnBlock/32 panels of one block, 1 MiB, stay
// in the second level (2 MiB) beside rowBlock rows of a (384 KiB).
const (
	depthBlock  = 512
	columnBlock = 512
	rowBlock    = 384
)

// scratch is what one worker needs beside its operands.
type scratch struct {
	a    []float32 // packed rows of a transposed a
	b    []float32 // packed panels of b
	tile []float32 // a tile at the edge, for AVX2
}

// shape is the tile a level's micro-kernel makes.
func (l Level) shape() (rows, cols int) {
	if l == AVX512 {
		return 12, 32
	}
	return 6, 16
}

// grow returns s with at least n values.
func grow(s *[]float32, n int) []float32 {
	if len(*s) < n {
		*s = make([]float32, n)
	}
	return (*s)[:n]
}

// gemmAlone computes a product on one worker.
func (d *Device) gemmAlone(s *scratch, c, a, b Mat, alpha, beta float32) {
	_, cols := d.cpu.Level.shape()
	if first(c, a, beta) {
		return
	}
	for j0 := 0; j0 < c.Cols; j0 += columnBlock {
		j1 := min(j0+columnBlock, c.Cols)
		panels := (j1 - j0 + cols - 1) / cols
		for p0 := 0; p0 < a.Cols; p0 += depthBlock {
			p1 := min(p0+depthBlock, a.Cols)
			packed := grow(&s.b, panels*cols*(p1-p0))
			d.packB(packed, b, p0, p1, j0, j1, 0, panels)
			d.multiply(s, c, a, packed, p0, p1, j0, j1, 0, c.Rows, alpha, beta != 0 || p0 > 0)
		}
	}
}

// gemmShared computes a product on all workers: they pack a block of b
// together and then take parts of its rows, or of its columns where there are
// more of them.
func (d *Device) gemmShared(c, a, b Mat, alpha, beta float32) {
	rows, cols := d.cpu.Level.shape()
	// Below this many multiplications, about 10 microseconds of them, handing
	// over costs more than it saves.
	const small = 1 << 19
	if d.pool.workers == 1 || c.Rows*c.Cols*a.Cols < small {
		d.gemmAlone(&d.scratch[0], c, a, b, alpha, beta)
		return
	}
	if first(c, a, beta) {
		return
	}
	byColumn := c.Rows < c.Cols && c.Rows < 4*rows*d.pool.workers
	for j0 := 0; j0 < c.Cols; j0 += columnBlock {
		j1 := min(j0+columnBlock, c.Cols)
		panels := (j1 - j0 + cols - 1) / cols
		for p0 := 0; p0 < a.Cols; p0 += depthBlock {
			p1 := min(p0+depthBlock, a.Cols)
			packed := grow(&d.shared, panels*cols*(p1-p0))
			add := beta != 0 || p0 > 0
			d.Rows(panels, 1, func(w, lo, hi int) {
				d.packB(packed, b, p0, p1, j0, j1, lo, hi)
				if byColumn {
					d.multiply(&d.scratch[w], c, a, packed[lo*cols*(p1-p0):], p0, p1, j0+lo*cols, min(j0+hi*cols, j1), 0, c.Rows, alpha, add)
				}
			})
			if !byColumn {
				tiles := (c.Rows + rows - 1) / rows
				d.Rows(tiles, 1, func(w, lo, hi int) {
					d.multiply(&d.scratch[w], c, a, packed, p0, p1, j0, j1, lo*rows, min(hi*rows, c.Rows), alpha, add)
				})
			}
		}
	}
}

// first brings c to beta*c when the kernels, which know only 0 and 1, cannot,
// or when there is nothing to add. It reports whether that was all.
func first(c, a Mat, beta float32) (done bool) {
	if beta != 0 && beta != 1 || a.Cols == 0 {
		for i := range c.Rows {
			scaleBy(c.Row(i), beta)
		}
	}
	return a.Cols == 0
}

// multiply adds (or writes) rows [i0, i1) of a, depth [p0, p1), times packed
// panels to columns [j0, j1) of c.
func (d *Device) multiply(s *scratch, c, a Mat, packed []float32, p0, p1, j0, j1, i0, i1 int, alpha float32, add bool) {
	rows, cols := d.cpu.Level.shape()
	depth := p1 - p0
	for r0 := i0; r0 < i1; r0 += rowBlock {
		r1 := min(r0+rowBlock, i1)
		var pa []float32
		if a.Trans {
			pa = grow(&s.a, (r1-r0+rows-1)/rows*rows*depth)
			d.packA(pa, a, p0, p1, r0, r1)
		}
		for j := j0; j < j1; j += cols {
			panel := packed[(j-j0)*depth:]
			width := min(cols, j1-j)
			for i := r0; i < r1; i += rows {
				high := min(rows, r1-i)
				if a.Trans {
					d.tile(s, depth, high, width, pa[(i-r0)*depth:], rows, 1, panel, c, i, j, alpha, add)
				} else {
					d.tile(s, depth, high, width, a.Data[i*a.Stride+p0:], 1, a.Stride, panel, c, i, j, alpha, add)
				}
			}
		}
	}
}
