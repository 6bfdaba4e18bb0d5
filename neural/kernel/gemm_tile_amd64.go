package kernel

// tiles multiplies high rows of a, found at a[r*stride+k], or a[k*stride+r]
// when across, with all panels of a block, into row i of c and those below.
func (d *Device) tiles(s *scratch, p *product, blk *block, a []float32, stride int, across bool, i, high int) {
	depth, cols, size := blk.depth(), blk.cols, blk.panelSize()
	var add int
	if p.adds(blk) {
		add = 1
	}
	whole := (blk.j1 - blk.j0) / cols
	edge := blk.j1 - blk.j0 - whole*cols
	c := p.c.Data[i*p.c.Stride+blk.j0:]
	ldc := uintptr(p.c.Stride) * 4
	step, panel := uintptr(stride)*4, uintptr(size)*4
	if d.cpu.Level == AVX512 {
		tile := tileAlongAVX512
		if across {
			tile = tileAcrossAVX512
		}
		if whole > 0 {
			tile(high, depth, &a[0], step, &blk.packed[0], panel, whole, &c[0], ldc, p.alpha, add, 1<<16-1, 1<<16-1)
		}
		if edge > 0 {
			mask := uint32(1)<<edge - 1
			tile(high, depth, &a[0], step, &blk.packed[whole*size], panel, 1, &c[whole*cols], ldc, p.alpha, add, uint16(mask), uint16(mask>>16))
		}
		return
	}
	tile := tileAlongAVX2
	if across {
		tile = tileAcrossAVX2
	}
	if whole > 0 {
		tile(high, depth, &a[0], step, &blk.packed[0], panel, whole, &c[0], ldc, p.alpha, add, 0, 0)
	}
	if edge > 0 {
		whole *= cols
		full := grow(&s.tile, 6*16)
		tile(high, depth, &a[0], step, &blk.packed[whole/cols*size], panel, 1, &full[0], 16*4, p.alpha, 0, 0, 0)
		for r := range high {
			out := c[r*p.c.Stride+whole:][:edge]
			for k, v := range full[r*16:][:edge] {
				if add != 0 {
					v += out[k]
				}
				out[k] = v
			}
		}
	}
}
