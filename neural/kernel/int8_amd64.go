package kernel

// dots8 writes the products of four rows of w with x, whose length is a
// multiple of 64; it reports whether the processor can. One with VNNI comes here
// for nothing: rowProductsInt8 has done all whole fours of rows.
func (c CPU) dots8(sums *[4]int32, w []int8, x []uint8) bool {
	if len(x) == 0 || c.Level == Generic {
		return false
	}
	dotsInt8AVX2(&sums[0], &w[0], uintptr(len(x)), &x[0], len(x)/64)
	return true
}
