package kernel

// rowProducts writes the products of whole fours of w's rows with x to y and
// returns how many rows they are.
func (l Level) rowProducts(y, w []float32, stride int, x []float32) (rows int) {
	fours := len(y) / 4
	if l == Generic || fours == 0 || len(x) == 0 {
		return 0
	}
	_ = w[(4*fours-1)*stride : (4*fours-1)*stride+len(x)]
	if l == AVX512 {
		rowProductsAVX512(&y[0], &w[0], uintptr(stride)*4, &x[0], len(x), fours)
	} else {
		rowProductsAVX2(&y[0], &w[0], uintptr(stride)*4, &x[0], len(x), fours)
	}
	return 4 * fours
}

// columnSums writes the sum of w's rows, each times its value of x; it reports
// whether the processor can.
func (l Level) columnSums(y, w []float32, stride int, x []float32) bool {
	if l == Generic || len(y) == 0 || len(x) == 0 {
		return false
	}
	_ = w[(len(x)-1)*stride : (len(x)-1)*stride+len(y)]
	if l == AVX512 {
		columnSumsAVX512(&y[0], &w[0], uintptr(stride)*4, &x[0], len(x), len(y))
	} else {
		columnSumsAVX2(&y[0], &w[0], uintptr(stride)*4, &x[0], len(x), len(y))
	}
	return true
}

// rowProductsInt8 is rowProducts of weights of 8 bits: see Int8Mat. x is
// times*(x-128).
func (c CPU) rowProductsInt8(y []float32, w *Int8Mat, row int, x []uint8, times float32) (rows int) {
	fours := len(y) / 4
	if !c.VNNI || fours == 0 || len(x) == 0 {
		return 0
	}
	rowProductsInt8(&y[0], &w.Data[row*w.Stride], uintptr(w.Stride), &x[0], len(x)/64, fours, &w.bias[row], &w.Scale[row], times)
	return 4 * fours
}

// quantize writes 128 + x*inverse, rounded, for whole sixteens of x and returns
// how many values they are.
func (c CPU) quantize(y []uint8, x []float32, inverse float32) int {
	sixteens := len(x) / 16
	if c.Level < AVX512 || sixteens == 0 {
		return 0
	}
	_ = y[:16*sixteens]
	quantizeAVX512(&y[0], &x[0], sixteens, inverse)
	return 16 * sixteens
}
