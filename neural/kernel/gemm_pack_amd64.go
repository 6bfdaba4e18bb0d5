package kernel

// packB writes the panels of a block: for each depth the panel's columns side
// by side, anything beyond the last column.
func (d *Device) packB(s *scratch, p *product, blk *block) {
	depth, cols, size := blk.depth(), blk.cols, blk.panelSize()
	dst, width := blk.packed, blk.j1-blk.j0
	if p.b.Trans {
		d.packTransposed(s, blk, dst, p.b.Data[blk.j0*p.b.Stride+blk.p0:], p.b.Stride, width)
		return
	}
	src := p.b.Data[blk.p0*p.b.Stride+blk.j0:]
	whole := width / cols
	if whole > 0 {
		pack := packRowsAVX2
		if d.cpu.Level == AVX512 {
			pack = packRowsAVX512
		}
		pack(&dst[0], uintptr(size)*4, &src[0], uintptr(p.b.Stride)*4, depth, whole)
	}
	if edge := width - whole*cols; edge > 0 {
		dst = dst[whole*size:]
		for k := range depth {
			n := copy(dst[k*cols:(k+1)*cols], src[k*p.b.Stride+whole*cols:][:edge])
			clear(dst[k*cols+n : (k+1)*cols])
		}
	}
}

// packTransposed packs panels whose columns are the rows of src.
func (d *Device) packTransposed(s *scratch, blk *block, dst, src []float32, stride, width int) {
	depth, cols, size := blk.depth(), blk.cols, blk.panelSize()
	if d.cpu.Level != AVX512 {
		for j := range width {
			to := dst[j/cols*size+j%cols:]
			for k, v := range src[j*stride:][:depth] {
				to[k*cols] = v
			}
		}
		return
	}
	blocks := ceil(depth, 16)
	last := uint16(1)<<(depth-(blocks-1)*16) - 1
	for j := 0; j < width; j += 16 {
		from, step := src[j*stride:], stride
		if n := width - j; n < 16 {
			// The loop reads 16 rows.
			rows := grow(&s.rows, 16*depth)
			for r := range n {
				copy(rows[r*depth:(r+1)*depth], from[r*stride:])
			}
			clear(rows[n*depth : 16*depth])
			from, step = rows, depth
		}
		packTransposedAVX512(&dst[j/cols*size+j%cols], uintptr(cols)*4, &from[0], uintptr(step)*4, blocks, last)
	}
}

// packA writes rows [r0, r1) of a transposed a tile by tile: for each depth
// the tile's rows side by side. (Rows of an a that is not transposed are read
// where they lie.)
func (d *Device) packA(s *scratch, a Mat, blk *block, r0, r1 int) []float32 {
	rows, depth := blk.rows, blk.depth()
	size := rows * depth
	tiles := ceil(r1-r0, rows)
	packed := grow(&s.a, tiles*size)
	src := a.Data[blk.p0*a.Stride+r0:]
	whole := 0
	if d.cpu.Level == AVX512 {
		if whole = (r1 - r0) / rows; whole > 0 {
			packColsAVX512(&packed[0], uintptr(size)*4, &src[0], uintptr(a.Stride)*4, depth, whole)
		}
	}
	for t := whole; t < tiles; t++ {
		dst := packed[t*size : (t+1)*size]
		high := min(rows, r1-r0-t*rows)
		for k := range depth {
			copy(dst[k*rows:], src[k*a.Stride+t*rows:][:high])
		}
	}
	return packed
}
