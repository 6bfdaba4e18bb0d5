package kernel

// tile16 is the length of a packed tile: 16 rows of 32 depths, or 16 pairs of
// depths of 16 columns.
const tile16 = 512

// groupSize is the length of 16 packed rows or columns.
func (b *block) groupSize() int { return ceil(b.depth(), b.step) * tile16 }

// packB16 rounds a block into tiles.
func packB16(p *product, blk *block) {
	width := blk.j1 - blk.j0
	if p.b.Trans {
		packAlong(blk.packed16, p.b.Data[blk.j0*p.b.Stride+blk.p0:], p.b.Stride, width, blk, true)
	} else {
		packAcross(blk.packed16, p.b.Data[blk.p0*p.b.Stride+blk.j0:], p.b.Stride, width, blk, false)
	}
}

// packA16 rounds rows [i0, i1) of a into tiles.
func packA16(s *scratch, a Mat, blk *block, i0, i1 int) []uint16 {
	dst := grow(&s.a16, ceil(i1-i0, blk.rows)*2*blk.groupSize())
	if a.Trans {
		packAcross(dst, a.Data[blk.p0*a.Stride+i0:], a.Stride, i1-i0, blk, true)
	} else {
		packAlong(dst, a.Data[i0*a.Stride+blk.p0:], a.Stride, i1-i0, blk, false)
	}
	return dst
}

// packAlong packs n rows of src that run along the depth, 16 to a group; pairs
// says that their tiles shall hold pairs. What the last group lacks in rows is
// left as it was: it reaches no sum that is kept.
func packAlong(dst []uint16, src []float32, stride, n int, blk *block, pairs bool) {
	tiles, size := ceil(blk.depth(), 32), blk.groupSize()
	low, high := masks(blk.depth() - (tiles-1)*32)
	for i := 0; i < n; i += 16 {
		group := dst[i/16*size:][:size]
		packRowsBF16(&group[0], &src[i*stride], uintptr(stride)*4, min(16, n-i), tiles, low, high)
		if pairs {
			transposeTiles(&group[0], tiles)
		}
	}
}

// packAcross packs n columns of src, whose rows follow each other in depth, 16
// to a group; rows says that their tiles shall hold rows, not pairs.
func packAcross(dst []uint16, src []float32, stride, n int, blk *block, rows bool) {
	tiles, size := ceil(blk.depth(), 32), blk.groupSize()
	pairs, groups := ceil(blk.depth(), 2), ceil(n, 16)
	columns, _ := masks(n - (groups-1)*16)
	odd := uint16(1<<16 - 1)
	if blk.depth()%2 == 1 {
		odd = 0
	}
	packPairsBF16(&dst[0], uintptr(size)*2, &src[0], uintptr(stride)*4, pairs, groups, columns, odd)
	for g := range groups {
		group := dst[g*size:][:size]
		clear(group[pairs*32:])
		if rows {
			transposeTiles(&group[0], tiles)
		}
	}
}

// masks select the first n of 32 lanes in two vectors.
func masks(n int) (low, high uint16) {
	m := uint64(1)<<n - 1
	return uint16(m), uint16(m >> 16)
}

// multiply16 is multiply over bfloat16 for one group of rows.
func (d *Device) multiply16(s *scratch, p *product, blk *block, i0, i1 int) {
	packed := packA16(s, p.a, blk, i0, i1)
	size := 2 * blk.groupSize()
	for i := i0; i < i1; i += blk.rows {
		a := packed[(i-i0)/blk.rows*size:]
		high := min(blk.rows, i1-i)
		c := p.c.Data[i*p.c.Stride+blk.j0:]
		direct := 0 // panels that can be written where they belong
		if high == blk.rows && p.alpha == 1 {
			direct = (blk.j1 - blk.j0) / blk.cols
		}
		if direct > 0 {
			d.product16(blk, a, 0, direct, c, p.c.Stride, p.adds(blk))
		}
		if rest := blk.panels() - direct; rest > 0 {
			sums := grow(&s.tile, blk.rows*rest*blk.cols)
			d.product16(blk, a, direct, rest, sums, rest*blk.cols, false)
			j := direct * blk.cols
			for r := range high {
				out := c[r*p.c.Stride+j:][:blk.j1-blk.j0-j]
				if !p.adds(blk) {
					clear(out)
				}
				d.Axpy(out, p.alpha, sums[r*rest*blk.cols:][:len(out)])
			}
		}
	}
}

// product16 multiplies 32 packed rows with n panels from the first-th on.
func (d *Device) product16(blk *block, a []uint16, first, n int, c []float32, ldc int, add bool) {
	tiles, size := ceil(blk.depth(), 32), 2*blk.groupSize()
	b := blk.packed16[first*size : (first+n)*size]
	_ = c[31*ldc+n*blk.cols-1]
	var adds int
	if add {
		adds = 1
	}
	if d.cpu.AMX {
		amxBF16(tiles, &a[0], &b[0], n, &c[0], uintptr(ldc)*4, adds)
		return
	}
	for r := 0; r < 32; r += 8 {
		dotBF16(tiles, &a[r/16*blk.groupSize()+r%16*32], &b[0], n, &c[r*ldc], uintptr(ldc)*4, adds)
	}
}
