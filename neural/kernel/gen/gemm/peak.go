package main

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// peakSums is the number of independent sums of the peak loops.
const peakSums = 12

// peaks are loops over registers alone, peakSums products of vectors a turn:
// what no loop with memory can beat.
func peaks(config operand.Mem) {
	peak("peakFMA512", func(i int) { build.VFMADD231PS(reg.Z30, reg.Z31, zmm[i]) })
	peak("peakFMA256", func(i int) {
		build.VFMADD231PS(reg.Y14, reg.Y15, zmm[i].AsY())
	})
	peak("peakBF16", func(i int) { dpbf16(zmm[i], reg.Z30, reg.Z31) })
	peak("peakVNNI", func(i int) { build.VPDPBUSD(reg.Z30, reg.Z31, zmm[i]) })

	text("peakAMX", "func(n int)", "does n turns of 12 products of tiles. n is at least 1.")
	build.LEAQ(config, reg.RAX)
	tileConfigure(reg.RAX)
	for t := range byte(8) {
		tileZero(t)
	}
	load("n", reg.RCX)
	build.Label("turn")
	for i := range byte(peakSums) {
		tdpbf16(i%4, 4+i%2, 6+i/2%2)
	}
	down(reg.RCX, "turn")
	tileRelease()
	ret()
}

func peak(name string, product func(i int)) {
	text(name, "func(n int)", "does n turns of 12 products of vectors. n is at least 1.")
	for _, r := range zmm[:16] {
		build.VXORPS(r.AsY(), r.AsY(), r.AsY()) // a sum must not meet a subnormal
	}
	load("n", reg.RCX)
	build.Label("turn")
	for i := range peakSums {
		product(i)
	}
	down(reg.RCX, "turn")
	ret()
}
