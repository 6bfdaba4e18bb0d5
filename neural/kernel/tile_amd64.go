package kernel

// tile multiplies high rows of a, found at a[r*rowStride+p*colStride], with a
// packed panel, into c at (i, j).
func (d *Device) tile(s *scratch, depth, high, width int, a []float32, colStride, rowStride int, panel []float32, c Mat, i, j int, alpha float32, add bool) {
	var adds int
	if add {
		adds = 1
	}
	at := &c.Data[i*c.Stride+j]
	ldc := uintptr(c.Stride) * 4
	row, col := uintptr(rowStride)*4, uintptr(colStride)*4
	if d.cpu.Level == AVX512 {
		m0, m1 := masks(width)
		tile512(high, depth, &a[0], row, col, &panel[0], at, ldc, alpha, adds, m0, m1)
		return
	}
	if width == 16 {
		tile256(high, depth, &a[0], row, col, &panel[0], at, ldc, alpha, adds)
		return
	}
	whole := grow(&s.tile, 6*16)
	tile256(high, depth, &a[0], row, col, &panel[0], &whole[0], 16*4, alpha, 0)
	for r := range high {
		out := c.Data[(i+r)*c.Stride+j:][:width]
		for k, v := range whole[r*16 : r*16+width] {
			if add {
				v += out[k]
			}
			out[k] = v
		}
	}
}

func tile512(high, depth int, a *float32, row, col uintptr, b, c *float32, ldc uintptr, alpha float32, add int, m0, m1 uint16) {
	switch high {
	case 12:
		tileAVX512_12(depth, a, row, col, b, c, ldc, alpha, add, m0, m1)
	case 11:
		tileAVX512_11(depth, a, row, col, b, c, ldc, alpha, add, m0, m1)
	case 10:
		tileAVX512_10(depth, a, row, col, b, c, ldc, alpha, add, m0, m1)
	case 9:
		tileAVX512_9(depth, a, row, col, b, c, ldc, alpha, add, m0, m1)
	case 8:
		tileAVX512_8(depth, a, row, col, b, c, ldc, alpha, add, m0, m1)
	case 7:
		tileAVX512_7(depth, a, row, col, b, c, ldc, alpha, add, m0, m1)
	case 6:
		tileAVX512_6(depth, a, row, col, b, c, ldc, alpha, add, m0, m1)
	case 5:
		tileAVX512_5(depth, a, row, col, b, c, ldc, alpha, add, m0, m1)
	case 4:
		tileAVX512_4(depth, a, row, col, b, c, ldc, alpha, add, m0, m1)
	case 3:
		tileAVX512_3(depth, a, row, col, b, c, ldc, alpha, add, m0, m1)
	case 2:
		tileAVX512_2(depth, a, row, col, b, c, ldc, alpha, add, m0, m1)
	case 1:
		tileAVX512_1(depth, a, row, col, b, c, ldc, alpha, add, m0, m1)
	}
}

func tile256(high, depth int, a *float32, row, col uintptr, b, c *float32, ldc uintptr, alpha float32, add int) {
	switch high {
	case 6:
		tileAVX2_6(depth, a, row, col, b, c, ldc, alpha, add, 0, 0)
	case 5:
		tileAVX2_5(depth, a, row, col, b, c, ldc, alpha, add, 0, 0)
	case 4:
		tileAVX2_4(depth, a, row, col, b, c, ldc, alpha, add, 0, 0)
	case 3:
		tileAVX2_3(depth, a, row, col, b, c, ldc, alpha, add, 0, 0)
	case 2:
		tileAVX2_2(depth, a, row, col, b, c, ldc, alpha, add, 0, 0)
	case 1:
		tileAVX2_1(depth, a, row, col, b, c, ldc, alpha, add, 0, 0)
	}
}
