//go:build !amd64

package kernel

// Without assembly every device is Generic, and these are never called.

func (d *Device) packB(s *scratch, p *product, blk *block) {
	panic("kernel: no assembly for this processor")
}

func (d *Device) packA(s *scratch, a Mat, blk *block, r0, r1 int) []float32 {
	panic("kernel: no assembly for this processor")
}

func packB16(p *product, blk *block) {
	panic("kernel: no assembly for this processor")
}

func (d *Device) multiply16(s *scratch, p *product, blk *block, i0, i1 int) {
	panic("kernel: no assembly for this processor")
}

func (d *Device) tiles(s *scratch, p *product, blk *block, a []float32, stride int, across bool, i, high int) {
	panic("kernel: no assembly for this processor")
}
