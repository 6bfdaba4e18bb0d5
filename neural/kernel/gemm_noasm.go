//go:build !amd64

package kernel

// Without assembly every device is Generic, and these are never called.

func (d *Device) packB(packed []float32, b Mat, p0, p1, j0, j1, lo, hi int) {
	panic("kernel: no assembly for this processor")
}

func (d *Device) packA(packed []float32, a Mat, p0, p1, r0, r1 int) {
	panic("kernel: no assembly for this processor")
}

func (d *Device) tile(s *scratch, depth, high, width int, a []float32, colStride, rowStride int, panel []float32, c Mat, i, j int, alpha float32, add bool) {
	panic("kernel: no assembly for this processor")
}
